/// Who is beside whom: pointing at a card dims all but its arrows and the cards at their other ends.
struct Neighbors {
  /// Above this number of cards the rules would weigh more than they help.
  private static let mostCards = 250

  /// For each card, the cards beside it and itself.
  private let cards: [Int: [Int]]
  /// The rules of the style sheet.
  let rules: [String]
  /// Whether there are more cards than that.
  let isLarge: Bool

  /// - Parameter isFound: whether somebody else finds what is beside a card.
  init(_ diagram: Diagram, isFound: Bool = false) {
    isLarge = diagram.cards.count > Self.mostCards
    guard !isLarge, !isFound else {
      cards = [:]
      rules = []
      return
    }
    var cards: [Int: [Int]] = [:]
    for card in diagram.cards { cards[card.id] = [card.id] }
    for arrow in diagram.arrows {
      for (card, other) in [(arrow.from, arrow.to), (arrow.to, arrow.from)]
      where cards[card]?.contains(other) == false {
        cards[card]?.append(other)
      }
    }
    self.cards = cards
    guard !diagram.cards.isEmpty else {
      rules = []
      return
    }
    rules =
      [
        "@media (prefers-reduced-motion:no-preference){.smolgrad .card,.smolgrad .arrow{transition:opacity .15s}}",
        ".smolgrad:has(.card:hover) :is(.card,.arrow){opacity:.25}",
      ] + diagram.cards.map { ".smolgrad:has(.n\($0.id):hover) .b\($0.id){opacity:1}" }
  }

  /// `n3` for the card itself, and `b1 b3 b7` for all cards that light it up.
  func classes(ofCard card: Int) -> String {
    guard let others = cards[card] else { return "" }
    return " n\(card)" + others.map { " b\($0)" }.joined()
  }

  func classes(ofArrow arrow: Diagram.Arrow) -> String {
    cards.isEmpty ? "" : arrow.from == arrow.to ? " b\(arrow.from)" : " b\(arrow.from) b\(arrow.to)"
  }
}
