// Parts put to positions along a dimension of a copy of a tensor, or added there: the reverse of `indexSelect`.

extension Tensor {
  /// A copy with the source's parts along a dimension, times a number, added to the parts that a vector of indices names.
  ///
  ///     let x = Tensor.zeros([3])
  ///     x.indexAdd(dim: 0, index: Tensor(integers: [0, 0, 2]), source: Tensor([1, 2, 3]))  // [3, 0, 3]
  public func indexAdd(dim: Int, index: Tensor, source: Tensor, alpha: Double = 1) -> Tensor {
    required(
      of: [self, index, source],
      try checkedIndexAdd(dim: dim, index: index, source: source, alpha: alpha))
  }

  package func checkedIndexAdd(dim: Int, index: Tensor, source: Tensor, alpha: Double)
    throws(OperandError) -> Tensor
  {
    let (positions, block) = try parts(dim, index, source, "index_add")
    guard dtype.isFloatingPoint || Int(exactly: alpha) != nil else {
      throw OperandError(
        "index_add", "alpha must be a whole number for \(dtype.rawValue), not \(alpha)",
        at: "alpha")
    }
    return added(
      "index_add",
      [Attribute("dim", .integer(dim))] + (alpha == 1 ? [] : [Attribute("alpha", .real(alpha))]),
      index, at: positions, block: block, source, alpha: alpha)
  }

  /// A copy in which the parts along a dimension that a vector of indices names are those of the source.
  ///
  ///     let x = Tensor.zeros([3])
  ///     x.indexCopy(dim: 0, index: Tensor(integers: [2, 0]), source: Tensor([5, 6]))  // [6, 0, 5]
  public func indexCopy(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    required(
      of: [self, index, source], try checkedIndexCopy(dim: dim, index: index, source: source))
  }

  package func checkedIndexCopy(dim: Int, index: Tensor, source: Tensor) throws(OperandError)
    -> Tensor
  {
    let (positions, block) = try parts(dim, index, source, "index_copy")
    return replaced(
      "index_copy", [Attribute("dim", .integer(dim))], index, at: positions, block: block,
      by: source)
  }

  /// A copy in which the parts along a dimension that a vector of indices names hold a number; negative indices count from the end.
  ///
  ///     Tensor([1, 2, 3]).indexFill(dim: 0, index: Tensor(integers: [1]), value: 9)  // [1, 9, 3]
  public func indexFill(dim: Int, index: Tensor, value: some Scalar) -> Tensor {
    required(of: [self, index], try checkedIndexFill(dim: dim, index: index, value: value))
  }

  package func checkedIndexFill(dim: Int, index: Tensor, value: some Scalar) throws(OperandError)
    -> Tensor
  {
    let (positions, block) = try parts(dim, index, nil, "index_fill")
    return try filled(
      "index_fill", [Attribute("dim", .integer(dim)), value.number.attribute("value")], index,
      at: positions, block: block, with: value.number)
  }

  /// The positions of the parts that a vector of indices names along a dimension, and the elements of one.
  private func parts(
    _ dim: Int, _ index: Tensor, _ source: Tensor?, _ operation: String
  ) throws(OperandError) -> (NDArray, block: Int) {
    let axis = try checkedAxis(dim, operation)
    guard index.rank <= 1 else {
      throw OperandError(
        operation, "the index must be a vector, not of shape \(index.shape)", at: "index")
    }
    let size = size(along: axis)
    let entries = try index.checkedIndices(
      below: size, operation, allowingNegative: source == nil)
    if let source {
      try checkType(ofSource: source, operation)
      var expected = shape
      if rank > 0 { expected[axis] = entries.count }
      guard source.shape == expected, rank > 0 || entries.count == 1 else {
        throw OperandError(
          operation,
          "the source must be of shape \(expected) for \(entries.count) indices, not \(source.shape)"
        )
      }
    }
    if rank == 0 { return (.positions(entries), 1) }
    let positions = (0..<shape[..<axis].reduce(1, *)).flatMap { outer in
      entries.map { outer * size + $0 }
    }
    return (.positions(positions), shape[(axis + 1)...].reduce(1, *))
  }
}
