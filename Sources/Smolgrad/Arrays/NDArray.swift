/// An n-dimensional array: elements of one type in a storage, found by a layout and an offset.
///
/// A view shares the storage. The offset counts elements.
struct NDArray {
  private(set) var storage: Storage
  let layout: Layout
  let offset: Int
  let dtype: DType

  /// The sizes of the axes.
  var shape: [Int] { layout.shape }
  /// The distance of neighbors along each axis, in elements; 0 repeats an element.
  var strides: [Int] { layout.strides }
  /// The number of elements.
  var count: Int { layout.count }
  /// Whether the elements lie one after the other in row-major order.
  var isContiguous: Bool { layout.isContiguous }

  /// A fresh array whose elements are not initialized yet.
  init(uninitialized shape: [Int], dtype: DType) {
    self.init(uninitialized: .contiguous(shape), dtype: dtype)
  }

  /// A fresh array with the shape, and if that is contiguous the layout, of another.
  @inline(__always)
  init(uninitializedLike other: NDArray, dtype: DType) {
    self.init(
      uninitialized: other.isContiguous ? other.layout : .contiguous(other.shape), dtype: dtype)
  }

  /// A fresh array with a contiguous layout.
  init(uninitialized layout: Layout, dtype: DType) {
    self.init(
      storage: .allocate(
        byteCount: Self.checkedByteCount(layout.count, dtype.byteCount, of: layout.shape)),
      layout: layout, offset: 0, dtype: dtype)
  }

  init(storage: Storage, layout: Layout, offset: Int, dtype: DType) {
    self.storage = storage
    self.layout = layout
    self.offset = offset
    self.dtype = dtype
  }

  /// The same storage seen with another shape, strides and offset.
  func view(shape: [Int], strides: [Int], offset: Int) -> NDArray {
    NDArray(
      storage: storage, layout: Layout(shape: shape, strides: strides), offset: offset,
      dtype: dtype)
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
  ///
  /// Elements of MLX are never changed in place: it may share them.
  mutating func isUniquelyReferenced() -> Bool {
    !isOnMLX && isKnownUniquelyReferenced(&storage)
  }

  /// The array itself where it is contiguous, else a contiguous copy.
  func contiguous() -> NDArray {
    isContiguous ? self : copy()
  }

  /// A contiguous copy.
  func copy() -> NDArray { onMLX("copy") ?? writableCopy() }

  /// A contiguous copy in the CPU's memory, to be written to.
  func writableCopy() -> NDArray {
    let result = NDArray(uninitialized: shape, dtype: dtype)
    copy(into: result)
    return result
  }
}
