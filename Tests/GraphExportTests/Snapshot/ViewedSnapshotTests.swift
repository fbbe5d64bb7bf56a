import Foundation
import GraphExport
import TestSupport
import Testing

/// Snapshots after views, which hold cards in the place of many nodes.
@Suite struct ViewedSnapshotTests {
  static let views: [[GraphView]] = [
    [.depth(.levels(0))], [.depth(.levels(1))], [.depth(.automatic)], [.rolled],
    [.rolled(expanding: ["m0"]), .depth(.levels(1), expanding: ["m0"])], [.only("m0")],
    [.hiding(GraphView.Hidden.allCases)],
    [.rolled, .hiding([.views, .constants]), .depth(.levels(2))],
  ]

  /// The snapshots of all views of random computations; those that name a module which one of them lacks are left out.
  static func snapshots(seeds: ClosedRange<UInt64>) -> [GraphSnapshot] {
    seeds.flatMap { seed in
      let whole = RandomGraph(seed: seed).snapshot
      let name = whole.nodes[whole.nodes.count / 2].name
      return (views + [[.focus(name, radius: 2)], [.focus(name, radius: 1), .depth(.levels(1))]])
        .compactMap { try? whole.applying($0) }
    }
  }

  @Test(arguments: (UInt64(1)...40).quick(6)) func areReadAsTheyWereWritten(seed: UInt64) throws {
    let snapshots = Self.snapshots(seeds: seed...seed)
    #expect(snapshots.count >= 8)
    for snapshot in snapshots {
      #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
      let split = snapshot.splittingSharedLeaves()
      #expect(try GraphSnapshot(json: split.json()) == split)
    }
  }

  @Test func keepWhatRepeats() throws {
    for views: [GraphView] in [[.rolled], [.rolled, .depth(.levels(1))]] {
      let snapshot = try Samples.blocks().applying(views)
      #expect(
        snapshot.scopes.contains { $0.repetition?.count == 12 }
          || snapshot.nodes.contains { $0.module?.repetition?.count == 12 })
      #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
    }
  }

  @Test func holdEachKindOfCard() {
    let snapshots = Self.snapshots(seeds: 1...60)
    #expect(snapshots.contains { $0.nodes.contains { $0.module?.kind == .module } })
    #expect(snapshots.contains { $0.nodes.contains { $0.module?.piece != nil } })
    #expect(snapshots.contains { $0.nodes.contains { $0.stub?.side == .before } })
    #expect(snapshots.contains { $0.nodes.contains { $0.stub?.side == .after } })
    #expect(snapshots.contains { $0.hidden != nil })
    #expect(snapshots.contains { $0.edges.contains { $0.tensors != nil } })
  }

  private static let amount = #"{"operations":1,"tensors":2,"inputs":0,"parameters":3}"#

  private static func module(
    _ more: String = "", amount: String = amount, gradient: String = #"{"status":"none"}"#
  ) -> String {
    #"{"id":0,"name":"m","module":{"kind":"module","type":"M","path":"m","amount":\#(amount),"each":\#(Self.amount),"gradient":\#(gradient)\#(more)}}"#
  }

  @Test func canBeWrittenByHand() throws {
    let texts = [
      Self.module(), Self.module(gradient: #"{"status":"computed","norms":[0.5,"inf"]}"#),
      Self.module(
        #","repetition":{"kind":"calls","count":3,"lastPath":"m"},"piece":{"number":1,"count":2}"#),
      #"{"id":0,"name":"s","stub":{"side":"before","label":"x","amount":\#(Self.amount)}}"#,
      #"{"id":0,"name":"o","operation":{"type":"mul"},"repeats":{"count":12,"means":[null,1]}}"#,
    ]
    for text in texts {
      let snapshot = try GraphSnapshot(json: Data(SnapshotText.first(text).utf8))
      #expect(try Drawing(snapshot).data(as: .svg).count > 1000)
    }
  }

  @Test(arguments: [
    (module(#","piece":{"number":3,"count":2}"#), "module.piece.number: piece 3 of 2"),
    (module(#","call":0"#), "module.call: 0"),
    (
      module(#","outputs":[{"shape":[-2],"dtype":"float32"}]"#),
      "module.outputs[0].shape: [-2] is not"
    ),
    (
      module(amount: #"{"operations":-1,"tensors":2,"inputs":0,"parameters":3}"#),
      "module.amount.operations: -1"
    ),
    (
      module(amount: #"{"operations":1,"tensors":2,"inputs":0,"parameters":9223372036854775807}"#),
      "module.amount.parameters: 9223372036854775807; it is a number from 0 to 2^48"
    ),
    (module(gradient: #"{"status":"computed"}"#), "module.gradient.norms: it is missing"),
    (
      module(gradient: #"{"status":"none","norms":[]}"#),
      "module.gradient.norms: there are numbers, but the gradients are none"
    ),
    (
      module(gradient: #"{"status":"computed","norms":[-1]}"#),
      "module.gradient.norms: a norm is at least 0"
    ),
    (module(gradient: #"{"status":"gone"}"#), "choices: computed, none, notComputed"),
    (
      #"{"id":0,"name":"s","stub":{"side":"left","label":"x","amount":\#(amount)}}"#,
      "stub.side: 'left' is unknown"
    ),
    (
      #"{"id":0,"name":"s","stub":{"side":"after","label":"x","shape":[-1],"amount":\#(amount)}}"#,
      "stub.shape: [-1] is not the shape"
    ),
    (
      #"{"id":0,"name":"o","operation":{"type":"mul"},"repeats":{"count":0}}"#,
      "repeats.count: 0; it is at least 1"
    ),
    (
      #"{"id":0,"name":"o","operation":{"type":"mul"},"repeats":{"count":9223372036854775807}}"#,
      "repeats.count: 9223372036854775807"
    ),
  ])
  func areRefusedWhereTheyContradictThemselves(node: String, words: String) throws {
    let refusal = try refusal(of: SnapshotText.first(node))
    #expect(refusal.hasPrefix("nodes[0].") && refusal.contains(words), "\(refusal)")
  }
}
