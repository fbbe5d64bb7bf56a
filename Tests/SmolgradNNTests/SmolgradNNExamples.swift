// Made by scripts/examples of the documentation comments in Sources/SmolgradNN; change those.

// swift-format-ignore-file

import Smolgrad
import SmolgradNN
import TestSupport
import Testing

@Suite struct SmolgradNNExamples {
  @Test("ActivationModules, example 1") func activationModules1() throws {
    expect(ReLU()(Tensor([-1, 2])), is: "[0, 2]")
  }

  @Test("ActivationModules, example 2") func activationModules2() throws {
    expect(Sigmoid()(Tensor([0, 1])), is: "[0.5, 0.7311]")
  }

  @Test("ActivationModules, example 3") func activationModules3() throws {
    expect(Tanh()(Tensor([0, 1])), is: "[0, 0.7616]")
  }

  @Test("ActivationModules, example 4") func activationModules4() throws {
    expect(SiLU()(Tensor([-1, 2])), is: "[-0.2689, 1.7616]")
  }

  @Test("ActivationModules, example 5") func activationModules5() throws {
    expect(GELU()(Tensor([-1, 2])), is: "[-0.1587, 1.9545]")
  }

  @Test("ActivationModules, example 6") func activationModules6() throws {
    expect(LeakyReLU(slope: 0.1)(Tensor([-1, 2])), is: "[-0.1, 2]")
  }

  @Test("ActivationModules, example 7") func activationModules7() throws {
    expect(ELU()(Tensor([-1, 2])), is: "[-0.6321, 2]")
  }

  @Test("SoftmaxModules, example 1") func softmaxModules1() throws {
    expect(Softmax(dim: 0)(Tensor([1, 2, 3])), is: "[0.09003, 0.2447, 0.6652]")
  }

  @Test("SoftmaxModules, example 2") func softmaxModules2() throws {
    expect(LogSoftmax(dim: 0)(Tensor([1, 2, 3])), is: "[-2.4076, -1.4076, -0.4076]")
  }

  @Test("CausalSelfAttention, example 1") func causalSelfAttention1() throws {
    expect(CausalSelfAttention(8, heads: 2, context: 16)(Tensor.ones([1, 5, 8])).shape, is: "[1, 5, 8]")
  }

  @Test("MultiheadAttention, example 1") func multiheadAttention1() throws {
    expect(MultiheadAttention(8, heads: 2)(Tensor.ones([1, 5, 8])).shape, is: "[1, 5, 8]")
  }

  @Test("ModuleDict, example 1") func moduleDict1() throws {
    let heads: ModuleDict = ["age": Linear(4, 1), "kind": Linear(4, 3)]
    expect(heads["kind"]!(Tensor.ones([1, 4])).shape, is: "[1, 3]")
  }

  @Test("ModuleList, example 1") func moduleList1() throws {
    let layers = ModuleList((0..<3).map { _ in Linear(4, 4) })
    expect(layers.reduce(Tensor.ones([1, 4])) { $1($0).relu() }.shape, is: "[1, 4]")
  }

  @Test("Sequential, example 1") func sequential1() throws {
    let model = Sequential(Linear(2, 5), ReLU(), Linear(5, 1), Sigmoid())
    expect(model(Tensor.ones([4, 2])).shape, is: "[4, 1]")
  }

  @Test("Conv2d, example 1") func conv2d1() throws {
    let layer = Conv2d(3, 8, kernel: 3, padding: 1)
    expect(layer(Tensor.ones([1, 3, 28, 28])).shape, is: "[1, 8, 28, 28]")
  }

  @Test("ConvTranspose2d, example 1") func convTranspose2d1() throws {
    let layer = ConvTranspose2d(8, 3, kernel: 2, stride: 2)
    expect(layer(Tensor.ones([1, 8, 14, 14])).shape, is: "[1, 3, 28, 28]")
  }

  @Test("PoolingModules, example 1") func poolingModules1() throws {
    expect(MaxPool2d(2)(Tensor([[[1, 2], [3, 4]]])), is: "[[[4]]]")
  }

  @Test("PoolingModules, example 2") func poolingModules2() throws {
    expect(AvgPool2d(2)(Tensor([[[1, 2], [3, 4]]])), is: "[[[2.5]]]")
  }

  @Test("Initializer, example 1") func initializer1() throws {
    let layer = Linear(4, 2)
    layer.weight.initialize(.kaimingNormal(nonlinearity: .relu))
    layer.bias!.initialize(.zeros)
    expect(layer.bias!, is: "[0, 0]")
  }

  @Test("Dropout, example 1") func dropout1() throws {
    let dropout = Dropout(0.5)
    expect(dropout.eval()(Tensor([1, 2])), is: "[1, 2]")
  }

