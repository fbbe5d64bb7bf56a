// Cards with what they cost: a bar, the number, and a tint.
extension DiagramBuilder {
  /// The card with its cost, if it has one of the kind that the figure is colored by.
  func costed(_ card: Diagram.Card, _ node: GraphSnapshot.Node) -> Diagram.Card {
    guard let kind = options.colorBy, let cost = cost(of: node, kind), cost.known > 0 else {
      return card
    }
    var card = card
    let words = Self.costText(cost, kind)
    // A circle has room for its sign alone.
    if card.style == .sign { card.style = .operation }
    card.rows.append(
      .ends(
        [.cost(forward: share(cost.forward), backward: share(cost.backward))], [.text(words, .cost)]
      ))
    let count = countText(cost, kind)
    if let count { card.rows.append(.line([.text(count, .detail)])) }
    card.tint = share(cost.total)
    let all = [words, count].compactMap(\.self)
    card.tooltip += "\n\(all.joined(separator: ", "))"
    card.description += ", \(all.joined(separator: ", "))"
    return card
  }

  /// The cost of a node, and in a compact figure of the operation that shares its card.
  func cost(of node: GraphSnapshot.Node, _ kind: CostKind) -> NodeCost.Sum? {
    guard let member = kind.member else { return gradientNorm(of: node) }
    var cost = node.cost?[keyPath: member]
    if options.detail == .compact, node.tensor != nil, let (id, _) = origin(of: node.id),
      cardID(of: id) == node.id, let own = self.node(id)?.cost?[keyPath: member]
    {
      cost = cost.map { $0 + own } ?? own
    }
    return cost
  }

  /// The norm of a tensor's gradient, or of those of a part's parameters; the largest of several.
  private func gradientNorm(of node: GraphSnapshot.Node) -> NodeCost.Sum? {
    let norm: Double?
    switch node.content {
    case .tensor(let tensor):
      norm =
        node.repeats.map { $0.gradientNorms.compactMap(\.self).filter { !$0.isNaN }.max() }
        ?? tensor.gradient.summary?.statistics.norm
    case .module(let module): norm = module.gradient.range?.upperBound
    case .operation, .reference, .stub: norm = nil
    }
    return norm.flatMap { $0.isFinite ? .init(forward: $0) : nil }
  }

  /// `1.05 M, backward 2.1 M`, or `12 µs ± 1 µs, backward 30 µs`.
  static func costText(_ cost: NodeCost.Sum, _ kind: CostKind) -> String {
    let unit = kind == .flops ? " FLOPs" : ""
    let spread = kind == .time && cost.spread > 0 ? " ± \(kind.text(cost.spread))" : ""
    let forward = kind.text(cost.forward)
    switch kind {
    case .saved: return "keeps \(forward)"
    case .gradient: return "‖∇‖ \(forward)"
    case .bytes, .file: return forward
    case .flops, .time:
      guard cost.backward > 0 else { return forward + unit + spread }
      return "\(forward)\(unit), backward \(kind.text(cost.backward))\(spread)"
    }
  }

  /// `of 14 operations, 3 unknown`; nil for what is one thing alone.
  func countText(_ cost: NodeCost.Sum, _ kind: CostKind) -> String? {
    guard kind != .gradient, cost.known + cost.unknown > 1 else { return nil }
    let unknown = cost.unknown > 0 ? ", \(NumberText.count(cost.unknown)) more unknown" : ""
    return "of \(Self.counted(cost.known, kind.noun))\(unknown)"
  }

  private func share(_ number: Double) -> Double {
    guard let scale = costScale, scale > 0 else { return 0 }
    return min(1, max(0, abs(number) / scale))
  }

  /// The most that one card costs.
  static func costScale(_ builder: DiagramBuilder) -> Double? {
    guard let kind = builder.options.colorBy else { return nil }
    return builder.snapshot.nodes.compactMap { builder.cost(of: $0, kind).map { abs($0.total) } }
      .max()
  }
}
