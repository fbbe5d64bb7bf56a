// How operations read their dimension arguments.

extension Tensor {
  /// The dimensions to reduce over, counted from the first and sorted; all of them where none are given.
  package func checkedReducedAxes(
    _ dims: [Int], _ operation: String
  ) throws(OperandError) -> [Int] {
    if rank == 0 {
      _ = try checkedAxes(dims, operation, at: "dim")
      return []
    }
    return dims.isEmpty
      ? Array(0..<rank) : try checkedAxes(dims, operation, at: "dim").sorted()
  }

  /// Dimensions counted from the first, each of them once.
  package func checkedAxes(
    _ dims: [Int], _ operation: String, at parameter: String = "dims"
  ) throws(OperandError) -> [Int] {
    var axes: [Int] = []
    for dim in dims {
      let axis = try checkedAxis(dim, operation, at: parameter)
      if axes.contains(axis) {
        throw OperandError(operation, "dimension \(axis) stands twice in \(dims)", at: parameter)
      }
      axes.append(axis)
    }
    return axes
  }

  /// A dimension counted from the first; a scalar has the dimensions 0 and -1, as in PyTorch.
  package func checkedAxis(
    _ dim: Int, _ operation: String, at parameter: String = "dim"
  ) throws(OperandError) -> Int {
    try Tensor.checkedAxis(dim, of: shape, operation, at: parameter)
  }

  /// A dimension of a tensor of a shape, counted from the first.
  static func checkedAxis(
    _ dim: Int, of shape: [Int], _ operation: String, at parameter: String = "dim"
  ) throws(OperandError) -> Int {
    let count = Swift.max(shape.count, 1)
    guard dim >= -count, dim < count else {
      throw OperandError(
        operation, "dimension \(dim) is not between \(-count) and \(count - 1) for shape \(shape)",
        at: parameter)
    }
    return dim < 0 ? dim + count : dim
  }

  /// A dimension counted from the first, at which a new one is inserted.
  func checkedNewAxis(_ dim: Int, _ operation: String) throws(OperandError) -> Int {
    guard dim >= -rank - 1, dim <= rank else {
      throw OperandError(
        operation, "position \(dim) is not between \(-rank - 1) and \(rank) for shape \(shape)",
        at: "dim")
    }
    return dim < 0 ? dim + rank + 1 : dim
  }

  /// The dimensions to reduce over; stops over one that is not there or stands twice.
  func reducedAxes(_ dims: [Int], _ operation: String) -> [Int] {
    required(of: [self], try checkedReducedAxes(dims, operation))
  }

  /// A dimension counted from the first; stops over one that is not there.
  func resolved(dim: Int, _ operation: String) -> Int {
    required(of: [self], try checkedAxis(dim, operation))
  }

  /// A reduction's gradient, repeated over the axes that were reduced, in the shape of the reduction's input.
  func repeated(over axes: [Int], _ keepDim: Bool, like input: Tensor) -> Tensor {
    if axes.isEmpty { return self }
    if keepDim { return broadcast(to: input.shape) }
    var shape = shape
    for axis in axes { shape.insert(1, at: axis) }
    return reshape(shape).broadcast(to: input.shape)
  }

  /// Refuses a tensor without elements to choose from along some axes, or at all where no axes are given.
  func checkFilled(_ operation: String, along axes: [Int]? = nil) throws(OperandError) {
    let isEmpty = axes.map { $0.contains { size(along: $0) == 0 } } ?? (count == 0)
    if isEmpty {
      throw OperandError(
        operation, "shape \(shape) has no elements to choose from", at: "input")
    }
  }

  /// The size along an axis; 1 for a scalar.
  func size(along axis: Int) -> Int { rank == 0 ? 1 : shape[axis] }

  /// Refuses truth values where they can't stand for numbers.
  package func checkNumbers(
    _ operation: String, at parameter: String = "input"
  ) throws(OperandError) {
    guard dtype != .bool else {
      throw OperandError(
        operation,
        "needs numbers, not truth values; negate them by logical_not, or convert them first",
        at: parameter)
    }
  }

  /// Refuses a type that has no means, roots and the like.
  package func checkFloatingPoint(
    _ operation: String, at parameter: String = "input"
  ) throws(OperandError) {
    guard dtype.isFloatingPoint else {
      throw OperandError(
        operation,
        "needs a floating point type, not \(dtype.rawValue); convert it to float32 or float64",
        at: parameter)
    }
  }

  /// Stops over truth values where they can't stand for numbers.
  @inline(__always)
  func requireNumbers(_ operation: String) {
    if dtype == .bool { refuseTruthValues(operation) }
  }

  @inline(never)
  private func refuseTruthValues(_ operation: String) {
    required(of: [self], try checkNumbers(operation))
  }

  /// Stops over a type that has no means, roots and the like.
  func requireFloatingPoint(_ operation: String) {
    if !dtype.isFloatingPoint { required(of: [self], try checkFloatingPoint(operation)) }
  }
}
