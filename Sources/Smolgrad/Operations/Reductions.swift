extension Tensor {
  /// The sum over all elements.
  public func sum() -> Tensor { sum("sum", [], axes: Array(0..<rank), keepsAxes: false) }

  /// The sums over some axes; a negative axis counts from the last.
  ///
  /// With `keepsAxes` they stay, with size 1. As in PyTorch, no axes at all mean all of them.
  public func sum(axes: [Int], keepsAxes: Bool = false) -> Tensor {
    let resolved = reducedAxes(axes, "sum")
    return sum(
      "sum", [Attribute("axes", .integers(axes)), Attribute("keepsAxes", .boolean(keepsAxes))],
      axes: resolved, keepsAxes: keepsAxes)
  }

  /// The sums over one axis; a negative axis counts from the last.
  public func sum(axis: Int, keepsAxes: Bool = false) -> Tensor {
    sum(axes: [axis], keepsAxes: keepsAxes)
  }

  /// The mean of all elements.
  public func mean() -> Tensor { mean([], axes: Array(0..<rank), keepsAxes: false) }

  /// The means over some axes; a negative axis counts from the last.
  public func mean(axes: [Int], keepsAxes: Bool = false) -> Tensor {
    let resolved = reducedAxes(axes, "mean")
    return mean(
      [Attribute("axes", .integers(axes)), Attribute("keepsAxes", .boolean(keepsAxes))],
      axes: resolved, keepsAxes: keepsAxes)
  }

  /// The means over one axis; a negative axis counts from the last.
  public func mean(axis: Int, keepsAxes: Bool = false) -> Tensor {
    mean(axes: [axis], keepsAxes: keepsAxes)
  }

  private func sum(
    _ operation: String, _ attributes: [Attribute], axes: [Int], keepsAxes: Bool
  ) -> Tensor {
    Tensor.result(
      operation, attributes, of: [self], array.sum(axes: axes, keepsAxes: keepsAxes),
      [
        Derivative("{g}, repeated") { gradient, y in
          gradient.restoringAxes(axes, keepsAxes: keepsAxes).broadcast(to: y.inputs[0].shape)
        }
      ])
  }

  private func mean(_ attributes: [Attribute], axes: [Int], keepsAxes: Bool) -> Tensor {
    guard dtype.isFloatingPoint else {
      fail("mean", "needs a floating point type, not \(dtype.rawValue); convert with cast(to:)")
    }
    let size = axes.reduce(1) { $0 * shape[$1] }
    let sum = array.sum(axes: axes, keepsAxes: keepsAxes)
    return Tensor.result(
      "mean", attributes, of: [self],
      .zip(sum, .full([], .integer(size), dtype: dtype), .divide),
      [
        Derivative("{g} / n, repeated") { gradient, y in
          (gradient / Double(size)).restoringAxes(axes, keepsAxes: keepsAxes)
            .broadcast(to: y.inputs[0].shape)
        }
      ])
  }

  /// The axes to reduce over, counted from the first and sorted.
  func reducedAxes(_ axes: [Int], _ operation: String) -> [Int] {
    axes.isEmpty ? Array(0..<rank) : resolved(axes, operation).sorted()
  }

  /// Axes counted from the first; stops over one that is not there or stands twice.
  func resolved(_ axes: [Int], _ operation: String) -> [Int] {
    let resolved = axes.map { self.resolved(axis: $0, operation) }
    for (index, axis) in resolved.enumerated() where resolved[..<index].contains(axis) {
      fail(operation, "axis \(axis) stands twice in \(axes)")
    }
    return resolved
  }

  /// An axis counted from the first; a scalar has the axes 0 and -1, as in PyTorch.
  func resolved(axis: Int, _ operation: String) -> Int {
    let count = Swift.max(rank, 1)
    guard axis >= -count, axis < count else {
      fail(operation, "axis \(axis) is not between \(-count) and \(count - 1) for shape \(shape)")
    }
    return axis < 0 ? axis + count : axis
  }

  /// The shape that a gradient of a reduction needs to be broadcast over what was reduced.
  func restoringAxes(_ axes: [Int], keepsAxes: Bool) -> Tensor {
    if keepsAxes || axes.isEmpty { return self }
    var shape = shape
    for axis in axes where axis <= shape.count { shape.insert(1, at: axis) }
    return reshape(shape)
  }

  /// The sum over everything that broadcasting repeated, so that a gradient has its input's shape.
  func summed(to target: [Int]) -> Tensor {
    if shape == target { return self }
    let missing = rank - target.count
    let axes = (0..<rank).filter { $0 < missing || target[$0 - missing] != shape[$0] }
    return sum(axes: axes, keepsAxes: true).reshape(target)
  }
}