  @Test("Embedding, example 1") func embedding1() throws {
    let table = Embedding(10, 4)
    expect(table(Tensor(integers: [3, 3, 7])).shape, is: "[3, 4]")
  }

  @Test("Flatten, example 1") func flatten1() throws {
    expect(Flatten()(Tensor.ones([2, 3, 4])).shape, is: "[2, 12]")
  }

  @Test("Linear, example 1") func linear1() throws {
    let layer = Linear(3, 2)
    expect(layer.weight.shape, is: "[2, 3]")
    expect(layer(Tensor.ones([4, 3])).shape, is: "[4, 2]")
  }

  @Test("BinaryLosses, example 1") func binaryLosses1() throws {
    expect(BCELoss()(Tensor([0.9, 0.2]), Tensor([1, 0])), is: "0.1643")
  }

  @Test("BinaryLosses, example 2") func binaryLosses2() throws {
    expect(BCEWithLogitsLoss()(Tensor([2, -1]), Tensor([1, 0])), is: "0.2201")
  }

  @Test("ClassLossModules, example 1") func classLossModules1() throws {
    expect(CrossEntropyLoss()(Tensor([[1, 2], [4, 3]]), Tensor(integers: [1, 1])), is: "0.8133")
  }

  @Test("ClassLossModules, example 2") func classLossModules2() throws {
    let x = Tensor([[1, 2], [4, 3]]).logSoftmax(dim: 1)
    expect(NLLLoss()(x, Tensor(integers: [1, 1])), is: "0.8133")
  }

  @Test("ElementwiseLosses, example 1") func elementwiseLosses1() throws {
    expect(MSELoss()(Tensor([1, 2]), Tensor([0, 4])), is: "2.5")
  }

  @Test("ElementwiseLosses, example 2") func elementwiseLosses2() throws {
    expect(L1Loss()(Tensor([1, 2]), Tensor([0, 4])), is: "1.5")
  }

  @Test("ElementwiseLosses, example 3") func elementwiseLosses3() throws {
    expect(HuberLoss(reduction: .none)(Tensor([0.5, 3]), Tensor([0, 0])), is: "[0.125, 2.5]")
  }

  @Test("ElementwiseLosses, example 4") func elementwiseLosses4() throws {
    expect(SmoothL1Loss()(Tensor([0.5, 3]), Tensor([0, 0])), is: "1.3125")
  }

  @Test("Module, example 1") func module1() throws {
    final class MLP: Module {
      let fc1 = Linear(2, 5)
      let fc2 = Linear(5, 1)

      override func forward(_ x: Tensor) -> Tensor { fc2(fc1(x).relu()).sigmoid() }
    }

    let model = MLP()
    expect(model(Tensor([[1, 2]])).shape, is: "[1, 1]")
    expect(model.namedParameters().map(\.path), is: "[\"fc1.weight\", \"fc1.bias\", \"fc2.weight\", \"fc2.bias\"]")
  }

  @Test("Module, example 2") func module2() throws {
    final class Gate: Module {
      let mix = Linear(2, 2)

      func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor { scoped { mix(a) * b } }
    }
    expect(Gate()(Tensor.ones([1, 2]), Tensor.zeros([2])), is: "[[0, 0]]")
  }

  @Test("ModuleHooks, example 1") func moduleHooks1() throws {
    let layer = Linear(2, 2)
    layer.registerForwardHook(name: "clip") { _, _, output in output.clamp(min: 0, max: 0.5) }
    expect(layer(Tensor.ones([1, 2])).doubles().max()! <= 0.5, is: "true")
  }

  @Test("ModuleHooks, example 2") func moduleHooks2() throws {
    let layer = Linear(2, 1)
    let x = Tensor([[1, 2]], requiresGradient: true)
    layer.registerBackwardHook(name: "stop") { _, inputs, _ in inputs.map { $0.map { $0 * 0 } } }
    layer(x).sum().backward()
    expect(x.gradient!, is: "[[0, 0]]")
  }

