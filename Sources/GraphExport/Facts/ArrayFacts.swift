/// An array in a few numbers, rounded to what is the same on every machine that does the same arithmetic.
struct ArrayFacts: Hashable, Sendable {
  /// A single number, or the measures of many in the order of `Measure`.
  var numbers: [Double]

  enum Measure: Int {
    case mean, deviation, minimum, maximum, norm
    /// A sum with a weight for each position: it changes where the same elements stand in another order.
    case moment
    case nan, positiveInfinity, negativeInfinity
  }

  init(_ summary: ArraySummary) {
    if let scalar = summary.scalar {
      numbers = [Self.rounded(scalar)]
      return
    }
    let statistics = summary.statistics
    let measures = [
      statistics.mean, statistics.deviation, statistics.minimum, statistics.maximum,
      statistics.norm, Self.moment(of: summary),
    ]
    numbers =
      measures.map { Self.rounded($0 ?? .nan) }
      + [statistics.nan, statistics.positiveInfinity, statistics.negativeInfinity].map(Double.init)
  }

  var scalar: Double? { numbers.count == 1 ? numbers[0] : nil }

  subscript(measure: Measure) -> Double? {
    numbers.indices.contains(measure.rawValue) ? numbers[measure.rawValue] : nil
  }

  /// Whether a measure is the same but for what another processor or another BLAS rounds otherwise.
  func isSame(_ measure: Measure, as other: ArrayFacts, noise: Double) -> Bool {
    guard let a = self[measure], let b = other[measure] else { return false }
    // Means of large numbers of both signs are small and inexact.
    let magnitudes = [self, other].flatMap { [$0[.minimum], $0[.maximum]] }
      .compactMap { $0.map(abs) }.filter(\.isFinite)
    return Self.isSame(a, b, magnitude: magnitudes.max() ?? 0, noise: noise)
  }

  static func isSame(
    _ a: Double, _ b: Double, magnitude: Double = 0, noise: Double
  ) -> Bool {
    guard a.isFinite, b.isFinite else { return a == b || a.isNaN && b.isNaN }
    return abs(a - b) <= 5e-5 * max(abs(a), abs(b), magnitude) + noise
  }

  private static func moment(of summary: ArraySummary) -> Double {
    let cells = summary.elements ?? summary.thumbnail.numbers
    var sum = 0.0
    var weight = 0.5
    for cell in cells {
      if cell.isFinite { sum += cell * weight }
      weight = (weight + 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
    }
    return sum / Double(max(1, cells.count))
  }

  /// Seven significant digits.
  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    return Double(NumberText.digits(value, 7)) ?? value
  }
}

extension ArrayFacts: Codable {
  init(from decoder: any Decoder) throws {
    numbers = try decoder.singleValueContainer().decode([Double].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(numbers)
  }
}
