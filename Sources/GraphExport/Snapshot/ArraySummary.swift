/// The numbers of one array, as far as a picture needs them: statistics always, the elements themselves where there are few.
public struct ArraySummary: Hashable, Sendable {
  /// The most elements that a summary keeps one by one; a bigger array keeps a thumbnail of its own.
  public static let elementLimit = 256

  /// The size of each axis; empty for a scalar.
  public let shape: [Int]
  /// Whether the elements are no more precise than `Float`; they are then written as such.
  public let isSinglePrecision: Bool
  /// All elements in row-major order, or nil if there are more than `elementLimit`.
  public let elements: [Double]?
  /// The array as a grid of at most 16 x 16 cells.
  public let thumbnail: Thumbnail
  /// What can be said of the numbers in numbers.
  public let statistics: Statistics

  /// How many elements the array has.
  public var count: Int { shape.reduce(1, *) }
  /// The number itself, if the array holds just one.
  public var scalar: Double? { count == 1 ? elements?.first : nil }
  /// Whether every element is exactly zero (and there is one).
  public var isZero: Bool { count > 0 && statistics.zero == count }

  /// Summarises an array.
  ///
  /// - Parameter values: the elements in row-major order, as many as the shape has.
  public init(shape: [Int], values: [Double], isSinglePrecision: Bool = true) {
    precondition(
      shape.reduce(1, *) == values.count,
      "an array of shape \(shape) has \(shape.reduce(1, *)) elements, not \(values.count)")
    self.shape = shape
    self.isSinglePrecision = isSinglePrecision
    elements = values.count <= Self.elementLimit ? values : nil
    thumbnail = Thumbnail(shape: shape, values: values)
    statistics = Statistics(values)
  }

  /// Makes the summary of an array whose elements are not at hand.
  init(shape: [Int], isSinglePrecision: Bool, thumbnail: Thumbnail, statistics: Statistics) {
    self.shape = shape
    self.isSinglePrecision = isSinglePrecision
    self.thumbnail = thumbnail
    self.statistics = statistics
    elements = nil
  }

  /// Two summaries are equal if they say the same; a NaN says the same as a NaN.
  public static func == (a: ArraySummary, b: ArraySummary) -> Bool {
    a.shape == b.shape && a.isSinglePrecision == b.isSinglePrecision
      && a.thumbnail == b.thumbnail && a.statistics == b.statistics
      && a.elements?.map(\.identity) == b.elements?.map(\.identity)
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(shape)
    hasher.combine(elements?.map(\.identity))
    hasher.combine(statistics)
  }
}

extension Double {
  /// A value that is equal for equal numbers and for any two NaNs.
  var identity: UInt64 { isNaN ? .max : self == 0 ? 0 : bitPattern }
}

/// What can be said of an array in a few numbers.
///
/// Only finite elements count for all but the shares.
public struct Statistics: Codable, Hashable, Sendable {
  /// How many elements are `-infinity`.
  public private(set) var negativeInfinity = 0
  /// How many finite elements are below zero.
  public private(set) var negative = 0
  /// How many elements are zero.
  public private(set) var zero = 0
  /// How many finite elements are above zero.
  public private(set) var positive = 0
  /// How many elements are `+infinity`.
  public private(set) var positiveInfinity = 0
  /// How many elements are not a number.
  public private(set) var nan = 0
  /// The mean, or nil if no element is finite.
  public private(set) var mean: Double?
  /// The deviation from the mean (of the population: divided by the count), or nil if no element is finite.
  public private(set) var deviation: Double?
  /// The smallest finite element.
  public private(set) var minimum: Double?
  /// The largest finite element.
  public private(set) var maximum: Double?
  /// The Euclidean norm of the finite elements.
  public private(set) var norm: Double?

  /// How many elements are finite.
  public var finite: Int { negative + zero + positive }
  /// How many elements there are.
  public var count: Int { finite + negativeInfinity + positiveInfinity + nan }
  /// How many elements are NaN or infinite.
  public var notFinite: Int { count - finite }
  /// The largest absolute value of a finite element, or 0 if there is none.
  public var magnitude: Double { max(abs(minimum ?? 0), abs(maximum ?? 0)) }

  /// Counts and measures the elements.
  public init(_ values: [Double]) {
    var sum = 0.0
    var smallest = Double.infinity
    var largest = -Double.infinity
    for value in values {
      guard value.isFinite else {
        if value.isNaN {
          nan += 1
        } else if value > 0 {
          positiveInfinity += 1
        } else {
          negativeInfinity += 1
        }
        continue
      }
      if value > 0 { positive += 1 } else if value < 0 { negative += 1 } else { zero += 1 }
      sum += value
      smallest = min(smallest, value)
      largest = max(largest, value)
    }
    guard finite > 0 else { return }
    // Scaled by the largest magnitude, so that neither squares nor sums leave the range of Double.
    let scale = max(abs(smallest), abs(largest))
    let average =
      sum.isFinite
      ? sum / Double(finite) : values.reduce(0) { $0 + ($1.isFinite ? $1 / Double(finite) : 0) }
    var squares = 0.0
    var deviations = 0.0
    if scale > 0 {
      for value in values where value.isFinite {
        squares += (value / scale) * (value / scale)
        let distance = value / scale - average / scale
        deviations += distance * distance
      }
    }
    mean = average
    deviation = scale * (deviations / Double(finite)).squareRoot()
    norm = scale * squares.squareRoot()
    minimum = smallest
    maximum = largest
  }
}
