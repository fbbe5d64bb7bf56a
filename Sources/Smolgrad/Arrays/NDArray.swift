/// An n-dimensional array: elements of one type in a storage, found by shape, strides and offset.
///
/// A view shares the storage. Strides and offset count elements; a stride of 0 repeats.
struct NDArray {
  private(set) var storage: Storage
  let shape: [Int]
  let strides: [Int]
  let offset: Int
  let dtype: DType
  let count: Int
  /// Whether the elements lie one after the other in row-major order.
  let isContiguous: Bool

  /// A fresh array whose elements are not initialised yet.
  init(uninitialized shape: [Int], dtype: DType) {
    let count = shape.elementCount
    self.init(
      storage: .allocate(byteCount: count * dtype.byteCount), shape: shape,
      strides: shape.contiguousStrides, offset: 0, dtype: dtype, count: count, isContiguous: true)
  }

  /// A fresh array with shape, and thus layout, of another that is contiguous.
  init(uninitializedLike other: NDArray, dtype: DType) {
    let strides = other.isContiguous ? other.strides : other.shape.contiguousStrides
    self.init(
      storage: .allocate(byteCount: other.count * dtype.byteCount), shape: other.shape,
      strides: strides, offset: 0, dtype: dtype, count: other.count, isContiguous: true)
  }

  private init(
    storage: Storage, shape: [Int], strides: [Int], offset: Int, dtype: DType, count: Int,
    isContiguous: Bool
  ) {
    self.storage = storage
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.dtype = dtype
    self.count = count
    self.isContiguous = isContiguous
  }

  /// The same storage seen with another shape, strides and offset.
  func view(shape: [Int], strides: [Int], offset: Int) -> NDArray {
    NDArray(
      storage: storage, shape: shape, strides: strides, offset: offset, dtype: dtype,
      count: shape.elementCount, isContiguous: shape.isContiguous(with: strides))
  }

  /// The address of the first element.
  var base: UnsafeMutableRawPointer {
    storage.pointer + offset * dtype.byteCount
  }

  /// The elements as a typed pointer; the type must be that of `dtype`.
  func pointer<T>(_ type: T.Type) -> UnsafeMutablePointer<T> {
    base.assumingMemoryBound(to: type)
  }

  /// Whether no other array shares the elements.
  mutating func isUniquelyReferenced() -> Bool {
    isKnownUniquelyReferenced(&storage)
  }

  /// The array itself where it is contiguous, else a contiguous copy.
  func contiguous() -> NDArray {
    isContiguous ? self : copy()
  }

  /// A contiguous copy.
  func copy() -> NDArray {
    let result = NDArray(uninitialized: shape, dtype: dtype)
    copy(into: result)
    return result
  }
}

extension [Int] {
  /// The number of elements of an array of this shape.
  var elementCount: Int {
    var count = 1
    for size in self { count *= size }
    return count
  }

  /// The strides of a row-major array of this shape.
  var contiguousStrides: [Int] {
    if isEmpty { return self }
    if count == 1 { return [1] }
    return [Int](unsafeUninitializedCapacity: count) { strides, initialized in
      var stride = 1
      for axis in indices.reversed() {
        strides.initializeElement(at: axis, to: stride)
        stride *= Swift.max(self[axis], 1)
      }
      initialized = count
    }
  }

  /// Whether these strides place an array of this shape in row-major order; axes of size 1 don't matter.
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
