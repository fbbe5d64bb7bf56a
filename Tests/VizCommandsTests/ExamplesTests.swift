import Foundation
import TestSupport
import Testing

@testable import Expressions

/// What the README shows is what the examples are, and what they print.
@Suite struct ExamplesTests {
  /// The blocks of code of a page in a language.
  private func blocks(_ language: String, of page: String = "README.md") throws -> [String] {
    try Package.text(page).components(separatedBy: "```\(language)\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
  }

  private func example(_ name: String, _ arguments: String..., in folder: TemporaryFolder) throws
    -> Output
  {
    try run(Tool.folder.appending(path: name).path, arguments, in: folder)
  }

  /// All pages that show code.
  private func pages() throws -> [String] {
    try Package.files(endingIn: ".md").filter { $0 != "CHANGELOG.md" }
  }

  @Test func readMeShowsTheExamplesThemselves() throws {
    let shown = try blocks("swift")
    for file in ["examples/quickstart/main.swift", "examples/own-model/MyTool.swift"] {
      #expect(try shown.contains(Package.text(file)), "\(file)")
    }
  }

  /// What a page shows is compiled: it stands line for line in an example, maybe further to the right.
  @Test func everyBlockOfSwiftStandsInAnExample() throws {
    let examples = try Package.files(endingIn: ".swift").filter { $0.hasPrefix("examples/") }
      .map { try lines(Package.text($0)) }
    var count = 0
    for page in try pages() {
      for block in try blocks("swift", of: page) {
        count += 1
        let shown = lines(block)
        #expect(
          examples.contains { $0.contains(shown) },
          "\(page) shows code that no example has:\n\(block)")
      }
    }
    #expect(count > 15)
  }

