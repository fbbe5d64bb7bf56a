import Foundation
import TestSupport
import Testing

/// `diff`: two computations compared.
@Suite struct DiffTests {
  private struct Report: Decodable {
    struct Divergence: Decodable {
      var forward: String?
      var backward: String?
    }
    struct Change: Decodable {
      var kind: String
      var node: String
      var from: String?
      var to: String?
      var message: String
    }
    var equal: Bool
    var firstDivergence: Divergence
    var changes: [Change]
  }

  @Test func equalRunsEndWithZero() throws {
    let output = try Tool.run("diff", "mlp", "trace mlp --seed 3")
    #expect(output.status == 0 && output.text == "equal\n" && output.standardError.isEmpty)
  }

  @Test func anotherSeedEndsWithOneAndSaysNothingOnStandardError() throws {
    let output = try Tool.run("diff", "mlp --seed 1", "mlp --seed 2", "--json")
    #expect(output.status == 1 && output.standardError.isEmpty)
    let report = try JSONDecoder().decode(Report.self, from: output.standardOutput)
    #expect(!report.equal && report.firstDivergence.forward == "x")
    #expect(report.firstDivergence.backward != nil)
    #expect(Set(report.changes.map(\.kind)) == ["value", "gradient"])
  }

  @Test func keepsToItsSchema() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run(
      "diff", "eval 'exp(a*b) + c' a=1 b=2 c=3",
      "eval 'tanh(exp(b*a)) - c' a=1 b=2 c=3 --dtype float32",
      "--json")
    try output.standardOutput.write(to: folder.file("difference.json"))
    let script = """
      import json, sys
      import jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))
      """
    let schema = Package.folder.appending(path: "docs/difference.schema.json").path
    let check = try TestSupport.run(
      "python3", ["-c", script, schema, folder.file("difference.json").path])
    #expect(check.status == 0, "\(check.standardError)")
  }

  @Test func drawsBothInOneFigure() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run(
      "diff", "gpt --layers 2", "gpt --layers 1", "--only-structure", "-o", "layers.svg", in: folder
    )
    #expect(output.status == 1)
    #expect(output.text.contains("h.1 removed with 30 operations (first divergence)"))
    let figure = try String(contentsOf: folder.file("layers.svg"), encoding: .utf8)
    #expect(figure.contains("− removed"))
  }

  @Test func readsFilesAndStandardInput() throws {
    let folder = try TemporaryFolder()
    _ = try Tool.run("eval", "x*x", "x=2", "-o", "a.json", in: folder)
    _ = try Tool.run("eval", "x*x", "x=3", "-o", "b.json", in: folder)
    let files = try Tool.run("diff", "a.json", "b.json", in: folder)
    #expect(files.status == 1 && files.text.contains("x: value 2 → 3 (first divergence)"))
    let piped = try Tool.shell("\"$tool\" diff - a.json < a.json", in: folder)
    #expect(piped.status == 0 && piped.text == "equal\n")
    let near = try Tool.run("diff", "a.json", "b.json", "--tolerance", "1", in: folder)
    #expect(near.status == 0)
  }

  @Test(
    .slow,
    arguments: [
      ("rnn", "rnn --cell gru"), ("rnn --cell lstm", "rnn --cell gru"), ("gpt", "gpt --seed 3"),
    ]) func figuresKeepToTheWidthOfAPage(before: String, after: String) throws
  {
    let folder = try TemporaryFolder()
    _ = try Tool.run("diff", before, after, "-o", "both.svg", in: folder)
    let svg = try String(contentsOf: folder.file("both.svg"), encoding: .utf8)
    let width = try #require(svg.firstMatch(of: /width="([0-9.]+)pt"/)?.1)
    // 1200 pixels.
    #expect(try #require(Double(width)) <= 900, "\(width)")
  }

  @Test func precisionLeavesTypesOut() throws {
    let words = ["eval 'x / 3' x=2", "eval 'x / 3' x=2 --dtype float32"]
    #expect(try Tool.run("diff", words[0], words[1]).status == 1)
    #expect(try Tool.run("diff", words[0], words[1], "--preset", "precision").status == 0)
  }

  @Test(arguments: [
    (["mlp", "mpl"], "unknown model 'mpl'"),
    (["mlp", "mlp --sed 1"], "unknown option '--sed'"),
    (["mlp", "mlp --ranks"], "'--ranks' is an option of trace, and has no meaning here"),
    (["mlp", "mlp --device mlx"], "--device mlx needs a program built with MLX"),
    (["mlp", "mlp --save-weights w.safetensors"], "diff writes no arrays"),
    (["mlp", ""], "names nothing"),
    (["mlp", "mlp 'a"], "not closed"),
    (["-", "-"], "standard input is one snapshot"),
    (["mlp", "mlp", "--tolerance", "-1"], "--tolerance"),
    (["mlp", "mlp", "--tolerance", "1", "--only-structure"], "--only-structure"),
    (["mlp", "mlp", "--preset", "torch"], "unknown preset 'torch'"),
    (["mlp", "mlp", "--format", "svg"], "-o"),
    (["mlp", "mlp", "--json", "--format", "text"], "exclude each other"),
    (["mlp", "eval"], "there is no expression"),
    (["mlp"], "<b>"),
  ]) func refusesWhatItCannotDo(words: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let script = (["diff"] + words).map { "'\($0.replacing("'", with: "'\\''"))'" }
    let output = try Tool.shell("\"$tool\" \(script.joined(separator: " "))", in: folder)
    #expect(output.status == 64, "\(output.standardError)")
    #expect(output.standardError.contains(message), "\(output.standardError)")
  }

  @Test func dropsNothingThatIsAskedOfASnapshot() throws {
    let folder = try TemporaryFolder()
    _ = try Tool.run("eval", "x*x", "x=2", "-o", "a.json", in: folder)
    for option in [["--explain", "full"], ["--view", "backward"]] {
      let words = option.joined(separator: " ")
      let output = try Tool.shell("\"$tool\" diff a.json a.json \(words)", in: folder)
      #expect(output.status == 64 && output.standardError.contains(option[0]), "\(words)")
    }
  }

  @Test func isDrawnInADocument() throws {
    let page = try Page()
    let words = "diff \"eval 'exp(x)' x=1\" \"eval 'sin(x)' x=1\""
    try page.write("<!-- smolgrad-viz \(words) -o a.svg -->\n", to: "README.md")
    let output = try Tool.run("embed", "README.md", in: page.folder)
    #expect(output.status == 0, "\(output.standardError)")
    #expect(
      try String(contentsOf: page.folder.file("a.svg"), encoding: .utf8).contains("exp → sin"))
    for rest in ["-o a.pdf", "-o -", "--json", "- -"] {
      try page.write("<!-- smolgrad-viz \(words) \(rest) -->\n", to: "README.md")
      #expect(try Tool.run("embed", "README.md", in: page.folder).status != 0, "\(rest)")
    }
  }

  @Test func comparesWhatViewsHaveMadeOneNode() throws {
    let folder = try TemporaryFolder()
    for layers in ["1", "2"] {
      _ = try Tool.run(
        "trace", "rnn", "--layers", layers, "--depth", "1", "-o", "\(layers).json", in: folder)
    }
    let output = try Tool.run("diff", "1.json", "2.json", "--only-structure", in: folder)
    #expect(output.status == 1 && output.text.contains("parameters"), "\(output.text)")
  }

  @Test func aMissingFileIsNoUsageError() throws {
    let output = try Tool.run("diff", "nowhere.json", "mlp")
    #expect(output.status == 1 && output.standardError.contains("nowhere.json"))
  }
}
