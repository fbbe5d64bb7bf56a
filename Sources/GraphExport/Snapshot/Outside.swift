/// Numbers from outside, such as a snapshot's, that become numbers of a type that can't hold each of them.
///
/// Every conversion to a whole number, and every sum or product of counts, takes one of these ways: none of them stops the program,
/// whatever the number is.
extension Int {
  /// The whole number that is nearest: 0 for NaN, the largest or the smallest one for what lies outside of the range.
  init(nearest number: Double) {
    let rounded = number.rounded()
    if let exact = Int(exactly: rounded) {
      self = exact
    } else {
      self = rounded.isNaN ? 0 : rounded < 0 ? .min : .max
    }
  }

  /// The sum, or the largest or smallest number where it is out of range.
  func adding(saturating other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other < 0 ? .min : .max) : sum
  }

  /// The product, or the largest or smallest number where it is out of range.
  func multiplied(saturating other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? ((self < 0) != (other < 0) ? .min : .max) : product
  }
}

extension Double {
  /// How much of a whole that has no negative parts this is, from 0 to 1: 0 of nothing, and all of an infinity where it is one.
  func share(of whole: Double) -> Double {
    guard self > 0, whole > 0 else { return 0 }
    return whole.isInfinite ? (isInfinite ? 1 : 0) : Swift.min(1, self / whole)
  }
}
