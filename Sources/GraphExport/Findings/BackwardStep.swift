/// A step of the backward pass: through an operation, to one of its arguments.
struct BackwardStep {
  let graph: DiagnosedGraph
  let operation: Int
  let edge: Int32
  let argument: Int
  let result: Int
  let incoming: ArraySummary
  let delivered: ArraySummary

  /// Below this share of the gradient a function counts as saturated.
  private static let flat = 1e-3
  /// How many operands are looked at for the reason of a 0; an operation that joins thousands has thousands of steps.
  private static let mostOperands = 8

  private var node: OperationNode { graph.operation(operation)! }
  private var words: String { graph.words(for: operation) }
  private var label: String { graph.label(argument) }
  private var value: ArraySummary? { graph.tensor(result)?.value }

  /// What is to be said of the step; nil if nothing.
  ///
  /// - Parameter isLost: whether the argument gets no gradient at all.
  func finding(isLost: Bool) -> Finding? {
    switch OperationKnowledge.of(node.type).shape {
    case .dying: return dead
    case .saturating:
      if let saturated { return saturated }
    case .flat:
      return isLost
        ? zero(
          "The derivative of \(words) is 0 everywhere, so nothing comes back to \(label). Use a smooth function in its place, or pass the gradient through it."
        )
        : nil
    case .usual: break
    }
    if isLost { return lost }
    return isJoined
      && delivered.norm <= RoundingShare.lost(graph.tensor(result)?.dtype) * incoming.norm
      ? cancelled : nil
  }

  /// Whether many elements of the gradient are added up.
  private var isJoined: Bool {
    incoming.count > 1
      && (delivered.count < incoming.count || OperationKnowledge.isJoining(node.type))
  }

  private var lost: Finding {
    let others = graph.inputs(operation).prefix(Self.mostOperands).filter { $0 != argument }
    if let factor = others.first(where: { graph.tensor($0)?.value.isZero ?? false }) {
      return zero(
        "\(words) multiplies by \(graph.label(factor)), which is 0, so nothing comes back to \(label). Weights that begin with 0 need others that don't."
      )
    }
    if node.has(.mask) {
      return zero(
        "The mask of \(words) takes none of \(label), so nothing comes back to it. Look whether the mask is the wrong way round."
      )
    }
    if graph.tensor(argument)?.value.isZero ?? false {
      return zero("The slope of \(words) is 0 where \(label) is 0. Begin with another number.")
    }
    if isJoined { return cancelled }
    let isUnderflow = others.allSatisfy { !(graph.tensor($0)?.value.isZero ?? true) }
    return zero(
      isUnderflow && node.derivatives.contains { $0.contains("·") }
        ? "What \(words) delivers to \(label) is too small for \(graph.tensor(argument)?.dtype ?? "its type") and becomes 0. Scale the loss up, or compute it in a wider type."
        : "\(words) delivers 0 to \(label): the result does not depend on it there.")
  }

  private func zero(_ message: String) -> Finding {
    graph.finding(
      .zero, .warning, at: operation, .backward, elements: delivered.indices { $0 == 0 },
      elementCount: delivered.count, rule: rule(at: 0), message)
  }

  private var cancelled: Finding {
    graph.finding(
      .cancelled, .warning, at: operation, .backward, elementCount: delivered.count,
      rule:
        "‖∂L/∂y‖ = \(NumberText.rough(incoming.norm)), ‖∂L/∂\(label)‖ = \(NumberText.rough(delivered.norm))",
      "The gradient that comes to \(words) has the norm \(NumberText.rough(incoming.norm)), and its parts cancel on the way to \(label): norm \(NumberText.rough(delivered.norm)). The result does not depend on \(label), such as the bias before a normalization."
    )
  }

  private func rule(at offset: Int) -> String? {
    graph.backwardRule(
      operation, edge: edge, delivered: delivered,
      at: delivered.elements == nil ? nil : ElementIndex(offset: offset, shape: delivered.shape))
  }
}

// Functions of single elements.
extension BackwardStep {
  /// Units whose result is 0, whatever goes in.
  fileprivate var dead: Finding? {
    guard let value, value.count > 0 else { return nil }
    let units = value.isZero ? nil : DeadUnits(value)
    guard value.isZero || !(units?.indices.isEmpty ?? true) else { return nil }
    let isWhole = value.isZero
    let many = units?.indices.count ?? 0
    let what =
      isWhole
      ? value.count == 1 ? "\(words) is 0" : "All \(value.count) elements of \(words) are 0"
      : units!.isSample
        ? "\(many) of \(units!.count) elements of \(words) are 0 for this sample"
        : "\(many) of \(units!.count) units of \(words) are 0 for every sample"
    let help =
      units?.isSample ?? false
      ? "That is usual for one sample; look at more of them."
      : "A smaller step, another beginning of the bias or a leaky function brings such units back."
    return graph.finding(
      .dead, units?.isSample ?? false ? .note : .warning, at: operation, .backward,
      elements: isWhole ? value.indices { $0 == 0 } : units!.indices.map { [$0] },
      elementCount: isWhole ? value.count : many, rule: isWhole ? rule(at: 0) : nil,
      "\(what), so no gradient comes back through them. \(help)")
  }

  /// A function whose slope is nearly 0 at most of its elements.
  fileprivate var saturated: Finding? {
    guard incoming.norm > 0 else { return nil }
    let (flat, elements) = flatElements
    guard flat.count > 0 else { return nil }
    let share = Double(flat.count) / Double(flat.of)
    guard share >= 0.5 else { return nil }
    let many = flat.of == 1 ? words : "\(flat.count) of \(flat.of) elements of \(words)"
    return graph.finding(
      .saturated, .warning, at: operation, .backward, elements: elements, elementCount: flat.count,
      rule: elements.first.flatMap { index in
        delivered.elements == nil
          ? nil : rule(at: ElementIndex(axes: index).offset(in: delivered.shape) ?? 0)
      },
      "\(many) \(flat.of == 1 ? "is" : "are") saturated: nearly nothing of the gradient comes back to \(label). Make the operand smaller: scale the inputs, begin with smaller weights, or normalize before."
    )
  }

  /// How many elements have nearly no slope, of how many that a gradient comes to; and which.
  private var flatElements: (count: (count: Int, of: Int), [[Int]]) {
    guard let delivered = delivered.elements, let incoming = incoming.elements,
      delivered.count == incoming.count, !OperationKnowledge.isJoining(node.type)
    else {
      let isFlat = delivered.norm < Self.flat * incoming.norm && isOneSided
      return ((isFlat ? self.delivered.count : 0, max(self.delivered.count, 1)), [])
    }
    let asked = incoming.indices.filter { incoming[$0] != 0 }
    let flat = asked.filter { abs(delivered[$0]) < Self.flat * abs(incoming[$0]) }
    return (
      (flat.count, max(asked.count, 1)),
      flat.prefix(DiagnosedGraph.mostElements).map {
        ElementIndex(offset: $0, shape: self.delivered.shape).axes
      }
    )
  }

  /// Whether a softmax has all of its weight at one element, so that its slope and not a sum is 0.
  private var isOneSided: Bool {
    guard OperationKnowledge.isJoining(node.type), let elements = value?.elements else {
      return true
    }
    return elements.allSatisfy { $0 < 1e-3 || $0 > 1 - 1e-3 }
  }
}
