// Numbers that are NaN or infinite: they are marked on cards as in the cells of pictures.
extension DiagramBuilder {
  /// A value on its card.
  func valueItem(_ text: String, of node: GraphSnapshot.Node, _ tensor: TensorNode) -> Diagram.Item
  {
    guard let value = tensor.value.scalar, !value.isFinite, !masks(node, tensor.value) else {
      return .text(text, .value)
    }
    return .pill(text, .nonFiniteValue)
  }

  /// A gradient or a contribution on a card: the number, or the norm of several.
  func gradientItem(_ gradient: ArraySummary) -> Diagram.Item {
    let number = gradient.scalar ?? gradient.statistics.norm ?? .nan
    let words =
      gradient.scalar.map { "∇ \(NumberText.exact($0))" } ?? "‖∇‖ \(NumberText.rough(number))"
    guard number.isFinite else { return .pill(words, .nonFiniteGradient) }
    return .pill(words, number < 0 ? .negativeGradient : .positiveGradient)
  }

  /// Whether all of a tensor's numbers that are not finite are the -Inf of a mask before a softmax.
  ///
  /// It is a number that masks fill in, a mask that is added, or what either of them gives; what another operation computed is none.
  func masks(_ node: GraphSnapshot.Node, _ value: ArraySummary) -> Bool {
    isNegativeInfinity(value) && isGiven(node.id, steps: Self.mostSteps)
      && leadsToSoftmax(node.id, steps: Self.mostSteps)
  }

  /// How many operations may lie between a mask and its softmax: attention adds, fills and reshapes.
  private static let mostSteps = 4

  /// How many operations may use a mask each time.
  private static let mostUses = 16

  private static let softmaxes: Set = ["softmax", "log_softmax", "scaled_dot_product_attention"]

  private func isNegativeInfinity(_ value: ArraySummary) -> Bool {
    let counts = NonFiniteCounts(value.statistics)
    return counts.count > 0 && counts.count == counts.negativeInfinity
  }

  /// Whether the infinities of a tensor are not computed, but those of a leaf or of a mask.
  private func isGiven(_ tensor: Int, steps: Int) -> Bool {
    guard let (id, operation) = origin(of: tensor) else { return true }
    if operation.has(.mask) { return true }
    guard steps > 0, passesOn(operation) else { return false }
    return arguments(of: id).allSatisfy { edge in
      guard let value = node(edge.from)?.tensor?.value, value.statistics.nonFinite > 0 else {
        return true
      }
      return isGiven(edge.from, steps: steps - 1)
    }
  }

  /// Whether a softmax takes each result that a tensor becomes by masks, sums and other views.
  private func leadsToSoftmax(_ tensor: Int, steps: Int) -> Bool {
    let operations = uses(of: tensor)
    guard (1...Self.mostUses).contains(operations.count) else { return false }
    return operations.allSatisfy { edge in
      guard let operation = node(edge.to)?.operation else { return false }
      if Self.softmaxes.contains(operation.type) { return true }
      return steps > 0 && passesOn(operation)
        && uses(of: edge.to).allSatisfy { leadsToSoftmax($0.to, steps: steps - 1) }
    }
  }

  private func passesOn(_ operation: OperationNode) -> Bool {
    operation.has(.mask) || operation.has(.view) || operation.has(.cast)
      || operation.type == "add"
  }
}
