#if MLX
  import Foundation
  import Smolgrad
  import SmolgradNN

  /// A model with its data and its loss: the same numbers each time that it is made.
  struct Trained {
    let name: String
    let optimizer: ([Tensor]) -> Optimizer
    let make: () -> (model: Module, data: [Tensor], loss: (_ data: [Tensor]) -> Tensor)
  }

  private var models: [Trained] {
    [
      Trained(name: "perceptron, SGD") {
        SGD($0, learningRate: 0.1, momentum: 0.9, nesterov: true)
      } make: {
        let model = Sequential(Linear(8, 32), Tanh(), Linear(32, 16), ReLU(), Linear(16, 1))
        let x = Tensor.randn([64, 8])
        let y = x.sum(dim: 1, keepDim: true).sin()
        return (model, [x, y], { MSELoss()(model($0[0]), $0[1]) })
      },
      Trained(name: "classifier, Adam") {
        Adam($0, learningRate: 1e-2, weightDecay: 1e-2, amsgrad: true)
      } make: {
        let model = Sequential(Linear(16, 32), LayerNorm(32), GELU(), Linear(32, 10))
        let x = Tensor.randn([64, 16])
        let y = Tensor.randint(0, 10, [64])
        return (model, [x, y], { CrossEntropyLoss()(model($0[0]), $0[1]) })
      },
      Trained(name: "convolutions, RMSprop") {
        RMSprop($0, learningRate: 1e-3, momentum: 0.5, centered: true)
      } make: {
        let model = Sequential(
          Conv2d(1, 4, kernel: 3, padding: 1, bias: false), BatchNorm(4), ReLU(), MaxPool2d(2),
          Conv2d(4, 8, kernel: 3, stride: 2), SiLU(), Flatten(), Linear(72, 5))
        let x = Tensor.randn([16, 1, 14, 14])
        let y = Tensor.randint(0, 5, [16])
        return (model, [x, y], { CrossEntropyLoss()(model($0[0]), $0[1]) })
      },
      Trained(name: "attention, AdamW") {
        AdamW($0, learningRate: 3e-3)
      } make: {
        let model = Sequential(
          Embedding(20, 16), LayerNorm(16),
          CausalSelfAttention(
            16, heads: 2, context: 12, attentionDropout: 0, outputDropout: 0, bias: false),
          LayerNorm(16), Linear(16, 20))
        let tokens = Tensor.randint(0, 20, [4, 12])
        let targets = Tensor.randint(0, 20, [48])
        return (
          model, [tokens, targets],
          { CrossEntropyLoss()(model($0[0]).reshape(48, 20), $0[1]) }
        )
      },
      Trained(name: "recurrent, SGD") {
        SGD($0, learningRate: 0.05)
      } make: {
        let model = LSTM(6, 12)
        let x = Tensor.randn([5, 3, 6])
        return (model, [x], { model($0[0], state: nil).output.square().mean() })
      },
    ]
  }

  /// Where a model runs, and whether it is made there or moved there.
  private enum Way: String {
    case onCPU, made, moved
  }

  /// The losses and the last weights of 20 steps, and how many arrays the CPU read and computed meanwhile.
  private func train(
    _ model: Trained, _ way: Way
  ) -> (losses: [Double], weights: [[Double]], reads: Int, fallbacks: Int) {
    Generator.shared.seed(1)
    var (module, data, loss) = withDevice(way == .made ? .mlx : .cpu) { model.make() }
    if way == .moved {
      module.to(.mlx)
      data = data.map { $0.to(.mlx) }
    }
    let optimizer = model.optimizer(module.parameters())
    let (reads, fallbacks) = (MLXCounts.reads, MLXCounts.fallbacks)
    var losses: [Tensor] = []
    for _ in 0..<20 {
      optimizer.zeroGradients()
      losses.append(loss(data))
      losses.last!.backward()
      optimizer.step()
    }
    let counts = (MLXCounts.reads - reads, MLXCounts.fallbacks - fallbacks)
    return (
      losses.map { $0.item() }, module.parameters().map { $0.doubles() }, counts.0, counts.1
    )
  }

  /// Prints, for each model, a line of JSON with the largest differences of 20 steps on MLX from those on the CPU.
  func trainModels() {
    for model in models {
      let cpu = train(model, .onCPU)
      for way in [Way.made, .moved] {
        let mlx = train(model, way)
        func difference(_ a: [Double], _ b: [Double]) -> Double {
          zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
        }
        let weights = zip(mlx.weights, cpu.weights).map(difference).max() ?? 0
        print(
          """
          {"name": "\(model.name), \(way)", "loss": \(difference(mlx.losses, cpu.losses)), "weights": \(weights), \
          "reads": \(mlx.reads), "fallbacks": \(mlx.fallbacks)}
          """)
      }
    }
  }

  /// Does what one sentence refuses.
  func misuse(_ name: String) {
    let x = Tensor([1, 2], device: .mlx)
    switch name {
    case "mixed": print(x + Tensor([1, 2]))
    case "float64": print(Tensor([1, 2], dtype: .float64).to(.mlx))
    case "double": print(x.double())
    default: fatalError("no misuse \(name)")
    }
  }
#endif
