extension Tensor {
  /// The part that a tensor plays in a computation.
  public enum Role: String, Hashable, Sendable, Codable {
    /// A plain number that stood beside an operator, as the 2 of `x * 2`.
    case constant
    /// A leaf that the user made.
    case input
    /// A module's weight, which an optimizer changes.
    case parameter
    /// A module's tensor that is no weight, such as a running mean.
    case buffer
    /// The result of an operation.
    case result
  }
}
