/// Where the elements of an array lie in its storage; shared by all arrays of the same layout.
final class Layout: Sendable {
  let shape: [Int]
  let strides: [Int]
  let count: Int
  let isContiguous: Bool

  private static let scalar = Layout(shape: [], strides: [])

  init(shape: [Int], strides: [Int]) {
    self.shape = shape
    self.strides = strides
    count = shape.elementCount
    isContiguous = shape.isContiguous(with: strides)
  }

  /// Whether this and another layout put the elements of one shape one after the other.
  @inline(__always)
  func isRowMajor(as other: Layout) -> Bool {
    isContiguous && (self === other || (other.isContiguous && shape == other.shape))
  }

  /// The row-major layout of a shape.
  static func contiguous(_ shape: [Int]) -> Layout {
    shape.isEmpty ? scalar : Layout(shape: shape, strides: shape.contiguousStrides)
  }
}

extension [Int] {
  /// The strides of a row-major array of this shape; whether there can be one is checked where its elements are counted.
  var contiguousStrides: [Int] {
    if isEmpty { return self }
    if count == 1 { return [1] }
    return [Int](unsafeUninitializedCapacity: count) { strides, initialized in
      var stride = 1
      for axis in indices.reversed() {
        strides.initializeElement(at: axis, to: stride)
        stride &*= Swift.max(self[axis], 1)
      }
      initialized = count
    }
  }

  /// Whether these strides lay an array of this shape in row-major order; axes of size 1 don't matter.
  func isContiguous(with strides: [Int]) -> Bool {
    var expected = 1
    for axis in indices.reversed() where self[axis] != 1 {
      if self[axis] == 0 { return true }
      if strides[axis] != expected { return false }
      expected *= self[axis]
    }
    return true
  }
}
