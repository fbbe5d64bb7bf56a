import Smolgrad
import SmolgradNN

extension Model {
  /// The network of micrograd's demo: every weight, product and sum is a number of its own.
  static let scalarMLP = Model(
    name: "scalar-mlp", summary: "micrograd's network of single numbers, on two waves",
    defaults: MLP.Settings(),
    options: [
      ModelOption(
        "sizes", \.sizes, count: 2...20, in: 1...1000,
        help: "the inputs, the neurons of each layer, and the output, as 2,8,8,1"),
      ModelOption("samples", \.samples, in: 1...10000, help: "the points, each a way of its own"),
      ModelOption("activation", \.activation, help: "what follows the sum of a hidden neuron"),
      .seed(\.seed),
    ]
  ) { settings in
    try settings.check()
    let generator = Generator(seed: UInt64(settings.seed))
    let model = weights(of: MLP(settings, generator: generator))
    let points = TwoWaves(pointsPerWave: max(settings.samples, 2), generator: generator)
      .batch(of: settings.samples, generator: generator)

    // The hinge loss max(0, 1 - y · score) for classes y = -1 and 1.
    let classes = points.y.doubles().map { 2 * $0 - 1 }
    let losses = classes.indices.map { sample in
      let x = (0..<2).map { axis in
        input("x\(sample + 1)[\(axis)]", Tensor(points.x.doubles()[2 * sample + axis]))
      }
      let score = model(x)[0].named("score\(sample + 1)")
      return (1 + -classes[sample] * score).relu()
    }
    let sum = losses.dropFirst().reduce(losses[0], +)
    let loss = (sum * (1 / Double(settings.samples))).named("loss")

    loss.backward()
    return loss
  }
}

/// Layers of neurons, of which the last has no activation.
private final class MLP: Module {
  struct Settings {
    enum Activation: String, CaseIterable { case relu, tanh }

    var sizes = [2, 2, 1]
    var samples = 1
    var activation = Activation.relu
    var seed = 1

    func check() throws(ModelError) {
      guard sizes.first == 2, sizes.last == 1 else {
        throw ModelError(
          "sizes begin with 2, for a point in the plane, and end with 1, for its score, as 2,8,8,1")
      }
      let steps = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.1 * (2 * $1.0 + 1) }
      try Model.check(elements: 0, operations: Double(steps) * Double(samples))
    }
  }

  let layers: [Layer]

  init(_ settings: Settings, generator: Generator) {
    let sizes = settings.sizes
    layers = sizes.indices.dropFirst().map { index in
      Layer(
        sizes[index - 1], sizes[index],
        activation: index == sizes.count - 1 ? nil : settings.activation, generator: generator)
    }
  }

  func callAsFunction(_ x: [Tensor]) -> [Tensor] { scoped { layers.reduce(x) { $1($0) } } }
}

/// Neurons that look at the same inputs.
private final class Layer: Module {
  let neurons: [Neuron]

  init(
    _ inputs: Int, _ outputs: Int, activation: MLP.Settings.Activation?, generator: Generator
  ) {
    neurons = (0..<outputs).map { _ in
      Neuron(inputs, activation: activation, generator: generator)
    }
  }

  func callAsFunction(_ x: [Tensor]) -> [Tensor] { scoped { neurons.map { $0(x) } } }
}

/// b + w[0] · x[0] + w[1] · x[1] + …, and a function of it.
private final class Neuron: Module {
  let w: [Tensor]
  let b: Tensor
  private let activation: MLP.Settings.Activation?

  init(_ inputs: Int, activation: MLP.Settings.Activation?, generator: Generator) {
    w = (0..<inputs).map { _ in
      Tensor.uniform([], from: -1, to: 1, generator: generator).asParameter()
    }
    b = Tensor(0).asParameter()
    self.activation = activation
  }

  func callAsFunction(_ x: [Tensor]) -> Tensor {
    scoped {
      let sum = zip(w, x).reduce(b) { $0 + $1.0 * $1.1 }
      return switch activation {
      case .relu: sum.relu()
      case .tanh: sum.tanh()
      case nil: sum
      }
    }
  }
}
