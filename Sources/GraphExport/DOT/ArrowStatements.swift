import Graphviz

// Arrows in DOT, and the cards that they put on one rank.
extension DOTWriter {
  func statement(for arrow: Diagram.Arrow, number: Int) -> String {
    var attributes: [String] = []
    if let spline = placement?.spline(of: number, arrow) { attributes.append("pos=\"\(spline)\"") }
    let side = companions.positions[arrow.from]?.side
    switch arrow.style {
    case .value:
      // The data run straight; weights stand beside their way.
      if side == nil, !sideCards.contains(arrow.from) {
        attributes.append("weight=\(diagram.groups.isEmpty ? 12 : Self.weightInModules)")
      }
      if side == nil, moduleRanks == nil, let ranks = companions.ranksAbove[arrow.to],
        isFromOutside(arrow)
      {
        attributes.append("minlen=\(ranks + 1)")
      }
      if arrow.label != nil { attributes.append("fontcolor=\(color(.detail))") }
    case .tie:
      attributes.append("style=dotted")
      // Between two passes it may lead against the flow.
      if !diagram.pairs.isEmpty, side == nil, !isFromBelow(arrow) {
        attributes.append("constraint=false")
      }
    case .positiveGradient, .negativeGradient:
      let paint: Paint = arrow.style == .positiveGradient ? .positiveGradient : .negativeGradient
      attributes += [
        "color=\(color(paint))",
        "fontcolor=\(color(arrow.isNonFinite ? .nonFiniteSign : paint))", "style=dashed",
        "penwidth=\(Points.text(0.8 + 2.2 * (arrow.strength ?? 0)))",
      ]
      if !diagram.pairs.isEmpty, side == nil { attributes.append("weight=12") }
    }
    let isBackward = isWrittenBackward(arrow, number: number)
    if isBackward { attributes += ["dir=back", "arrowtail=vee"] }
    if let point = placement?.labels[number] { attributes.append("lp=\"\(Points.pair(point))\"") }
    if let blank = arrow.blank {
      attributes.append("label=\(box(for: blank, beside: arrow, isBesideUser: side != nil))")
    } else if let label = arrow.label {
      attributes.append("label=\(text(of: label, beside: arrow, isBesideUser: side != nil))")
    }
    switch dialect {
    case .standalone: attributes.append("tooltip=\(Quoting.escString(arrow.tooltip))")
    case .colorCodes: attributes.append("id=\(SVGName.arrow(number))")
    }
    let list = " [\(attributes.joined(separator: ", "))]"
    return isBackward
      ? "n\(arrow.to) -> n\(arrow.from)\(list);" : "n\(arrow.from) -> n\(arrow.to)\(list);"
  }

  /// Whether an arrow is written from its head to its tail.
  ///
  /// One against the flow is written with it and drawn backwards: so it lies beside the arrow of the value. One from a card that stands after
  /// its user is written from left to right too, and `dot` then said that its head is at the beginning.
  func isWrittenBackward(_ arrow: Diagram.Arrow, number: Int) -> Bool {
    if let curves = placement?.curves, curves.indices.contains(number), let curve = curves[number] {
      return curve.startTip != nil
    }
    if let position = companions.positions[arrow.from], position.user == arrow.to {
      return position.side == .after
    }
    return arrow.isAgainstTheFlow || isFromBelow(arrow)
      || placement?.reversed.contains(number) == true
  }

  /// Whether an arrow leads up from a tensor of the forward pass that only the backward pass uses there.
  private func isFromBelow(_ arrow: Diagram.Arrow) -> Bool {
    arrow.style == .tie && moduleRanks?.leavesBelow.contains(arrow.from) == true
  }

  /// Whether an arrow leads into a box.
  private func isFromOutside(_ arrow: Diagram.Arrow) -> Bool {
    groupOfCard[arrow.from] != groupOfCard[arrow.to]
  }

  /// How much straight arrows count in figures with the boxes of modules, for which `dot` counts a narrow box 128 times: else it would bend the
  /// way of the data to put a weight beside it into less room.
  private static let weightInModules = 140

  /// How far Graphviz puts the words of an arrow within a rank beside its middle.
  private static let labelOffset = 8

