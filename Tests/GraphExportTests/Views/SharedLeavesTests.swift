import GraphExport
import Smolgrad
import Testing

@Suite struct SharedLeavesTests {
  @Test func drawsALeafAtEachUse() throws {
    let snapshot = GraphSnapshot(of: Samples.reuse(), capturing: .contributions)
    let split = snapshot.splittingSharedLeaves()
    let references = split.nodes.compactMap(\.reference)
    #expect(references.map(\.use) == [1, 2, 3])
    #expect(references.allSatisfy { $0.count == 3 && $0.label == "a" })
    let owner = try #require(split.nodes.first { $0.name == "a" })
    #expect(!split.edges.contains { $0.from == owner.id })
    #expect(split.edges.count == snapshot.edges.count)
    #expect(Set(split.nodes.map(\.id)).count == split.nodes.count)
    #expect(Set(split.nodes.map(\.name)).count == split.nodes.count)
    // What the uses contribute adds up at the owner.
    let sum = split.nodes.filter { $0.reference != nil }.compactMap { node in
      split.edges.first { $0.from == node.id }?.contribution?.value.scalar
    }.reduce(0, +)
    #expect(sum == owner.tensor?.gradient.summary?.scalar)
  }

  @Test func staysTopological() {
    let split = GraphSnapshot(of: Samples.reuse()).splittingSharedLeaves()
    let positions = Dictionary(uniqueKeysWithValues: split.nodes.enumerated().map { ($1.id, $0) })
    for edge in split.edges { #expect(positions[edge.from]! < positions[edge.to]!) }
  }

  @Test func leavesAloneWhatIsUsedOnce() {
    let snapshot = GraphSnapshot(of: Samples.neuron())
    #expect(snapshot.splittingSharedLeaves() == snapshot)
  }

  @Test func namesTheUseOnTheCard() throws {
    var drawing = Drawing(explaining: Samples.reuse(), .contributions)
    drawing.sharedLeaves = .perUse
    #expect(drawing.diagram.cards.contains { $0.tooltip == "a, use 2 of 3" })
    #expect(drawing.dot.contains("use 3 of 3"))
    #expect(drawing.dot.contains("∇ 13 = 5 + 5 + 3"), "the sum at the owner")
  }

  /// The card of a use says the last parts of a long path, and all of it in the tooltip.
  @Test func shortensLongPaths() {
    let w = Tensor([1, 2], requiresGradient: true)
    w.role = .parameter
    w.path = "model.decoder.embed_tokens.weight"
    var drawing = Drawing(of: (w * w.exp()).sum())
    drawing.sharedLeaves = .perUse
    #expect(drawing.dot.contains("…embed_tokens.weight"))
    #expect(
      drawing.diagram.cards.contains {
        $0.tooltip == "model.decoder.embed_tokens.weight, use 2 of 2"
      })
  }

  @Test func leavesComputedGradientsInOnePiece() {
    let backward = GraphSnapshot(of: Samples.neuron(), capturing: .backward)
    let split = backward.splittingSharedLeaves()
    let computed = Set(backward.edges.map(\.to))
    for node in split.nodes.compactMap(\.reference) { #expect(!computed.contains(node.target)) }
    var drawing = Drawing(split)
    drawing.parts.remove(.legend)
    #expect(drawing.diagram.arrows.contains { $0.style == .tie })
  }
}
