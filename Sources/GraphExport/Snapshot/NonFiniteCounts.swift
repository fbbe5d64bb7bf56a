/// How many numbers are no finite ones.
public struct NonFiniteCounts: Hashable, Sendable {
  /// How many are not a number.
  public var nan: Int
  /// How many are `+infinity`.
  public var positiveInfinity: Int
  /// How many are `-infinity`, as in the masks of attention.
  public var negativeInfinity: Int

  /// Makes the counts.
  public init(nan: Int = 0, positiveInfinity: Int = 0, negativeInfinity: Int = 0) {
    self.nan = nan
    self.positiveInfinity = positiveInfinity
    self.negativeInfinity = negativeInfinity
  }

  /// Those of an array.
  init(_ statistics: Statistics?) {
    self.init(
      nan: statistics?.nan ?? 0, positiveInfinity: statistics?.positiveInfinity ?? 0,
      negativeInfinity: statistics?.negativeInfinity ?? 0)
  }

  /// How many there are.
  public var count: Int {
    nan.adding(saturating: positiveInfinity).adding(saturating: negativeInfinity)
  }

  /// Adds what stands on the right.
  public static func += (a: inout NonFiniteCounts, b: NonFiniteCounts) {
    a.nan = a.nan.adding(saturating: b.nan)
    a.positiveInfinity = a.positiveInfinity.adding(saturating: b.positiveInfinity)
    a.negativeInfinity = a.negativeInfinity.adding(saturating: b.negativeInfinity)
  }
}
