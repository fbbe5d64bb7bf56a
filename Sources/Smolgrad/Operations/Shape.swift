extension Tensor {
  /// The same elements in another shape; one size may be -1, and follows from the others.
  ///
  /// It shares the elements where their layout allows it, else it copies.
  public func reshape(_ shape: [Int]) -> Tensor {
    let target = inferred(shape, "reshape")
    return Tensor.result(
      "reshape", [Attribute("shape", .integers(shape))], of: [self],
      array.contiguous().reshaped(target),
      [
        Derivative("{g}, reshaped") { gradient, y in gradient.reshape(y.inputs[0].shape) }
      ])
  }

  /// The same elements in another shape; one size may be -1, and follows from the others.
  public func reshape(_ shape: Int...) -> Tensor { reshape(shape) }

  /// Swaps two axes, without copying; negative ones count from the last.
  public func transpose(_ dim0: Int, _ dim1: Int) -> Tensor {
    let (i, j) = (resolved(axis: dim0, "transpose"), resolved(axis: dim1, "transpose"))
    return Tensor.result(
      "transpose", [Attribute("dim0", .integer(dim0)), Attribute("dim1", .integer(dim1))],
      of: [self], array.transposed(i, j),
      [
        Derivative("{g}, transposed") { gradient, _ in gradient.transpose(i, j) }
      ])
  }

  /// The transposed matrix; the last two axes swapped.
  public var T: Tensor {
    guard rank >= 2 else { fail("transpose", "shape \(shape) has no two axes to swap") }
    return transpose(-2, -1)
  }

  /// Puts the axes into another order, without copying; negative ones count from the last.
  public func permute(_ axes: [Int]) -> Tensor {
    guard axes.count == rank else {
      fail("permute", "\(axes) must name each of the \(rank) axes of shape \(shape) once")
    }
    let order = rank == 0 ? [] : resolved(axes, "permute")
    var inverse = order
    for (to, from) in order.enumerated() { inverse[from] = to }
    let back = inverse
    return Tensor.result(
      "permute", [Attribute("axes", .integers(axes))], of: [self],
      array.view(
        shape: order.map { shape[$0] }, strides: order.map { array.strides[$0] },
        offset: array.offset),
      [
        Derivative("{g}, permuted back") { gradient, _ in gradient.permute(back) }
      ])
  }

  /// The elements repeated to a larger shape, without copying; see NumPy's rules of broadcasting.
  public func broadcast(to target: [Int]) -> Tensor {
    if shape == target { return self }
    guard shape.count <= target.count, shape.broadcast(with: target) == target else {
      fail("broadcast_to", "shape \(shape) can't be repeated to \(target)")
    }
    return Tensor.result(
      "broadcast_to", [Attribute("shape", .integers(target))], of: [self],
      array.broadcast(to: target),
      [
        // Summed back where it arrives, like every broadcast.
        Derivative("{g}, summed") { gradient, _ in gradient }
      ])
  }

  /// The elements converted to another type; the gradient is converted back.
  public func cast(to target: DType) -> Tensor {
    if dtype == target { return self }
    return Tensor.result(
      "to", [Attribute("dtype", .text(target.rawValue))], of: [self], array.cast(to: target),
      [
        // Converted back where it arrives.
        Derivative("{g}, converted") { gradient, _ in gradient }
      ])
  }

  /// A shape with its -1 replaced by what the number of elements leaves for it.
  private func inferred(_ target: [Int], _ operation: String) -> [Int] {
    var shape = target
    if let open = shape.firstIndex(of: -1) {
      let known = shape.enumerated().reduce(1) { $1.offset == open ? $0 : $0 * $1.element }
      guard known > 0, count % known == 0 else {
        fail(operation, "shape \(self.shape) has \(count) elements, which do not fill \(target)")
      }
      shape[open] = count / known
    }
    guard shape.allSatisfy({ $0 >= 0 }), shape.elementCount == count else {
      fail(operation, "shape \(self.shape) has \(count) elements, which do not fill \(target)")
    }
    return shape
  }
}

extension NDArray {
  /// A contiguous array in another shape of as many elements.
  func reshaped(_ target: [Int]) -> NDArray {
    view(shape: target, strides: target.contiguousStrides, offset: offset)
  }

  /// A view with two axes swapped.
  func transposed(_ i: Int, _ j: Int) -> NDArray {
    if i == j { return self }
    var (shape, strides) = (shape, strides)
    shape.swapAt(i, j)
    strides.swapAt(i, j)
    return view(shape: shape, strides: strides, offset: offset)
  }
}
