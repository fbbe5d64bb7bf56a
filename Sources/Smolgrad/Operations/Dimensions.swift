// How operations read their dimension arguments.

extension Tensor {
  /// The dimensions to reduce over, counted from the first and sorted; all of them where none are given.
  func reducedAxes(_ dims: [Int], _ operation: String) -> [Int] {
    if rank == 0 {
      _ = resolved(dims, operation)
      return []
    }
    return dims.isEmpty ? Array(0..<rank) : resolved(dims, operation).sorted()
  }

  /// Dimensions counted from the first; stops over one that is not there or stands twice.
  func resolved(_ dims: [Int], _ operation: String) -> [Int] {
    let resolved = dims.map { self.resolved(dim: $0, operation) }
    for (index, dim) in resolved.enumerated() where resolved[..<index].contains(dim) {
      fail(operation, "dimension \(dim) stands twice in \(dims)")
    }
    return resolved
  }

  /// A dimension counted from the first; a scalar has the dimensions 0 and -1, as in PyTorch.
  func resolved(dim: Int, _ operation: String) -> Int {
    let count = Swift.max(rank, 1)
    guard dim >= -count, dim < count else {
      fail(
        operation, "dimension \(dim) is not between \(-count) and \(count - 1) for shape \(shape)")
    }
    return dim < 0 ? dim + count : dim
  }

  /// A reduction's gradient, repeated over the axes that were reduced, in the shape of the reduction's input.
  func repeated(over axes: [Int], _ keepDim: Bool, like input: Tensor) -> Tensor {
    if axes.isEmpty { return self }
    if keepDim { return broadcast(to: input.shape) }
    var shape = shape
    for axis in axes { shape.insert(1, at: axis) }
    return reshape(shape).broadcast(to: input.shape)
  }

  /// The sum over everything that broadcasting repeated, so that a gradient has its input's shape.
  func summed(to target: [Int]) -> Tensor {
    if shape == target { return self }
    let missing = rank - target.count
    let axes = (0..<rank).filter { $0 < missing || target[$0 - missing] != shape[$0] }
    return (axes.isEmpty ? self : sum(dims: axes, keepDim: true)).reshape(target)
  }

  /// Stops over truth values where they can't stand for numbers.
  func requireNumbers(_ operation: String) {
    guard dtype != .bool else {
      fail(operation, "needs numbers, not truth values; use logicalNot() or cast(to:)")
    }
  }

  /// Stops over a type that has no means, roots and the like.
  func requireFloatingPoint(_ operation: String) {
    guard dtype.isFloatingPoint else {
      fail(operation, "needs a floating point type, not \(dtype.rawValue); convert with cast(to:)")
    }
  }
}
