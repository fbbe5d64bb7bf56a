import GraphExport

extension Diagram {
  /// All things on the cards of the figure.
  var items: [Item] { cards.flatMap(\.items) }
  /// All words on the cards of the figure.
  var texts: [String] { cards.flatMap(\.texts) }
}

extension Diagram.Card {
  /// All things on the card.
  var items: [Diagram.Item] { rows.flatMap(\.items) }

  /// All words on the card.
  var texts: [String] {
    items.compactMap { item in
      switch item {
      case .text(let text, _), .pill(let text, _): text
      case .blank, .numbers, .picture, .shares, .gauge, .cost, .faces: nil
      }
    }
  }
}
