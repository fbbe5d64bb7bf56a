extension Statistics: JSONObject {
  static let blank = Statistics([])

  static let members: JSONMembers<Self> = [
    JSONMember("negativeInfinity", \.negativeInfinity), JSONMember("negative", \.negative),
    JSONMember("zero", \.zero), JSONMember("positive", \.positive),
    JSONMember("positiveInfinity", \.positiveInfinity), JSONMember("nan", \.nan),
    JSONMember(optional: "mean", \.mean), JSONMember(optional: "deviation", \.deviation),
    JSONMember(optional: "minimum", \.minimum), JSONMember(optional: "maximum", \.maximum),
    JSONMember(optional: "norm", \.norm),
  ]

  var contradiction: (member: String, reason: String)? {
    let counts = [
      ("negativeInfinity", negativeInfinity), ("negative", negative), ("zero", zero),
      ("positive", positive), ("positiveInfinity", positiveInfinity), ("nan", nan),
    ]
    for (name, count) in counts where !(0...ArraySummary.countLimit).contains(count) {
      return (name, "\(count) elements; it is a number from 0 to 2^48")
    }
    let measures = [
      ("mean", mean), ("deviation", deviation), ("minimum", minimum), ("maximum", maximum),
      ("norm", norm),
    ]
    for (name, measure) in measures where (measure == nil) != (finite == 0) {
      return (name, finite == 0 ? "no element is finite, so there is none" : "it is missing")
    }
    guard let mean, let deviation, let minimum, let maximum, let norm else { return nil }
    for (name, measure) in measures where measure?.isNaN == true {
      return (name, "it can't be NaN")
    }
    let slack = Self.tolerance * magnitude
    if minimum > maximum { return ("minimum", "it is above the maximum") }
    if mean < minimum - slack || mean > maximum + slack {
      return ("mean", "it is not between minimum and maximum")
    }
    if deviation < 0 || deviation > maximum - minimum + slack {
      return ("deviation", "it is not between 0 and the distance of minimum and maximum")
    }
    if norm < magnitude - slack { return ("norm", "it is less than an element of the array") }
    if (minimum < 0) != (negative > 0) {
      return ("negative", "\(negative) elements are below zero, and the least is \(minimum)")
    }
    if (maximum > 0) != (positive > 0) {
      return ("positive", "\(positive) elements are above zero, and the largest is \(maximum)")
    }
    return nil
  }
}

extension Statistics {
  /// How far two ways of computing the same measure may lie apart, as a share of the largest element: others sum up in float32.
  private static let tolerance = 1e-3

  /// Whether both may be those of one array.
  func agrees(with other: Statistics) -> Bool {
    let isEqual = { (a: Double?, b: Double?) in
      guard let a, let b else { return a == nil && b == nil }
      return a == b || abs(a - b) <= Self.tolerance * max(magnitude, abs(b))
    }
    return negativeInfinity == other.negativeInfinity && negative == other.negative
      && zero == other.zero && positive == other.positive
      && positiveInfinity == other.positiveInfinity && nan == other.nan
      && isEqual(mean, other.mean) && isEqual(deviation, other.deviation)
      && isEqual(minimum, other.minimum) && isEqual(maximum, other.maximum)
      && isEqual(norm, other.norm)
  }

  /// Whether an array with these statistics may have such an element.
  func allows(_ element: Double) -> Bool {
    if element.isNaN { return nan > 0 }
    if element.isInfinite { return element > 0 ? positiveInfinity > 0 : negativeInfinity > 0 }
    guard let minimum, let maximum else { return false }
    let slack = Self.tolerance * magnitude
    return element >= minimum - slack && element <= maximum + slack
  }
}
