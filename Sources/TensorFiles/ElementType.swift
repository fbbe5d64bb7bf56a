import Smolgrad

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How the elements of an array lie in a file, and what they become in a tensor.
///
/// Files know more types than the engine. What it has not becomes the smallest type that holds all of its numbers.
struct ElementType {
  let byteCount: Int
  let dtype: DType
  /// Converts one element to the tensor's type; nil where the bytes are the same.
  let convert: Conversion?

  enum Conversion {
    /// An integer that is narrower, or without a sign.
    case integer(@Sendable (UnsafeRawBufferPointer, Int) -> Int64?)
  }

  static let float16 = ElementType(byteCount: 2, dtype: .float16, convert: nil)
  static let float32 = ElementType(byteCount: 4, dtype: .float32, convert: nil)
  static let float64 = ElementType(byteCount: 8, dtype: .float64, convert: nil)
  static let bfloat16 = ElementType(byteCount: 2, dtype: .bfloat16, convert: nil)
  static let bool = ElementType(
    byteCount: 1, dtype: .bool, convert: .integer { $0[$1] == 0 ? 0 : 1 })
  static let int8 = integer(Int8.self, .int32)
  static let int16 = integer(Int16.self, .int32)
  static let int32 = ElementType(byteCount: 4, dtype: .int32, convert: nil)
  static let int64 = ElementType(byteCount: 8, dtype: .int64, convert: nil)
  static let uint8 = integer(UInt8.self, .int32)
  static let uint16 = integer(UInt16.self, .int32)
  static let uint32 = integer(UInt32.self, .int64)
  static let uint64 = integer(UInt64.self, .int64)

  private static func integer<Integer: FixedWidthInteger & Sendable>(
    _: Integer.Type, _ dtype: DType
  ) -> ElementType {
    ElementType(
      byteCount: MemoryLayout<Integer>.size, dtype: dtype,
      convert: .integer { bytes, index in
        Int64(
          exactly: bytes.loadUnaligned(
            fromByteOffset: index * MemoryLayout<Integer>.size, as: Integer.self))
      })
  }

  /// A tensor from the bytes of its elements, in row-major order.
  ///
  /// - Throws: where an integer is larger than the engine's.
  func tensor(
    _ bytes: UnsafeRawBufferPointer, shape: [Int], isSwapped: Bool = false
  ) throws(TensorFileError) -> Tensor {
    if isSwapped, byteCount > 1 {
      let swapped = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
      defer { swapped.deallocate() }
      for start in stride(from: 0, to: bytes.count, by: byteCount) {
        for offset in 0..<byteCount {
          swapped[start + offset] = bytes[start + byteCount - 1 - offset]
        }
      }
      return try tensor(UnsafeRawBufferPointer(swapped), shape: shape)
    }
    guard let convert else { return Tensor(bytes: bytes, shape: shape, dtype: dtype) }
    let count = bytes.count / byteCount
    switch convert {
    case .integer(let value):
      var values = [Int](repeating: 0, count: count)
      for index in 0..<count {
        guard let number = value(bytes, index) else {
          throw TensorFileError("element \(index) is larger than the largest 64-bit integer")
        }
        values[index] = Int(number)
      }
      return Tensor(integers: values, shape: shape, dtype: dtype)
    }
  }
}

extension [Int] {
  /// The number of elements of an array of this shape, if it can be: its sizes are not negative, and it has at most 64 dimensions.
  func checkedElementCount() throws(TensorFileError) -> Int {
    guard count <= 64 else { throw TensorFileError("\(count) dimensions are more than 64") }
    // Sizes beside a 0 must make sense too: strides are computed from them.
    var extent = 1
    for size in self {
      guard size >= 0 else { throw TensorFileError("the shape \(self) has a negative size") }
      let (product, overflows) = extent.multipliedReportingOverflow(by: Swift.max(size, 1))
      guard !overflows, product <= 1 << 48 else {
        throw TensorFileError("the shape \(self) has more elements than any memory")
      }
      extent = product
    }
    return contains(0) ? 0 : extent
  }
}