  /// The box beside an arrow.
  private func box(
    for blank: Diagram.Blank, beside arrow: Diagram.Arrow, isBesideUser: Bool
  ) -> String {
    let room =
      isBesideUser && diagram.direction == .right
      ? "<TD WIDTH=\"\(Self.boxSize.width + 2 * Self.labelOffset)\"></TD>" : "<TD></TD>"
    return
      "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"1\"><TR>\(room)<TD>\(font("∇", .positiveGradient))</TD>\(box(for: blank))</TR></TABLE>>"
  }

  /// The words beside an arrow; where the figure runs down, what they equal stands below them, for there width is scarce.
  ///
  /// Graphviz puts those of an arrow within a rank on it: where it runs to the right, room of their width to the left moves them to its right.
  /// What is not finite has the ground of such cells; in an SVG it gets it when its position is known.
  private func text(of label: String, beside arrow: Diagram.Arrow, isBesideUser: Bool) -> String {
    let lines = diagram.lines(of: label)
    let needsGround = arrow.isNonFinite && !hasColorCodes
    let needsRoom = isBesideUser && diagram.direction == .right
    guard needsGround || needsRoom else {
      return lines.count == 1 ? Quoting.escString(lines[0]) : Quoting.escString(lines: lines)
    }
    let width = Int(Diagram.width(ofLabel: lines).rounded(.up))
    let room = needsRoom ? "<TD WIDTH=\"\(width + 2 * Self.labelOffset)\"></TD>" : ""
    let ground = needsGround ? " BGCOLOR=\(color(.nonFiniteCell))" : ""
    let text = lines.map(Quoting.html).joined(separator: "<BR ALIGN=\"LEFT\"/>")
    return "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>"
      + "\(room)<TD\(ground)>\(text)</TD></TR></TABLE>>"
  }

  /// The cards that stand beside others, each on one rank with its user, and the order of users that share a rank.
  func ranks() -> [String] {
    diagram.cards.compactMap { card in
      companions.positions[card.id].map { "{rank=same; n\(card.id); n\($0.user)}" }
    }
      + (companions.pairs + diagram.pairs.map { ($0.first, $0.second) })
      .map { "{rank=same; n\($0.first) -> n\($0.second) [style=invis]}" }
      + (moduleRanks.map { chain(of: $0.ranks) } ?? [])
  }

  /// The ranks that are given, as a chain of invisible nodes with the cards beside them.
  private func chain(of ranks: [ModuleRanks.Rank]) -> [String] {
    let nodes = ranks.enumerated().map { number, rank in
      let node =
        "r\(number) [label=\"\", style=invis, shape=box, fixedsize=true, width=0.01, height=\(rank.beginsBox ? 0.06 : 0.01)];"
      let cards = rank.cards.map { " n\($0);" }.joined()
      return "{rank=same; \(node)\(cards)}"
    }
    let names = ranks.indices.map { "r\($0)" }.joined(separator: " -> ")
    return nodes + ["\(names) [style=invis];"]
  }
}

extension Diagram {
  /// The lines of the words beside an arrow, with the blanks that keep arrows away from them.
  fileprivate func lines(of label: String) -> [String] {
    let words = direction == .down ? label.replacing(" = ", with: "\n= ") : label
    return words.split(separator: "\n").map { "\u{a0}\u{a0}\($0)\u{a0}" }
  }

  fileprivate static func width(ofLabel lines: [String]) -> Double {
    lines.map { TextMetrics.width(of: $0, size: Double(DOTWriter.smallFontSize)) }.max() ?? 0
  }

  /// The width and the height of what stands beside each arrow, in points; nil for nothing.
  var labelSizes: [Placement.Point?] {
    arrows.map { arrow in
      if arrow.blank != nil {
        let (width, height) = DOTWriter.boxSize
        return .init(x: Double(width) + 20, y: Double(height) + 6)
      }
      guard let label = arrow.label else { return nil }
      let lines = lines(of: label)
      let height = TextMetrics.lineHeight(size: Double(DOTWriter.smallFontSize))
      return .init(x: Self.width(ofLabel: lines), y: height * Double(lines.count))
    }
  }
}
