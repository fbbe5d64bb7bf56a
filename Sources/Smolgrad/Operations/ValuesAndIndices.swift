/// Elements that an operation selected along a dimension, and where they stood there, as PyTorch's named tuples.
public struct ValuesAndIndices {
  /// The elements, with the gradient.
  public let values: Tensor
  /// Their indices along the dimension, as `int64`.
  public let indices: Tensor

  /// A pair of elements and indices.
  public init(values: Tensor, indices: Tensor) {
    self.values = values
    self.indices = indices
  }
}

/// How an operation selects elements of a row: by their indices.
protocol RowSelection {
  /// How many elements it selects of a row with so many.
  func count(of length: Int) -> Int
  /// The indices that it selects, in the order of the result.
  func indices<T: Comparable>(in row: UnsafeBufferPointer<T>) -> [Int]
}

extension Tensor {
  /// The elements along an axis that a selection names, and their indices; without `keepDim` the axis is dropped.
  ///
  /// The gradient is added where the elements were selected, so there are derivatives of every order.
  func gathered(
    _ operation: String, _ attributes: [Attribute], _ axis: Int, keepDim: Bool = true,
    by selection: some RowSelection
  ) -> ValuesAndIndices {
    let length = rank == 0 ? 1 : shape[axis]
    let size = selection.count(of: length)
    // Rows along the axis, each of which is contiguous.
    let rows = array.rows(along: axis)
    let selected = rows.indices(length, size, selection)
    let inner = rank == 0 ? 1 : shape[(axis + 1)...].reduce(1, *)
    var target = shape
    if rank > 0 { target[axis] = size }
    let positions = NDArray(uninitialized: [selected.count], dtype: .int64)
    let indices = NDArray(uninitialized: target, dtype: .int64)
    let (to, index) = (positions.pointer(Int64.self), indices.pointer(Int64.self))
    for (number, element) in selected.enumerated() {
      // The row's number counts the axes before and behind; its elements lie `inner` apart.
      let (row, rank) = (number / size, number % size)
      let (before, behind) = (row / inner, row % inner)
      let result = (before * size + rank) * inner + behind
      to[result] = Int64((before * length + element) * inner + behind)
      index[result] = Int64(element)
    }
    if !keepDim, rank > 0 { target.remove(at: axis) }
    return ValuesAndIndices(
      values: gathered(
        operation, attributes, at: positions, shape: target, tags: loopTags),
      indices: Tensor.result(operation, attributes, of: [self], indices.reshaped(target), []))
  }
}

extension NDArray {
  /// The elements with an axis put last, contiguous, in a type that can be compared.
  fileprivate func rows(along axis: Int) -> NDArray {
    let moved =
      shape.isEmpty
      ? self
      : permuted(shape.indices.filter { $0 != axis } + [axis])
    return dtype.computesInFloat32 ? moved.cast(to: .float32).contiguous() : moved.contiguous()
  }

  /// The indices that a selection names in each row of so many elements.
  fileprivate func indices(_ length: Int, _ size: Int, _ selection: some RowSelection) -> [Int] {
    func run<T: Comparable>(_: T.Type) -> [Int] {
      guard length > 0, size > 0 else { return [] }
      let base = pointer(T.self)
      return withExtendedLifetime(storage) {
        (0..<count / length).flatMap {
          selection.indices(in: UnsafeBufferPointer(start: base + $0 * length, count: length))
        }
      }
    }
    switch dtype {
    case .float32, .float16, .bfloat16: return run(Float.self)
    case .float64: return run(Double.self)
    case .int32: return run(Int32.self)
    case .int64: return run(Int64.self)
    case .bool: return run(UInt8.self)
    }
  }
}
