// Cards of a figure of two computations: what was, and what is.
extension DiagramBuilder {
  /// What differs at a node; nil where the figure shows one computation alone.
  func comparison(of node: GraphSnapshot.Node) -> Diagram.Comparison.Entry? {
    guard let comparison = options.comparison else { return nil }
    var entry = comparison.entries[node.id] ?? .init()
    // A compact card is that of the operation, too.
    if options.detail == .compact, node.tensor != nil, let (id, _) = origin(of: node.id),
      cardID(of: id) == node.id, let operation = comparison.entries[id]
    {
      entry.lines = operation.lines + entry.lines
      entry.firstIn = operation.firstIn + entry.firstIn
    }
    return entry
  }

  /// A card with what differs: the words, and a border of its own for what only one of the two has.
  func compared(_ card: Diagram.Card, _ entry: Diagram.Comparison.Entry) -> Diagram.Card {
    var card = card
    var words: [String] = []
    var rows: [Diagram.Row] = []
    switch entry.presence {
    case .both: break
    case .first:
      card.style = .removed
      words.append("removed")
      rows.append(.line([.pill("− removed", .warning)]))
    case .second:
      card.style = .added
      words.append("added")
      rows.append(.line([.pill("+ added", .warning)]))
    }
    for pass in entry.firstIn {
      words.append("first divergence of the \(pass) pass")
      rows.append(.line([.pill("first divergence, \(pass)", .warning)]))
    }
    for line in entry.lines {
      words.append(line)
      rows.append(.line([.text(ShortText.title(line), .formula)]))
    }
    // A circle has room for its sign alone.
    if card.style == .sign, !rows.isEmpty { card.style = .operation }
    card.rows += rows
    if !words.isEmpty {
      card.tooltip += "\n" + words.joined(separator: "\n")
      card.description += ", " + words.joined(separator: ", ")
    }
    return card
  }

  /// The rows of a tensor that both computations have: its name and shape, and what differs.
  func comparisonRows(
    _ tensor: TensorNode, _ entry: Diagram.Comparison.Entry, heading: [Diagram.Item]
  ) -> [Diagram.Row] {
    let changes = comparisonRows(tensor, entry)
    let isScalar = tensor.shape.isEmpty
    var heading = heading
    let showsValue = isScalar && !entry.valueDiffers && options.shows(.value)
    let isBare = heading.isEmpty && changes.isEmpty && !showsValue
    if !isScalar || tensor.dtype != usualScalarType || isBare {
      heading.append(.text(shapeText(tensor), .detail))
    }
    // A number that is the same still says what was computed with.
    if showsValue, let value = tensor.scalarText {
      return [.line(heading + [.text(value, .value)])] + changes
    }
    return (heading.isEmpty ? [] : [.heading(heading)]) + changes
  }

  private func comparisonRows(
    _ tensor: TensorNode, _ entry: Diagram.Comparison.Entry
  ) -> [Diagram.Row] {
    guard let before = entry.before else { return [] }
    var rows: [Diagram.Row] = []
    if entry.valueDiffers, options.shows(.value) {
      rows += self.rows(before.value, tensor.value, .value)
    }
    if entry.gradientDiffers, options.shows(.gradient) {
      switch (before.gradient, tensor.gradient) {
      case (.computed(let old), .computed(let new)): rows += self.rows(old, new, .gradient)
      case (let old, let new):
        let texts = [old, new].map { gradient -> String in
          switch gradient {
          case .computed(let summary): "‖∇‖ \(NumberText.rough(summary.statistics.norm ?? .nan))"
          case .absent(let absence): absence.words ?? "no ∇"
          }
        }
        rows.append(.line([.text("\(texts[0]) → \(texts[1])", .status)]))
      }
    }
    return rows
  }

  /// Two arrays, and their difference: pictures, and below them the numbers.
  private func rows(
    _ before: ArraySummary, _ after: ArraySummary, _ quantity: Diagram.Quantity
  ) -> [Diagram.Row] {
    let sign = quantity == .gradient ? "∇ " : ""
    let style: Diagram.TextStyle = quantity == .gradient ? .positiveGradient : .value
    if let x = before.scalar, let y = after.scalar {
      let (old, new) = NumberText.apart(x, y)
      return [.line([.text("\(sign)\(old) → \(new)", style)])]
    }
    var rows: [Diagram.Row] = []
    if options.shows(.pictures), before.count > 0, before.absence == nil, after.absence == nil {
      let pictures = [thumbnail(of: before), thumbnail(of: after)]
      var items: [Diagram.Item] = [
        .picture(pictures[0], quantity), .text("→", .detail), .picture(pictures[1], quantity),
      ]
      if let difference = pictures[0].difference(to: pictures[1]) {
        items += [.text("Δ", .detail), .picture(difference, .difference)]
      }
      rows.append(.comparison(items))
    }
    if options.shows(.statistics) {
      rows.append(.line([.text(statisticText(before, after, quantity), style.statistic)]))
    }
    return rows
  }

  /// `norm 1.2 → 3.4`, with as many digits as it takes; where the norms are the same, mean or range tells them apart.
  private func statisticText(
    _ before: ArraySummary, _ after: ArraySummary, _ quantity: Diagram.Quantity
  ) -> String {
    let name = quantity == .gradient ? "‖∇‖" : "norm"
    let (a, b) = (before.statistics, after.statistics)
    if let x = before.elements, let y = after.elements, x.count == y.count, x != y,
      zip(x, y).allSatisfy({ $0 == -$1 })
    {
      return "\(name) \(NumberText.rough(a.norm ?? .nan)), all signs flipped"
    }
    let (old, new) = NumberText.apart(a.norm ?? .nan, b.norm ?? .nan)
    return "\(name) \(old) → \(new)"
  }

  /// What is said of a part in which something differs, or nothing.
  func comparisonRows(_ module: ModuleNode, _ entry: Diagram.Comparison.Entry) -> [Diagram.Row] {
    guard entry.presence == .both else { return [] }
    guard entry.differing > 0 else {
      return [.line([.text(entry.lines.isEmpty ? "equal" : "equal inside", .detail)])]
    }
    var rows: [Diagram.Row] = []
    if options.shows(.gradient), let squares = entry.squaredNorms {
      let (old, new) = NumberText.apart(squares[0].squareRoot(), squares[1].squareRoot())
      let norm = old == new ? old : "\(old) → \(new)"
      rows.append(.line([.text("‖∇‖ \(norm)", .gradientStatistic)]))
    }
    return rows + [.line([.text("\(entry.differing) of \(entry.members) inside differ", .formula)])]
  }
}

extension Diagram.TextStyle {
  fileprivate var statistic: Self { self == .value ? .valueStatistic : .gradientStatistic }
}

extension Thumbnail {
  /// What was added to each cell; nil where the two do not show the same elements.
  func difference(to other: Thumbnail) -> Thumbnail? {
    guard let (old, new) = Thumbnail.alike(self, other) else { return nil }
    let differences = zip(old.numbers, new.numbers).map { old, new in
      old.identity == new.identity ? 0 : new - old
    }
    return Thumbnail(old.layout, numbers: differences, old.pooling)
  }
}
