extension Tensor {
  /// Along a dimension the elements that the index tensor names, for each of its places: `result[i][j] = self[index[i][j]][j]` for dimension 0.
  public func gather(dim: Int, index: Tensor) -> Tensor {
    let axis = resolved(dim: dim, "gather")
    if index.count == 0 {
      return picked(
        "gather", [Attribute("dim", .integer(dim))], of: [index], at: .positions([]),
        shape: index.shape)
    }
    guard index.rank == rank || (rank <= 1 && index.rank <= 1) else {
      fail("gather", "shape \(shape) and the index's shape \(index.shape) differ in their rank")
    }
    for other in shape.indices where other != axis && index.rank == rank {
      guard index.shape[other] <= shape[other] else {
        fail(
          "gather", "the index's shape \(index.shape) is larger than \(shape) in dimension \(other)"
        )
      }
    }
    let positions = positions(along: axis, of: index, "gather")
    return picked(
      "gather", [Attribute("dim", .integer(dim))], of: [index], at: positions,
      shape: index.shape)
  }

  /// For each place of the index the number of the element that it names along an axis, in row-major order.
  func positions(along axis: Int, of index: Tensor, _ operation: String) -> NDArray {
    let entries = index.checkedIndices(below: rank == 0 ? 1 : shape[axis], operation)
    guard index.rank == rank else { return .positions(entries) }
    let strides = shape.contiguousStrides
    let outer = index.shape.contiguousStrides
    let positions = entries.enumerated().map { place, entry -> Int in
      var (rest, position) = (place, 0)
      for other in shape.indices {
        position += (other == axis ? entry : rest / outer[other]) * strides[other]
        rest %= outer[other]
      }
      return position
    }
    return .positions(positions)
  }

  /// The parts along a dimension that a vector of indices names, in its order; a part may be named several times.
  public func indexSelect(dim: Int, index: Tensor) -> Tensor {
    let axis = resolved(dim: dim, "index_select")
    guard index.rank <= 1 else {
      fail("index_select", "the index must be a vector, not of shape \(index.shape)")
    }
    let entries = index.checkedIndices(below: rank == 0 ? 1 : shape[axis], "index_select")
    if rank == 0 {
      return picked(
        "index_select", [Attribute("dim", .integer(dim))], of: [index], at: .positions(entries),
        shape: [])
    }
    var target = shape
    target[axis] = entries.count
    let block = shape[(axis + 1)...].reduce(1, *)
    let positions = (0..<shape[..<axis].reduce(1, *)).flatMap { outer in
      entries.map { outer * shape[axis] + $0 }
    }
    return picked(
      "index_select", [Attribute("dim", .integer(dim))], of: [index], at: .positions(positions),
      block: block, shape: target)
  }

  /// The rows of a weight matrix that integers name: a vector for each token.
  ///
  /// The row `padding` gets no gradient; a negative one counts from the end.
  public static func embedding(_ indices: Tensor, weight: Tensor, padding: Int? = nil) -> Tensor {
    guard weight.rank == 2 else {
      fail("embedding", "the weight must be a matrix, not of shape \(weight.shape)")
    }
    let (rows, width) = (weight.shape[0], weight.shape[1])
    let entries = indices.checkedIndices(below: rows, "embedding")
    let skipped = padding.map { $0 < 0 ? $0 + rows : $0 }
    if let padding, let skipped, skipped < 0 || skipped >= rows {
      fail("embedding", "padding \(padding) is not one of the \(rows) rows")
    }
    let positions = NDArray.positions(entries)
    let shape = indices.shape + [width]
    return Tensor.result(
      "embedding", padding.map { [Attribute("padding", .integer($0))] } ?? [],
      of: [weight, indices], saved: [Tensor(positions, role: .constant)],
      weight.array.contiguous().picked(at: positions, block: width, shape: shape),
      [
        Derivative("{g} added to the rows that were picked") { gradient, y in
          let places = y.saved[0]
          guard let skipped else {
            return gradient.placed(at: places.array, block: width, shape: [rows, width])
          }
          let isKept = withoutGradients { (places == skipped).logicalNot() }
          return gradient.masked(by: isKept.reshape(y.inputs[1].shape + [1]))
            .placed(at: places.array, block: width, shape: [rows, width])
        },
        .none("embedding", "the indices"),
      ])
  }

  /// The elements as indices below a limit, with negative ones counted from the end where that is allowed.
  func checkedIndices(
    below limit: Int, _ operation: String, allowingNegative: Bool = false
  ) -> [Int] {
    guard !dtype.isFloatingPoint, dtype != .bool else {
      fail(operation, "indices must be integers, not \(dtype.rawValue)")
    }
    return integers().map { index in
      let resolved = allowingNegative && index < 0 ? index + limit : index
      guard resolved >= 0, resolved < limit else {
        fail(operation, "index \(index) is not inside a dimension of size \(limit)")
      }
      return resolved
    }
  }
}
