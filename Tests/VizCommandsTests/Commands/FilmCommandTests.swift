import Foundation
import TestSupport
import Testing

/// `--film`, `--order` and `--sheet` as their users give them.
@Suite struct FilmCommandTests {
  private static let reuse = ["eval", "y = a*b; z = y + a; y*z", "a=2", "b=-3"]

  private func tool(_ arguments: [String], in folder: TemporaryFolder? = nil) throws -> Output {
    try run(Tool.path, arguments, in: folder)
  }

  @Test func framesGoIntoNumberedFiles() throws {
    let folder = try TemporaryFolder()
    let output = try tool(Self.reuse + ["--film", "-o", "f-%02d.svg"], in: folder)
    #expect(output.status == 0 && output.standardError == "" && output.text == "")
    let files = try folder.names()
    #expect(files == (0...3).map { "f-0\($0).svg" })
    for file in files { _ = try XMLTree.parse(try Data(contentsOf: folder.file(file))) }
  }

  @Test(.slow, arguments: ["expression", "neuron", "mlp", "scalar-mlp", "gpt"])
  func aFilmIsLittleLargerThanItsStill(model: String) throws {
    let film = try tool(["trace", model, "--film", "-o", "-"]).standardOutput.count
    let still = try tool(["trace", model, "--explain", "-o", "-"]).standardOutput.count
    #expect(still < film && Double(film) < 1.15 * Double(still))
  }

  @Test func theSentencesAreText() throws {
    let output = try tool(Self.reuse + ["--film", "--order", "naive", "--format", "text"])
    #expect(output.status == 0)
    let lines = output.text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[2] == "2. × delivers -3 × -4 = 12 to a (1 of 2 shares), 2 × -4 = -8 to b")
  }

  @Test func theOrderStandsOnTheOperations() throws {
    let output = try tool(Self.reuse + ["--order", "-o", "-"])
    let words = try XMLTree.parse(output.standardOutput).all.map(\.text)
    #expect(["1.", "2.", "3."].allSatisfy(words.contains))
    let naive = try tool(Self.reuse + ["--order", "naive", "-o", "-"])
    let marks = try XMLTree.parse(naive.standardOutput).all.map(\.text)
    #expect(marks.contains("wrong from here: ∇ is 24") && marks.contains("wrong: ∇ is -20"))
  }

  @Test(arguments: [
    (["trace", "neuron", "--film", "-o", "x.png"], "-o film-%02d.png"),
    (["trace", "neuron", "--film", "-o", "x-%d-%d.svg"], "once"),
    (["trace", "neuron", "--film", "-o", "x.dot"], "svg does"),
    (["trace", "neuron", "--seconds", "2"], "add --film"),
    (["trace", "neuron", "--film", "--seconds", "0"], "0.1 to 60"),
    (["trace", "neuron", "--film", "--sheet", "2", "--seconds", "2"], "exclude each other"),
    (["trace", "neuron", "--sheet"], "add --film"),
    (["trace", "neuron", "--film", "--sheet", "99", "-o", "x.png"], "from 1 to 6"),
    (["trace", "neuron", "--film", "--sheet", "none"], "'none'"),
    (["trace", "neuron", "--film", "--view", "backward"], "leave one of them out"),
    (["trace", "neuron", "--order", "--view", "values"], "leave one of them out"),
    (["trace", "mlp", "--order", "naive"], "computations of scalars"),
    (["trace", "scalar-mlp", "--sizes", "2,4,1", "--order", "naive"], "--depth all"),
    (["eval", "2*3", "--film"], "has a gradient"),
  ])
  func mistakesAreSaid(arguments: [String], advice: String) throws {
    let folder = try TemporaryFolder()
    let output = try tool(arguments, in: folder)
    #expect(output.status != 0)
    #expect(output.standardError.contains(advice), "\(output.standardError)")
    #expect(output.standardError.split(separator: "\n").count == 1)
    #expect(try folder.names() == [])
  }
}
