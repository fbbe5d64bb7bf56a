import Smolgrad
import VizCommands

/// A program whose models do not get to their end, each in its own way.
@main
struct BrokenTool: VizTool {
  static let models: [Model] = [.misfit, .thrown, .early, .taken, .capital]
}

extension Model {
  /// Shapes that do not fit, after a first step.
  static let misfit = Model(name: "misfit", summary: "a product that can't be computed") {
    let x = Tensor([[1, 2, 3]], requiresGradient: true).named("x")
    let h = (x * 2).named("h")
    return h.matmul(Tensor([[1], [2]]).named("w"))
  }

  /// An error of the model's own, after a first step.
  static let thrown = Model(name: "thrown", summary: "an error in the middle") {
    let x = Tensor(3.0, requiresGradient: true).named("x")
    _ = (x * x).named("square")
    throw OutOfData()
  }

  /// An error before anything was computed.
  static let early = Model(name: "early", summary: "an error at once") { throw OutOfData() }
}

extension Model {
  /// An option that the command has already.
  static let taken = oneOption("taken", called: "theme")

  /// An option that nobody can give.
  static let capital = oneOption("capital", called: "Width")

  private static func oneOption(_ name: String, called option: String) -> Model {
    Model(
      name: name, summary: "an option with a wrong name", defaults: Size(),
      options: [ModelOption(option, \.width, in: 1...9, help: "a number")]
    ) { Tensor(Double($0.width)) }
  }

  private struct Size {
    var width = 1
  }
}

private struct OutOfData: Error, CustomStringConvertible {
  let description = "there is no more data"
}
