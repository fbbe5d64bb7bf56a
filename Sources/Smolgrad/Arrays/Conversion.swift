import CKernels

extension NDArray {
  /// Copies the elements into another array of the same shape and type.
  func copy(into target: NDArray) {
    let size = dtype.byteCount
    let (from, to) = (base, target.base)
    if count > 0, shape.count == 2, strides == [0, 1], target.isContiguous {
      return repeatRow(from, byteCount: shape[1] * size, into: to, times: shape[0])
    }
    let rows = Rows(shape: shape, strides, target.strides, target.strides)
    let (sa, sy, _) = rows.strides
    rows.forEach { i, k, _ in
      let (a, y) = (from + i * size, to + k * size)
      switch size {
      case 1: sg_copy_1(a, sa, y, sy, rows.length)
      case 2: sg_copy_2(a, sa, y, sy, rows.length)
      case 4: sg_copy_4(a, sa, y, sy, rows.length)
      default: sg_copy_8(a, sa, y, sy, rows.length)
      }
    }
  }

  /// Fills memory with copies of a row, as a bias is repeated: what is there already is copied behind itself, twice as much each time.
  private func repeatRow(
    _ row: UnsafeMutableRawPointer, byteCount: Int, into target: UnsafeMutableRawPointer,
    times: Int
  ) {
    let total = byteCount * times
    target.copyMemory(from: row, byteCount: byteCount)
    var filled = byteCount
    while filled < total {
      let next = min(filled, total - filled)
      (target + filled).copyMemory(from: target, byteCount: next)
      filled += next
    }
  }

  /// The same numbers as elements of another type, rounded where it is narrower.
  func cast(to target: DType) -> NDArray {
    if dtype == target { return self }
    if dtype.computesInFloat32, target != .float32 { return cast(to: .float32).cast(to: target) }
    if target.computesInFloat32, dtype != .float32 { return cast(to: .float32).cast(to: target) }
    if let type = target.mlxType, let result = onMLX("cast", integers: [type]) { return result }
    let input = contiguous()
    let result = NDArray(uninitializedLike: input, dtype: target)
    func run<T, R>(_ loop: (UnsafePointer<T>?, UnsafeMutablePointer<R>?, Int) -> Void) {
      withExtendedLifetime(input.storage) {
        loop(input.pointer(T.self), result.pointer(R.self), count)
      }
    }
    switch (dtype, target) {
    case (.float32, .float64): run(sg_cast_f32_f64)
    case (.float32, .int32): run(sg_cast_f32_i32)
    case (.float32, .int64): run(sg_cast_f32_i64)
    case (.float32, .bool): run(sg_cast_f32_u8)
    case (.float32, .float16): run(sg_cast_f32_f16)
    case (.float32, .bfloat16): run(sg_cast_f32_bf16)
    case (.float64, .float32): run(sg_cast_f64_f32)
    case (.float64, .int32): run(sg_cast_f64_i32)
    case (.float64, .int64): run(sg_cast_f64_i64)
    case (.float64, .bool): run(sg_cast_f64_u8)
    case (.int32, .float32): run(sg_cast_i32_f32)
    case (.int32, .float64): run(sg_cast_i32_f64)
    case (.int32, .int64): run(sg_cast_i32_i64)
    case (.int32, .bool): run(sg_cast_i32_u8)
    case (.int64, .float32): run(sg_cast_i64_f32)
    case (.int64, .float64): run(sg_cast_i64_f64)
    case (.int64, .int32): run(sg_cast_i64_i32)
    case (.int64, .bool): run(sg_cast_i64_u8)
    case (.bool, .float32): run(sg_cast_u8_f32)
    case (.bool, .float64): run(sg_cast_u8_f64)
    case (.bool, .int32): run(sg_cast_u8_i32)
    case (.bool, .int64): run(sg_cast_u8_i64)
    case (.float16, .float32): run(sg_cast_f16_f32)
    case (.bfloat16, .float32): run(sg_cast_bf16_f32)
    default: preconditionFailure("no conversion from \(dtype.rawValue) to \(target.rawValue)")
    }
    return result
  }

  /// An array that holds one number, converted to `dtype`, in every element.
  static func full(_ shape: [Int], _ number: Number, dtype: DType) -> NDArray {
    let result = NDArray(uninitialized: shape, dtype: dtype)
    let count = result.count
    switch dtype {
    case .float32:
      result.pointer(Float.self).update(repeating: Float(number.real), count: count)
    case .float64: result.pointer(Double.self).update(repeating: number.real, count: count)
    case .int32:
      result.pointer(Int32.self).update(
        repeating: Int32(truncatingIfNeeded: number.integer), count: count)
    case .int64: result.pointer(Int64.self).update(repeating: Int64(number.integer), count: count)
    case .bool: result.pointer(UInt8.self).update(repeating: number.real != 0 ? 1 : 0, count: count)
    case .float16, .bfloat16: return full(shape, number, dtype: .float32).cast(to: dtype)
    }
    return result
  }

  /// An array with these numbers in row-major order.
  static func filled(_ shape: [Int], with values: [Double], dtype: DType) -> NDArray {
    let result = NDArray(uninitialized: shape, dtype: .float64)
    values.withUnsafeBufferPointer {
      if let base = $0.baseAddress {
        result.pointer(Double.self).update(from: base, count: values.count)
      }
    }
    return result.cast(to: dtype)
  }

  /// All elements as double precision numbers in row-major order.
  func doubles() -> [Double] {
    let values = cast(to: .float64).contiguous()
    return withExtendedLifetime(values.storage) {
      Array(UnsafeBufferPointer(start: values.pointer(Double.self), count: count))
    }
  }
}
