// The largest and the smallest along a dimension, with their indices. A NaN is larger than everything, and smaller than everything.

extension Tensor {
  /// The largest element along a dimension and its index, the first of equal ones; that one gets the gradient.
  ///
  ///     let best = Tensor([[1, 5], [3, 2]]).maxWithIndices(dim: 1)
  ///     best.values  // [5, 3]
  ///     best.indices  // [1, 0]
  public func maxWithIndices(dim: Int, keepDim: Bool = false) -> ValuesAndIndices {
    required(of: [self], try checkedMaxWithIndices(dim: dim, keepDim: keepDim))
  }

  package func checkedMaxWithIndices(dim: Int, keepDim: Bool) throws(OperandError)
    -> ValuesAndIndices
  {
    try extremum("max", dim, keepDim, isLargest: true)
  }

  /// The smallest element along a dimension and its index, the first of equal ones; that one gets the gradient.
  ///
  ///     Tensor([[1, 5], [3, 2]]).minWithIndices(dim: 0).indices  // [0, 1]
  public func minWithIndices(dim: Int, keepDim: Bool = false) -> ValuesAndIndices {
    required(of: [self], try checkedMinWithIndices(dim: dim, keepDim: keepDim))
  }

  package func checkedMinWithIndices(dim: Int, keepDim: Bool) throws(OperandError)
    -> ValuesAndIndices
  {
    try extremum("min", dim, keepDim, isLargest: false)
  }

  /// The position of the smallest element along a dimension, the first of equal ones; in the whole tensor where none is given.
  ///
  ///     Tensor([[1, 5], [3, 2]]).argmin(dim: 1)  // [0, 1]
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedArgmin(dim: dim, keepDim: keepDim))
  }

  package func checkedArgmin(dim: Int?, keepDim: Bool) throws(OperandError) -> Tensor {
    if dim == nil { try checkFilled("argmin") }
    let indices = try withoutGradients { () throws(OperandError) in
      guard let dim else {
        let first = try reshape(-1).extremum("argmin", 0, false, isLargest: false).indices
        return keepDim ? first.reshape(shape.map { _ in 1 }) : first
      }
      return try extremum("argmin", dim, keepDim, isLargest: false).indices
    }
    let attributes = dim.map { [Attribute("dim", .integer($0))] } ?? []
    return Tensor.result("argmin", attributes, of: [self], indices.array, [])
  }

  /// The largest elements up to each index along a dimension, and their indices, the last of equal ones.
  ///
  ///     Tensor([1, 3, 2, 4]).cummax(dim: 0).values  // [1, 3, 3, 4]
  public func cummax(dim: Int) -> ValuesAndIndices {
    required(of: [self], try checkedCummax(dim: dim))
  }

  package func checkedCummax(dim: Int) throws(OperandError) -> ValuesAndIndices {
    let axis = try checkedAxis(dim, "cummax")
    return gathered(
      "cummax", [Attribute("dim", .integer(dim))], axis, by: RunningExtremum(isLargest: true))
  }

  /// The smallest elements up to each index along a dimension, and their indices, the last of equal ones.
  ///
  ///     Tensor([4, 2, 3, 1]).cummin(dim: 0).values  // [4, 2, 2, 1]
  public func cummin(dim: Int) -> ValuesAndIndices {
    required(of: [self], try checkedCummin(dim: dim))
  }

  package func checkedCummin(dim: Int) throws(OperandError) -> ValuesAndIndices {
    let axis = try checkedAxis(dim, "cummin")
    return gathered(
      "cummin", [Attribute("dim", .integer(dim))], axis, by: RunningExtremum(isLargest: false))
  }

  private func extremum(
    _ operation: String, _ dim: Int, _ keepDim: Bool, isLargest: Bool
  ) throws(OperandError) -> ValuesAndIndices {
    let axis = try checkedAxis(dim, operation)
    try checkFilled(operation, along: [axis])
    var attributes = [Attribute("dim", .integer(dim))]
    if keepDim { attributes.append(Attribute("keepDim", true)) }
    return gathered(
      operation, attributes, axis, keepDim: keepDim, by: Extremum(isLargest: isLargest))
  }
}

/// The first of the largest or of the smallest elements; the first NaN where there is one.
private struct Extremum: RowSelection {
  let isLargest: Bool
  func count(of length: Int) -> Int { 1 }

  func indices<T: Comparable>(in row: UnsafeBufferPointer<T>) -> [Int] {
    var best = 0
    for index in row.indices {
      if row[index] != row[index] { return [index] }
      if isLargest ? row[index] > row[best] : row[index] < row[best] { best = index }
    }
    return [best]
  }
}

/// The last of the largest or of the smallest elements up to each index; a NaN stays.
private struct RunningExtremum: RowSelection {
  let isLargest: Bool
  func count(of length: Int) -> Int { length }

  func indices<T: Comparable>(in row: UnsafeBufferPointer<T>) -> [Int] {
    var best = 0
    return row.indices.map { index in
      let (x, kept) = (row[index], row[best])
      if x != x || (kept == kept && (isLargest ? x >= kept : x <= kept)) { best = index }
      return best
    }
  }
}
