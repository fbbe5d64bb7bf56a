extension Tensor {
  /// Along a dimension the elements that the index tensor names: `result[i][j] = self[index[i][j]][j]` for dimension 0.
  ///
  ///     let index = Tensor(integers: [1, 0], shape: [2, 1])
  ///     Tensor([[1, 2], [3, 4]]).gather(dim: 1, index: index)  // [[2], [3]]
  public func gather(dim: Int, index: Tensor) -> Tensor {
    required(of: [self, index], try checkedGather(dim: dim, index: index))
  }

  package func checkedGather(dim: Int, index: Tensor) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "gather")
    if index.count == 0 {
      _ = try index.checkedIndices(below: 0, "gather")
      return gathered(
        "gather", [Attribute("dim", .integer(dim))], of: [index], at: .positions([]),
        shape: index.shape)
    }
    guard index.rank == rank || (rank <= 1 && index.rank <= 1) else {
      throw OperandError(
        "gather", "shape \(shape) and the index's shape \(index.shape) differ in their rank",
        at: "index")
    }
    for other in shape.indices where other != axis && index.rank == rank {
      guard index.shape[other] <= shape[other] else {
        throw OperandError(
          "gather",
          "the index's shape \(index.shape) is larger than \(shape) in dimension \(other)",
          at: "index"
        )
      }
    }
    let positions = try positions(along: axis, of: index, "gather")
    return gathered(
      "gather", [Attribute("dim", .integer(dim))], of: [index], at: positions,
      shape: index.shape)
  }

  /// For each element of the index the number of the element that it names along an axis, in row-major order.
  func positions(along axis: Int, of index: Tensor, _ operation: String) throws(OperandError)
    -> NDArray
  {
    let entries = try index.checkedIndices(below: size(along: axis), operation)
    guard index.rank == rank else { return .positions(entries) }
    let strides = shape.contiguousStrides
    let outer = index.shape.contiguousStrides
    let positions = entries.enumerated().map { number, entry -> Int in
      var (rest, position) = (number, 0)
      for other in shape.indices {
        position += (other == axis ? entry : rest / outer[other]) * strides[other]
        rest %= outer[other]
      }
      return position
    }
    return .positions(positions)
  }

  /// The parts along a dimension that a vector of indices names, in its order; a part may be named several times.
  ///
  ///     Tensor([[1, 2], [3, 4]]).indexSelect(dim: 0, index: Tensor(integers: [1, 1]))  // [[3, 4], [3, 4]]
  public func indexSelect(dim: Int, index: Tensor) -> Tensor {
    required(of: [self, index], try checkedIndexSelect(dim: dim, index: index))
  }

  package func checkedIndexSelect(dim: Int, index: Tensor) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "index_select")
    guard index.rank <= 1 else {
      throw OperandError(
        "index_select", "the index must be a vector, not of shape \(index.shape)", at: "index")
    }
    let entries = try index.checkedIndices(below: size(along: axis), "index_select")
    if rank == 0 {
      guard entries.count == 1 else {
        throw OperandError(
          "index_select", "a scalar needs a single index, not \(entries.count)", at: "index")
      }
      return gathered(
        "index_select", [Attribute("dim", .integer(dim))], of: [index], at: .positions(entries),
        shape: [])
    }
    var target = shape
    target[axis] = entries.count
    try Tensor.checkSize(target, "index_select")
    let block = shape[(axis + 1)...].reduce(1, *)
    let positions = (0..<shape[..<axis].reduce(1, *)).flatMap { outer in
      entries.map { outer * shape[axis] + $0 }
    }
    return gathered(
      "index_select", [Attribute("dim", .integer(dim))], of: [index], at: .positions(positions),
      block: block, shape: target)
  }

  /// The rows of a weight matrix that integers name: a vector for each token.
  ///
  /// The row `padding` gets no gradient; a negative one counts from the end.
  ///
  ///     let weight = Tensor([[1, 2], [3, 4], [5, 6]])
  ///     Tensor.embedding(Tensor(integers: [2, 0]), weight: weight)  // [[5, 6], [1, 2]]
  public static func embedding(_ indices: Tensor, weight: Tensor, padding: Int? = nil) -> Tensor {
    required(
      of: [indices, weight], try checkedEmbedding(indices, weight: weight, padding: padding))
  }

  package static func checkedEmbedding(_ indices: Tensor, weight: Tensor, padding: Int?)
    throws(OperandError) -> Tensor
  {
    guard weight.rank == 2 else {
      throw OperandError(
        "embedding", "the weight must be a matrix, not of shape \(weight.shape)", at: "weight")
    }
    let (rows, width) = (weight.shape[0], weight.shape[1])
    let entries = try indices.checkedIndices(below: rows, "embedding", at: "input")
    let skipped = padding.map { $0 < 0 ? $0 + rows : $0 }
    if let padding, let skipped, skipped < 0 || skipped >= rows {
      throw OperandError(
        "embedding", "padding \(padding) is not one of the \(rows) rows", at: "padding_idx")
    }
    let positions = NDArray.positions(entries)
    let shape = indices.shape + [width]
    try checkSize(shape, "embedding")
    return Tensor.result(
      "embedding", padding.map { [Attribute("padding", .integer($0))] } ?? [],
      of: [weight, indices], saved: [Tensor(positions, role: .constant)],
      weight.array.contiguous().gathered(at: positions, block: width, shape: shape),
      [
        Derivative("{g} added to the rows that were picked") { gradient, y in
          let positions = y.saved[0]
          guard let skipped else {
            return gradient.scatterAdded(at: positions.array, block: width, shape: [rows, width])
          }
          let isKept = withoutGradients { positions .!= skipped }
          return gradient.masked(by: isKept.reshape(y.inputs[1].shape + [1]))
            .scatterAdded(at: positions.array, block: width, shape: [rows, width])
        },
        .none("embedding", "the indices"),
      ])
  }

  /// The elements as indices below a limit, with negative ones counted from the end where that is allowed.
  func checkedIndices(
    below limit: Int, _ operation: String, allowingNegative: Bool = false,
    at parameter: String = "index"
  ) throws(OperandError) -> [Int] {
    guard !dtype.isFloatingPoint, dtype != .bool else {
      throw OperandError(
        operation, "indices must be integers, not \(dtype.rawValue)", at: parameter)
    }
    var indices = integers()
    for (number, index) in indices.enumerated() {
      let resolved = allowingNegative && index < 0 ? index + limit : index
      guard resolved >= 0, resolved < limit else {
        throw OperandError(
          operation, "index \(index) is not inside a dimension of size \(limit)", at: parameter)
      }
      indices[number] = resolved
    }
    return indices
  }
}
