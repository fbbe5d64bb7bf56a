// Where gradients come from: what each operation delivers to its arguments, and by which formula.
extension DiagramBuilder {
  /// All arrows: those of the values, and where the figure explains, those of the gradients beside them.
  var arrows: [Diagram.Arrow] {
    let forward = snapshot.edges.compactMap { forwardArrow($0) }
    guard options.explanation != .none, options.shows(.gradient) else { return forward }
    let strongest = snapshot.edges.compactMap { $0.contribution?.value.statistics.norm }.max() ?? 0
    return forward + snapshot.edges.compactMap { backwardArrow($0, strongest: strongest) }
  }

  private func forwardArrow(_ edge: GraphSnapshot.Edge) -> Diagram.Arrow? {
    let (from, to) = (cardID(of: edge.from), cardID(of: edge.to))
    guard from != to else { return nil }
    if let arrow = arrowOfBackwardPass(edge, from, to) { return arrow }
    return .init(
      from: from, to: to, style: isTie(edge) ? .tie : .value,
      label: label(of: edge),
      tooltip: "\(name(of: edge.from)) → \(name(of: edge.to))")
  }

  /// In a figure of both passes, the arrow of a gradient, against the flow of the values, or a tie to a tensor of the forward pass.
  private func arrowOfBackwardPass(
    _ edge: GraphSnapshot.Edge, _ from: Int, _ to: Int
  ) -> Diagram.Arrow? {
    guard let target = node(edge.to), target.pass == .backward, let source = node(edge.from) else {
      return nil
    }
    let tooltip = "\(name(of: edge.from)) → \(name(of: edge.to))"
    if source.pass == .forward || source.reference != nil {
      return .init(from: from, to: to, style: .tie, tooltip: tooltip)
    }
    let gradient = source.tensor ?? target.tensor
    let isNegative = (gradient?.value.scalar ?? 0) < 0
    return .init(
      from: from, to: to, style: isNegative ? .negativeGradient : .positiveGradient,
      tooltip: tooltip)
  }

  /// What is kept of the argument where that is asked for, else how its shape changes.
  private func label(of edge: GraphSnapshot.Edge) -> String? {
    if options.colorBy == .saved {
      return edge.saved.flatMap { $0 > 0 ? "kept: \(CostKind.saved.text(Double($0)))" : nil }
    }
    return options.shows(.shapes) ? changeOfShape(edge) : nil
  }

  /// `5 → 8×5` for an argument that is broadcast or reduced; plain numbers go without saying.
  private func changeOfShape(_ edge: GraphSnapshot.Edge) -> String? {
    guard let argument = node(edge.from)?.tensor, argument.role != .constant,
      let result = firstUse(of: edge.to)?.tensor
    else { return nil }
    let isReduced =
      argumentCount(of: edge.to) == 1 && result.value.count < argument.value.count
    guard isBroadcast(edge) || isReduced else { return nil }
    return "\(NumberText.shape(argument.shape)) → \(NumberText.shape(result.shape))"
  }

  private func isTie(_ edge: GraphSnapshot.Edge) -> Bool {
    let source = node(edge.from)?.reference?.target ?? edge.from
    return node(source)?.tensor?.role == .forward
  }

  private func backwardArrow(_ edge: GraphSnapshot.Edge, strongest: Double) -> Diagram.Arrow? {
    guard let contribution = edge.contribution else { return nil }
    let norm = contribution.value.statistics.norm ?? 0
    let blank = blank(ofContribution: edge)
    // The use of a tensor that is drawn at each use has a card, on which the number stands.
    let isBeside = blank != nil && node(edge.from)?.reference == nil
    let words =
      blank?.words ?? (contribution.value.absence == nil ? numbers(contribution.value) : nil)
    return .init(
      from: cardID(of: edge.to), to: cardID(of: edge.from),
      style: (contribution.value.scalar ?? 0) < 0 ? .negativeGradient : .positiveGradient,
      label: isBeside ? blank?.words : label(contribution, of: edge),
      blank: isBeside ? blank : nil,
      // The widest arrow would tell which number is the largest.
      strength: options.isWorksheet ? nil : norm.share(of: strongest),
      tooltip: words.map {
        "\(name(of: edge.to)) adds \($0) to the gradient of \(name(of: edge.from))"
      } ?? "\(name(of: edge.to)) adds to the gradient of \(name(of: edge.from))",
      isNonFinite: contribution.value.absence == nil
        && !(contribution.value.scalar ?? contribution.value.statistics.norm ?? .nan).isFinite
    )
  }

  /// `-3 × 0.5 = -1.5`: the local derivative, the gradient that comes in, and what both deliver.
  ///
  /// Nothing where formulas stand on cards and the tensor has no other addends: it would be the gradient on its card once more.
  private func label(_ contribution: Contribution, of edge: GraphSnapshot.Edge) -> String? {
    if options.explanation == .full || options.isWorksheet,
      node(edge.from)?.tensor?.gradient.summary != nil || node(edge.from)?.reference != nil,
      addends(of: edge.from).count == 1
    {
      return nil
    }
    guard contribution.value.absence == nil || !options.isWorksheet else { return nil }
    guard let value = contribution.value.scalar else {
      return "‖∇‖ \(NumberText.rough(contribution.value.statistics.norm ?? .nan))"
    }
    // Where the formula stands on the operation's card, its numbers need not stand here once more; a share of a sum is not the gradient.
    if options.explanation == .full {
      return (addends(of: edge.from).count > 1 ? "" : "∇ ") + NumberText.exact(value)
    }
    guard let slope = contribution.localDerivative,
      let incoming = options.incomingGradients[edge.to] ?? incomingGradient(of: edge.to)?.scalar
    else {
      return "∇ \(NumberText.exact(value))"
    }
    return "\(NumberText.exact(slope)) × \(NumberText.exact(incoming)) = \(NumberText.exact(value))"
  }

  /// The gradient of an operation's result.
  private func incomingGradient(of operation: Int) -> ArraySummary? {
    firstUse(of: operation)?.tensor?.gradient.summary
  }

  /// On a tensor that several operations deliver to: the sum that its gradient is.
  func explanationRows(for node: GraphSnapshot.Node, _ tensor: TensorNode) -> [Diagram.Row] {
    guard options.explanation != .none, options.shows(.gradient), !options.isWorksheet else {
      return []
    }
    let addends = addends(of: node.id)
    var rows: [Diagram.Row] = []
    if addends.count > 1, let gradient = tensor.gradient.summary {
      let numbers = addends.prefix(6).map { addend in
        addend.value.scalar.map(NumberText.exact)
          ?? NumberText.rough(addend.value.statistics.norm ?? .nan)
      }
      let more = addends.count > 6 ? " + \(addends.count - 6) more" : ""
      let sum = numbers.map { $0.hasPrefix("-") ? "(\($0))" : $0 }.joined(separator: " + ") + more
      let words =
        gradient.scalar.map { "∇ \(NumberText.exact($0)) = \(sum)" }
        ?? "∇ is a sum; norms \(numbers.joined(separator: ", "))\(more)"
      let isFinite = (gradient.scalar ?? gradient.statistics.norm ?? .nan).isFinite
      rows.append(
        .line([isFinite ? .text(words, .gradientStatistic) : .pill(words, .warning)]))
    }
    if options.detail == .compact, let (id, operation) = origin(of: node.id),
      cardID(of: id) == node.id
    {
      rows += formulaRows(for: id, operation)
    }
    return rows
  }
}
