/// The classes of elements that have the color of a paint.
enum PaintClass {
  /// The properties that have colors.
  static let properties: [StaticString] = ["fill", "stroke"]
  /// For each property, the names of the classes of all paints.
  static let names: [[SVGTag.Bytes]] = properties.map { property in
    Paint.all.map { SVGTag.Bytes("\("\(property)".prefix(1))-\($0.className)".utf8) }
  }
}

extension SVGFinisher {
  /// The class of the figure: figures of several themes may stand on one page.
  var themeClass: String { "sg-\(theme.name)" }

  /// Colors as variables, of which those of `auto` follow the reader's setting; programs that do not know variables take the colors before.
  func themeRules() -> [String] {
    var used = used
    if hasMarkers, let arrow = Paint.all.firstIndex(of: .arrow) {
      for property in used.indices { used[property][arrow] = true }
    }
    let paints = Paint.all.indices.filter { paint in used.contains { $0[paint] } }
    let variables = { (palette: Palette) in
      paints.map { Paint.all[$0] }.map { "--\($0.className):\(palette[$0].hex)" }
        .joined(separator: ";")
    }
    var rules = [".\(themeClass){\(variables(theme.palette))}"]
    if let dark = theme.darkPalette {
      rules.append("@media (prefers-color-scheme:dark){.\(themeClass){\(variables(dark))}}")
    }
    for paint in paints {
      for property in used.indices where used[property][paint] {
        let name = PaintClass.names[property][paint].text
        let color = color("\(PaintClass.properties[property])", Paint.all[paint])
        rules.append(".\(name){\(color)}")
      }
    }
    if !slots.isEmpty { rules.append(".smolgrad .cells{shape-rendering:crispEdges}") }
    if hasImages {
      rules.append(".smolgrad image{image-rendering:pixelated}")
      if theme.darkPalette != nil {
        rules.append(
          "@media (prefers-color-scheme:dark){.\(themeClass) .on-light{display:none}.\(themeClass) .on-dark{display:inline}}"
        )
      }
    }
    if hasMarkers {
      rules += [
        ".smolgrad .arrow>path{fill:none}",
        // Pictures of values have the class `value` too.
        // Spelled out, for some programs know no `:is`.
        ".\(themeClass) .arrow.value>path,.\(themeClass) .arrow.tie>path{\(color("stroke", .arrow));marker-end:url(#\(themeClass)-head)}",
        ".smolgrad .tie>path{stroke-dasharray:1.5 2.5}",
      ]
    }
    return rules + filmRules()
  }

  /// The declaration of a color, for programs that know variables and for others.
  private func color(_ property: String, _ paint: Paint) -> String {
    "\(property):\(theme.palette[paint].hex);\(property):var(--\(paint.className))"
  }
}

/// Who is beside whom: pointing at a card dims all but its arrows and the cards at their other ends.
struct Neighbors {
  /// Above this number of cards the rules would weigh more than they help.
  private static let mostCards = 250

  /// For each card, the cards beside it and itself.
  private let cards: [Int: [Int]]
  private let order: [Int]
  /// Whether there are more cards than that.
  let isLarge: Bool

  init(_ diagram: Diagram) {
    isLarge = diagram.cards.count > Self.mostCards
    guard !isLarge else {
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
