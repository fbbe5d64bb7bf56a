extension Diagram.LegendEntry {
  /// Explains the encodings that some cards use, and no others.
  static func all(for cards: [Diagram.Card], _ arrows: [Diagram.Arrow]) -> [Self] {
    let styles = Set(cards.map(\.style))
    var entries: [Self] = []
    for (style, meaning) in meanings where styles.contains(style) {
      entries.append(.init(sample: .card(style), meaning: meaning))
    }
    let items = cards.flatMap(\.rows).flatMap(\.items)
    if items.contains(where: \.isGradient) {
      entries.append(.init(sample: .item(.text("∇", .positiveGradient)), meaning: "gradient"))
    }
    for (quantity, word) in [(Diagram.Quantity.value, "value"), (.gradient, "gradient")]
    where items.contains(where: { $0.isPicture(of: quantity) }) {
      let scale = Thumbnail(shape: [5], values: [-1, -0.5, 0, 0.5, 1])
      entries.append(
        .init(sample: .item(.picture(scale, quantity)), meaning: "\(word)s from −max to +max"))
    }
    if items.contains(where: \.isShares) {
      let half = Diagram.ShareKind.allCases.map { Diagram.Share(kind: $0, fraction: 0.25) }
      entries.append(
        .init(sample: .item(.shares(half)), meaning: "shares: negative, zero, positive, not finite")
      )
    }
    if arrows.contains(where: { $0.style == .positiveGradient || $0.style == .negativeGradient }) {
      entries.append(
        .init(
          sample: .item(.text("- - ▸", .positiveGradient)),
          meaning: "what an operation adds to a gradient; of a tensor, its norm"))
    }
    return entries
  }

  private static let meanings: [(Diagram.CardStyle, String)] = [
    (.input, "input"), (.parameter, "parameter"), (.buffer, "buffer"), (.constant, "constant"),
    (.result, "result"), (.root, "output"), (.reference, "used again"),
    (.forward, "of the forward pass"), (.gradient, "of the backward pass"),
  ]
}

extension Diagram.Row {
  /// All items of the row.
  var items: [Diagram.Item] {
    switch self {
    case .heading(let items), .line(let items): items
    case .pair(let left, let right): [left, right]
    }
  }
}

extension Diagram.Item {
  fileprivate var isGradient: Bool {
    switch self {
    case .text(_, let style), .pill(_, let style):
      [.positiveGradient, .negativeGradient, .gradientStatistic].contains(style)
    case .picture, .shares: false
    }
  }

  fileprivate var isShares: Bool {
    if case .shares = self { true } else { false }
  }

  fileprivate func isPicture(of quantity: Diagram.Quantity) -> Bool {
    if case .picture(_, quantity) = self { true } else { false }
  }
}
