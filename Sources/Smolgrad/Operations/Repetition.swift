// Elements repeated, reversed, padded, or masked by their position.

extension Tensor {
  /// The elements repeated to a larger shape, without copying, by NumPy's rules of broadcasting.
  ///
  ///     Tensor([[1], [2]]).broadcast(to: [2, 3])  // [[1, 1, 1], [2, 2, 2]]
  public func broadcast(to target: [Int]) -> Tensor {
    required(of: [self], try checkedBroadcast(to: target))
  }

  package func checkedBroadcast(to target: [Int]) throws(OperandError) -> Tensor {
    if shape == target { return self }
    guard shape.count <= target.count, target.allSatisfy({ $0 >= 0 }),
      shape.broadcast(with: target) == target
    else {
      throw OperandError(
        "broadcast_to", "shape \(shape) can't be repeated to \(target)", at: "size")
    }
    return try repeated(to: target, "broadcast_to", target)
  }

  /// The same as ``broadcast(to:)``, but a size of -1 keeps the size that is there.
  ///
  ///     Tensor([[1], [2]]).expand([-1, 3])  // [[1, 1, 1], [2, 2, 2]]
  public func expand(_ sizes: [Int]) -> Tensor {
    required(of: [self], try checkedExpand(sizes))
  }

  package func checkedExpand(_ sizes: [Int]) throws(OperandError) -> Tensor {
    let missing = sizes.count - rank
    var target = sizes
    for axis in sizes.indices where sizes[axis] == -1 && axis >= missing {
      target[axis] = shape[axis - missing]
    }
    guard missing >= 0, target.allSatisfy({ $0 >= 0 }), shape.broadcast(with: target) == target
    else {
      throw OperandError(
        "expand", "shape \(shape) can't be repeated to \(sizes)", at: "size")
    }
    return try repeated(to: target, "expand", sizes)
  }

  private func repeated(
    to target: [Int], _ operation: String, _ sizes: [Int]
  ) throws(OperandError) -> Tensor {
    // Without limits it is a view, which may be larger than the memory.
    try Context.current.limits?.check(target, operation)
    return Tensor.result(
      operation, [Attribute("shape", .integers(sizes))], of: [self], array.broadcast(to: target),
      [
        // Summed back where it arrives, like every broadcast.
        Derivative("{g}, summed") { gradient, _ in gradient }
      ], tags: .view)
  }

  /// The tensor laid out side by side with itself, so many times along each dimension.
  ///
  ///     Tensor([1, 2]).tile([2])  // [1, 2, 1, 2]
  public func tile(_ repeats: [Int]) -> Tensor {
    required(of: [self], try checkedTile(repeats))
  }

  package func checkedTile(_ repeats: [Int]) throws(OperandError) -> Tensor {
    let rank = Swift.max(repeats.count, rank)
    let sizes = [Int](repeating: 1, count: rank - shape.count) + shape
    let times = [Int](repeating: 1, count: rank - repeats.count) + repeats
    guard times.allSatisfy({ $0 >= 0 }) else {
      throw OperandError("tile", "\(repeats) repeats less than no times", at: "dims")
    }
    let pairs = zip(times, sizes)
    let split = pairs.flatMap { [1, $1] }
    let spread = pairs.flatMap { [$0, $1] }
    try Tensor.checkSize(spread, "tile", byteCount: dtype.byteCount)
    let target = pairs.map { $0 * $1 }
    let repeated = array.contiguous().reshaped(split).broadcast(to: spread).contiguous()
    return Tensor.result(
      "tile", [Attribute("repeats", .integers(repeats))], of: [self], repeated.reshaped(target),
      [
        Derivative("{g}, summed over the repeats") { gradient, y in
          gradient.reshape(spread).sum(dims: Array(stride(from: 0, to: 2 * rank, by: 2)))
            .reshape(y.inputs[0].shape)
        }
      ])
  }

  /// The elements in reverse order along some dimensions.
  ///
  ///     Tensor([1, 2, 3]).flip([0])  // [3, 2, 1]
  public func flip(_ dims: [Int]) -> Tensor {
    required(of: [self], try checkedFlip(dims))
  }

  package func checkedFlip(_ dims: [Int]) throws(OperandError) -> Tensor {
    let axes = try checkedAxes(dims, "flip")
    var slicing = Slicing(all: shape)
    for axis in axes where rank > 0 {
      slicing = slicing.along(
        axis, start: Swift.max(shape[axis] - 1, 0), size: shape[axis], step: -1)
    }
    return Tensor.result(
      "flip", [Attribute("dims", .integers(dims))], of: [self], array.sliced(slicing).contiguous(),
      [
        Derivative("{g}, flipped") { gradient, _ in gradient.flip(axes) }
      ])
  }

  /// The lower triangle of a matrix, or of each matrix of a stack: elements above the given diagonal become 0.
  ///
  ///     Tensor.ones([2, 3]).tril()  // [[1, 0, 0], [1, 1, 0]]
  public func tril(diagonal: Int = 0) -> Tensor {
    required(of: [self], try checkedTril(diagonal: diagonal))
  }

  package func checkedTril(diagonal: Int) throws(OperandError) -> Tensor {
    try triangle("tril", diagonal) { $1 - $0 <= diagonal }
  }

  /// The upper triangle of a matrix, or of each matrix of a stack: elements below the given diagonal become 0.
  ///
  ///     Tensor.ones([2, 3]).triu(diagonal: 1)  // [[0, 1, 1], [0, 0, 1]]
  public func triu(diagonal: Int = 0) -> Tensor {
    required(of: [self], try checkedTriu(diagonal: diagonal))
  }

  package func checkedTriu(diagonal: Int) throws(OperandError) -> Tensor {
    try triangle("triu", diagonal) { $1 - $0 >= diagonal }
  }

  private func triangle(
    _ operation: String, _ diagonal: Int, where isKept: (Int, Int) -> Bool
  ) throws(OperandError) -> Tensor {
    guard rank >= 2 else {
      throw OperandError(operation, "shape \(shape) is no matrix", at: "input")
    }
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    try Tensor.checkSize([rows, columns], operation, byteCount: 16)
    let mask = Tensor(
      booleans: (0..<rows * columns).map { isKept($0 / columns, $0 % columns) },
      shape: [rows, columns])
    let value = withoutGradients { masked(by: mask) }
    return Tensor.result(
      operation, diagonal == 0 ? [] : [Attribute("diagonal", .integer(diagonal))], of: [self],
      saved: [mask], value.array,
      [
        Derivative("{g} in the triangle, else 0") { gradient, y in gradient.masked(by: y.saved[0]) }
      ])
  }
}
