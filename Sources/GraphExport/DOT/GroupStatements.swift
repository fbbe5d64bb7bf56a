// Modules in DOT: their boxes, and their titles.
extension DOTWriter {
  /// How far a box reaches beyond its cards, in points, and beyond those that an arrow from outside passes.
  private static let margin = 10
  private static let wideMargin = 36

  /// The groups as nested clusters, written without recursion: modules may be nested to any depth.
  func clusters() -> [String] {
    // Beside each other they would push the lanes of two passes apart.
    if placement == nil, !diagram.pairs.isEmpty { return [] }
    var members: [Int: [Int]] = [:]
    for card in diagram.cards {
      if let group = card.group { members[group, default: []].append(card.id) }
    }
    var children: [Int?: [Diagram.Group]] = [:]
    for group in diagram.groups { children[group.parent, default: []].append(group) }
    var users: [Int: Int] = [:]
    if diagram.direction == .down, placement == nil {
      // Of boxes beside each other in a box, `dot` puts the last that it reads to the left.
      for parent in parentsOfParallelGroups(members) { children[parent]?.reverse() }
      users = companions.positions.filter { companions.cardsOfRows.contains($0.key) }
        .mapValues(\.user)
    }
    let passed = placement == nil ? PassedGroups(diagram).ids : []
    var lines: [String] = []
    var open: [[Diagram.Group].Iterator] = [(children[nil] ?? []).makeIterator()]
    while !open.isEmpty {
      guard let group = open[open.count - 1].next() else {
        open.removeLast()
        if !open.isEmpty { lines.append(indentation(open.count - 1) + "}") }
        continue
      }
      let indent = indentation(open.count)
      if placement != nil, placement?.boxes[group.id] == nil {
        // A module whose cards lie apart has no box.
        lines.append(indentation(open.count - 1) + "{")
      } else {
        lines.append(indentation(open.count - 1) + "subgraph cluster_\(group.id) {")
        lines.append(
          "\(indent)graph [\(attributes(of: group, isPassed: passed.contains(group.id)).joined(separator: ", "))];"
        )
      }
      let names = statements(of: members[group.id] ?? [], users: users)
      if !names.isEmpty { lines.append(indent + names.joined(separator: " ")) }
      open.append((children[group.id] ?? []).makeIterator())
    }
    return lines
  }

  /// The groups that consist of other groups of which none feeds another, such as a layer of neurons.
  private func parentsOfParallelGroups(_ members: [Int: [Int]]) -> Set<Int> {
    let nest = Nest(of: diagram)
    let boxes = Dictionary(uniqueKeysWithValues: zip(diagram.cards.map(\.id), nest.boxOfCard))
    var parents = Set(diagram.groups.compactMap(\.parent)).subtracting(members.keys)
    for arrow in diagram.arrows {
      guard let from = boxes[arrow.from], let to = boxes[arrow.to], from != to else { continue }
      let common = nest.common(from, to)
      if common >= 0 { parents.remove(diagram.groups[common].id) }
    }
    return parents
  }

  /// The cards of a group, without those of rows; then the rows.
  ///
  /// A card of a row shares a box without a border with its user: else `dot` might put others between them. Where the figure runs to the right
  /// it does not, and boxes would make it longer.
  private func statements(of cards: [Int], users: [Int: Int]) -> [String] {
    let bound = Set(cards.flatMap { card in users[card].map { [card, $0] } ?? [] })
    return cards.filter { !bound.contains($0) }.map { "n\($0);" }
      + cards.reversed().compactMap { card in
        users[card].map { user in
          "subgraph \(SVGName.pair(card)) { graph [label=\"\", style=invis, margin=0]; n\(card); n\(user); }"
        }
      }
  }

  /// The blanks before a line, of which deep nests have no more than others: the text would grow with the square of the depth.
  private func indentation(_ steps: Int) -> String {
    String(repeating: "  ", count: min(steps, 32))
  }

  /// Titles that stand over arrows, as nodes: Graphviz draws them last.
  func titlesOnTop() -> [String] {
    diagram.groups.compactMap { group in
      guard let box = placement?.boxes[group.id], box.isTitleOnTop, let middle = box.title else {
        return nil
      }
      let table =
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\" BGCOLOR=\(color(.group))><TR><TD>\(title(of: group))</TD></TR></TABLE>"
      return
        "title\(group.id) [pos=\"\(Points.pair(middle))\", fontcolor=\(color(.groupInk)), label=<\(table)>];"
    }
  }

  /// The edges of cards whose modules have no box.
  func edges() -> [String] {
    (placement?.edgedCards ?? []).map { edge in
      "subgraph cluster_edge\(edge.card) { graph [bb=\"\(Points.pair(edge.lowerLeft)),\(Points.pair(edge.upperRight))\", label=\"\", style=filled, penwidth=2, color=\(color(.groupInk)), fillcolor=\(color(.group))]; }"
    }
  }

  private func title(of group: Diagram.Group) -> String {
    let type = "<B>\(Quoting.html(ShortText.name(group.type)))</B>"
    switch placement?.boxes[group.id]?.titleWords {
    case .none?: return ""
    case .type?: return type
    case .all?, nil: break
    }
    let detail = "<FONT POINT-SIZE=\"\(Self.smallFontSize)\">\(Quoting.html(group.detail))</FONT>"
    let repetition = group.repetition.map { "<B>\(Quoting.html($0))</B>" }
    return [type, group.detail.isEmpty ? nil : detail, repetition].compactMap(\.self)
      .joined(separator: "  ")
  }

  private func attributes(of group: Diagram.Group, isPassed: Bool) -> [String] {
    let box = placement?.boxes[group.id]
    let position = box.map { box in
      ["bb=\"\(Points.pair(box.lowerLeft)),\(Points.pair(box.upperRight))\""]
        + (box.title.map { ["lp=\"\(Points.pair($0))\""] } ?? [])
    }
    let hasTitle = box.map { !$0.isTitleOnTop && $0.titleWords != .none } ?? true
    let label = !hasTitle ? "label=\"\"" : "label=<\(title(of: group))>"
    return (position ?? []) + [
      label, "labelloc=t", "labeljust=l",
      // `SVGFinisher` rounds the corners in fewer bytes.
      hasColorCodes ? "style=filled" : "style=\"rounded,filled\"",
      "color=\(color(.groupBorder))", "fillcolor=\(color(.group))", "fontcolor=\(color(.groupInk))",
      "margin=\(isPassed ? Self.wideMargin : Self.margin)",
    ]
  }
}
