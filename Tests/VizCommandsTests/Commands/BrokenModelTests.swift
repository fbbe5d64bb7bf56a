import Foundation
import TestSupport
import Testing

/// A model that fails leaves a figure of what it had computed, and one line that says why.
@Suite struct BrokenModelTests {
  private func trace(_ model: String, in folder: TemporaryFolder) throws -> Output {
    try run(Tool.folder.appending(path: "broken-tool").path, ["trace", model], in: folder)
  }

  @Test func shapesThatDoNotFitAreMarked() throws {
    let folder = try TemporaryFolder()
    let output = try trace("misfit", in: folder)
    #expect(output.status == 1 && output.text == "")
    #expect(
      output.standardError == """
        wrote misfit.svg
        the figure shows what was computed before the failure
        broken-tool: error: matmul: shapes [1, 3] and [2, 1] do not fit: 3 columns against 2 rows

        """)
    let figure = try XMLTree.parse(try Data(contentsOf: folder.file("misfit.svg")))
    let texts = figure.all.map(\.text)
    #expect(texts.contains("h") && texts.contains("w") && texts.contains("failed here"))
  }

  @Test func anErrorInTheMiddleLeavesWhatThereWas() throws {
    let folder = try TemporaryFolder()
    let output = try trace("thrown", in: folder)
    #expect(output.status == 1)
    #expect(output.standardError.hasSuffix("broken-tool: error: there is no more data\n"))
    let figure = try XMLTree.parse(try Data(contentsOf: folder.file("thrown.svg")))
    #expect(figure.all.contains { $0.text == "square" })
  }

  @Test(.slow) func inADocumentTheyStopNoOther() throws {
    let models = ["misfit", "thrown", "early"].map { "<!-- smolgrad-viz trace \($0) -->\n\n" }
    let page = try Page(models.joined() + "<!-- smolgrad-viz eval x+1 x=1 -o good.svg -->\n")
    let tool = Tool.folder.appending(path: "broken-tool").path
    let output = try run(tool, ["embed", "page.md"], in: page.folder)
    #expect(output.status == 1)
    #expect(
      output.standardError == """
        page.md:1: matmul: shapes [1, 3] and [2, 1] do not fit: 3 columns against 2 rows
        page.md:3: there is no more data
        page.md:5: there is no more data
        wrote good.svg
        wrote page.md
        broken-tool: error: 3 mistakes, named above

        """)
    #expect(try page.folder.names() == ["good.svg", "page.md"])
  }

  @Test func aComparisonInADocumentStopsNoOther() throws {
    let page = try Page(
      "<!-- smolgrad-viz diff misfit \"eval x x=1\" -o a.svg -->\n\n"
        + "<!-- smolgrad-viz eval x+1 x=1 -o good.svg -->\n")
    let tool = Tool.folder.appending(path: "broken-tool").path
    let output = try run(tool, ["embed", "page.md"], in: page.folder)
    #expect(output.status == 1)
    #expect(
      output.standardError == """
        page.md:1: matmul: shapes [1, 3] and [2, 1] do not fit: 3 columns against 2 rows
        wrote good.svg
        wrote page.md
        broken-tool: error: 1 mistake, named above

        """)
  }

  @Test func anErrorBeforeAllWritesNothing() throws {
    let folder = try TemporaryFolder()
    let output = try trace("early", in: folder)
    #expect(output.status == 1)
    #expect(output.standardError == "broken-tool: error: there is no more data\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test(arguments: [
    ("taken", "'theme', which there is already; give it another name"),
    ("capital", "'Width'; a name is lower-case letters, digits and dashes"),
  ])
  func anOptionThatCanNotBeGivenIsNamed(model: String, mistake: String) throws {
    let output = try trace(model, in: TemporaryFolder())
    #expect(output.status == 1)
    #expect(
      output.standardError
        == "broken-tool: error: the model \(model) has an option \(mistake)\n")
  }
}
