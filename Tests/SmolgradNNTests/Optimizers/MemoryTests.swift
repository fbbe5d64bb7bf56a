import Smolgrad
import SmolgradNN
import Testing

@Suite("Memory")
struct MemoryTests {
  /// What a step of training made: if the next step still held it, ten thousand steps would hold it ten thousand times.
  private struct Traces {
    weak var loss: Tensor?
    weak var prediction: Tensor?
    weak var gradient: Tensor?
    weak var scope: Scope?

    var count: Int {
      let held: [AnyObject?] = [loss, prediction, gradient, scope]
      return held.count { $0 != nil }
    }
  }

  /// Trains for a number of steps, and returns how much of each step but the last is still there, and of the last while it runs.
  private func train(
    _ model: Module, _ x: Tensor, _ optimizer: Optimizer, steps: Int = 3
  ) -> (after: Int, during: Int) {
    var traces: [Traces] = []
    var during = 0
    for _ in 0..<steps {
      optimizer.zeroGradients()
      let prediction = model(x)
      let loss = MSELoss()(prediction, Tensor.zeros(prediction.shape))
      loss.backward()
      clipGradientNorm(optimizer.parameters, maximum: 1)
      optimizer.step()
      traces.append(
        Traces(
          loss: loss, prediction: prediction, gradient: prediction.gradient,
          scope: prediction.record?.scope))
      during = traces.last!.count
    }
    return (traces.reduce(0) { $0 + $1.count }, during)
  }

  @Test("A training step leaves nothing behind, whatever the model and the optimizer")
  func trainingSteps() {
    let models: [(Module, [Int])] = [
      (
        Sequential(Linear(2, 4), BatchNorm1d(4), Tanh(), Dropout(0.2), Linear(4, 1)), [4, 2]
      ),
      (Sequential(Conv2d(1, 2, kernel: 2), GroupNorm(1, 2), MaxPool2d(2)), [2, 1, 5, 5]),
      (LSTM(2, 3, layers: 2, dropout: 0.1), [3, 2, 2]),
      (CausalSelfAttention(4, heads: 2, context: 3), [2, 3, 4]),
    ]
    for (model, shape) in models {
      let parameters = model.parameters()
      let optimizers = [
        SGD(parameters, momentum: 0.9), RMSprop(parameters, momentum: 0.9, centered: true),
        Adam(parameters, amsgrad: true), AdamW(parameters),
      ]
      for optimizer in optimizers {
        let traces = train(model, Tensor.ones(shape), optimizer)
        #expect(traces.during == 4, "the traces work for \(model) and \(optimizer)")
        #expect(traces.after == 0, "\(model), \(optimizer)")
      }
    }
  }

  @Test("What must not be held is noticed")
  func heldStep() {
    final class Hoarder: Module {
      let linear = Linear(2, 1)
      var last: [Tensor] = []
      override func forward(_ x: Tensor) -> Tensor {
        last.append(linear(x))
        return last.last!
      }
    }
    let model = Hoarder()
    #expect(train(model, Tensor.ones([1, 2]), SGD(model.parameters())).after > 0)
  }
}
