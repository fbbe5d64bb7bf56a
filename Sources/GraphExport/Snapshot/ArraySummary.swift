/// The numbers of one array, as far as a picture needs them: statistics always, the elements themselves where there are few.
///
/// A graph may have millions of single numbers, so a scalar is kept as just that.
public struct ArraySummary: Sendable {
  /// The most elements that a summary keeps one by one; a bigger array keeps a thumbnail of its own.
  public static let elementLimit = 256

  enum Contents: Sendable {
    case scalar(Double)
    case few(Few)
    case many(Many)
    case absent(Absent)
  }

  final class Few: Sendable {
    let shape: [Int]
    let elements: [Double]
    let integers: [Int: Int]

    init(shape: [Int], elements: [Double], integers: [Int: Int]) {
      self.shape = shape
      self.elements = elements
      self.integers = integers
    }
  }

  final class Many: Sendable {
    let shape: [Int]
    let thumbnail: Thumbnail
    let statistics: Statistics
    let nonFinite: [Int]

    init(shape: [Int], thumbnail: Thumbnail, statistics: Statistics, nonFinite: [Int]) {
      self.shape = shape
      self.thumbnail = thumbnail
      self.statistics = statistics
      self.nonFinite = nonFinite
    }
  }

  final class Absent: Sendable {
    let shape: [Int]
    let reason: String

    init(shape: [Int], reason: String) {
      self.shape = shape
      self.reason = reason
    }
  }

  let contents: Contents
  /// Whether the elements are no more precise than `Float`; they are then written as such.
  public let isSinglePrecision: Bool

  /// The size of each axis; empty for a scalar.
  public var shape: [Int] {
    switch contents {
    case .scalar: []
    case .few(let few): few.shape
    case .many(let many): many.shape
    case .absent(let absent): absent.shape
    }
  }

  /// Why the numbers are not known, such as `complex numbers`; nil where they are.
  public var absence: String? {
    if case .absent(let absent) = contents { absent.reason } else { nil }
  }

  /// All elements in row-major order, or nil if there are more than `elementLimit` or none is known.
  public var elements: [Double]? {
    switch contents {
    case .scalar(let value): [value]
    case .few(let few): few.elements
    case .many, .absent: nil
    }
  }

  /// The elements beyond `Int32` that are known to be whole numbers, by their positions: they are exact where `elements` are rounded.
  public var integers: [Int: Int] {
    if case .few(let few) = contents { few.integers } else { [:] }
  }

  /// The array as a grid of cells; an empty one where no number is known.
  public var thumbnail: Thumbnail {
    switch contents {
    case .scalar(let value): Thumbnail(shape: [], values: [value])
    case .few(let few): Thumbnail(shape: few.shape, values: few.elements)
    case .many(let many): many.thumbnail
    case .absent: Thumbnail(shape: [0], values: [])
    }
  }

  /// What can be said of the numbers in numbers.
  public var statistics: Statistics {
    switch contents {
    case .scalar(let value): Statistics(value)
    case .few(let few): Statistics(few.elements)
    case .many(let many): many.statistics
    case .absent: Statistics([])
    }
  }

  /// The most elements that are NaN or infinite whose offsets a summary keeps.
  public static let nonFiniteLimit = 8

  /// The offsets, in row-major order, of the first elements that are NaN or infinite; empty where they are not known.
  public var nonFiniteOffsets: [Int] {
    switch contents {
    case .scalar(let value): value.isFinite ? [] : [0]
    case .few(let few):
      Array(
        few.elements.indices.lazy.filter { !few.elements[$0].isFinite }.prefix(Self.nonFiniteLimit))
    case .many(let many): many.nonFinite
    case .absent: []
    }
  }

  /// How many elements the array has.
  public var count: Int {
    switch contents {
    case .scalar: 1
    case .few(let few): few.elements.count
    case .many(let many): many.shape.reduce(1, *)
    case .absent(let absent): absent.shape.reduce(1, *)
    }
  }

  /// The number itself, if the array holds just one.
  public var scalar: Double? {
    switch contents {
    case .scalar(let value): value
    case .few(let few): few.elements.count == 1 ? few.elements[0] : nil
    case .many, .absent: nil
    }
  }

  /// Whether every element is exactly zero (and there is one).
  public var isZero: Bool {
    switch contents {
    case .scalar(let value): value == 0
    case .few(let few): !few.elements.isEmpty && few.elements.allSatisfy { $0 == 0 }
    case .many(let many): many.statistics.zero == count
    case .absent: false
    }
  }

  /// Summarises an array.
  ///
  /// - Parameters:
  ///   - shape: the sizes along the axes.
  ///   - values: the elements in row-major order, as many as the shape has.
  ///   - isSinglePrecision: whether a number is told by as many digits as single precision needs, not double.
  ///   - integers: the elements beyond `Int32` that are known to be whole numbers, by their positions.
  public init(
    shape: [Int], values: [Double], isSinglePrecision: Bool = true, integers: [Int: Int] = [:]
  ) {
    guard let count = Self.count(of: shape) else {
      preconditionFailure("\(shape) is not the shape of an array")
    }
    precondition(
      count == values.count,
      "an array of shape \(shape) has \(count) elements, not \(values.count)")
    self.isSinglePrecision = isSinglePrecision
    if shape.isEmpty, integers.isEmpty {
      contents = .scalar(values[0])
    } else if values.count <= Self.elementLimit {
      contents = .few(Few(shape: shape, elements: values, integers: integers))
    } else {
      let survey = ArraySurvey(ThumbnailLayout(shape: shape), values)
      contents = .many(
        Many(
          shape: shape, thumbnail: survey.thumbnail, statistics: survey.statistics,
          nonFinite: Array(
            values.indices.lazy.filter { !values[$0].isFinite }.prefix(Self.nonFiniteLimit))))
    }
  }

  /// The most elements that an array may have, so that those of many arrays can be added up.
  static let countLimit = 1 << 48

  /// The most axes that an array may have, in memory as in a file.
  static let rankLimit = 1 << 12

  /// How many elements an array of a shape has; nil if there is no such array.
  static func count(of shape: [Int]) -> Int? {
    guard shape.count <= rankLimit else { return nil }
    var count = 1
    for size in shape {
      guard (0...countLimit).contains(size) else { return nil }
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      if isTooLarge || product > countLimit { return nil }
      count = product
    }
    return count
  }

  /// Makes the summary of an array whose elements are not at hand.
  init(
    shape: [Int], isSinglePrecision: Bool, thumbnail: Thumbnail, statistics: Statistics,
    nonFinite: [Int] = []
  ) {
    self.isSinglePrecision = isSinglePrecision
    contents = .many(
      Many(shape: shape, thumbnail: thumbnail, statistics: statistics, nonFinite: nonFinite))
  }

  /// Makes the summary of an array of which the shape alone is known, for a reason in few words.
  public init(shape: [Int], absence: String) {
    precondition(Self.count(of: shape) != nil, "\(shape) is not the shape of an array")
    isSinglePrecision = true
    contents = .absent(Absent(shape: shape, reason: absence))
  }

  /// Makes the summary of a single number without axes.
  init(scalar: Double, isSinglePrecision: Bool) {
    self.isSinglePrecision = isSinglePrecision
    contents = .scalar(scalar)
  }
}
