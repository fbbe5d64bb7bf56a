extension DiagramBuilder {
  /// The card of a tensor: name, value and gradient on one line for a scalar, with pictures of them for all others.
  func card(for node: GraphSnapshot.Node, _ tensor: TensorNode) -> Diagram.Card {
    let style = Diagram.CardStyle(tensor)
    var heading: [Diagram.Item] = []
    if options.detail == .compact, let (id, operation) = origin(of: node.id) {
      let turn = options.turns[id].map { Diagram.Item.text("\($0).", .detail) }
      heading = [turn, .text(operationText(operation), .operation)].compactMap(\.self)
    }
    if let label = tensor.label {
      let name = isBoxed(node) ? displayName(label, in: node.scope) : label
      heading.append(.text(ShortText.name(name), style.nameStyle))
    } else if options.explanation == .full || references[node.id] != nil,
      let step = stepName(of: node.id)
    {
      // The formulas call it so, or its references.
      heading.append(.text(step, .detail))
    }
    // Constants are the same in all repeats.
    if let repeats = node.repeats, tensor.role != .constant {
      let rows = [.heading(heading + [.text(shapeText(tensor), .detail)])] + repeatRows(repeats)
      return .init(
        id: node.id, group: group(of: node), style: style, rows: rows,
        tooltip: "\(tensor.label ?? node.name), the first of \(repeats.count)\n"
          + tooltip(for: node, tensor),
        description: "\(description(of: node, tensor)), the first of \(repeats.count)")
    }
    if let entry = comparison(of: node), entry.presence == .both {
      return .init(
        id: node.id, group: group(of: node), style: style,
        rows: comparisonRows(tensor, entry, heading: heading),
        tooltip: tooltip(for: node, tensor), description: description(of: node, tensor))
    }
    let isNameAbove = hasBothPasses && (tensor.label?.count ?? 0) > Self.mostLettersBeside
    var rows =
      tensor.value.count == 1
      ? scalarRows(scalarItems(of: node, tensor, isAlone: heading.isEmpty), heading, isNameAbove)
      : [.heading(heading + [.text(sizeText(tensor), .detail)])] + arrayRows(of: node, tensor)
    rows += explanationRows(for: node, tensor)
    rows += changeWords(of: node, tensor).map { .line([.text($0, .gradientStatistic)]) }
    return .init(
      id: node.id, group: group(of: node), style: style, rows: rows,
      tooltip: tooltip(for: node, tensor), description: description(of: node, tensor))
  }

  /// In a figure of both passes, longer names stand above the numbers: the lanes are narrow.
  private static let mostLettersBeside = 12

  private func scalarRows(
    _ items: [Diagram.Item], _ heading: [Diagram.Item], _ isNameAbove: Bool
  ) -> [Diagram.Row] {
    isNameAbove ? [.heading(heading), .line(items)] : [.line(heading + items)]
  }

  /// Of several tensors in one card, between which numbers their statistics lie.
  private func repeatRows(_ repeats: Repeats) -> [Diagram.Row] {
    var rows: [Diagram.Row] = []
    let range = { (numbers: [Double?]) -> String? in
      let known = numbers.compactMap(\.self).filter { !$0.isNaN }
      guard let least = known.min(), let most = known.max() else { return nil }
      return self.rangeText(least...most)
    }
    if options.shows(.statistics) {
      if options.shows(.value), let words = range(repeats.means) {
        rows.append(.line([.text("mean \(words)", .valueStatistic)]))
      }
      if options.shows(.gradient), let words = range(repeats.gradientNorms) {
        rows.append(.line([.text("‖∇‖ \(words)", .gradientStatistic)]))
      }
    }
    rows += nonFiniteRows(repeats.nonFiniteValues, repeats.nonFiniteGradients)
    return rows
  }

  /// The card of a use: the tensor's name, and which use it is.
  func card(for node: GraphSnapshot.Node, _ reference: ReferenceNode) -> Diagram.Card {
    if node.pass == .backward, let target = self.node(reference.target)?.tensor {
      return card(for: node, reference, in: target)
    }
    let name = ShortText.ending(displayName(reference.label, in: node.scope))
    let use = "use \(reference.use) of \(reference.count)"
    let style = self.node(reference.target)?.tensor.map { Diagram.CardStyle($0).nameStyle }
    var items: [Diagram.Item] = [.text(name, style ?? .resultName), .text(use, .detail)]
    let edge = uses(of: node.id).first
    let value = edge?.contribution?.value
    let blank = edge.flatMap(blank(ofContribution:))
    if let blank {
      items.append(.blank(blank, .gradient))
    } else if let value, value.absence == nil, options.shows(.gradient) {
      items.append(gradientItem(value))
    }
    let words = "\(reference.label), \(use)"
    let number = blank?.words ?? value.map { numbers($0) }
    return .init(
      id: node.id, group: group(of: node), style: .reference, rows: [.line(items)], tooltip: words,
      description: number.map { "\(words), contribution \($0)" } ?? words)
  }

  /// The card of what the backward pass uses of the forward pass: its name, and its number or its shape.
  private func card(
    for node: GraphSnapshot.Node, _ reference: ReferenceNode, in target: TensorNode
  ) -> Diagram.Card {
    let number = target.role == .constant && target.label == nil ? target.scalarText : nil
    let name = Diagram.Item.text(
      ShortText.ending(reference.label),
      target.label == nil ? .detail : Diagram.CardStyle(target).nameStyle)
    let value = Diagram.Item.text(target.scalarText ?? shapeText(target), .detail)
    return .init(
      id: node.id, group: group(of: node), style: number == nil ? .reference : .constant,
      rows: [.line(number.map { [.text($0, .value)] } ?? [name, value])],
      tooltip: number ?? reference.label,
      description: "\(number ?? reference.label), of the forward pass")
  }

  /// What the gradient of a tensor is called, before the name of the tensor.
  private static let gradientPrefix = "∂L/∂"

  /// Inside the group of `fc1`, `fc1.weight` is just `weight`, and `∂L/∂fc1.weight` is `∂L/∂weight`.
  func displayName(_ label: String, in scope: Int?) -> String {
    let start = hasBothPasses && label.hasPrefix(Self.gradientPrefix) ? Self.gradientPrefix : ""
    guard options.shows(.groups), let path = scope.map(path), !path.isEmpty,
      label.hasPrefix("\(start)\(path).")
    else { return label }
    return start + label.dropFirst(start.count + path.count + 1)
  }

  private func scalarItems(of node: GraphSnapshot.Node, _ tensor: TensorNode, isAlone: Bool)
    -> [Diagram.Item]
  {
    var items: [Diagram.Item] = []
    // A number beside a tensor of two bytes an element is one of single precision, which says nothing of the computation.
    let isPlainNumber = tensor.role == .constant && tensor.dtype == "float32"
    if !tensor.shape.isEmpty || tensor.dtype != usualScalarType && !isPlainNumber {
      items.append(.text(shapeText(tensor), .detail))
    }
    if tensor.role == .gradient {
      items.append(gradientItem(tensor.value))
    } else if let blank = options.blanks[.value(node.id)] {
      items.append(.blank(blank, .value))
    } else if options.shows(.value) || tensor.role == .constant, let value = tensor.scalarText {
      items.append(valueItem(value, of: node, tensor))
    }
    if let blank = options.blanks[.gradient(node.id)] {
      items.append(.blank(blank, .gradient))
    } else if options.shows(.gradient) {
      switch tensor.gradient {
      case .computed(let gradient) where gradient.absence != nil: break
      case .computed(let gradient): items.append(gradientItem(gradient))
      case .absent(let absence): items += statusItems(absence)
      }
    }
    return items.isEmpty && isAlone ? [.text(shapeText(tensor), .detail)] : items
  }

  /// The words for a gradient that is not there.
  func statusItems(_ absence: TensorNode.Gradient.Absence) -> [Diagram.Item] {
    guard options.shows(.status), let words = absence.words else { return [] }
    return [.text(words, .status)]
  }
}
