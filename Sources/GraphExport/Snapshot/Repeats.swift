/// Calls of modules that are drawn as one.
public struct Repetition: Hashable, Sendable {
  /// What is repeated.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Different modules of the same structure, each fed by the one before: `× 12`.
    case modules
    /// The same module with the same parameters: `called 12 times`.
    case calls
  }

  /// What is repeated.
  public var kind: Kind
  /// How often.
  public var count: Int
  /// The property path of the last one.
  public var lastPath: String

  /// Makes a repetition.
  public init(kind: Kind, count: Int, lastPath: String) {
    self.kind = kind
    self.count = count
    self.lastPath = lastPath
  }
}

/// What differs between the tensors or operations that one node stands for; all else is the same.
///
/// The node's content is that of the first.
public struct Repeats: Hashable, Sendable {
  /// How many there are.
  public var count: Int
  /// The mean of each tensor's values; null where none is finite, nothing for operations.
  public var means: [Double?]
  /// The norm of each tensor's gradient; null where there is none, nothing for operations.
  public var gradientNorms: [Double?]
  /// How many elements of all values are NaN or infinite.
  public var nonFiniteValues: NonFiniteCounts
  /// How many elements of all gradients are NaN or infinite.
  public var nonFiniteGradients: NonFiniteCounts

  /// Makes the description of repeats.
  public init(
    count: Int, means: [Double?] = [], gradientNorms: [Double?] = [],
    nonFiniteValues: NonFiniteCounts = NonFiniteCounts(),
    nonFiniteGradients: NonFiniteCounts = NonFiniteCounts()
  ) {
    self.count = count
    self.means = means
    self.gradientNorms = gradientNorms
    self.nonFiniteValues = nonFiniteValues
    self.nonFiniteGradients = nonFiniteGradients
  }
}
