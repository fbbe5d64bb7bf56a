extension Tensor {
  /// A tensor from the bytes of its elements, in row-major order and the machine's byte order; truth values are bytes of 0 and 1.
  public convenience init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    required(try Tensor.checkSize(shape, "Tensor", byteCount: dtype.byteCount))
    guard bytes.count == shape.elementCount * dtype.byteCount else {
      fail(
        "Tensor",
        "\(bytes.count) bytes for shape \(shape) of \(dtype.rawValue), which takes \(shape.elementCount * dtype.byteCount)"
      )
    }
    let array = NDArray(uninitialized: shape, dtype: dtype)
    if let base = bytes.baseAddress {
      array.base.copyMemory(from: base, byteCount: bytes.count)
    }
    self.init(array.moved(to: Context.current.device), role: .input)
  }

  /// Hands the bytes of the elements to a function, in row-major order and the machine's byte order.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let array = array.contiguous()
    let result = try body(
      UnsafeRawBufferPointer(start: array.base, count: array.count * dtype.byteCount))
    return withExtendedLifetime(array) { result }
  }
}
