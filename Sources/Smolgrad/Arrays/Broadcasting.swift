extension [Int] {
  /// The shape of two arrays that are broadcast against each other, nil where they do not fit.
  ///
  /// Shapes are aligned at their last axis; a size of 1 is repeated.
  package func broadcast(with other: [Int]) -> [Int]? {
    if self == other { return self }
    let rank = Swift.max(count, other.count)
    var shape = [Int](repeating: 1, count: rank)
    for axis in 1...Swift.max(rank, 1) where axis <= rank {
      let a = axis <= count ? self[count - axis] : 1
      let b = axis <= other.count ? other[other.count - axis] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      shape[rank - axis] = a == 1 ? b : a
    }
    return shape
  }
}

extension Tensor {
  /// The shape of tensors that are broadcast against each other.
  package static func commonShape(
    _ operation: String, _ tensors: Tensor...
  ) throws(OperandError) -> [Int] {
    var shape = tensors.first?.shape ?? []
    for tensor in tensors.dropFirst() {
      guard let common = shape.broadcast(with: tensor.shape) else {
        let shapes = tensors.map { "\($0.shape)" }.joined(separator: " and ")
        throw OperandError(operation, "shapes \(shapes) can't be broadcast against each other")
      }
      shape = common
    }
    try checkSize(of: shape.reduce(1) { $0 * Double($1) }, shape, operation)
    return shape
  }
}

extension NDArray {
  /// A view that repeats the elements along new axes and axes of size 1; the shapes must fit.
  func broadcast(to target: [Int]) -> NDArray {
    if shape == target { return self }
    let missing = target.count - shape.count
    var strides = [Int](repeating: 0, count: target.count)
    for axis in shape.indices where shape[axis] == target[axis + missing] {
      strides[axis + missing] = self.strides[axis]
    }
    return view(shape: target, strides: strides, offset: offset)
  }
}
