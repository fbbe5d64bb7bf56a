/// About how wide a figure is that runs from left to right, as far as its words and pictures tell.
struct PageWidth {
  /// The width in points.
  let points: Double

  /// Whether the figure does not fit the width of a page, 1400 pixels.
  var isTooWide: Bool { points > 1050 }

  init(cards: [Diagram.Card], arrows: [Diagram.Arrow]) {
    let positions = Dictionary(zip(cards.map(\.id), 0...)) { first, _ in first }
    let links = arrows.compactMap { arrow -> Link? in
      guard !arrow.isAgainstTheFlow, let from = positions[arrow.from], let to = positions[arrow.to]
      else { return nil }
      return Link(from: from, to: to)
    }
    let rank = Ranks(count: cards.count, edges: links).rank
    var widths = [Double](repeating: 0, count: (rank.max() ?? -1) + 1)
    for (card, rank) in zip(cards, rank) { widths[rank] = max(widths[rank], Self.width(of: card)) }
    points = widths.reduce(0) { $0 + $1 + Self.gap }
  }

  /// The room of an arrow between two ranks.
  private static let gap = 24.0

  private static func width(of card: Diagram.Card) -> Double {
    card.rows.reduce(0) { max($0, width(of: $1)) }
  }

  private static func width(of row: Diagram.Row) -> Double {
    switch row {
    case .heading(let items), .line(let items), .comparison(let items):
      items.reduce(0) { $0 + width(of: $1) }
    case .ends(let left, let right): (left + right).reduce(0) { $0 + width(of: $1) }
    case .pair(let left, let right): 2 * max(width(of: left), width(of: right))
    }
  }

  private static func width(of item: Diagram.Item) -> Double {
    switch item {
    case .text(let words, _), .pill(let words, _): 5 * Double(words.count) + 8
    case .blank, .picture, .shares, .gauge, .cost: 100
    case .numbers(let table, _): 40 * Double(table.columns)
    case .faces(let faces): faces.map { width(of: $0.item) }.max() ?? 0
    }
  }
}
