import GraphExport
import Smolgrad
import Testing

/// Figures that are colored by a cost.
@Suite struct CostFigureTests {
  private static let snapshot: GraphSnapshot = {
    let x = Tensor.ones([4, 3]).named("x")
    let w = Tensor.ones([3, 2]).named("w")
    w.requiresGradient = true
    let y = Scope.entering(type: "Net", name: "net") { x.matmul(w).relu() }.sum().named("y")
    y.backward()
    return GraphSnapshot(countingCostsOf: y).countingBytes
  }()

  private func drawing(_ kind: CostKind, _ views: [GraphView] = []) throws -> Drawing {
    var drawing = Drawing(Self.snapshot)
    drawing.colorBy = kind
    try drawing.apply(views)
    return drawing
  }

  /// The card of the only operation or part of a kind.
  private func card(_ words: String, in diagram: Diagram) throws -> Diagram.Card {
    try #require(diagram.cards.first { $0.texts.first == words })
  }

  private func bars(_ card: Diagram.Card) -> [[Double]] {
    card.items.compactMap { item in
      if case .cost(let forward, let backward) = item { [forward, backward] } else { nil }
    }
  }

  @Test func aBarAndANumberStandOnEachCard() throws {
    let diagram = try drawing(.flops).diagram
    let product = try card("@", in: diagram)
    #expect(product.texts.contains("48 FLOPs, backward 48"))
    #expect(bars(product) == [[0.5, 0.5]] && product.tint == 1)
    #expect(product.tooltip.contains("48 FLOPs") && product.description.contains("48 FLOPs"))
    // What is not known has no bar, which would be one of nothing.
    let relu = try card("relu", in: diagram)
    #expect(bars(relu).isEmpty && relu.tint == 0)
    #expect(diagram.caption?.contains("48 FLOPs, backward 48, of 1 operation, 2 unknown") ?? false)
    #expect(diagram.caption?.contains("multiply and add: 2") ?? false)
    #expect(diagram.legend.contains { $0.meaning.contains("a full bar is 96") })
  }

  @Test func modulesSayOfHowMany() throws {
    let diagram = try drawing(.flops, [.depth(.levels(0))]).diagram
    let module = try card("Net", in: diagram)
    #expect(module.texts.contains("of 1 operation, 1 more unknown"))
    let kept = try card("Net", in: try drawing(.saved, [.depth(.levels(0))]).diagram)
    // x, w, and the product; the last sum keeps the result of relu.
    #expect(
      kept.texts.contains("keeps \(48 + 24 + 32) B") && kept.texts.contains("of 2 operations"))
  }

  @Test func boxesAddUpWhatLiesInThem() throws {
    #expect(try drawing(.saved).diagram.groups.map(\.detail) == ["net · keeps 104 B"])
    #expect(try drawing(.gradient).diagram.groups.map(\.detail) == ["net"])
  }

  @Test func arrowsSayWhatIsKept() throws {
    let diagram = try drawing(.saved).diagram
    #expect(Set(diagram.arrows.compactMap(\.label)) == ["kept: 48 B", "kept: 24 B", "kept: 32 B"])
    #expect(diagram.caption?.contains("at most 136 B kept") ?? false)
  }

  @Test func compactCardsAddWhatTheyShow() throws {
    var drawing = try drawing(.flops)
    drawing.detail = .compact
    let card = try #require(drawing.diagram.cards.first { $0.texts.first == "@" })
    #expect(bars(card) == [[0.5, 0.5]])
    drawing.colorBy = .gradient
    #expect(drawing.diagram.legend.contains { $0.meaning.contains("norm of the gradient") })
  }

  @Test func everyFormatHasTheNumbers() throws {
    let drawing = try drawing(.flops)
    for format in [Format.text, .alt, .dot, .svg] {
      let text = String(decoding: try drawing.data(as: format), as: UTF8.self)
      #expect(text.contains("48 FLOPs, backward 48"), "\(format.name)")
    }
    #expect(String(decoding: try drawing.data(as: .json), as: UTF8.self).contains("\"flops\""))
  }

  @Test func aFigureWithoutCostsIsAsItWas() throws {
    let plain = Drawing(Self.snapshot)
    #expect(!plain.dot.contains("FLOPs") && plain.diagram.cards.allSatisfy { $0.tint == 0 })
  }

  @Test(arguments: [
    (CostKind.flops, 1.0, "1"), (.flops, 1_048_576, "1.05 M"), (.flops, 2.5e12, "2.5 T"),
    (.bytes, 1023, "1023 B"), (.saved, 1536, "1.5 KiB"), (.bytes, 0, "0 B"),
    (.time, 1.5e-3, "1.5 ms"), (.time, 2e-9, "2 ns"), (.time, 61, "61 s"),
    (.file, -0.125, "-0.125"), (.file, 1e-7, "1e-7"), (.file, 1.234e9, "1.23e9"),
  ]) func numbersAreShort(kind: CostKind, number: Double, text: String) throws {
    var snapshot = Self.snapshot
    let cost = NodeCost.Sum(forward: number)
    var all = NodeCost()
    (all.flops, all.bytes, all.saved, all.time, all.value) = (cost, cost, cost, cost, cost)
    for index in snapshot.nodes.indices { snapshot.nodes[index].cost = all }
    snapshot.cost = all
    var drawing = Drawing(snapshot)
    drawing.colorBy = kind
    let words = drawing.diagram.cards[0].texts.joined(separator: "|")
    #expect(words.contains(text), "\(words)")
  }
}
