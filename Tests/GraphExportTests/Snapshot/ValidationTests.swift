import TestSupport
import Foundation
import GraphExport
import Testing

/// Snapshots that a program builds by hand: a figure of one that contradicts itself is an error, never a trap.
@Suite struct ValidationTests {
  private func tensor(_ id: Int, scope: Int? = nil, shape: [Int] = []) -> GraphSnapshot.Node {
    .init(
      id: id, name: "t", scope: scope,
      content: .tensor(
        .init(
          role: .parameter,
          value: ArraySummary(shape: shape, values: Array(repeating: 1, count: shape.reduce(1, *))),
          gradient: .absent(.notComputed))))
  }

  private func operation(_ id: Int) -> GraphSnapshot.Node {
    .init(id: id, name: "op", content: .operation(.init(type: "mul")))
  }

  private func reference(_ id: Int, to target: Int) -> GraphSnapshot.Node {
    .init(
      id: id, name: "r", content: .reference(.init(target: target, label: "r", use: 1, count: 2)))
  }

  @Test func drawsWhatFits() throws {
    let snapshot = GraphSnapshot(
      nodes: [tensor(1 << 53), reference(7, to: 1 << 53), operation(0), tensor(3)],
      edges: [
        .init(from: 7, to: 0, position: 0), .init(from: 7, to: 0, position: 3),
        .init(from: 0, to: 3, position: 1),
      ])
    #expect(try Drawing(snapshot).data(as: .svg).count > 1000)
  }

  @Test func refusesEachContradictionInEveryFormat() throws {
    let scope = { (id: Int, parent: Int?) in
      GraphSnapshot.Scope(id: id, parent: parent, type: "A", path: "a")
    }
    let cases: [(GraphSnapshot, String)] = [
      (.init(nodes: [tensor(1), tensor(1)], edges: []), "nodes[1].id"),
      (.init(nodes: [tensor(.max)], edges: []), "nodes[0].id"),
      (.init(nodes: [tensor(.min)], edges: []), "nodes[0].id"),
      (.init(nodes: [tensor(1)], edges: [.init(from: 1, to: 2, position: 0)]), "edges[0].to"),
      (
        .init(
          nodes: [tensor(0), operation(1)],
          edges: [.init(from: 0, to: 1, position: 0), .init(from: 1, to: 0, position: 0)]),
        "edges[1]"
      ),
      (
        .init(nodes: [tensor(0), tensor(1)], edges: [.init(from: 0, to: 1, position: 0)]),
        "edges[0]"
      ),
      (.init(nodes: [tensor(0, scope: 4)], edges: []), "nodes[0].scope"),
      (.init(nodes: [reference(0, to: 0)], edges: []), "nodes[0].reference.target"),
      (.init(scopes: [scope(0, 1), scope(1, 0)], nodes: [], edges: []), "scopes[0].parent"),
      (.init(scopes: [scope(3, nil), scope(3, nil)], nodes: [], edges: []), "scopes[1].id"),
    ]
    for (snapshot, path) in cases {
      for sharedLeaves in [Drawing.SharedLeaves.once, .perUse] {
        var drawing = Drawing(snapshot)
        drawing.sharedLeaves = sharedLeaves
        let error = #expect(throws: SnapshotError.self) { try drawing.apply([.rolled]) }
        #expect(error?.path == path && drawing.snapshot == snapshot)
        for format in Format.all {
          let error = #expect(throws: SnapshotError.self) { try drawing.figure(as: format) }
          #expect(error?.path == path, "\(format.name)")
        }
        // What says nothing of errors draws what it can.
        #expect(drawing.dot.hasPrefix("digraph"))
      }
    }
  }

  /// A million links in a chain take no more stack than one.
  @Test(.slow) func checksAndReadsALongChain() throws {
    var nodes = [tensor(0)]
    var edges: [GraphSnapshot.Edge] = []
    for step in 0..<20_000 {
      nodes += [operation(2 * step + 1), tensor(2 * step + 2)]
      edges += [
        .init(from: 2 * step, to: 2 * step + 1, position: 0),
        .init(from: 2 * step + 1, to: 2 * step + 2, position: 0),
      ]
    }
    let snapshot = GraphSnapshot(nodes: nodes, edges: edges)
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
  }
}