  @Test("ModuleHooks, example 3") func moduleHooks3() throws {
    final class Gate: Module {
      let mix = Linear(2, 2)

      func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
        scoped(with: [a, b]) { mix($0[0]) * $0[1] }
      }
    }
    let gate = Gate()
    gate.registerForwardHook { _, inputs, output in output + inputs[0] }
    expect(gate(Tensor.ones([1, 2]), Tensor.zeros([2])), is: "[[1, 1]]")
  }

  @Test("Parameters, example 1") func parameters1() throws {
    let model = Sequential(Linear(2, 5), ReLU(), Linear(5, 1))
    expect(model.namedParameters().map(\.path), is: "[\"0.weight\", \"0.bias\", \"2.weight\", \"2.bias\"]")
  }

  @Test("StateDict, example 1") func stateDict1() throws {
    expect(Linear(3, 2).stateDict().keys, is: "[\"weight\", \"bias\"]")
  }

  @Test("StateDict, example 2") func stateDict2() throws {
    let (from, to) = (Linear(3, 2), Linear(3, 2))
    try to.loadStateDict(from.stateDict())
    expect((to.weight .== from.weight).doubles().min()!, is: "1.0")
  }

  @Test("BatchNorm, example 1") func batchNorm1() throws {
    let layer = BatchNorm1d(1)
    expect(layer(Tensor([[1], [3]])), is: "[[-1], [1]]")
    expect(layer.runningMean!, is: "[0.2]")
  }

  @Test("GroupNorm, example 1") func groupNorm1() throws {
    expect(GroupNorm(2, 4)(Tensor([[1, 3, 10, 30]])), is: "[[-1, 1, -1, 1]]")
  }

  @Test("LayerNorm, example 1") func layerNorm1() throws {
    expect(LayerNorm(2)(Tensor([[1, 3], [10, 30]])), is: "[[-1, 1], [-1, 1]]")
  }

  @Test("RMSNorm, example 1") func rMSNorm1() throws {
    expect(RMSNorm(2)(Tensor([3, 4])), is: "[0.8485, 1.1314]")
  }

  @Test("Adam, example 1") func adam1() throws {
    let w = Tensor(3, requiresGradient: true)
    (w * w).backward()
    Adam([w], learningRate: 0.1).step()
    expect(w, is: "2.9")
  }

  @Test("Adam, example 2") func adam2() throws {
    let w = Tensor(3, requiresGradient: true)
    (w * w).backward()
    AdamW([w], learningRate: 0.1, weightDecay: 0.1).step()
    expect(w, is: "2.87")
  }

  @Test("Clipping, example 1") func clipping1() throws {
    let w = Tensor([3, 4], requiresGradient: true)
    w.gradient = Tensor([30, 40])
    expect(clipGradientNorm([w], maximum: 5), is: "50.0")
    expect(w.gradient!, is: "[3, 4]")
  }

  @Test("Clipping, example 2") func clipping2() throws {
    let w = Tensor([3, 4], requiresGradient: true)
    w.gradient = Tensor([30, -0.5])
    clipGradientValue([w], maximum: 1)
    expect(w.gradient!, is: "[1, -0.5]")
  }

  @Test("Optimizer, example 1") func optimizer1() throws {
    let model = Linear(2, 1)
    model.parameters().forEach { $0.initialize(.zeros) }
    let optimizer = SGD(model.parameters(), learningRate: 0.1)
    for _ in 0..<3 {
      optimizer.zeroGradients()
      MSELoss()(model(Tensor([[1, 2]])), Tensor([[3]])).backward()
      optimizer.step()
    }
    expect(model.weight, is: "[[0.504, 1.008]]")
  }

  @Test("Optimizer, example 2") func optimizer2() throws {
    let w = Tensor(3, requiresGradient: true)
    (w * w).backward()
    let optimizer = Adam([w])
    optimizer.step()
    expect(optimizer.state(of: w).map(\.name), is: "[\"m\", \"v\"]")
  }

  @Test("RMSprop, example 1") func rMSprop1() throws {
    let w = Tensor(3, requiresGradient: true)
    (w * w).backward()
    RMSprop([w], learningRate: 0.1).step()
    expect(w, is: "2")
  }

  @Test("SGD, example 1") func sGD1() throws {
    let w = Tensor(3, requiresGradient: true)
    (w * w).backward()
    SGD([w], learningRate: 0.1).step()
    expect(w, is: "2.4")
  }

  @Test("GRU, example 1") func gRU1() throws {
    expect(GRU(2, 3)(Tensor.ones([5, 1, 2])).shape, is: "[5, 1, 3]")
  }

  @Test("LSTM, example 1") func lSTM1() throws {
    expect(LSTM(2, 3)(Tensor.ones([5, 1, 2])).shape, is: "[5, 1, 3]")
  }

  @Test("RNN, example 1") func rNN1() throws {
    expect(RNN(2, 3)(Tensor.ones([5, 1, 2])).shape, is: "[5, 1, 3]")
  }

  @Test("LRScheduler, example 1") func lRScheduler1() throws {
    let optimizer = SGD([Tensor(1, requiresGradient: true)], learningRate: 0.1)
    let scheduler = LRScheduler(optimizer, .stepLR(stepSize: 30))
    for _ in 0..<60 {
      optimizer.step()
      scheduler.step()
    }
    expect(Tensor(optimizer.learningRate), is: "0.001")
  }
}
