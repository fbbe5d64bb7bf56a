import Foundation
import Testing
import VizCommands

/// Where `trace` writes, and what its options do.
@Suite struct TraceTests {
  @Test func listsEachModelWithALine() throws {
    let output = try Tool.run("list")
    let lines = output.text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
    #expect(lines.map(\.first) == [Model].builtIn.map { $0.name[...] })
    #expect(lines.allSatisfy { $0.count == 2 })
    #expect(lines.first { $0[0] == "rnn" }?[1].contains("--steps, --hidden") == true)
    #expect(output.status == 0 && output.standardError == "")
  }

  @Test func listsAndTakesTheOptionsOfAModel() throws {
    let lines = try Tool.run("list", "chain").text.split(separator: "\n")
    #expect(lines.first?.hasPrefix("chain: ") == true && lines.count == 4)
    #expect(lines[1].hasPrefix("  --length  ") && lines[1].hasSuffix("(default: 8)"))
    let help = try Tool.run("trace", "chain", "--help").text
    #expect(help.hasSuffix(lines.dropFirst().joined(separator: "\n") + "\n"))

    let chain = ["trace", "chain", "--format", "dot", "-o", "-"]
    func figure(_ options: String...) throws -> String {
      let output = try run(Tool.path, chain + options)
      #expect(output.status == 0, "\(output.standardError)")
      return output.text
    }
    let long = try figure("--length", "3", "--seed=2")
    #expect(long.contains("chain, length 3, seed 2") && !long.contains("uses 0"))
    #expect(
      try run(Tool.path, ["trace", "--seed", "2", "--length=3"] + chain.dropFirst()).text == long)
    #expect(try figure("--length", "9", "--length", "3", "--seed", "2") == long)
    #expect(try figure("--length", "8") == figure())
    #expect(try figure("--length", "3", "--seed", "2", "--title", "mine").contains("mine"))
  }

  @Test func writesTheModelsNameAndSaysSo() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run("trace", "neuron", in: folder)
    #expect(output.status == 0 && output.text == "" && output.standardError == "wrote neuron.svg\n")
    #expect(try folder.names() == ["neuron.svg"])
    #expect(
      try Tool.run("trace", "neuron", "--format", "dot", in: folder).standardError
        == "wrote neuron.dot\n")
  }

  @Test func takesTheFormatFromTheEndingOrTheOption() throws {
    let folder = try TemporaryFolder()
    let beginnings = [
      ("a.svg", [], "<svg"), ("b.PNG", [], "\u{fffd}PNG"), ("c.pdf", [], "%PDF"),
      ("d.gv", [], "digraph"), ("e.json", [], "{"), ("f", ["--format", "json"], "{"),
      ("g.png", ["--format", "dot"], "digraph"),
    ]
    for (name, options, beginning) in beginnings {
      let output = try run(Tool.path, ["trace", "neuron", "-o", name] + options, in: folder)
      #expect(output.status == 0 && output.text == "" && output.standardError == "")
      let text = String(decoding: try Data(contentsOf: folder.file(name)), as: UTF8.self)
      #expect(text.hasPrefix(beginning), "\(name) begins with \(text.prefix(20))")
    }
    #expect(try folder.names() == beginnings.map(\.0))
  }

  @Test func optionsReachTheFigure() throws {
    func texts(_ options: String...) throws -> [String] {
      let output = try run(Tool.path, ["trace", "neuron", "-o", "-"] + options)
      #expect(output.status == 0, "\(output.standardError)")
      return try XMLTree.parse(output.standardOutput).all.filter { $0.name == "text" }.map(\.text)
    }
    #expect(try texts().contains("∇ -1.5"))
    #expect(try !texts("--view", "values").contains("∇ -1.5"))
    #expect(try !texts("--view", "gradients").contains("6.8814"))
    #expect(try texts().contains { $0.contains("parameter") && !$0.contains("·") })
    #expect(try !texts("--no-legend").contains { $0.contains("parameter") && !$0.contains("·") })
    #expect(try texts("--title", "one <b>\"&amp;\\N").contains("one <b>\"&amp;\\N"))

    func figure(_ options: String...) throws -> String {
      try run(Tool.path, ["trace", "neuron", "-o", "-"] + options).text
    }
    #expect(try figure("--theme", "dark").contains("#0d1117"))
    #expect(try figure("--theme", "auto").contains("prefers-color-scheme"))
    #expect(try !figure("--theme", "light").contains("prefers-color-scheme"))
    #expect(try figure("--direction", "down", "--format", "dot").contains("rankdir=TB"))
    #expect(try figure("--direction", "right", "--format", "dot").contains("rankdir=LR"))
  }

  @Test(arguments: [
    ("mlp", "--view values"), ("mlp", "--view backward"), ("mlp", "--view gradients"),
    ("mlp", "--theme dark"),
    ("mlp", "--direction right"), ("mlp", "--detail compact"), ("mlp", "--title other"),
    ("mlp", "--explain"), ("mlp", "--explain full"), ("expression", "--shared-leaves per-use"),
    ("mlp", "--no-pictures"), ("mlp", "--no-statistics"), ("mlp", "--no-health"),
    ("mlp", "--no-status"), ("mlp", "--no-attributes"), ("mlp", "--no-groups"),
    ("mlp", "--no-title"), ("mlp", "--no-caption"), ("mlp", "--no-legend"),
  ])
  func noOptionIsDropped(model: String, options: String) throws {
    let trace = ["trace", model, "-o", "-", "--format", "dot"]
    let changed = try run(Tool.path, trace + options.split(separator: " ").map(String.init))
    #expect(changed.status == 0 && changed.text.hasPrefix("digraph"))
    #expect(try run(Tool.path, trace).text != changed.text)
  }

  @Test func wordsMayBeInCapitalsAndInAnyOrder() throws {
    func figure(_ arguments: String...) throws -> Data {
      let output = try run(Tool.path, ["trace", "-o", "-"] + arguments)
      #expect(output.status == 0, "\(output.standardError)")
      return output.standardOutput
    }
    let explained = try figure("neuron", "--explain", "--format", "dot")
    #expect(try figure("--format", "DOT", "--explain", "neuron") == explained)
    #expect(try figure("--explain", "contributions", "Neuron", "--format", "Dot") == explained)
    #expect(try figure("--explain=FULL", "neuron") == figure("neuron", "--explain", "full"))
    #expect(try figure("neuron", "--explain", "full", "--format", "dot") != explained)
  }

  @Test func replacesWhatALinkLeadsToAndKeepsPermissions() throws {
    let folder = try TemporaryFolder()
    let script = """
      echo old > real.svg; chmod 640 real.svg; ln -s real.svg link.svg; ln -s new.svg dangling.svg
      "$tool" trace neuron -o link.svg && "$tool" trace neuron -o dangling.svg
      ls -l | cut -c 1-10; head -c 4 real.svg new.svg
      """
    let output = try Tool.shell(script, in: folder)
    #expect(try folder.names() == ["dangling.svg", "link.svg", "new.svg", "real.svg"])
    let expected = "lrwxrwxrwx\nlrwxrwxrwx\n-rw-r--r--\n-rw-r-----"
    #expect(output.text.contains(expected) && output.text.contains("==> new.svg <==\n<svg"))
  }

  @Test func writesToPipesAndDevices() throws {
    let folder = try TemporaryFolder()
    let figure = try Tool.run("trace", "neuron", "-o", "-").standardOutput
    #expect(figure.count > 1000)
    let script = """
      mkfifo pipe.svg; cat pipe.svg > a & "$tool" trace neuron -o pipe.svg; wait
      "$tool" trace neuron --format svg -o /dev/stdout > b; "$tool" trace neuron -o - | cat > c
      test -p pipe.svg && test ! -f /dev/stdout || test -L /dev/stdout || echo replaced
      """
    #expect(try Tool.shell(script, in: folder).text == "")
    for name in ["a", "b", "c"] { #expect(try Data(contentsOf: folder.file(name)) == figure) }
  }

  @Test func helpShowsExamplesAndEveryChoice() throws {
    let help = try Tool.run("trace", "--help")
    #expect(help.status == 0 && help.standardError == "")
    for word in ["Examples:", "linear-regression", "json", "gradients", "dark", "--no-legend"] {
      #expect(help.text.contains(word))
    }
    #expect(try Tool.run().text.contains("SUBCOMMANDS"))
    #expect(try Tool.run("--version").text.hasPrefix("smolgrad-viz "))
  }
}
