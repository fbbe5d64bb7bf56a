import Foundation
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

  @Test func readMeShowsTheExamplesThemselves() throws {
    let files = ["examples/quickstart/main.swift", "examples/own-model/MyTool.swift"]
    #expect(try blocks("swift") == files.map { try Package.text($0) })
  }

  @Test func quickstartPrintsWhatTheReadMeSays() throws {
    let folder = try TemporaryFolder()
    let output = try example("quickstart", in: folder)
    #expect(output.status == 0 && output.standardError == "")
    #expect(try blocks("text") == [output.text])
    let figure = try XMLTree.parse(try Data(contentsOf: folder.file("loss.svg")))
    #expect(figure.all.contains { $0.name == "text" && $0.text == "target" })
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

  @Test(arguments: ["README.md", "docs/command-line.md"])
  func commandsWork(page: String) throws {
    let folder = try TemporaryFolder()
    let commands = try blocks("sh", of: page).joined().components(separatedBy: "\n")
      .filter { $0.hasPrefix("smolgrad-viz ") }
    #expect(commands.count > 5)
    for command in commands {
      let line = command.replacing("smolgrad-viz", with: "\"$tool\"")
      let output = try Tool.shell(line, in: folder)
      #expect(output.status == 0, "\(command): \(output.standardError)")
    }
  }

  @Test func everyFunctionOfExpressionsIsOnThePage() throws {
    let page = try Package.text("docs/command-line.md")
    let missing = Function.all.keys.filter { !page.contains("`\($0)`") }
    #expect(missing.isEmpty, "\(missing.sorted())")
  }
}
