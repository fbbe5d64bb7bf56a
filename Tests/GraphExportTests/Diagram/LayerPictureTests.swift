import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// Pictures of parameters on the cards of modules.
@Suite struct LayerPictureTests {
  private final class Network: Module {
    let first = Linear(3, 4, generator: Generator(seed: 1))
    let norm = LayerNorm(4)
    let last = Linear(4, 1, generator: Generator(seed: 2))

    override func forward(_ x: Tensor) -> Tensor { last(norm(first(x)).relu()) }
  }

  private func snapshot() -> (GraphSnapshot, Network) {
    let network = Network()
    let loss = network(Tensor([[1, -2, 0.5], [0.1, 3, -1]])).mean().named("loss")
    loss.backward()
    return (GraphSnapshot(of: loss), network)
  }

  /// The pictures of a kind on a card, in order.
  private func pictures(_ card: Diagram.Card, of quantity: Diagram.Quantity) -> [[Double?]] {
    card.rows.flatMap(\.items).compactMap { item in
      if case .picture(let thumbnail, quantity) = item { thumbnail.cells } else { nil }
    }
  }

  private func card(_ path: String, in drawing: Drawing) throws -> Diagram.Card {
    let node = try #require(drawing.visible.nodes.first { $0.module?.path == path })
    return try #require(drawing.diagram.cards.first { $0.id == node.id })
  }

  @Test func compactLayersAreCardsWithTheirParameters() throws {
    let (snapshot, network) = snapshot()
    var drawing = Drawing(snapshot)
    drawing.detail = .compact
    let modules = drawing.visible.nodes.compactMap(\.module)
    #expect(modules.map(\.type) == ["Linear", "LayerNorm", "Linear"])
    let card = try card("first", in: drawing)
    // The weight, the bias and the result; the last two of the layer's gradients stand beside them.
    let values = pictures(card, of: .value)
    let gradients = pictures(card, of: .gradient)
    #expect(values.count == 3 && gradients.count == 3)
    #expect(values[0] == network.first.weight.doubles())
    #expect(gradients[0] == network.first.weight.gradient?.doubles())
    #expect(values[1] == network.first.bias?.doubles())
    let result = try #require(modules[0].result)
    #expect(result.shape == [2, 4] && values[2] == result.value.elements)
    // What is drawn of the whole is still counted.
    #expect(drawing.visible.counts == snapshot.counts)
  }

  @Test func overviewsOfFewCardsShowParametersToo() throws {
    let (snapshot, network) = snapshot()
    var drawing = Drawing(snapshot)
    try drawing.apply([.depth(.levels(1))])
    let card = try card("first", in: drawing)
    #expect(
      pictures(card, of: .value)
        == [network.first.weight, network.first.bias!].map { $0.doubles() })
    drawing.view = .gradients
    #expect(try pictures(self.card("first", in: drawing), of: .value).isEmpty)
    drawing.parts.remove(.pictures)
    #expect(try pictures(self.card("first", in: drawing), of: .gradient).isEmpty)
  }

  @Test func fullFiguresShowEachOperation() throws {
    let drawing = Drawing(snapshot().0)
    #expect(drawing.visible.nodes.allSatisfy { $0.module == nil })
  }

  /// `embed --check` says what has changed in them.
  @Test func changesOfPicturesAreNoticed() throws {
    let (snapshot, _) = snapshot()
    var changed = snapshot
    let position = try #require(
      changed.nodes.firstIndex { $0.tensor?.label == "first.weight" })
    var weight = try #require(changed.nodes[position].tensor)
    var elements = try #require(weight.value.elements)
    elements[0] += 1
    weight.value = ArraySummary(shape: weight.shape, values: elements)
    changed.nodes[position].content = .tensor(weight)
    let facts = try [snapshot, changed].map { snapshot in
      var drawing = Drawing(snapshot)
      try drawing.apply([.depth(.levels(1))])
      return FigureFacts(of: drawing, as: .svg, command: "")
    }
    let changes = facts[1].changes(since: facts[0])
    #expect(changes.count > 0 && changes.allSatisfy { $0.hasPrefix("first.weight: value") })
    #expect(facts[0].changes(since: facts[0]).isEmpty)
  }

  @Test func cardsComeBackFromAFile() throws {
    var drawing = Drawing(snapshot().0)
    drawing.detail = .compact
    let view = drawing.visible
    #expect(try GraphSnapshot(json: view.json()) == view)
  }
}
