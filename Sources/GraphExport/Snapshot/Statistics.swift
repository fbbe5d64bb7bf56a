import CSurvey

/// What can be said of an array in a few numbers.
///
/// Only finite elements count for all but the shares. Squares and sums never leave the range of `Double`.
public struct Statistics: Hashable, Sendable {
  /// How many elements are `-infinity`.
  public internal(set) var negativeInfinity = 0
  /// How many finite elements are below zero.
  public internal(set) var negative = 0
  /// How many elements are zero.
  public internal(set) var zero = 0
  /// How many finite elements are above zero.
  public internal(set) var positive = 0
  /// How many elements are `+infinity`.
  public internal(set) var positiveInfinity = 0
  /// How many elements are not a number.
  public internal(set) var nan = 0
  /// The mean, or nil if no element is finite.
  public internal(set) var mean: Double?
  /// The deviation from the mean (of the population: divided by the count), or nil if no element is finite.
  public internal(set) var deviation: Double?
  /// The smallest finite element.
  public internal(set) var minimum: Double?
  /// The largest finite element.
  public internal(set) var maximum: Double?
  /// The Euclidean norm of the finite elements.
  public internal(set) var norm: Double?

  /// How many elements are finite.
  public var finite: Int {
    negative.adding(saturating: zero).adding(saturating: positive)
  }
  /// How many elements there are.
  public var count: Int {
    finite.adding(saturating: negativeInfinity).adding(saturating: positiveInfinity)
      .adding(saturating: nan)
  }
  /// How many elements are NaN or infinite.
  public var nonFinite: Int {
    negativeInfinity.adding(saturating: positiveInfinity).adding(saturating: nan)
  }
  /// The largest absolute value of a finite element, or 0 if there is none.
  public var magnitude: Double { max(abs(minimum ?? 0), abs(maximum ?? 0)) }

  /// Counts and measures the elements.
  ///
  ///     let statistics = Statistics([1, 2, 3, .nan])
  ///     statistics.mean!  // 2.0
  ///     statistics.nan  // 1
  public init(_ values: [Double]) {
    self = ArraySurvey(ThumbnailLayout(shape: [values.count]), values).statistics
  }

  /// Measures a single element, of which large graphs have millions.
  init(_ value: Double) {
    guard value.isFinite else {
      if value.isNaN {
        nan = 1
      } else if value < 0 {
        negativeInfinity = 1
      } else {
        positiveInfinity = 1
      }
      return
    }
    if value < 0 { negative = 1 } else if value > 0 { positive = 1 } else { zero = 1 }
    // A mean has no negative zero.
    (mean, deviation, minimum, maximum, norm) = (value + 0, 0, value, value, abs(value))
  }

  init(_ survey: sg_statistics) {
    negativeInfinity = survey.negative_infinity
    negative = survey.negative
    zero = survey.zero
    positive = survey.positive
    positiveInfinity = survey.positive_infinity
    nan = survey.nan
    guard finite > 0 else { return }
    mean = survey.mean
    deviation = survey.deviation
    minimum = survey.minimum
    maximum = survey.maximum
    norm = survey.norm
  }
}
