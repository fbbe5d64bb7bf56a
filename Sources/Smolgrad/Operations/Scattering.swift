// Elements put to positions of a copy of a tensor, or added there: the reverse of `gather`.

extension Tensor {
  /// A copy in which the index says where along a dimension the source's elements are put: `result[index[i][j]][j] = source[i][j]` for
  /// dimension 0.
  ///
  /// Of several elements for one position the last one counts, and all of them get its gradient, as in PyTorch. The source is at least as large
  /// as the index, and of this tensor's type.
  ///
  ///     let index = Tensor(integers: [2, 0])
  ///     Tensor.zeros([3]).scatter(dim: 0, index: index, source: Tensor([5, 6]))  // [6, 0, 5]
  public func scatter(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    required(of: [self, index, source], try checkedScatter(dim: dim, index: index, source: source))
  }

  package func checkedScatter(dim: Int, index: Tensor, source: Tensor) throws(OperandError)
    -> Tensor
  {
    let axis = try scattered(dim, index, source, "scatter")
    let positions =
      index.count == 0 ? .positions([]) : try positions(along: axis, of: index, "scatter")
    return replaced(
      "scatter", [Attribute("dim", .integer(dim))], index, at: positions, by: source,
      part: source.leading(index.shape))
  }

  /// A copy in which the index says where along a dimension a number is put.
  ///
  ///     Tensor.zeros([3]).scatter(dim: 0, index: Tensor(integers: [2, 0]), value: 1)  // [1, 0, 1]
  public func scatter(dim: Int, index: Tensor, value: some Scalar) -> Tensor {
    required(of: [self, index], try checkedScatter(dim: dim, index: index, value: value))
  }

  package func checkedScatter(dim: Int, index: Tensor, value: some Scalar) throws(OperandError)
    -> Tensor
  {
    let axis = try scattered(dim, index, nil, "scatter")
    let positions =
      index.count == 0 ? .positions([]) : try positions(along: axis, of: index, "scatter")
    return try filled(
      "scatter", [Attribute("dim", .integer(dim)), value.number.attribute("value")], index,
      at: positions, with: value.number)
  }

  /// A copy in which the index says where along a dimension the source's elements are added: `result[index[i][j]][j] += source[i][j]` for
  /// dimension 0.
  ///
  /// The source is at least as large as the index, and of this tensor's type.
  ///
  ///     let index = Tensor(integers: [0, 0, 2])
  ///     Tensor.zeros([3]).scatterAdd(dim: 0, index: index, source: Tensor([1, 2, 3]))  // [3, 0, 3]
  public func scatterAdd(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    required(
      of: [self, index, source], try checkedScatterAdd(dim: dim, index: index, source: source))
  }

  package func checkedScatterAdd(dim: Int, index: Tensor, source: Tensor) throws(OperandError)
    -> Tensor
  {
    let axis = try scattered(dim, index, source, "scatter_add")
    let positions =
      index.count == 0 ? .positions([]) : try positions(along: axis, of: index, "scatter_add")
    return added(
      "scatter_add", [Attribute("dim", .integer(dim))], index, at: positions, source,
      part: source.leading(index.shape))
  }

  // MARK: Checks

  /// The axis of a scatter whose index and source fit.
  private func scattered(
    _ dim: Int, _ index: Tensor, _ source: Tensor?, _ operation: String
  ) throws(OperandError) -> Int {
    let axis = try checkedAxis(dim, operation)
    if let source { try checkType(ofSource: source, operation) }
    _ = try index.checkedIndices(below: size(along: axis), operation)
    if index.count == 0 { return axis }
    guard max(index.rank, 1) == max(rank, 1), max(source?.rank ?? rank, 1) == max(rank, 1) else {
      throw OperandError(
        operation,
        "the shapes \(shape), \(index.shape) of the index\(source.map { " and \($0.shape) of the source" } ?? "") must have as many dimensions",
        at: "index")
    }
    for (other, size) in index.shape.enumerated() {
      if other != axis, size > shape[other] {
        throw OperandError(
          operation,
          "the index's shape \(index.shape) is larger than \(shape) in dimension \(other)",
          at: "index")
      }
      if let source, size > (source.rank == 0 ? 1 : source.shape[other]) {
        throw OperandError(
          operation,
          "the index's shape \(index.shape) is larger than the source's \(source.shape) in dimension \(other)",
          at: "src")
      }
    }
    return axis
  }

  /// Refuses a source of another type than the tensor's.
  func checkType(ofSource source: Tensor, _ operation: String) throws(OperandError) {
    guard source.dtype == dtype else {
      throw OperandError(
        operation,
        "the source must be of type \(dtype.rawValue), not \(source.dtype.rawValue); convert with cast(to:)"
      )
    }
  }

  /// The first elements along each dimension, as many as an index has; nil for all of them.
  private func leading(_ sizes: [Int]) -> Slicing? {
    if sizes == shape || rank == 0 { return nil }
    var part = Slicing(all: shape)
    // A scalar is the index of one element.
    for (axis, size) in (sizes.isEmpty ? [1] : sizes).enumerated() where axis < rank {
      part = part.along(axis, start: 0, size: size)
    }
    return part
  }
}
