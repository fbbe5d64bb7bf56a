/// How many digits a tensor of a computation has lost, against the same computation in a wider type.
public struct LostDigits: Hashable, Sendable {
  /// Why digits are lost at an operation.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Numbers that are nearly the same were subtracted.
    case cancellation
    /// A number was added to one so large that nothing of it stayed.
    case absorption
    /// A result is larger than the type holds.
    case overflow
    /// A result is smaller than the type holds, and became 0.
    case underflow
    /// Very many numbers were added.
    case longSum = "long sum"
    /// A small change of the operand is a large one of the result.
    case sensitivity
  }

  /// The `id` of the operation that computed the tensor; of the tensor itself for a gradient.
  public var id: Int
  /// The name of that node.
  public var node: String
  /// The operation by PyTorch's name.
  public var operation: String
  /// Whether it is the value or the gradient.
  public var direction: Finding.Direction
  /// How many decimal digits are wrong, of those that the narrower type has.
  public var digits: Double
  /// Why they were lost here; nil where they were lost before.
  public var cause: Cause?
  /// The path of the module in which it happened.
  public var module: String?
  /// What was lost, in a sentence.
  public var message: String
}

extension GraphSnapshot {
  /// The digits that each operation of a computation has lost against the same computation in a wider type.
  ///
  /// - Parameter twin: the same computation in the wider type.
  /// - Returns: one for each operation that has lost a digit or more, in order; nil if both are not the same computation.
  public func lostDigits(against twin: GraphSnapshot) -> [LostDigits]? {
    guard nodes.count == twin.nodes.count,
      zip(nodes, twin.nodes).allSatisfy({ $0.operation?.type == $1.operation?.type })
    else { return nil }
    return PrecisionTwin(narrow: DiagnosedGraph(self), wide: DiagnosedGraph(twin)).lost
  }
}
