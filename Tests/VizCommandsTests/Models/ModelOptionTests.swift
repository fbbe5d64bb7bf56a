import Smolgrad
import Testing

@testable import VizCommands

/// What a model's options take, and what they refuse.
@Suite struct ModelOptionTests {
  private struct Settings {
    enum Kind: String, CaseIterable { case round, square }
    var count = 3
    var scale = 0.5
    var sizes = [2, 1]
    var kind = Kind.round
    var seed = 1
  }

  /// A model whose result says which settings it got.
  private let model = Model(
    name: "echo", summary: "its own settings", defaults: Settings(),
    options: [
      ModelOption("count", \.count, in: -5...9, help: "how many"),
      ModelOption("scale", \.scale, in: 0...2, help: "how large"),
      ModelOption("sizes", \.sizes, count: 1...3, in: 1...9, help: "widths"),
      ModelOption("kind", \.kind, help: "of which kind"), .seed(\.seed),
    ]
  ) { settings in
    guard settings.count != 5 else { throw ModelError("five is out of stock") }
    let sizes = settings.sizes.map(Double.init)
    let numbers =
      [Double(settings.count), settings.scale, settings.kind == .square ? 1 : 0] + sizes
    return Tensor(numbers, dtype: .float64)
  }

  private func numbers(_ choices: [String: Model.Value]) throws -> [Double] {
    try model.trace(choices).doubles()
  }

  @Test func takesWhatWasChosen() throws {
    #expect(try numbers([:]) == [3, 0.5, 0, 2, 1])
    #expect(try numbers(["count": 9, "scale": 1.25]) == [9, 1.25, 0, 2, 1])
    #expect(try numbers(["count": "-5", "scale": 2, "kind": "SQUARE"]) == [-5, 2, 1, 2, 1])
    #expect(try numbers(["sizes": [4, 5, 6]]) == [3, 0.5, 0, 4, 5, 6])
    #expect(try numbers(["sizes": 7, "seed": 4_294_967_295]) == [3, 0.5, 0, 7])
  }

  @Test(arguments: [
    ("count", "10", "count is a whole number from -5 to 9, not '10'"),
    ("count", "1.5", "count is a whole number from -5 to 9, not '1.5'"),
    ("count", "", "count is a whole number from -5 to 9, not ''"),
    ("count", "99999999999999999999", "count is a whole number from -5 to 9"),
    ("scale", "nan", "scale is a number from 0.0 to 2.0, not 'nan'"),
    ("scale", "inf", "scale is a number from 0.0 to 2.0"),
    ("sizes", "", "sizes is 1 to 3 whole numbers from 1 to 9 with commas between them, not ''"),
    ("sizes", "1,2,3,4", "not '1,2,3,4'"), ("sizes", "1,,2", "not '1,,2'"),
    ("sizes", "1,0", "not '1,0'"), ("kind", "flat", "kind is one of round, square, not 'flat'"),
    ("seed", "-1", "seed is a whole number from 0 to 4294967295"),
    ("cuont", "1", "echo has no option 'cuont'; its options: count, scale, sizes, kind, seed"),
    ("count", "5", "five is out of stock"),
  ])
  func refusesEverythingElse(option: String, value: String, message: String) throws {
    let error = try #require(throws: ModelError.self) {
      _ = try numbers([option: Model.Value(value)])
    }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func tellsWhatItsOptionsAre() throws {
    #expect(model.options.map(\.name) == ["count", "scale", "sizes", "kind", "seed"])
    #expect(model.options.map(\.defaultValue) == ["3", "0.5", "2,1", "round", "1"])
    #expect(model.options[0].help == "how many")
    #expect(Model(name: "a", summary: "b") { Tensor(1) }.options.isEmpty)
  }

  /// The same settings give the same numbers, another seed others.
  @Test(arguments: ["cnn", "rnn", "resnet", "scalar-mlp", "chain"])
  func seedsDecide(name: String) throws {
    let model = try #require([Model].builtIn.first { $0.name == name })
    let loss = try model.trace(["seed": 4]).item()
    #expect(try model.trace(["seed": 4]).item() == loss)
    #expect(try model.trace(["seed": 5]).item() != loss)
  }

  private static let unfit: [(model: String, choices: [String: String], message: String)] = [
    ("gpt", ["heads": "3"], "an embedding of 32 can't be divided among 3 heads; try 30 or 33"),
    ("gpt", ["layers": "1000", "embedding": "65536", "heads": "1"], "GB are the most"),
    ("gpt", ["batch": "1024", "context": "65536", "layers": "1"], "GB are the most"),
    ("cnn", ["batch": "4096", "size": "256"], "GB are the most"),
    (
      "rnn", ["steps": "100000", "layers": "100", "hidden": "1"], "operations; 5000000 are the most"
    ),
    ("resnet", ["stages": "6", "size": "2", "batch": "1"], "try more pictures or pixels"),
    ("scalar-mlp", ["sizes": "3,1"], "begin with 2"),
    ("scalar-mlp", ["sizes": "2,2"], "end with 1"),
    ("scalar-mlp", ["sizes": "2,1000,1000,1", "samples": "10000"], "are the most"),
    ("chain", ["length": "4", "uses": "5"], "of 4 operations no 5 can be products"),
  ]

  @Test(arguments: unfit.indices) func settingsThatDoNotGoTogetherAreRefused(index: Int) throws {
    let (name, choices, message) = Self.unfit[index]
    let model = try #require([Model].builtIn.first { $0.name == name })
    let error = try #require(throws: ModelError.self) {
      _ = try model.trace(choices.mapValues { Model.Value($0) })
    }
    #expect(error.description.contains(message), "\(name): \(error)")
  }

  private enum AnyTool: VizTool {
    static let models = [Model].builtIn
  }

  /// The command does not check them each time that it runs.
  @Test(arguments: [Model].builtIn.indices) func theOptionsOfBuiltInModelsCanBeGiven(index: Int)
    throws
  {
    try ModelRequest<AnyTool>.checkNames(ofOptionsOf: [Model].builtIn[index])
  }

  /// Options of the command itself, wherever they are declared, can't be a model's.
  @Test(arguments: ["vary", "ranks", "color-by", "save-arrays", "output", "help", "version"])
  func aNameThatTheCommandHasIsRefused(name: String) {
    struct Settings { var number = 1 }
    let model = Model(
      name: "own", summary: "a number", defaults: Settings(),
      options: [ModelOption(name, \.number, in: 1...9, help: "a number")]
    ) { Tensor(Double($0.number)) }
    #expect(throws: CommandError.self) {
      try ModelRequest<AnyTool>.checkNames(ofOptionsOf: model)
    }
  }
}
