import CKernels

extension Tensor {
  /// The elements of a leaf in row-major order, to be changed in place; what shared them before keeps its own copy.
  ///
  /// `T` must be `Float` for float32 and `Double` for float64. The memory is valid as long as the tensor is, and takes no other elements.
  package func mutableElements<T>(_ type: T.Type) -> UnsafeMutableBufferPointer<T> {
    checkElements(type)
    guard record == nil else {
      fail("update", "only leaves can be changed, and this is the result of \(record!.operation)")
    }
    if !array.isContiguous || !array.isUniquelyReferenced() { array = array.copy() }
    version += 1
    return UnsafeMutableBufferPointer(start: array.pointer(type), count: count)
  }

  /// Calls the body with the elements in row-major order.
  package func withElements<T, Result>(
    _ type: T.Type, _ body: (UnsafeBufferPointer<T>) -> Result
  ) -> Result {
    checkElements(type)
    let values = array.contiguous()
    return withExtendedLifetime(values.storage) {
      body(UnsafeBufferPointer(start: values.pointer(type), count: count))
    }
  }

  private func checkElements<T>(_ type: T.Type) {
    guard type == Float.self && dtype == .float32 || type == Double.self && dtype == .float64 else {
      fail("elements", "\(dtype.rawValue) elements can't be read as \(type)")
    }
  }
}

/// Replaces numbers by their square roots, with the engine's fast loop: the standard library computes them one by one.
package func takeSquareRoots<T: BinaryFloatingPoint>(of values: UnsafeMutableBufferPointer<T>) {
  guard let start = UnsafeMutableRawPointer(values.baseAddress) else { return }
  if T.self == Float.self {
    let numbers = start.assumingMemoryBound(to: Float.self)
    sg_sqrt_f32(numbers, numbers, values.count)
  } else if T.self == Double.self {
    let numbers = start.assumingMemoryBound(to: Double.self)
    sg_sqrt_f64(numbers, numbers, values.count)
  } else {
    for index in values.indices { values[index] = values[index].squareRoot() }
  }
}
