import Foundation
import GraphExport
import TestSupport
import Testing

/// Views on the command line, as JSON: what they leave is in there, and no more.
@Suite struct ViewTests {
  private func snapshot(_ arguments: String...) throws -> GraphSnapshot {
    let output = try run(
      Tool.path, ["trace"] + arguments + ["--format", "json", "-o", "-"], in: nil)
    #expect(output.status == 0, "\(output.standardError)")
    return try GraphSnapshot(json: output.standardOutput)
  }

  @Test func collapsesAndOpens() throws {
    let closed = try snapshot("mlp", "--depth", "1")
    #expect(closed.nodes.compactMap(\.module).map(\.path) == ["fc1", "fc2", "fc3"])
    let open = try snapshot("mlp", "--depth", "1", "--expand", "fc2", "--expand", "fc1")
    #expect(open.nodes.compactMap(\.module).map(\.path) == ["fc3"])
    #expect(open.counts == closed.counts)
  }

  @Test func appliesViewsInTheirOrder() throws {
    // Two arrows from h1 lie the whole cards of fc1 and fc2, or one operation in each of them.
    let cards = try snapshot("mlp", "--depth", "1", "--focus", "h1", "--radius", "2")
    let nodes = try snapshot("mlp", "--focus", "h1", "--radius=2", "--depth=1")
    for view in [cards, nodes] {
      #expect(Set(view.nodes.compactMap(\.module).map(\.path)) == ["fc1", "fc2"])
    }
    #expect(cards.nodes.compactMap(\.module).map(\.counts.operations) == [2, 2])
    #expect(nodes.nodes.compactMap(\.module).map(\.counts.operations) == [0, 1])
  }

  @Test func readsPathsWithDotsInNames() throws {
    let path = try snapshot("mlp", "--path", "fc1.weight..loss")
    #expect(
      path.nodes.first?.name == "fc1.weight" || path.nodes.contains { $0.name == "fc1.weight" })
    #expect(path.nodes.contains { $0.tensor?.isRoot == true })
    #expect(!path.nodes.contains { $0.name == "fc1.bias" && $0.stub == nil })
  }

  @Test(.slow) func leavesTheWholeSnapshotInJSON() throws {
    let whole = try snapshot("gpt", "--layers", "3")
    #expect(!whole.nodes.contains { $0.module != nil })
    let rolled = try snapshot("gpt", "--layers", "3", "--roll")
    #expect(rolled.scopes.contains { $0.repetition?.count == 3 })
    #expect(rolled.counts == whole.counts)
  }

  @Test(.slow) func hidesSeveralKinds() throws {
    let whole = try snapshot("gpt", "--depth", "all")
    let view = try snapshot("gpt", "--hide", "constants,views", "--hide", "buffers")
    #expect(view.counts == whole.counts)
    #expect(!view.nodes.contains { [.constant, .buffer].contains($0.tensor?.role) })
    #expect(!view.nodes.contains { $0.operation?.type == "transpose" })
  }

  @Test(.slow) func drawsAllOnDemand() throws {
    let cards = { (options: [String]) in
      let output = try run(
        Tool.path, ["trace", "gpt", "--format", "alt", "-o", "-"] + options, in: nil)
      return output.text.split(separator: "\n").count
    }
    #expect(try cards([]) < 60)
    #expect(try cards(["--depth", "all"]) > 150)
  }

  @Test(
    arguments: [
      (["--depth=-1"], "--depth is a number from 0 on, auto or all, not '-1'"),
      (["--depth", "deep"], "--depth is a number from 0 on, auto or all, not 'deep'"),
      (["--depth", "all", "--expand", "fc1"], "--expand opens what --depth collapses"),
      (["--radius", "2"], "--radius goes with --focus"),
      (["--focus", "h1", "--radius=-2"], "--radius is a number of arrows from 0 on, not -2"),
      (["--path", "x"], "--path needs two names with two dots between them"),
      (
        ["--hide", "views,colours"],
        "unknown kind to hide 'colours'; choices: constants, parameters"
      ),
      (["--focus", "hh"], "nothing is called 'hh'; near it: h1, h2"),
      (["--only", "fc9"], "no module has the path 'fc9'; near it: fc1, fc2, fc3"),
      (["--path", "loss..x"], "nothing leads from 'loss' to 'x'; the other way round it does"),
      (["--path", "x..lossy"], "nothing is called 'lossy'; near it: loss"),
      (["--expand", "fc"], "no module has the path 'fc'; near it: fc1"),
    ].quick(4))
  func saysWhatWouldWork(arguments: [String], message: String) throws {
    let output = try run(Tool.path, ["trace", "mlp", "-o", "-"] + arguments, in: nil)
    #expect(output.status == 64)
    #expect(output.standardOutput.isEmpty)
    #expect(output.standardError.hasPrefix("smolgrad-viz: error: \(message)"))
    #expect(output.standardError.split(separator: "\n").count == 1)
  }
}
