extension Tensor {
  /// The single element of a tensor as a number.
  ///
  ///     Tensor([2, 3]).sum().item()  // 5.0
  public func item() -> Double {
    guard count == 1 else {
      fail("item", "a tensor of shape \(shape) has \(count) elements, not one")
    }
    switch dtype {
    case .float32: return Double(array.pointer(Float.self).pointee)
    case .float64: return array.pointer(Double.self).pointee
    default: return array.doubles()[0]
    }
  }

  /// The elements in row-major order.
  ///
  ///     Tensor([[1, 2], [3, 4]]).doubles()  // [1.0, 2.0, 3.0, 4.0]
  public func doubles() -> [Double] { array.doubles() }

  /// The elements in row-major order, in single precision.
  public func floats() -> [Float] {
    let values = array.cast(to: .float32).contiguous()
    return withExtendedLifetime(values.storage) {
      Array(UnsafeBufferPointer(start: values.pointer(Float.self), count: count))
    }
  }

  /// The elements as integers in row-major order; fractions are cut off.
  ///
  ///     Tensor([1.7, -1.7]).integers()  // [1, -1]
  public func integers() -> [Int] {
    let values = array.cast(to: .int64).contiguous()
    return withExtendedLifetime(values.storage) {
      UnsafeBufferPointer(start: values.pointer(Int64.self), count: count).map { Int($0) }
    }
  }
}
