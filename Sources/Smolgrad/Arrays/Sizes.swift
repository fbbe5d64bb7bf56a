import CKernels

// All sizes from outside are checked here: shapes, and the bytes that an array of a shape takes.

extension [Int] {
  /// The number of elements of an array of this shape; nil where a size is negative, or the numbers do not fit into an integer.
  ///
  /// Sizes of 0 count as 1 for the latter, since the strides do not know them either.
  var checkedElementCount: Int? {
    var (count, extent) = (1, 1)
    for size in self {
      let (product, overflows) = extent.multipliedReportingOverflow(by: Swift.max(size, 1))
      guard size >= 0, !overflows else { return nil }
      extent = product
      if size == 0 { count = 0 }
    }
    return count == 0 ? 0 : extent
  }

  /// The number of elements of an array of this shape; stops over a shape that no array can have.
  @inline(__always)
  var elementCount: Int {
    if let count = checkedElementCount { return count }
    impossible()
  }

  @inline(never)
  private func impossible() -> Never {
    fail(
      "shape",
      allSatisfy { $0 >= 0 } ? "\(self) has too many elements" : "\(self) has a negative size")
  }

  /// The sum; nil where it does not fit into an integer.
  var checkedSum: Int? {
    var sum = 0
    for value in self {
      let (next, overflows) = sum.addingReportingOverflow(value)
      if overflows { return nil }
      sum = next
    }
    return sum
  }
}

/// The limit of what an array may take: the memory of the machine.
private let memorySize = sg_memory_size()

extension Tensor {
  /// Refuses a shape that no array can have, that takes more than the memory, or that the task's limits do not allow.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - operation: The operation that gets the blame.
  ///   - byteCount: What the operation needs for each element.
  package static func checkSize(
    _ shape: [Int], _ operation: String, byteCount: Int = 1
  ) throws(OperandError) {
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw OperandError(operation, "shape \(shape) has a negative size")
    }
    try Context.current.limits?.check(shape, operation)
    guard let count = shape.checkedElementCount else {
      throw OperandError(operation, "shape \(shape) has too many elements")
    }
    let (bytes, overflows) = count.multipliedReportingOverflow(by: byteCount)
    guard !overflows, bytes <= memorySize else {
      throw OperandError(operation, NDArray.tooLarge(shape))
    }
  }

  /// Refuses a shape, but looks closer only if it has this many elements: what is small needs no time for it.
  @inline(__always)
  static func checkSize(
    of count: Double, _ shape: @autoclosure () -> [Int], _ operation: String
  ) throws(OperandError) {
    if count > 0x1p20 { try checkSize(shape(), operation) }
  }

  /// Refuses parameters so large that computing with them would overflow; no array has sizes of this order.
  static func checkParameters(
    _ values: [Int], _ name: String, _ operation: String, at parameter: String? = nil
  ) throws(OperandError) {
    for value in values where value.magnitude > 1 << 31 {
      throw OperandError(operation, "\(name) \(value) is too large", at: parameter)
    }
  }
}

extension NDArray {
  /// The bytes of so many elements; stops where they are more than the memory.
  ///
  /// What is small is not compared with it.
  @inline(__always)
  static func checkedByteCount(
    _ count: Int, _ size: Int, of shape: @autoclosure () -> [Int], _ operation: String = "array"
  ) -> Int {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
    if overflows || bytes > 1 << 28 { refuse(bytes, overflows, shape(), operation) }
    return bytes
  }

  @inline(never)
  private static func refuse(
    _ bytes: Int, _ overflows: Bool, _ shape: [Int], _ operation: String
  ) {
    if !overflows, bytes <= memorySize { return }
    fail(operation, tooLarge(shape))
  }

  fileprivate static func tooLarge(_ shape: [Int]) -> String {
    "shape \(shape) takes more than the \(memorySize >> 20) MiB of memory that there are"
  }
}
