import Foundation
import Smolgrad
import SmolgradNN
import VizCommands

extension Model {
  /// What can be chosen on the command line.
  struct Settings {
    var blocks = 2
    var width = 6
    var seed = 1
  }

  /// A model of its own, with options, an input and weights that files may replace.
  static let spirals = Model(
    name: "spirals", summary: "a residual network that tells two spirals apart",
    defaults: Settings(),
    options: [
      ModelOption("blocks", \.blocks, in: 0...20, help: "residual blocks"),
      ModelOption("units", \.width, in: 1...100, help: "hidden units"),
      .seed(\.seed),
    ]
  ) { settings in
    let (points, sides) = twoSpirals(pointsPerArm: 6)
    let generator = Generator(seed: UInt64(settings.seed))
    let network = weights(of: Classifier(settings, generator: generator))

    let logits = network(input("x", points)).named("logits")
    let loss = BCEWithLogitsLoss()(logits, input("side", sides)).named("loss")

    loss.backward()
    return loss
  }
}

/// The network: into the hidden units, through the blocks, and out to one number.
private final class Classifier: Module {
  let embed: Linear
  let blocks: ModuleList<Residual>
  let head: Linear

  init(_ settings: Model.Settings, generator: Generator) {
    embed = Linear(2, settings.width, generator: generator)
    blocks = ModuleList(
      (0..<settings.blocks).map { _ in Residual(settings.width, generator: generator) })
    head = Linear(settings.width, 1, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    var h = embed(x).softsign()
    for block in blocks { h = block(h) }
    return head(h)
  }
}

/// Points on two arms of a spiral, and the arm of each, 0 or 1, as a column.
private func twoSpirals(pointsPerArm count: Int) -> (points: Tensor, sides: Tensor) {
  var points: [[Double]] = []
  var sides: [[Double]] = []
  for arm in 0...1 {
    for step in 1...count {
      let radius = Double(step) / Double(count)
      // The second arm is the first, turned by half a circle.
      let angle = 4 * radius + .pi * Double(arm)
      points.append([radius * cos(angle), radius * sin(angle)])
      sides.append([Double(arm)])
    }
  }
  return (Tensor(points), Tensor(sides))
}
