/// Inner loops that work on whole rows, for both floating point types.
extension NDArray {
  /// A contiguous result of this array's shape, computed row by row along the last axis by the loop for the type.
  ///
  /// A scalar is a row of one. The arrays are contiguous; half precision is computed in single precision.
  func mapRows(
    _ float32: (_ row: Int, _ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>) ->
      Void,
    _ float64: (_ row: Int, _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>) ->
      Void
  ) -> NDArray {
    let input = contiguous()
    let result = NDArray(uninitializedLike: input, dtype: dtype)
    let length = shape.last ?? 1
    let rows = length == 0 ? 0 : count / length
    if dtype == .float64 {
      let (x, y) = (input.pointer(Double.self), result.pointer(Double.self))
      for row in 0..<rows { float64(row * length, x + row * length, y + row * length) }
    } else {
      let (x, y) = (input.pointer(Float.self), result.pointer(Float.self))
      for row in 0..<rows { float32(row * length, x + row * length, y + row * length) }
    }
    return result
  }
}
