import Foundation
import GraphExport
import TestSupport
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

  @Test(.slow) func listsAndTakesTheOptionsOfAModel() throws {
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

  @Test(.slow) func optionsReachTheFigure() throws {
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

  /// Options with a model that they change something of, and what they stand for in the library.
  private static let options:
    [(model: String, options: String, set: @Sendable (inout Drawing) -> Void)] = [
      ("mlp", "--view values", { $0.view = .values }),
      ("mlp", "--view backward", { _ in }),
      ("mlp", "--view gradients", { $0.view = .gradients }),
      ("mlp", "--theme dark", { $0.theme = .dark }),
      ("mlp", "--direction right", { $0.direction = .right }),
      ("mlp", "--detail compact", { $0.detail = .compact }),
      ("mlp", "--title other", { $0.snapshot.title = "other" }),
      ("mlp", "--explain", { $0.explanation = .contributions }),
      ("mlp", "--explain full", { $0.explanation = .full }),
      ("expression", "--shared-leaves per-use", { $0.sharedLeaves = .perUse }),
      ("mlp", "--no-pictures", { $0.parts.remove(.pictures) }),
      ("mlp", "--no-statistics", { $0.parts.remove(.statistics) }),
      ("mlp", "--no-health", { $0.parts.remove(.health) }),
      ("mlp", "--no-status", { $0.parts.remove(.status) }),
      ("mlp", "--no-attributes", { $0.parts.remove(.attributes) }),
      ("linear-regression", "--no-shapes", { $0.parts.remove(.shapes) }),
      ("mlp", "--no-groups", { $0.parts.remove(.groups) }),
      ("mlp", "--no-title", { $0.parts.remove(.title) }),
      ("mlp", "--no-caption", { $0.parts.remove(.caption) }),
      ("mlp", "--no-legend", { $0.parts.remove(.legend) }),
    ]

  @Test(.slow, arguments: options.indices) func noOptionIsDropped(number: Int) throws {
    let (model, options, set) = Self.options[number]
    let words = options.split(separator: " ").map(String.init)
    let figure = try run(Tool.path, ["trace", model, "-o", "-", "--format", "dot"] + words)
    #expect(figure.status == 0, "\(figure.standardError)")

    let plain = try #require(Self.snapshots[model])
    // Some options change what is computed, the others what is drawn of it.
    let isComputed = ["--explain", "--view backward"].contains { options.hasPrefix($0) }
    var drawing = Drawing(isComputed ? try Self.snapshot(of: model, words) : plain)
    set(&drawing)
    #expect(figure.text == drawing.dot)
    #expect(figure.text != Drawing(plain).dot)
  }

  /// What the models of these tests compute without options.
  private static let snapshots = Dictionary(
    uniqueKeysWithValues: Set(options.map(\.model)).map { ($0, try! snapshot(of: $0)) })

  private static func snapshot(of model: String, _ options: [String] = []) throws -> GraphSnapshot {
    let output = try run(Tool.path, ["trace", model, "-o", "-", "--json"] + options)
    return try GraphSnapshot(json: output.standardOutput)
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
    #expect(help.text.contains("USAGE: smolgrad-viz trace ["))
    for word in ["Examples:", "linear-regression", "json", "gradients", "dark", "--no-legend"] {
      #expect(help.text.contains(word))
    }
    #expect(try Tool.run().text.contains("SUBCOMMANDS"))
    #expect(try Tool.run("--version").text.hasPrefix("smolgrad-viz "))
  }
}
