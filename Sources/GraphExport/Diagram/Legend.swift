extension Diagram.LegendEntry {
  /// Explains the encodings that some cards use, and no others.
  static func all(
    for cards: [Diagram.Card], _ arrows: [Diagram.Arrow], _ groups: [Diagram.Group],
    _ builder: DiagramBuilder
  ) -> [Self] {
    let styles = Set(cards.map(\.style))
    var entries: [Self] = []
    for (style, meaning) in meanings where styles.contains(style) {
      entries.append(.init(sample: .card(style), meaning: meaning))
    }
    if let entry = builder.lossCurve { entries.append(entry) }
    let items = cards.flatMap(\.rows).flatMap(\.items)
    if items.contains(where: \.isGradient) {
      entries.append(.init(sample: .item(.text("∇", .positiveGradient)), meaning: "gradient"))
    }
    for (quantity, word) in [
      (Diagram.Quantity.value, "value"), (.gradient, "gradient"), (.difference, "difference"),
    ]
    where items.contains(where: { $0.isPicture(of: quantity) }) {
      let scale = Thumbnail(shape: [5], values: [-1, -0.5, 0, 0.5, 1])
      entries.append(
        .init(sample: .item(.picture(scale, quantity)), meaning: "\(word)s from −max to +max"))
    }
    if items.contains(where: { $0.isPicture(of: .difference) }) {
      entries.append(
        .init(
          sample: .item(.text("→ Δ", .detail)),
          meaning: "before and after on one scale, and what was added"))
    }
    if items.contains(where: \.isShares) {
      let half = Diagram.ShareKind.allCases.map { Diagram.Share(kind: $0, fraction: 0.25) }
      entries.append(
        .init(sample: .item(.shares(half)), meaning: "shares: negative, zero, positive, not finite")
      )
    }
    let poolings = Set(items.compactMap(\.pooling))
    for (pooling, meaning) in [
      (Thumbnail.Pooling.largest, "a cell shows the largest of its block"),
      (.mean, "a cell shows the mean of its block; the largest is nearly the same everywhere"),
    ] where poolings.contains(pooling) {
      entries.append(
        .init(sample: .item(.text(pooling.word ?? "", .detail)), meaning: meaning))
    }
    if let kind = builder.options.colorBy, let most = builder.costScale,
      items.contains(where: \.isCost)
    {
      entries.append(
        .init(
          sample: .item(.cost(forward: 0.5, backward: 0.3)), meaning: kind.barMeaning(most)))
    }
    if let scale = builder.gaugeScale, items.contains(where: \.isGauge) {
      entries.append(
        .init(
          sample: .item(.gauge(low: 0.6, high: 0.6)),
          meaning: "‖∇‖ of the parameters, logarithmic from \(scale.words)"))
    }
    if items.contains(where: \.isWideGauge) {
      entries.append(
        .init(
          sample: .item(.gauge(low: 0.35, high: 0.8)),
          meaning: "from the least to the most of the repeats"))
    }
    if items.contains(where: \.isRepetition) || groups.contains(where: { $0.repetition != nil }) {
      entries.append(
        .init(sample: .item(.text("× n", .repetition)), meaning: "drawn once for n that are alike"))
    }
    return entries + self.entries(for: arrows)
  }

  private static func entries(for arrows: [Diagram.Arrow]) -> [Self] {
    let styles = Set(arrows.map(\.style))
    var entries: [Self] = []
    if styles.contains(.positiveGradient) {
      entries.append(
        .init(
          sample: .item(.text("- - ▸", .positiveGradient)),
          meaning: "what an operation adds to a gradient; of a tensor, its norm"))
    }
    if styles.contains(.negativeGradient) {
      let subject =
        styles.contains(.positiveGradient) ? "" : "what an operation adds to a gradient, "
      entries.append(
        .init(
          sample: .item(.text("- - ▸", .negativeGradient)), meaning: "\(subject)below zero"))
    }
    if Set(arrows.compactMap(\.strength)).count > 1 {
      entries.append(
        .init(sample: .item(.text("wider", .detail)), meaning: "more, on the widest arrow's scale"))
    }
    if styles.contains(.tie) {
      entries.append(
        .init(
          sample: .item(.text("· · ▸", .detail)), meaning: "a tensor of the forward pass is used"))
    }
    return entries
  }

  private static let meanings: [(Diagram.CardStyle, String)] = [
    (.input, "input"), (.parameter, "parameter"), (.buffer, "buffer"), (.constant, "constant"),
    (.result, "result"), (.root, "output"), (.reference, "used again"),
    (.forward, "of the forward pass"), (.gradient, "of the backward pass"),
    (.failure, "could not go on"), (.origin, "something is wrong from here"),
    (.module, "module"), (.segment, "operations drawn as one"),
    (.stub, "cut off here"), (.added, "only after"), (.removed, "only before"),
  ]
}

extension Diagram.Item {
  fileprivate var isGradient: Bool {
    switch self {
    case .text(_, let style), .pill(_, let style):
      [.positiveGradient, .negativeGradient, .nonFiniteGradient, .gradientStatistic].contains(style)
    case .blank(_, let quantity), .numbers(_, let quantity): quantity == .gradient
    case .picture, .shares, .gauge, .cost, .faces: false
    }
  }

  fileprivate var isCost: Bool {
    if case .cost = self { true } else { false }
  }

  fileprivate var isGauge: Bool {
    if case .gauge = self { true } else { false }
  }

  fileprivate var isWideGauge: Bool {
    if case .gauge(let low, let high) = self { low < high } else { false }
  }

  fileprivate var pooling: Thumbnail.Pooling? {
    if case .picture(let thumbnail, _) = self { thumbnail.pooling } else { nil }
  }

  fileprivate var isRepetition: Bool {
    if case .text(_, .repetition) = self { true } else { false }
  }

  fileprivate var isShares: Bool {
    if case .shares = self { true } else { false }
  }

  fileprivate func isPicture(of quantity: Diagram.Quantity) -> Bool {
    if case .picture(_, quantity) = self { true } else { false }
  }
}
