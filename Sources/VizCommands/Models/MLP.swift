import Smolgrad
import SmolgradNN

extension Model {
  /// A small classifier before its first training step: a batch of points, the loss, and the gradient of every weight.
  static let mlp = Model(
    name: "mlp", summary: "a 2-5-10-1 network that tells two waves apart, and its cross entropy",
    defaults: MLP.Settings(),
    options: [
      ModelOption("points", \.points, in: 1...400, help: "the points of the batch"),
      ModelOption(
        "hidden", \.hidden, count: 2...2, in: 1...1000, help: "the widths of the hidden layers"),
      .seed(\.seed),
    ]
  ) { settings in
    let generator = Generator(seed: UInt64(settings.seed))
    let (x, y) = TwoWaves(pointsPerWave: 200, generator: generator)
      .batch(of: settings.points, generator: generator)
    let model = weights(of: MLP(settings, generator: generator))

    let prediction = model(input("x", x)).named("prediction")
    let loss = BCELoss()(prediction, input("y", y)).named("loss")

    loss.backward()
    return loss
  }
}

/// Three linear layers with ReLUs between them, and a sigmoid that makes a probability of the result.
private final class MLP: Module {
  struct Settings {
    var points = 8
    var hidden = [5, 10]
    var seed = 3
  }

  let fc1: Linear
  let fc2: Linear
  let fc3: Linear

  init(_ settings: Settings, generator: Generator) {
    let hidden = settings.hidden
    fc1 = Linear(2, hidden[0], generator: generator)
    fc2 = Linear(hidden[0], hidden[1], generator: generator)
    fc3 = Linear(hidden[1], 1, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    let h1 = fc1(x).relu().named("h1")
    let h2 = fc2(h1).relu().named("h2")
    return fc3(h2).sigmoid()
  }
}
