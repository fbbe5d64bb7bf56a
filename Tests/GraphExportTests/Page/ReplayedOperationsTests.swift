import Foundation
import Smolgrad
import TestSupport
import Testing

@testable import GraphExport

/// The operations that a page can compute again.
@Suite struct ReplayedOperationsTests {
  /// The names in the table of the script, each of which begins an entry.
  @Test func theNamesAreThoseOfTheTable() throws {
    let script = try Package.text("Sources/GraphExport/Page/Script/rules.js")
    let table = try #require(script.components(separatedBy: "export const scalarRules = {").last)
    let entry = /\b([a-z]\w*): (?:rule|whole|truth|loss|same|sameUnlessNaN|product|factor)\b/
    let names = table.matches(of: entry).map { String($0.1) }
    #expect(Set(names) == ReplayedOperations.names)
    #expect(names.count > 100)
  }

  @Test func arraysAndOtherOperationsAreNamed() {
    let x = Tensor(2, requiresGradient: true)
    let single = (x * x).tanh() + x
    single.backward()
    #expect(ReplayedOperations.unknown(in: GraphSnapshot(of: single)).isEmpty)

    let array = Tensor([1, 2], requiresGradient: true)
    let sum = (array * array + 1).sum() * x
    #expect(ReplayedOperations.unknown(in: GraphSnapshot(of: sum)) == ["mul", "add", "sum"])

    let row = Tensor([1], requiresGradient: true)
    #expect(ReplayedOperations.unknown(in: GraphSnapshot(of: row.std() + 1)) == ["std"])
  }

  @Test func collapsedCardsAreNamed() {
    var snapshot = GraphSnapshot(of: Tensor(2, requiresGradient: true).exp())
    snapshot.nodes[1].content = .stub(StubNode(side: .before, label: "x", counts: .init()))
    #expect(ReplayedOperations.unknown(in: snapshot) == ["collapsed"])
  }
}