  /// The lines that are not empty, from where their text begins.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  @Test func quickstartPrintsWhatTheReadMeSays() throws {
    let folder = try TemporaryFolder()
    let output = try example("quickstart", in: folder)
    #expect(output.status == 0 && output.standardError == "")
    #expect(try blocks("text") == [output.text])
    let figure = try XMLTree.parse(try Data(contentsOf: folder.file("loss.svg")))
    #expect(figure.all.contains { $0.name == "text" && $0.text == "target" })
  }

  @Test func theGuideIsRight() throws {
    let lines = lines(try example("autograd", in: try TemporaryFolder()).text)
    #expect(lines[0].hasPrefix("2.71828") && lines[0].contains(" 5.43656"))
    #expect(lines[1] == "10.0" && lines[2] == "[12.0, 14.0, 16.0]")
    #expect(lines[3] == "61 1.152921504606847e+18")
    #expect(
      lines[4...8].map { $0.split(separator: " ").last } == ["2.0", "3.0", "6.0", "36.0", "38.0"])
    #expect(lines[9...] == ["12.0 12.0", "[6.0, 8.0] [18.0, 32.0]", "4.0", "[0, 1, 1, 0]"])
  }

  @Test func aFormulaGoesIntoAFileAndBack() throws {
    let folder = try TemporaryFolder()
    let output = try example("formula", in: folder)
    #expect(output.status == 0 && output.standardError == "")
    #expect(Set(lines(output.text)) == ["x [2, 2]", "w [2, 2]", "h [2, 2]", "y []"])
    #expect(try Data(contentsOf: folder.file("formula.svg")).count > 1_000)
  }

  @Test func aFailedStepIsDrawn() throws {
    let folder = try TemporaryFolder()
    let output = try example("failed-step", in: folder)
    #expect(output.status == 1)
    #expect(
      output.text.hasPrefix(
        "stopped: matmul in fc2 (Linear): inputs of shape [1, 5] do not fit a weight of shape [1, 4]"
      ))
    let figure = try XMLTree.parse(try Data(contentsOf: folder.file("failure.svg")))
    let texts = figure.all.map(\.text)
    #expect(texts.contains("relu") && texts.contains { $0.contains("do not fit") })
    // The page on failures shows this figure.
    let shown = try Package.text("Sources/GraphExport/GraphExport.docc/failure.svg")
    #expect(try XMLTree.parse(Data(shown.utf8)).all.map(\.text) == texts)
  }

  @Test func aTrainingRunIsDrawn() throws {
    let folder = try TemporaryFolder()
    let output = try example("training-run", in: folder)
    #expect(output.status == 0 && output.standardError == "")
    #expect(
      lines(output.text) == [
        "steps 40, loss fell: true", #"["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]"#,
      ])
    let figure = try XMLTree.parse(try Data(contentsOf: folder.file("training.svg")))
    let texts = figure.all.map(\.text)
    #expect(texts.contains { $0.contains("40 steps of Adam") })
    // Strips of two layers, and none of what has no parameters.
    for strip in ["update/weight", "‖m‖", "‖v‖"] {
      #expect(texts.count { $0.hasPrefix(strip) } == 2, "\(strip)")
    }
    // The page on training runs shows this figure.
    let shown = try Package.text("Sources/GraphExport/GraphExport.docc/training.svg")
    #expect(try XMLTree.parse(Data(shown.utf8)).all.map(\.text) == texts)
  }

  @Test func ownToolHasEveryCommand() throws {
    let folder = try TemporaryFolder()
    let list = try example("own-model", "list", in: folder).text
    #expect(list.hasPrefix("expression ") && list.hasSuffix("\nsquare             x² at 3\n"))
    let figure = try example("own-model", "trace", "square", "-o", "-", in: folder)
    let texts = try XMLTree.parse(figure.standardOutput).all.map(\.text)
    #expect(texts.contains("9") && texts.contains("∇ 6"))
    #expect(try example("own-model", "--help", in: folder).text.contains("own-model trace"))
    let error = try example("own-model", "trace", "sqare", in: folder)
    #expect(error.status == 64 && error.standardError.hasPrefix("own-model: error: "))
  }

  @Test(.slow, arguments: ["README.md", "docs/command-line.md", "docs/embed.md"])
  func commandsWork(page: String) throws {
    // Documents, for `embed`.
    let documents = try Page()
    for name in ["README.md", "docs/guide.md"] {
      try documents.write("<!-- smolgrad-viz eval x+1 x=1 -->", to: name)
    }
    let folder = documents.folder
    let commands = try blocks("sh", of: page).joined().components(separatedBy: "\n")
      .filter { $0.hasPrefix("smolgrad-viz ") || $0.hasPrefix("mkdir ") }
    #expect(commands.count > 5)
    for command in commands {
      let line = command.replacing("smolgrad-viz", with: "\"$tool\"")
      let output = try Tool.shell(line, in: folder)
      // What differs is no error.
      let differs = command.contains("viz diff ") && output.text.contains("difference")
      #expect(
        output.status == (differs ? 1 : 0) && (!differs || output.standardError.isEmpty),
        "\(command): \(output.standardError)")
    }
  }

  /// The documentation shows every option by an example.
  @Test func everyOptionIsShown() throws {
    struct Help: Decodable { var command: Command }
    struct Command: Decodable {
      var arguments: [Argument]?
      var subcommands: [Command]?
      var options: [String] {
        let names = (arguments ?? []).flatMap { $0.names ?? [] }
        let own = names.filter { $0.kind == "long" }.map(\.name)
        return (subcommands ?? []).reduce(own) { $0 + $1.options }
      }
    }
    struct Argument: Decodable { var names: [Name]? }
    struct Name: Decodable {
      var kind: String
      var name: String
    }
    let json = try Tool.run("--experimental-dump-help").standardOutput
    let options = Set(try JSONDecoder().decode(Help.self, from: json).command.options)
      .subtracting(["help", "version"])
    #expect(options.count > 30)
    let pages = try self.pages().filter { !$0.contains(".docc/") }
    let words = Set(
      try pages.flatMap { try blocks("sh", of: $0) }.joined(separator: "\n")
        .split { $0.isWhitespace || $0 == "=" || $0 == "\"" }.map(String.init))
    let missing = options.filter { !words.contains("--\($0)") }
    #expect(missing.isEmpty, "\(missing.sorted())")
  }

  @Test func pageOnEmbeddingShowsWhatEmbedWrites() throws {
    let blocks = try blocks("md", of: "docs/embed.md")
    #expect(blocks.count == 4)
    let complete = blocks.filter { $0.contains("<!-- /smolgrad-viz -->") }.joined(separator: "\n")
    let page = try Page(complete)
    try page.succeed()
    #expect(try page.text() == complete)
    // The marker that an author writes becomes the one that is shown next.
    try page.write(blocks[0])
    try page.succeed()
    #expect(try page.text() == blocks[1])
  }

  @Test func everyFunctionOfExpressionsIsOnThePage() throws {
    let page = try Package.text("docs/command-line.md")
    let missing = Function.all.keys.filter { !page.contains("`\($0)`") }
    #expect(missing.isEmpty, "\(missing.sorted())")
  }
}
