/// What the cards of a figure are colored by.
public enum CostKind: String, Hashable, Sendable, CaseIterable {
  /// The seconds of each operation.
  case time
  /// The floating point operations of each operation.
  case flops
  /// The bytes of each tensor.
  case bytes
  /// The bytes that each operation keeps for the backward pass.
  case saved
  /// The norm of each gradient.
  case gradient
  /// Numbers from a file.
  case file

  /// Where it stands among the costs of a node; nil for gradients, which a snapshot has anyway.
  var member: WritableKeyPath<NodeCost, NodeCost.Sum?>? {
    switch self {
    case .time: \.time
    case .flops: \.flops
    case .bytes: \.bytes
    case .saved: \.saved
    case .file: \.value
    case .gradient: nil
    }
  }
}

extension GraphSnapshot {
  /// The cost of a kind of the whole computation, drawn or not; nil where nobody measured or counted it.
  public func total(_ kind: CostKind) -> NodeCost.Sum? {
    kind.member.flatMap { cost?[keyPath: $0] }
  }

  /// Whether it says what a figure needs that is colored by a kind of cost.
  public func has(_ kind: CostKind) -> Bool { kind == .gradient || total(kind) != nil }
}
