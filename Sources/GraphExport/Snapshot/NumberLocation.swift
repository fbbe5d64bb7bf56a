extension GraphSnapshot {
  /// Which of the single numbers of a snapshot is meant.
  public enum NumberLocation: Hashable, Sendable {
    /// The value of a tensor, by the `id` of its node.
    case value(Int)
    /// The gradient of a tensor, by the `id` of its node.
    case gradient(Int)
    /// What an operation adds to the gradient of an argument: the `id` of the operation's node, and which argument, from 0.
    case contribution(operation: Int, argument: Int)
  }

  /// The number at a location; nil where there is none, or more than one.
  public func number(at location: NumberLocation) -> Double? {
    switch location {
    case .value(let id): nodes.first { $0.id == id }?.tensor?.value.scalar
    case .gradient(let id): nodes.first { $0.id == id }?.tensor?.gradient.summary?.scalar
    case .contribution(let operation, let argument):
      edges.first { $0.to == operation && $0.position == argument }?.contribution?.value.scalar
    }
  }
}
