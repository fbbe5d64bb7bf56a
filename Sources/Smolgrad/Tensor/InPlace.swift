import CKernels

extension Tensor {
  /// Replaces the elements by those of another tensor of the same shape, as an optimizer does with a weight.
  ///
  /// Views of the tensor keep the old elements. An operation that was recorded before can't be differentiated any more after it.
  public func assign(_ value: Tensor) {
    guard value.shape == shape else {
      fail("assign", "a tensor of shape \(shape) can't take elements of shape \(value.shape)")
    }
    guard record == nil else {
      fail(
        "assign", "only leaves can be assigned to, and this is the result of \(record!.operation)")
    }
    willChange("assign")
    array = value.array.cast(to: dtype).moved(to: device)
    version &+= 1
  }

  /// Adds another tensor of the same shape, times a number, to the elements in place: PyTorch's `add_` with `alpha`.
  ///
  /// It is for leaves, inside `withoutGradients`: an optimizer's step without temporary arrays.
  ///
  ///     let x = Tensor([1, 2])
  ///     x.addInPlace(Tensor([10, 20]), scaledBy: 0.1)
  ///     x  // [2, 4]
  public func addInPlace(_ other: Tensor, scaledBy scale: Double = 1) {
    guard record == nil, !Context.current.isRecording || !requiresGradientFlag else {
      fail("add_", "only leaves can be changed in place, and inside withoutGradients")
    }
    guard other.shape == shape else {
      fail("add_", "a tensor of shape \(shape) can't take one of shape \(other.shape)")
    }
    guard other.dtype.category <= dtype.category else {
      fail(
        "add_",
        "the sum has the type \(other.dtype.rawValue), which can't be written to \(dtype.rawValue)")
    }
    guard dtype.isFloatingPoint || scale == scale.rounded() else {
      fail("add_", "\(dtype.rawValue) elements can't be scaled by \(scale)")
    }
    willChange("add_")
    if array.isOnMLX {
      let factor = NDArray.full([], .real(scale), dtype: dtype)
      array = .zip(array, .zip(other.array.cast(to: dtype), factor, .multiply), .add)
    } else {
      if !array.isUniquelyReferenced() || !array.isContiguous { array = array.copy() }
      array.add(other.array.cast(to: dtype), scaledBy: scale)
    }
    version &+= 1
  }

  /// The elements of a leaf in row-major order, to be changed in place; what shared them before keeps its own copy.
  ///
  /// `T` must be `Float` for float32 and `Double` for float64. The memory is valid as long as the tensor is, and takes no other elements.
  package func mutableElements<T>(_ type: T.Type) -> UnsafeMutableBufferPointer<T> {
    willChange("update")
    return ownElements(type)
  }

  /// The same, where observers have been told.
  func ownElements<T>(_ type: T.Type) -> UnsafeMutableBufferPointer<T> {
    checkElements(type)
    guard record == nil else {
      fail("update", "only leaves can be changed, and this is the result of \(record!.operation)")
    }
    if !array.isContiguous || !array.isUniquelyReferenced() { array = array.copy() }
    version &+= 1
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

  /// Converts the elements of a leaf to another type, and the gradient with them.
  package func convertElements(to dtype: DType) {
    guard record == nil else {
      fail(
        "to",
        "only leaves can be converted in place, and this is the result of \(record!.operation)")
    }
    if dtype == self.dtype { return }
    willChange("to")
    array = array.cast(to: dtype)
    version &+= 1
    holdGradient(heldGradient?.detached().cast(to: dtype))
  }

  private func checkElements<T>(_ type: T.Type) {
    guard type == Float.self && dtype == .float32 || type == Double.self && dtype == .float64 else {
      fail("elements", "\(dtype.rawValue) elements can't be read as \(type)")
    }
  }
}

/// Writes the square roots of numbers, with the engine's fast loop: the standard library computes them one by one.
package func takeSquareRoots<T: BinaryFloatingPoint>(
  of values: UnsafeMutableBufferPointer<T>, into roots: UnsafeMutableBufferPointer<T>
) {
  guard let from = UnsafeMutableRawPointer(values.baseAddress),
    let to = UnsafeMutableRawPointer(roots.baseAddress)
  else { return }
  if T.self == Float.self {
    sg_sqrt_f32(
      from.assumingMemoryBound(to: Float.self), to.assumingMemoryBound(to: Float.self), values.count
    )
  } else if T.self == Double.self {
    sg_sqrt_f64(
      from.assumingMemoryBound(to: Double.self), to.assumingMemoryBound(to: Double.self),
      values.count)
  } else {
    for index in values.indices { roots[index] = values[index].squareRoot() }
  }
}
