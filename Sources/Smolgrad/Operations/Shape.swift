// The same elements in another shape. Where the layout allows it, the result shares them.

extension Tensor {
  /// The same elements in another shape; one size may be -1, and follows from the others.
  ///
  ///     Tensor([1, 2, 3, 4]).reshape([2, -1])  // [[1, 2], [3, 4]]
  public func reshape(_ shape: [Int]) -> Tensor {
    required(of: [self], try checkedReshape(shape))
  }

  package func checkedReshape(_ shape: [Int]) throws(OperandError) -> Tensor {
    if shape == self.shape { return reshaped(shape, "reshape", []) }
    return reshaped(
      try inferred(shape, "reshape"), "reshape", [Attribute("shape", .integers(shape))])
  }

  /// The same elements in another shape; one size may be -1, and follows from the others.
  public func reshape(_ shape: Int...) -> Tensor { reshape(shape) }

  /// The dimensions from `start` to `end` merged into one; a scalar becomes a vector.
  ///
  ///     Tensor([[1, 2], [3, 4]]).flatten()  // [1, 2, 3, 4]
  public func flatten(start: Int = 0, end: Int = -1) -> Tensor {
    required(of: [self], try checkedFlatten(start: start, end: end))
  }

  package func checkedFlatten(start: Int, end: Int) throws(OperandError) -> Tensor {
    let first = try checkedAxis(start, "flatten", at: "start_dim")
    let last = try checkedAxis(end, "flatten", at: "end_dim")
    guard first <= last else {
      throw OperandError("flatten", "start \(start) lies behind end \(end)", at: "start_dim")
    }
    var target = shape
    if rank == 0 {
      target = [1]
    } else {
      target.replaceSubrange(first...last, with: [shape[first...last].reduce(1, *)])
    }
    return reshaped(
      target, "flatten", [Attribute("start", .integer(start)), Attribute("end", .integer(end))])
  }

  /// A new dimension of size 1 at this position.
  ///
  ///     Tensor([1, 2]).unsqueeze(dim: 1)  // [[1], [2]]
  public func unsqueeze(dim: Int) -> Tensor {
    required(of: [self], try checkedUnsqueeze(dim: dim))
  }

  package func checkedUnsqueeze(dim: Int) throws(OperandError) -> Tensor {
    var target = shape
    target.insert(1, at: try checkedNewAxis(dim, "unsqueeze"))
    return reshaped(target, "unsqueeze", [Attribute("dim", .integer(dim))])
  }

  /// All dimensions of size 1 dropped.
  ///
  ///     Tensor([[1, 2]]).squeeze()  // [1, 2]
  public func squeeze() -> Tensor { reshaped(shape.filter { $0 != 1 }, "squeeze", []) }

  /// A dimension dropped if its size is 1.
  ///
  ///     Tensor([[1], [2]]).squeeze(dim: 1)  // [1, 2]
  public func squeeze(dim: Int) -> Tensor { squeeze(dims: [dim]) }

  /// Those of some dimensions dropped whose size is 1.
  public func squeeze(dims: [Int]) -> Tensor {
    required(of: [self], try checkedSqueeze(dims: dims))
  }

  package func checkedSqueeze(dims: [Int]) throws(OperandError) -> Tensor {
    let axes = try checkedAxes(dims, "squeeze", at: "dim")
    let target = shape.indices.filter { !axes.contains($0) || shape[$0] != 1 }.map { shape[$0] }
    return reshaped(target, "squeeze", [Attribute("dims", .integers(dims))])
  }

  private func reshaped(_ target: [Int], _ operation: String, _ attributes: [Attribute]) -> Tensor {
    Tensor.result(
      operation, attributes, of: [self],
      array.viewed(as: target) ?? array.contiguous().reshaped(target),
      [
        Derivative("{g}, reshaped") { gradient, y in gradient.reshape(y.inputs[0].shape) }
      ], tags: .permutation)
  }

  /// Swaps two dimensions, without copying; negative ones count from the last.
  ///
  ///     Tensor([[1, 2], [3, 4]]).transpose(0, 1)  // [[1, 3], [2, 4]]
  public func transpose(_ dim0: Int, _ dim1: Int) -> Tensor {
    required(of: [self], try checkedTranspose(dim0, dim1))
  }

  package func checkedTranspose(_ dim0: Int, _ dim1: Int) throws(OperandError) -> Tensor {
    let i = try checkedAxis(dim0, "transpose", at: "dim0")
    let j = try checkedAxis(dim1, "transpose", at: "dim1")
    return Tensor.result(
      "transpose", [Attribute("dim0", .integer(dim0)), Attribute("dim1", .integer(dim1))],
      of: [self], array.transposed(i, j),
      [
        Derivative("{g}, transposed") { gradient, _ in gradient.transpose(i, j) }
      ], tags: .permutation)
  }

  /// The transposed matrix: the last two dimensions swapped; a vector or a scalar stays as it is.
  ///
  ///     Tensor([[1, 2]]).T  // [[1], [2]]
  public var T: Tensor {
    rank < 2 ? self : transpose(-2, -1)
  }

  /// Puts the dimensions into another order, without copying; negative ones count from the last.
  ///
  ///     Tensor.zeros([2, 3, 4]).permute([2, 0, 1]).shape  // [4, 2, 3]
  public func permute(_ dims: [Int]) -> Tensor {
    required(of: [self], try checkedPermute(dims))
  }

  package func checkedPermute(_ dims: [Int]) throws(OperandError) -> Tensor {
    guard dims.count == rank else {
      throw OperandError(
        "permute", "\(dims) must name each of the \(rank) dimensions of shape \(shape) once",
        at: "dims")
    }
    let order = rank == 0 ? [] : try checkedAxes(dims, "permute")
    var inverse = order
    for (to, from) in order.enumerated() { inverse[from] = to }
    let back = inverse
    return Tensor.result(
      "permute", [Attribute("dims", .integers(dims))], of: [self], array.permuted(order),
      [
        Derivative("{g}, permuted back") { gradient, _ in gradient.permute(back) }
      ], tags: .permutation)
  }

  /// A shape with its -1 replaced by what the number of elements leaves for it.
  private func inferred(_ target: [Int], _ operation: String) throws(OperandError) -> [Int] {
    var shape = target
    if let open = shape.firstIndex(of: -1) {
      var others = shape
      others.remove(at: open)
      if let known = others.checkedElementCount, known > 0, count % known == 0 {
        shape[open] = count / known
      }
    }
    guard shape.checkedElementCount == count else {
      throw OperandError(
        operation, "shape \(self.shape) has \(count) elements, which do not fill \(target)",
        at: "shape")
    }
    if shape.count > rank { try Tensor.checkSize(shape, operation) }
    return shape
  }
}
