/// A property of an element that has the color of a paint.
struct PaintClass: Hashable {
  var property: String
  var paint: Paint
  /// The name of the class in the style sheet.
  var name: String { "\(property.prefix(1))-\(paint.className)" }
}

extension SVGFinisher {
  /// Colors as variables that follow the reader's setting; programs that do not know variables take the attributes.
  func themeRules() -> [String] {
    guard let dark = theme.darkPalette else { return [] }
    let classes = Paint.all.flatMap { paint in
      ["fill", "stroke"].map { PaintClass(property: $0, paint: paint) }.filter(used.contains)
    }
    let paints = Paint.all.filter { paint in classes.contains { $0.paint == paint } }
    let variables = { (palette: Palette) in
      paints.map { "--\($0.className):\(palette[$0].hex)" }.joined(separator: ";")
    }
    return [
      ".smolgrad{\(variables(theme.palette))}",
      "@media (prefers-color-scheme:dark){.smolgrad{\(variables(dark))}}",
    ] + classes.map { ".\($0.name){\($0.property):var(--\($0.paint.className))}" }
  }
}

/// Who is beside whom: pointing at a card dims all but its arrows and the cards at their other ends.
struct Neighbors {
  /// Above this number of cards the rules would weigh more than they help.
  private static let mostCards = 250

  /// For each card, the cards beside it and itself.
  private let cards: [Int: [Int]]
  private let order: [Int]

  init(_ diagram: Diagram) {
    guard diagram.cards.count <= Self.mostCards else {
      cards = [:]
      order = []
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
    order = diagram.cards.map(\.id)
  }

  /// `n3` for the card itself, and `b1 b3 b7` for all cards that light it up.
  func classes(ofCard card: Int) -> String {
    guard let others = cards[card] else { return "" }
    return " n\(card)" + others.map { " b\($0)" }.joined()
  }

  func classes(ofArrow arrow: Diagram.Arrow) -> String {
    cards.isEmpty ? "" : arrow.from == arrow.to ? " b\(arrow.from)" : " b\(arrow.from) b\(arrow.to)"
  }

  func rules() -> [String] {
    guard !order.isEmpty else { return [] }
    return [
      "@media (prefers-reduced-motion:no-preference){.smolgrad .card,.smolgrad .arrow{transition:opacity .15s}}",
      ".smolgrad:has(.card:hover) :is(.card,.arrow){opacity:.25}",
    ] + order.map { ".smolgrad:has(.n\($0):hover) .b\($0){opacity:1}" }
  }
}
