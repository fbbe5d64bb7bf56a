import Foundation
import GraphExport
import Testing

/// Snapshots of other programs may lack numbers, and say where in the program an operation stands.
@Suite struct WithoutNumbersTests {
  private static let text = #"""
    {"version": 3, "scopes": [
    {"id": 0, "type": "Conv2d", "path": "conv", "parameterCount": 0, "attributes": [{"name": "kernel", "value": "3×3"}]}], "nodes": [
    {"id": 0, "name": "x", "tensor": {"role": "input", "dtype": "complex64", "requiresGradient": true, "value": {"shape": [2, 3], "precision": "single", "absent": "complex numbers"}, "gradient": {"status": "computed", "value": {"shape": [2, 3], "precision": "single", "elements": [1, 2, 3, 4, 5, 6]}}}},
    {"id": 1, "name": "abs_1", "scope": 0, "operation": {"type": "abs", "source": "net/model.py:12"}},
    {"id": 2, "name": "y", "scope": 0, "tensor": {"role": "result", "dtype": "float32", "isRoot": true, "value": {"shape": [2], "precision": "single", "elements": [-3.4028235e+38, 1]}, "gradient": {"status": "notRequired"}}}], "edges": [
    {"from": 0, "to": 1, "position": 0, "contribution": {}},
    {"from": 1, "to": 2, "position": 0}]}
    """#

  private func snapshot(replacing old: String = "", with new: String = "") throws -> GraphSnapshot {
    let text = old.isEmpty ? Self.text : Self.text.replacing(old, with: new)
    return try GraphSnapshot(json: Data(text.utf8))
  }

  @Test func areReadAndWritten() throws {
    let snapshot = try snapshot()
    let value = try #require(snapshot.nodes[0].tensor?.value)
    #expect(value.absence == "complex numbers" && value.shape == [2, 3] && value.count == 6)
    #expect(value.elements == nil && value.scalar == nil && !value.isZero)
    #expect(value == ArraySummary(shape: [2, 3], absence: "complex numbers"))
    #expect(snapshot.nodes[1].operation?.source == "net/model.py:12")
    #expect(snapshot.scopes[0].attributes.map(\.value) == ["3×3"])
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
  }

  /// A contribution without numbers is the gradient itself, and there has to be one.
  @Test func contributionsMayBeTheGradient() throws {
    let edge = try #require(try snapshot().edges.first)
    #expect(edge.contribution?.value.elements == [1, 2, 3, 4, 5, 6])
    let gradient =
      #""computed", "value": {"shape": [2, 3], "precision": "single", "elements": [1, 2, 3, 4, 5, 6]}"#
    #expect(throws: SnapshotError.self) {
      try snapshot(replacing: gradient, with: #""notComputed""#)
    }
  }

  /// The shortest text of the largest float32 is above it as a double.
  @Test func theLargestFloatIsNotTooLarge() throws {
    let value = try #require(try snapshot().nodes[2].tensor?.value)
    #expect(value.elements?[0] == -Double(Float.greatestFiniteMagnitude))
    #expect(throws: SnapshotError.self) {
      try snapshot(replacing: "-3.4028235e+38", with: "-3.41e+38")
    }
  }

  @Test func cardsSayWhy() throws {
    let drawing = Drawing(try snapshot())
    for format in [Format.svg, .text] {
      let text = String(decoding: try drawing.data(as: format), as: UTF8.self)
      #expect(text.contains("no numbers: complex numbers"), "\(format.name)")
      #expect(text.contains("net/model.py:12"), "\(format.name)")
    }
    let card = Drawing(try snapshot().applying([.depth(.levels(0))]))
    #expect(String(decoding: try card.data(as: .svg), as: UTF8.self).contains("kernel 3×3"))
  }

  /// A file or a line names the operations that stand there.
  @Test(arguments: ["net/model.py:12", "model.py:12", "model.py"]) func linesAreNames(
    name: String
  ) throws {
    let near = try snapshot().applying([.focus(name, radius: 1)])
    #expect(near.nodes.contains { $0.name == "abs_1" })
  }
}
