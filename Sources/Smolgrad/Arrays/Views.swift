extension NDArray {
  /// A contiguous array in another shape of as many elements.
  func reshaped(_ target: [Int]) -> NDArray {
    view(shape: target, strides: target.contiguousStrides, offset: offset)
  }

  /// A view in another shape of as many elements; nil where the strides do not allow one.
  func viewed(as target: [Int]) -> NDArray? {
    if target == shape { return self }
    if isContiguous { return reshaped(target) }
    if count == 0 { return reshaped(target) }
    // Axes that step evenly together are cut anew; an axis of the target must not cross the end of such a group.
    var groups: [(size: Int, stride: Int)] = []
    for axis in shape.indices where shape[axis] != 1 {
      if let last = groups.last, last.stride == shape[axis] * strides[axis] {
        groups[groups.count - 1] = (last.size * shape[axis], strides[axis])
      } else {
        groups.append((shape[axis], strides[axis]))
      }
    }
    var result = [Int](repeating: 0, count: target.count)
    var (group, filled) = (groups.count - 1, 1)
    for axis in target.indices.reversed() {
      if target[axis] == 1 { continue }
      if filled == groups[group].size {
        group -= 1
        filled = 1
      }
      result[axis] = groups[group].stride * filled
      filled *= target[axis]
      if groups[group].size % filled != 0 { return nil }
    }
    return view(shape: target, strides: result, offset: offset)
  }

  /// A view with a further axis, of size 1.
  func withAxis(_ axis: Int) -> NDArray {
    var (shape, strides) = (shape, strides)
    shape.insert(1, at: axis)
    strides.insert(0, at: axis)
    return view(shape: shape, strides: strides, offset: offset)
  }

  /// A view with two axes swapped.
  func transposed(_ i: Int, _ j: Int) -> NDArray {
    if i == j { return self }
    var (shape, strides) = (shape, strides)
    shape.swapAt(i, j)
    strides.swapAt(i, j)
    return view(shape: shape, strides: strides, offset: offset)
  }

  /// A view with its axes in another order.
  func permuted(_ order: [Int]) -> NDArray {
    if order.elementsEqual(order.indices) { return self }
    return view(
      shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset)
  }
}
