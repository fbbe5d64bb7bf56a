import Smolgrad

/// What is known of an array beside the same one in a wider type.
struct ArrayTwin {
  /// The Euclidean distance of both, as a share of the wider one's length; infinite where that has none.
  private(set) var error = 0.0
  /// Whether an element is finite in one of them only.
  private(set) var differsInFiniteness = false
  /// Whether an element became infinite.
  private(set) var overflows = false
  /// Whether an element became 0.
  private(set) var vanishes = false
  /// The smallest magnitude above 0 in the wider type.
  private(set) var smallest = Double.infinity
  /// The largest finite magnitude in the narrower type.
  private(set) var largest = 0.0
  /// The largest finite magnitude in the wider type.
  private(set) var widestMagnitude = 0.0
  /// The number in the wider type, if the array holds just one.
  private(set) var scalar: Double?

  /// Compares two tensors; nil if they differ in shape.
  init?(_ narrow: Tensor, _ wide: Tensor) {
    guard narrow.shape == wide.shape else { return nil }
    self = narrow.withElements(and: wide) { narrow, wide in
      switch (narrow, wide) {
      case (.single(let x), .single(let y)): Self(x, y)
      case (.single(let x), .double(let y)): Self(x, y)
      case (.double(let x), .single(let y)): Self(x, y)
      case (.double(let x), .double(let y)): Self(x, y)
      }
    }
  }

  /// Compares two summaries; nil where the elements of one are not known.
  init?(_ narrow: ArraySummary, _ wide: ArraySummary) {
    guard let x = narrow.elements, let y = wide.elements, x.count == y.count else { return nil }
    self = x.withUnsafeBufferPointer { x in y.withUnsafeBufferPointer { Self(x, $0) } }
  }

  private init<Narrow: BinaryFloatingPoint, Wide: BinaryFloatingPoint>(
    _ narrow: UnsafeBufferPointer<Narrow>, _ wide: UnsafeBufferPointer<Wide>
  ) {
    for index in narrow.indices {
      let (x, y) = (abs(Double(narrow[index])), abs(Double(wide[index])))
      if x.isFinite { largest = max(largest, x) }
      if y.isFinite {
        widestMagnitude = max(widestMagnitude, y)
        if y > 0 { smallest = min(smallest, y) }
        if x.isInfinite { overflows = true }
      }
      if x.isFinite != y.isFinite { differsInFiniteness = true }
      if x == 0, y != 0 { vanishes = true }
    }
    if wide.count == 1 { scalar = Double(wide[0]) }
    guard widestMagnitude > 0 else {
      error = largest > 0 ? .infinity : 0
      return
    }
    // Scaled, so that no square is too large or too small.
    var (distance, length) = (0.0, 0.0)
    for index in narrow.indices {
      let (x, y) = (Double(narrow[index]), Double(wide[index]))
      guard x.isFinite, y.isFinite else { continue }
      let difference = (x - y) / widestMagnitude
      distance += difference * difference
      length += (y / widestMagnitude) * (y / widestMagnitude)
    }
    error = length > 0 ? (distance / length).squareRoot() : 0
  }
}
