#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The largest finite number of each type of elements, which programs write for infinity: a mask of attention adds the most negative one.
///
/// In two types these are two numbers that mean the same.
enum LargestNumber {
  private static let all = [
    "float16": 65504.0, "bfloat16": Double(Float(bitPattern: 0x7f7f_0000)),
    "float32": Double(Float.greatestFiniteMagnitude), "float64": Double.greatestFiniteMagnitude,
  ]

  /// The largest number of a type; nil for a type of whole numbers.
  static func of(_ dtype: String) -> Double? { all[dtype] }

  /// Whether two numbers, as attributes are written, are the largest ones of two types, or the most negative ones.
  static func areCounterparts(_ first: String?, _ second: String?) -> Bool {
    guard let first = first.flatMap(Double.init), let second = second.flatMap(Double.init) else {
      return false
    }
    return areCounterparts(first, second)
  }

  /// Whether two numbers are the largest ones of two types, or the most negative ones.
  static func areCounterparts(_ first: Double, _ second: Double) -> Bool {
    // An attribute may be written with few digits; the largest of float32 and of bfloat16 differ in the third.
    func isLargest(_ number: Double) -> Bool {
      all.values.contains { abs(abs(number) - $0) <= 1e-4 * $0 }
    }
    return (first < 0) == (second < 0) && isLargest(first) && isLargest(second)
  }

  /// The largest numbers of two types.
  struct Pair {
    let first: Double
    let second: Double
    /// How near to the largest number still counts as such, as a share: a small number may have been added to it.
    let share: Double

    /// The pair for two types; nil if they are one, or if one of them has whole numbers.
    init?(_ first: String, _ second: String) {
      guard first != second, let a = LargestNumber.of(first), let b = LargestNumber.of(second)
      else { return nil }
      (self.first, self.second) = (a, b)
      share = max(Tolerance.rounding(of: first), Tolerance.rounding(of: second))
    }

    /// Both arrays without what is the largest number of its type in both; nil if there is nothing of the kind.
    func withoutCounterparts(
      _ x: ArraySummary, _ y: ArraySummary
    ) -> (ArraySummary, ArraySummary)? {
      guard let a = x.elements, let b = y.elements, a.count == b.count else {
        return inUnits(x, y)
      }
      let isCounterpart = zip(a, b).map(areCounterparts)
      guard isCounterpart.contains(true) else { return nil }
      func rest(_ elements: [Double]) -> ArraySummary {
        ArraySummary(
          shape: x.shape, values: zip(elements, isCounterpart).map { $1 ? 0 : $0 },
          isSinglePrecision: false)
      }
      return (rest(a), rest(b))
    }

    private func areCounterparts(_ x: Double, _ y: Double) -> Bool {
      x.isFinite && y.isFinite && (x < 0) == (y < 0) && abs(x) >= first * (1 - share)
        && abs(y) >= second * (1 - share)
    }

    /// Arrays of which the elements are not known, as shares of the largest numbers.
    private func inUnits(_ x: ArraySummary, _ y: ArraySummary) -> (ArraySummary, ArraySummary)? {
      func areCounterparts(_ x: Double?, _ y: Double?) -> Bool {
        if let x, let y { self.areCounterparts(x, y) } else { false }
      }
      guard x.elements == nil, y.elements == nil,
        areCounterparts(x.statistics.minimum, y.statistics.minimum)
          || areCounterparts(x.statistics.maximum, y.statistics.maximum)
      else { return nil }
      return (x.divided(by: first), y.divided(by: second))
    }
  }
}

extension ArraySummary {
  /// The array with each number as a share of another.
  fileprivate func divided(by unit: Double) -> ArraySummary {
    var statistics = statistics
    for path in [\Statistics.mean, \.deviation, \.minimum, \.maximum, \.norm] {
      statistics[keyPath: path] = statistics[keyPath: path].map { $0 / unit }
    }
    return ArraySummary(
      shape: shape, isSinglePrecision: false,
      thumbnail: Thumbnail(
        thumbnail.layout, numbers: thumbnail.numbers.map { $0 / unit }, thumbnail.pooling),
      statistics: statistics, nonFinite: nonFiniteOffsets)
  }
}
