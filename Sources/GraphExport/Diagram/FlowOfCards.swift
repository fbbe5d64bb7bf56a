extension Diagram {
  /// Puts the cards of a figure of both passes into an order in which arrows lead with the flow, from above: those of gradients against it.
  mutating func sortCardsByFlow() {
    guard !pairs.isEmpty else { return }
    let positions = Dictionary(zip(cards.map(\.id), 0...)) { first, _ in first }
    let isPaired = Set(pairs.flatMap { [$0.first, $0.second] })
    let links = arrows.compactMap { arrow -> Link? in
      // Between the lanes arrows lead as they like.
      guard arrow.style != .tie || !isPaired.contains(arrow.from),
        let from = positions[arrow.from], let to = positions[arrow.to]
      else { return nil }
      return arrow.isAgainstTheFlow ? Link(from: to, to: from) : Link(from: from, to: to)
    }
    guard let order = FlowOrder.sorted(count: cards.count, links) else { return }
    cards = order.map { cards[$0] }
  }
}
