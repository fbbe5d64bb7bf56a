import Foundation
import GraphExport
import Smolgrad
import Testing

/// Figures of computations that did not get to their end.
@Suite struct FailureDrawingTests {
  /// A computation with a logarithm of zero, whose infinity becomes NaN.
  private func nonFinite() -> PartialHistory {
    let history = PartialHistory()
    history.record {
      let x = Tensor([0.0, 1], requiresGradient: true).named("x")
      let logarithm = Scope.entering(type: "Net", name: "") { x.log() }
      _ = (logarithm * 0).sum()
    }
    return history
  }

  @Test func marksWhereNaNCameFrom() throws {
    let snapshot = GraphSnapshot(of: nonFinite(), title: "lost")
    let failed = snapshot.nodes.filter { $0.operation?.failure != nil }
    #expect(failed.map(\.name) == ["log_1"])
    #expect(snapshot.nodes.contains { $0.operation?.type == "sum" })
    let text = String(decoding: try Drawing(snapshot).data(as: .svg), as: UTF8.self)
    #expect(text.contains("failed here") && text.contains("could not go on"))
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
  }

  @Test func showsTheOperationThatCouldNotGoOn() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardOutputContent]
    ) {
      let history = PartialHistory()
      let x = Tensor([[1, 2, 3]]).named("x")
      let weight = Tensor.zeros([2, 5])
      weight.role = .parameter
      weight.path = "fc.weight"
      history.record {
        _ = Scope.entering(type: "Net", name: "") {
          let h = x.relu()
          return Scope.entering(type: "Linear", name: "fc") { h • weight }
        }
      } onFailure: { failure in
        let snapshot = GraphSnapshot(of: history, failure: failure, title: "net")
        let json = try? snapshot.json()
        print(String(decoding: json ?? Data(), as: UTF8.self))
      }
    }
    let snapshot = try GraphSnapshot(json: Data(result?.standardOutputContent ?? []))
    let failed = try #require(snapshot.nodes.last)
    #expect(failed.operation?.type == "matmul")
    #expect(
      failed.operation?.failure == "shapes [1, 3] and [2, 5] do not fit: 3 columns against 2 rows")
    let names = Dictionary(uniqueKeysWithValues: snapshot.nodes.map { ($0.id, $0.name) })
    #expect(
      snapshot.edges.filter { $0.to == failed.id }.map { names[$0.from] } == [
        "relu_1.output", "fc.weight",
      ])
    #expect(snapshot.scopes.first { $0.id == failed.scope }?.path == "fc")
    let text = String(decoding: try Drawing(snapshot).data(as: .svg), as: UTF8.self)
    #expect(text.contains("3 columns against 2 rows") || text.contains("columns against 2 rows"))
  }

  @Test func drawsAHistoryOfNothing() throws {
    let drawing = Drawing(of: PartialHistory(), title: "nothing")
    for format in Format.all { #expect(try !drawing.data(as: format).isEmpty, "\(format.name)") }
  }
}
