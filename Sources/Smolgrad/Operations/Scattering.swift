// Elements put to positions of a copy of a tensor, or added there: the reverse of `gather` and `indexSelect`.

extension Tensor {
  /// A copy in which the places that the index names along a dimension hold the source's elements: `result[index[i][j]][j] = source[i][j]` for dimension 0.
  ///
  /// Of several elements for one place the last one counts, and all of them get its gradient, as in PyTorch. The source is at least as large
  /// as the index, and of this tensor's type.
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

  /// A copy in which the places that the index names along a dimension hold a number.
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

  /// A copy in which the source's elements are added at the places that the index names along a dimension: `result[index[i][j]][j] += source[i][j]` for dimension 0.
  ///
  /// The source is at least as large as the index, and of this tensor's type.
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

  /// A copy with the source's parts along a dimension, times a number, added to the parts that a vector of indices names.
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

  // MARK: Checks

  /// The axis of a scatter whose index and source fit.
  private func scattered(
    _ dim: Int, _ index: Tensor, _ source: Tensor?, _ operation: String
  ) throws(OperandError) -> Int {
    let axis = try checkedAxis(dim, operation)
    if let source { try checkType(source, operation) }
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
      below: size, operation, allowingNegative: operation == "index_fill")
    if let source {
      try checkType(source, operation)
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

  private func checkType(_ source: Tensor, _ operation: String) throws(OperandError) {
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

extension Tensor {
  private func replaced(
    _ operation: String, _ attributes: [Attribute], _ index: Tensor, at positions: NDArray,
    block: Int = 1, by source: Tensor, part: Slicing? = nil
  ) -> Tensor {
    let elements = (part.map { source.array.sliced($0) } ?? source.array).contiguous()
    return Tensor.result(
      operation, attributes, of: [self, index, source],
      saved: [Tensor(positions, role: .constant)],
      array.replacing(elements, at: positions, block: block),
      [
        Derivative("{g}, 0 where it was replaced") { gradient, y in
          gradient.cleared(at: y.saved[0].array, block: block)
        },
        .none(operation, "the index"),
        Derivative("{g} picked where it was put") { gradient, y in
          gradient.taken(y, block, part, like: y.inputs[2])
        },
      ])
  }

  private func added(
    _ operation: String, _ attributes: [Attribute], _ index: Tensor, at positions: NDArray,
    block: Int = 1, _ source: Tensor, part: Slicing? = nil, alpha: Double = 1
  ) -> Tensor {
    // Half precision is added in single precision, and rounded once.
    let computed: DType = dtype == .float16 ? .float32 : dtype == .bool ? .int32 : dtype
    var elements = (part.map { source.array.sliced($0) } ?? source.array).cast(to: computed)
    if alpha != 1 {
      let factor: Number = dtype.isFloatingPoint ? .real(alpha) : .integer(Int(alpha))
      elements = .zip(
        elements, NDArray.full([], factor, dtype: computed).broadcast(to: elements.shape), .multiply
      )
    }
    let sum = array.cast(to: computed).copy()
      .adding(elements.contiguous(), at: positions, block: block)
    return Tensor.result(
      operation, attributes, of: [self, index, source],
      saved: [Tensor(positions, role: .constant)], sum.cast(to: dtype),
      [
        Derivative("{g}") { gradient, _ in gradient },
        .none(operation, "the index"),
        Derivative(
          alpha == 1 ? "{g} picked where it was added" : "{alpha} · {g} picked where it was added"
        ) { gradient, y in
          let picked = gradient.taken(y, block, part, like: y.inputs[2])
          return alpha == 1 ? picked : picked * alpha
        },
      ])
  }

  private func filled(
    _ operation: String, _ attributes: [Attribute], _ index: Tensor, at positions: NDArray,
    block: Int = 1, with number: Number
  ) throws(OperandError) -> Tensor {
    if case .real(let value) = number, !dtype.isFloatingPoint, Int(exactly: value) == nil {
      throw OperandError(
        operation, "the number \(value) can't be put into elements of type \(dtype.rawValue)",
        at: "value")
    }
    let elements = NDArray.full([positions.count * block], number, dtype: dtype)
    return Tensor.result(
      operation, attributes, of: [self, index], saved: [Tensor(positions, role: .constant)],
      array.replacing(elements, at: positions, block: block),
      [
        Derivative("{g}, 0 where it was replaced") { gradient, y in
          gradient.cleared(at: y.saved[0].array, block: block)
        },
        .none(operation, "the index"),
      ])
  }

  /// This tensor with zeros at positions; its own derivative.
  private func cleared(at positions: NDArray, block: Int) -> Tensor {
    Tensor.result(
      "index_fill", [Attribute("value", 0)], of: [self],
      saved: [Tensor(positions, role: .constant)],
      array.replacing(
        .full([positions.count * block], .integer(0), dtype: dtype), at: positions, block: block),
      [
        Derivative("{g}, 0 where it was replaced") { gradient, y in
          gradient.cleared(at: y.saved[0].array, block: block)
        }
      ])
  }

  /// The blocks of a result's gradient that its source put there, in the source's shape.
  private func taken(_ y: Tensor, _ block: Int, _ part: Slicing?, like source: Tensor) -> Tensor {
    let blocks = picked(
      "index", [], at: y.saved[0].array, block: block, shape: part?.sizes ?? source.shape)
    return part.map { blocks.embedded(in: source.shape, at: $0) } ?? blocks
  }
}

extension Number {
  /// The number as a setting of an operation.
  fileprivate func attribute(_ name: String) -> Attribute {
    switch self {
    case .integer(let value): Attribute(name, .integer(value))
    case .real(let value): Attribute(name, .real(value))
    }
  }
}
