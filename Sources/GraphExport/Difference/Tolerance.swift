/// How far two numbers may be apart and still count as equal.
///
/// Two arrays are equal if no element differs by more than `relative` times the larger magnitude among the elements of both, or by more than
/// `absolute`. Of arrays that a snapshot keeps no elements of, statistics and the cells of their pictures are compared in the same way: the
/// sum and the norm against the norm, which rounding moves by little.
public struct Tolerance: Hashable, Sendable {
  /// The share of the largest magnitude; nil for what rounding explains in the coarsest type in which the numbers were computed.
  public var relative: Double?
  /// A difference that never counts.
  public var absolute: Double

  /// Makes a tolerance; without arguments, what rounding explains.
  public init(relative: Double? = nil, absolute: Double = 0) {
    self.relative = relative
    self.absolute = absolute
  }

  /// What rounding explains in a type.
  ///
  /// Half precision is rounded once an operation, so some steps are enough; in wider types the errors of many operations add up.
  static func rounding(of dtype: String) -> Double {
    switch dtype {
    case "float16": 4e-3
    case "bfloat16": 3e-2
    case "float32": 1e-5
    case "float64": 1e-9
    default: 0
    }
  }

  /// The share for tensors of two types.
  func share(_ first: String, _ second: String) -> Double {
    relative ?? max(Self.rounding(of: first), Self.rounding(of: second))
  }
}

/// How two arrays of one shape differ.
struct NumberDifference {
  /// The largest difference, as a share of the largest magnitude.
  var share: Double
  /// Whether each number is the other with the opposite sign.
  var isNegated = false
  /// The offset of the element that differs most, where the elements are known.
  var offset: Int?
  /// How many elements differ, where they are known.
  var count: Int?

  /// Compares two arrays; nil if they are equal within the tolerance.
  ///
  /// - Parameters:
  ///   - share: the relative tolerance.
  ///   - absolute: a difference that never counts.
  ///   - largest: the largest numbers of the types of both, where these are different types.
  init?(
    _ first: ArraySummary, _ second: ArraySummary, share: Double, absolute: Double,
    largest: LargestNumber.Pair? = nil
  ) {
    if first == second || first.absence != nil || second.absence != nil { return nil }
    let (first, second) = largest?.withoutCounterparts(first, second) ?? (first, second)
    if let a = first.elements, let b = second.elements, a.count == b.count {
      self.init(elements: a, b, share: share, absolute: absolute)
    } else {
      self.init(
        statistics: first, second, share: share, absolute: absolute)
    }
  }

  private init?(elements a: [Double], _ b: [Double], share: Double, absolute: Double) {
    let scale = (a + b).lazy.filter(\.isFinite).map(abs).max() ?? 0
    let limit = max(share * scale, absolute)
    var most = -1.0
    var differing = 0
    for (offset, (x, y)) in zip(a, b).enumerated() where x.identity != y.identity {
      // What is no number is as far away as can be from what is another one.
      let distance = x.isFinite && y.isFinite ? abs(x - y) : .infinity
      guard distance > limit else { continue }
      differing += 1
      guard distance > most else { continue }
      (most, self.offset) = (distance, offset)
    }
    guard differing > 0 else { return nil }
    self.share = scale > 0 ? most / scale : most
    count = differing
    isNegated = scale > limit && zip(a, b).allSatisfy { abs($0 + $1) <= limit }
  }

  private init?(
    statistics first: ArraySummary, _ second: ArraySummary, share: Double, absolute: Double
  ) {
    let (a, b) = (first.statistics, second.statistics)
    let scale = max(a.magnitude, b.magnitude)
    let norm = max(a.norm ?? 0, b.norm ?? 0)
    let root = Double(a.count).squareRoot()
    // Rounding adds up at random in a sum; in an array of millions its bias may show.
    let sums = max(share, 6e-8 * root) * norm
    let distances: [(Double, limit: Double, scale: Double)] =
      [
        (
          Self.distance(a.mean, b.mean) * Double(a.count), max(sums, absolute * root),
          max(norm, .leastNormalMagnitude)
        ),
        (
          Self.distance(a.norm, b.norm), max(share * norm, absolute * root),
          max(norm, .leastNormalMagnitude)
        ),
        (Self.distance(a.minimum, b.minimum), max(share * scale, absolute), scale),
        (Self.distance(a.maximum, b.maximum), max(share * scale, absolute), scale),
      ] + Self.cellDistances(first, second).map { ($0, max(share * scale, absolute), scale) }
    let differs =
      distances.contains { $0.0 > $0.limit } || a.nan != b.nan
      || a.positiveInfinity != b.positiveInfinity || a.negativeInfinity != b.negativeInfinity
    guard differs else { return nil }
    self.share =
      distances.lazy.filter { $0.0 > $0.limit }.map { $0.0 / $0.scale }.max() ?? .infinity
    isNegated =
      norm > 0 && Self.distance(a.norm, b.norm) <= share * norm
      && Self.distance(a.mean, b.mean.map { -$0 }) * Double(a.count) <= sums
      && Self.distance(a.minimum, b.maximum.map { -$0 }) <= share * scale
      && Self.distance(a.maximum, b.minimum.map { -$0 }) <= share * scale
  }

  private static func distance(_ a: Double?, _ b: Double?) -> Double {
    switch (a, b) {
    case (nil, nil): 0
    case (let a?, let b?): abs(a - b)
    default: .infinity
    }
  }

  /// How far the cells of the two pictures are apart, where each shows the same elements; what is not finite is counted elsewhere.
  private static func cellDistances(_ first: ArraySummary, _ second: ArraySummary) -> [Double] {
    guard let (a, b) = Thumbnail.alike(first.thumbnail, second.thumbnail) else { return [] }
    return zip(a.numbers, b.numbers).compactMap { x, y in
      guard x.isFinite, y.isFinite else { return nil }
      // Of a block the largest magnitude is shown: the two may show elements of nearly the same size and opposite signs.
      return a.pooling == .largest ? abs(abs(x) - abs(y)) : abs(x - y)
    }
  }
}
