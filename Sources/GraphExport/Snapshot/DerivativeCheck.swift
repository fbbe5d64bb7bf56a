/// How the derivative of an operation, by itself, compares with a difference quotient.
public struct DerivativeCheck: Hashable, Sendable {
  /// What came out of the comparison.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Both agree.
    case right
    /// They differ.
    case wrong
    /// The operation has a kink so near that a quotient says nothing, such as `relu` at 0.
    case kink
    /// There is nothing to compare, such as where the quotient is no number.
    case unknown
  }

  /// What came out.
  public var verdict: Verdict
  /// What the rule says of the slope in a random direction.
  public var rule: Double
  /// What the difference quotient says of it.
  public var quotient: Double
  /// How far they are apart, as a share of the larger one.
  public var relativeError: Double

  /// Makes the outcome of a check.
  public init(verdict: Verdict, rule: Double, quotient: Double, relativeError: Double) {
    self.verdict = verdict
    self.rule = rule
    self.quotient = quotient
    self.relativeError = relativeError
  }
}
