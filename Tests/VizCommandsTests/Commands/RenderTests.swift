import Foundation
import TestSupport
import Testing

/// `render`, as a user calls it.
@Suite struct RenderTests {
  private func succeed(_ arguments: String..., in folder: TemporaryFolder) throws -> Output {
    let output = try run(Tool.path, arguments, in: folder)
    try #require(output.status == 0, "\(output.standardError)")
    return output
  }

  private func complaint(_ arguments: String..., in folder: TemporaryFolder) throws -> String {
    let output = try run(Tool.path, arguments, in: folder)
    #expect(output.status != 0 && output.standardOutput.isEmpty)
    #expect(output.standardError.split(separator: "\n").count == 1)
    return output.standardError
  }

  @Test(
    .slow,
    arguments: [
      [], ["--explain", "full"], ["--view", "gradients"], ["--theme", "dark", "--no-legend"],
      ["--shared-leaves", "per-use", "--title", "other"],
      ["--detail", "compact", "--direction", "down"],
    ])
  func drawsWhatTraceDraws(options: [String]) throws {
    let folder = try TemporaryFolder()
    _ = try succeed("trace", "mlp", "--explain", "--json", in: folder)
    for format in ["svg", "dot", "txt", "md"] {
      // A snapshot says what contributes to gradients whether or not the figure shows it.
      for (command, what) in [("trace", "mlp"), ("render", "mlp.json")] {
        let output = try run(
          Tool.path, [command, what, "-o", "\(command).\(format)"] + options, in: folder)
        #expect(output.status == 0, "\(output.standardError)")
      }
      #expect(
        try Data(contentsOf: folder.file("render.\(format)"))
          == Data(contentsOf: folder.file("trace.\(format)")), "\(format)")
    }
  }

  @Test func writesTheSnapshotAgain() throws {
    let folder = try TemporaryFolder()
    _ = try succeed("trace", "expression", "--json", in: folder)
    _ = try succeed("render", "expression.json", "-o", "again.json", in: folder)
    let texts = try ["expression.json", "again.json"].map { try Data(contentsOf: folder.file($0)) }
    #expect(texts[0] == texts[1] && !texts[0].isEmpty)
  }

  @Test func namesTheFigureAfterTheSnapshot() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.file("in"), withIntermediateDirectories: true)
    _ = try succeed("trace", "neuron", "-o", "in/a.b.json", in: folder)
    _ = try succeed("render", "in/a.b.json", in: folder)
    let piped = try Tool.shell("\"$tool\" render - < in/a.b.json", in: folder)
    #expect(piped.status == 0 && piped.standardError == "wrote snapshot.svg\n")
    #expect(try folder.names() == ["a.b.svg", "in", "snapshot.svg"])
  }

  @Test(.slow) func complainsOfWhatASnapshotLacks() throws {
    let folder = try TemporaryFolder()
    _ = try succeed("trace", "neuron", "--json", in: folder)
    let before = try Data(contentsOf: folder.file("neuron.json"))
    #expect(
      try complaint("render", "neuron.json", "--explain", in: folder).contains(
        "which --explain needs"))
    #expect(
      try complaint("render", "neuron.json", "--view", "backward", in: folder).contains(
        "holds the forward pass"))
    #expect(try complaint("render", "neuron.json", "--json", in: folder).contains("over itself"))
    #expect(try complaint("render", "./neuron.json", "--json", in: folder).contains("over itself"))
    #expect(try complaint("render", "other.json", in: folder).contains("no such file"))
    #expect(try complaint("render", ".", in: folder).contains("it is a folder"))
    #expect(try complaint("render", "", in: folder).contains("no file can have this name"))
    #expect(
      try complaint("trace", "mlp", "--json", "--format", "svg", in: folder).contains(
        "exclude each other"))
    #expect(try folder.names() == ["neuron.json"])
    #expect(try Data(contentsOf: folder.file("neuron.json")) == before)
    _ = try succeed(
      "trace", "neuron", "--view", "backward", "--json", "-o", "back.json", in: folder)
    #expect(
      try succeed("render", "back.json", "--view", "backward", "-o", "-", in: folder).text
        == succeed("trace", "neuron", "--view", "backward", "-o", "-", in: folder).text)
  }

  @Test func namesThePlaceInASnapshotThatIsNone() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("bad\n.json")
    try Data(#"{"version":2,"scopes":[],"nodes":[{"id":0,"nam":"x"}],"edges":[]}"#.utf8).write(
      to: file)
    let complaint = try complaint("render", "bad\n.json", "-o", "a.svg", in: folder)
    #expect(
      complaint.contains(
        "is no snapshot: nodes[0].nam: nothing is called so here; choices: id, name"))
    #expect(try folder.names().count == 1)
  }
}
