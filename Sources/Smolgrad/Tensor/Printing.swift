extension Tensor: CustomStringConvertible {
  /// The elements as nested lists.
  ///
  ///     Tensor([[1, 2], [3, 4]]) / 3  // [[0.3333, 0.6667], [1, 1.3333]]
  ///     Tensor.arange(0, 2000)  // [0, 1, 2, …, 1997, 1998, 1999]
  ///
  /// Fractions are rounded to four decimals, those below 1 to four digits; ``doubles()`` has them in full. Of more than 1,000 elements
  /// the first three and the last three along each dimension are shown.
  public var description: String { Listing(of: self).text(dim: 0, offset: 0) }
}

/// The elements of a tensor as text.
private struct Listing {
  /// How many elements are shown in full.
  static let mostElements = 1000
  /// How many are shown at each end of a dimension, where there are more.
  static let ends = 3

  /// The shape of what is shown.
  private let shape: [Int]
  /// Whether something is left out in the middle of each dimension.
  private let isShortened: [Bool]
  /// The element of a number, in row-major order.
  private let element: (Int) -> String

  init(of tensor: Tensor) {
    let isLarge = tensor.count > Self.mostElements
    let cuts = tensor.shape.map { isLarge && $0 > 2 * Self.ends }
    let shown = withoutGradients { Self.shortened(tensor, cuts) }
    shape = shown.shape
    isShortened = cuts
    switch tensor.dtype {
    case .float16, .bfloat16, .float32, .float64:
      let values = shown.doubles()
      element = { Self.text(of: values[$0]) }
    case .bool:
      let values = shown.integers()
      element = { values[$0] == 0 ? "false" : "true" }
    case .int32, .int64:
      let values = shown.integers()
      element = { "\(values[$0])" }
    }
  }

  /// What is left of a tensor when the middle of some dimensions is left out.
  private static func shortened(_ tensor: Tensor, _ cuts: [Bool]) -> Tensor {
    var rest = tensor
    for (dim, size) in tensor.shape.enumerated() where cuts[dim] {
      let parts = [0, size - ends].map { rest.narrow(dim: dim, start: $0, length: ends) }
      rest = Tensor.cat(parts, dim: dim)
    }
    return rest
  }

  /// The text of the part that begins at an element, from a dimension on.
  func text(dim: Int, offset: Int) -> String {
    guard dim < shape.count else { return element(offset) }
    let step = shape[(dim + 1)...].reduce(1, *)
    var parts = (0..<shape[dim]).map { text(dim: dim + 1, offset: offset + $0 * step) }
    if isShortened[dim] { parts.insert("…", at: Self.ends) }
    return "[\(parts.joined(separator: ", "))]"
  }

  private static func text(of value: Double) -> String {
    // The sign of a NaN means nothing, and differs between processors.
    if value.isNaN { return "nan" }
    if let integer = Int(exactly: value), abs(value) < 1e15 { return "\(integer)" }
    // Larger numbers have no four decimals, and below this one the factor would not be exact.
    guard value.isFinite, 1e-18..<1e11 ~= abs(value) else { return "\(value)" }
    var factor = 1e4
    if abs(value) < 1 {
      while abs(value) * factor < 1000 { factor *= 10 }
    }
    let rounded = (value * factor).rounded() / factor
    return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
  }
}
