import Foundation
import GraphExport
import TestSupport
import Testing

/// `diagnose`, and what other commands say of errors.
@Suite struct DiagnoseTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      var kind: String
      var severity: String
      var operation: String
      var direction: String
      var elements: [[Int]]
      var message: String
    }
    var findings: [Finding]
  }

  private func findings(_ output: Output) throws -> [Report.Finding] {
    try JSONDecoder().decode(Report.self, from: output.standardOutput).findings
  }

  @Test func namesTheOperationOfAnExpression() throws {
    let output = try Tool.run(
      "diagnose", "--eval", "sum(where(x > 0, log(x), 0))", "x=[0,2]", "--json")
    #expect(output.status == 1 && output.standardError.contains("1 error found"))
    let worst = try #require(try findings(output).first)
    #expect(worst.kind == "born-backward" && worst.severity == "error")
    #expect(worst.operation == "log" && worst.direction == "backward" && worst.elements == [[0]])
    #expect(worst.message.contains("= 0 / 0 = NaN"))
  }

  @Test(
    .slow, arguments: ["mlp", "cnn", "gpt", "rnn", "resnet", "scalar-mlp", "neuron", "expression"])
  func findsNoErrorInAModel(name: String) throws {
    let output = try Tool.run("diagnose", name, "--json")
    #expect(output.status == 0 && output.standardError.isEmpty, "\(output.standardError)")
    #expect(try findings(output).allSatisfy { $0.severity != "error" })
  }

  @Test func readsSnapshotsAndDrawsTheWorst() throws {
    let folder = try TemporaryFolder()
    let traced = try Tool.run(
      "eval", "mean(log(x))", "x=[1,0,2]", "--explain", "-o", "step.json", in: folder)
    #expect(traced.status == 0)
    #expect(traced.standardError.contains("born-forward: log made 1 infinite of 3 elements"))
    let output = try Tool.run("diagnose", "step.json", "-o", "why.svg", in: folder)
    #expect(output.status == 1)
    let text = String(decoding: output.standardOutput, as: UTF8.self)
    #expect(text.hasPrefix("error: born-forward, log (log_1), forward, element [1]\n"))
    #expect(text.contains("log(0) = -Inf") && text.contains("way: log_1 → "))
    let figure = try String(contentsOf: folder.file("why.svg"), encoding: .utf8)
    #expect(figure.contains("not finite from here") && figure.contains("log(0) = -Inf"))
    let piped = try Tool.shell("\"$tool\" diagnose - --json < step.json", in: folder)
    #expect(piped.status == 1 && !piped.standardOutput.isEmpty)
  }

  @Test func marksErrorsInFigures() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run("eval", "sqrt(x)", "x=0", "-o", "a.svg", in: folder)
    #expect(output.status == 0)
    #expect(output.standardError.hasPrefix("born-backward: The gradient becomes not finite"))
    let figure = try String(contentsOf: folder.file("a.svg"), encoding: .utf8)
    #expect(figure.contains("gradient not finite from here"))
    let healthy = try Tool.run("eval", "sqrt(x)", "x=4", "-o", "b.svg", in: folder)
    #expect(healthy.standardError.isEmpty)
  }

  @Test func saysWhatItNeeds() throws {
    let nothing = try Tool.run("diagnose")
    #expect(nothing.status == 64 && nothing.standardError.contains("name a model or a snapshot"))
    let unknown = try Tool.run("diagnose", "mpl")
    #expect(unknown.status == 64 && unknown.standardError.contains("did you mean 'mlp'?"))
    let missing = try Tool.run("diagnose", "none.json")
    #expect(missing.status == 1 && missing.standardError.contains("no such file"))
    let folder = try TemporaryFolder()
    #expect(try Tool.run("eval", "log(x)", "x=0", "-o", "step.json", in: folder).status == 0)
    let unexplained = try Tool.run(
      "diagnose", "step.json", "--explain", "full", "-o", "why.svg", in: folder)
    #expect(unexplained.status == 64)
    #expect(unexplained.standardError.contains("trace it with --explain"))
  }

  @Test(arguments: [
    (["none.json", "--dtype", "float32"], "a snapshot has none"),
    (["none.json", "--against", "float64"], "a snapshot has none"),
    (["mlp", "--against", "float16"], "needs a wider type than float16"),
    (["mlp", "--dtype", "float64", "--against", "float32"], "needs a wider type than float64"),
    (["--eval", "x * 2", "x=1", "--weights", "w.safetensors"], "arrays are for models"),
    (["none.json", "--save-arrays", "a.safetensors"], "arrays are for models"),
    (["none.json", "--check-gradients"], "runs a program again"),
    (["mlp", "--view", "backward"], "looks at both passes"),
  ])
  func dropsNoOption(arguments: [String], words: String) throws {
    let output = try run(Tool.path, ["diagnose"] + arguments, in: nil)
    #expect(output.status == 64 && output.standardError.contains(words))
  }

  @Test func namesWhatIsUnused() throws {
    let output = try Tool.run("diagnose", "--eval", "z = y * 2; x * 3", "x=1", "y=2", "--json")
    #expect(output.status == 0)
    #expect(try findings(output).map(\.kind) == ["unused"])
  }

  /// Models compute in both types, and lose nothing.
  @Test(arguments: ["mlp", "gpt", "cnn"].quick(1)) func modelsLoseNoDigits(model: String) throws {
    for wide in ["float64", "float32"] {
      let output = try Tool.run("diagnose", model, "--against", wide, "--json")
      #expect(output.status == 0)
      #expect(try findings(output).filter { $0.kind == "lost-digits" }.isEmpty)
      #expect(output.standardError == "no operation loses digits against \(wide)\n")
    }
  }

  @Test func modelsRunInAnotherType() throws {
    for dtype in ["float64", "float16"] {
      let output = try Tool.run("trace", "mlp", "--dtype", dtype, "--format", "json", "-o", "-")
      #expect(output.status == 0)
      let snapshot = try GraphSnapshot(json: Data(output.standardOutput))
      let types = Set(snapshot.nodes.compactMap { $0.tensor?.dtype })
      #expect(types == [dtype])
    }
    let difference = try Tool.run(
      "diff", "mlp", "mlp --dtype float64", "--preset", "precision", "--tolerance", "1e-5")
    #expect(difference.status == 0, "\(difference.standardError)")
  }

  @Test func lostDigitsAreFindings() throws {
    let output = try Tool.run(
      "diagnose", "--eval", "exp(x) - 1", "x=1e-4", "--against", "float64", "--json")
    #expect(output.status == 0)
    #expect(try findings(output).map(\.kind) == ["lost-digits"])
    #expect(output.standardError.hasPrefix("sub loses "))
  }

  /// Each derivative by itself, in double precision.
  @Test(
    .slow,
    arguments: [
      ["eval", "sum(tanh(x @ w) ** 2)", "x=[[1,2]]", "w=[[0.1,0.2],[0.3,-0.4]]"], ["trace", "mlp"],
      ["trace", "neuron"],
    ])
  func checksDerivatives(arguments: [String]) throws {
    let output = try run(
      Tool.path, arguments + ["--check-gradients", "--format", "text"], in: nil)
    #expect(output.status == 0, "\(output.standardError)")
    #expect(output.standardError.contains(" derivatives checked: "))
    #expect(output.standardError.contains(" 0 wrong, "))
  }
}
