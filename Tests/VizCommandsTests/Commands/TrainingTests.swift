import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// `--steps`: a model is trained before its last step is drawn.
@Suite struct TrainingTests {
  private func training(_ words: String...) throws -> TrainingHistory? {
    let line = (["\"$tool\" trace"] + words + ["--json -o -"]).joined(separator: " ")
    let output = try Tool.shell(line)
    try #require(output.status == 0, "\(output.standardError)")
    return try GraphSnapshot(json: Data(output.text.utf8)).training
  }

  @Test func eachStepIsThatOfAShorterRun() throws {
    let long = try #require(try training("mlp", "--steps", "5", "--optimizer", "adam"))
    #expect(long.count == 5 && long.optimizer == "Adam, learning rate 0.01")
    let short = try #require(try training("mlp", "--steps", "3", "--optimizer", "adam"))
    #expect(Array(long.losses.prefix(3)) == short.losses)
    #expect(try training("mlp") == nil)
    #expect(Set(long.losses).count == 5)
  }

  @Test(arguments: ["sgd", "momentum", "adam", "adamw", "rmsprop"])
  func everyOptimizer(name: String) throws {
    let state = name == "sgd" ? 0 : name == "momentum" || name == "rmsprop" ? 1 : 2
    let history = try #require(
      try training(
        "linear-regression", "--steps", "8", "--optimizer", name, "--learning-rate", "0.02",
        "--optimizer-state"))
    #expect(history.losses[7] < history.losses[0])
    #expect(history.parameters.map(\.name) == ["w", "b"])
    #expect(history.parameters.allSatisfy { $0.state.count == state })
  }

  @Test func aModelWithStepsOfItsOwn() throws {
    let plain = try training("rnn", "--steps", "3")
    #expect(plain == nil)
    let history = try #require(try training("rnn", "--steps", "3", "--training-steps", "4"))
    #expect(history.count == 4)
  }

  @Test func wordsForTheTerminal() throws {
    let output = try Tool.run(
      "trace", "mlp", "--steps", "6", "--format", "text")
    #expect(output.text.contains("6 steps of SGD, learning rate 0.1"))
    #expect(output.text.contains("6 steps: norm "))
  }

  @Test func aSheetOfChosenSteps() throws {
    let output = try Tool.run(
      "trace", "linear-regression", "--steps", "9", "--sheet", "3", "--format", "svg", "-o", "-")
    for title in ["1. step 1", "2. step 5", "3. step 9"] {
      #expect(output.text.contains(">\(title)</text>"))
    }
    #expect(output.text.contains("9 steps of SGD"))
  }

  @Test(.slow) func theFirstStepAndTheLast() throws {
    let one = try Tool.run("diff", "--steps", "mlp --steps 8")
    let two = try Tool.run("diff", "mlp", "mlp --steps 8")
    #expect(one.status == 1 && one.text == two.text)
    let next = try Tool.run("diff", "--preset", "step", "mlp")
    let same = try Tool.run("diff", "mlp", "mlp --steps 2")
    #expect(next.status == 1 && next.text == same.text)
    let still = try Tool.run("diff", "--preset", "step", "mlp --learning-rate 0")
    #expect(still.status == 0)
    let figure = try Tool.run("diff", "--steps", "mlp --steps 8", "-o", "-", "--format", "svg")
    #expect(figure.status == 1 && figure.text.contains("<svg"))
  }

  @Test(arguments: [
    ("--steps mlp", "--steps with the number of steps"), ("mlp", "one is enough"),
    ("--steps 'mlp --steps 2' mlp", "leave 'mlp' out"),
    ("--steps none.json", "none.json"),
    ("--steps one.json", "'one.json' holds one computation and no steps"),
    ("--preset step ten.json", "of 10 steps 'ten.json' holds the last one"),
    ("--steps --preset step mlp", "exclude each other"),
  ]) func mistakesOfDifferences(words: String, message: String) throws {
    let folder = try TemporaryFolder()
    var snapshot = GraphSnapshot(of: Tensor(1, requiresGradient: true).exp())
    try snapshot.json().write(to: folder.file("one.json"))
    snapshot.training = TrainingHistory(losses: [Double](repeating: 1, count: 10))
    try snapshot.json().write(to: folder.file("ten.json"))
    let output = try Tool.shell("\"$tool\" diff \(words)", in: folder)
    #expect(output.status != 0 && output.standardError.contains(message), "\(output.standardError)")
    #expect(output.status == (message == "none.json" ? 1 : 64))
  }

  @Test(
    arguments: [
      (["mlp", "--steps", "3", "--sheet", "4"], "from 1 to 3 figures"),
      (["mlp", "--sheet", "4"], "--steps"),
      (["mlp", "--steps", "3", "--against", "float64"], "--against"),
      (["mlp", "--steps", "3", "--check-gradients"], "without training"),
      (["mlp", "--steps", "3", "--sheet", "2"], "not as text"),
      (["mlp", "--steps", "3", "--sheet", "2", "--view", "backward"], "--view backward"),
      (["mlp", "--steps", "0"], "from 1 to 100000"),
      (["mlp", "--steps", "many"], "not 'many'"),
      (["mlp", "--optimizer", "adam"], "--steps"),
      (["rnn", "--steps", "3", "--optimizer", "adam"], "--training-steps"),
      (["mlp", "--steps", "3", "--optimizer", "adm"], "did you mean 'adam'"),
      (["mlp", "--steps", "3", "--learning-rate=-1"], "learning rate"),
      (["expression", "--steps", "3"], "Model.weights(of:)"),
    ].quick(4)) func mistakes(words: [String], message: String) throws
  {
    let line = (["\"$tool\" trace"] + words + ["--format text"]).joined(separator: " ")
    let output = try Tool.shell(line)
    #expect(output.status != 0 && output.standardError.contains(message), "\(output.standardError)")
  }
}
