import Foundation
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

  @Test func anErrorBeforeAllWritesNothing() throws {
    let folder = try TemporaryFolder()
    let output = try trace("early", in: folder)
    #expect(output.status == 1)
    #expect(output.standardError == "broken-tool: error: there is no more data\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
