import CKernels

extension NDArray {
  /// The sum over some axes, which stay with size 1 where `keepsAxes`.
  ///
  /// Integers and truth values are summed in 64 bits.
  func sum(axes: [Int], keepsAxes: Bool) -> NDArray {
    switch dtype {
    case .float32: return sum(axes, keepsAxes, sg_sum_f32, sg_accumulate_f32)
    case .float64: return sum(axes, keepsAxes, sg_sum_f64, sg_accumulate_f64)
    case .int64: return sum(axes, keepsAxes, sg_sum_i64, sg_accumulate_i64)
    case .int32, .bool: return cast(to: .int64).sum(axes: axes, keepsAxes: keepsAxes)
    case .float16:
      return cast(to: .float32).sum(axes: axes, keepsAxes: keepsAxes).cast(to: .float16)
    }
  }

  private func sum<T: Numeric>(
    _ axes: [Int], _ keepsAxes: Bool, _ sum: (UnsafePointer<T>?, Int, Int) -> T,
    _ accumulate: (UnsafePointer<T>?, Int, UnsafeMutablePointer<T>?, Int) -> Void
  ) -> NDArray {
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    let result = NDArray.full(kept, .integer(0), dtype: dtype)
    let target = result.broadcast(to: shape)
    let (from, to) = (pointer(T.self), result.pointer(T.self))
    let rows = Rows(shape: shape, strides, target.strides, target.strides)
    let (stride, targetStride, _) = rows.strides
    rows.forEach { i, k, _ in
      if targetStride == 0 {
        to[k] += sum(from + i, stride, rows.length)
      } else {
        accumulate(from + i, stride, to + k, rows.length)
      }
    }
    return keepsAxes ? result : result.withoutAxes(axes)
  }

  /// A view without these axes, whose size is 1.
  func withoutAxes(_ axes: [Int]) -> NDArray {
    if axes.isEmpty { return self }
    let kept = shape.indices.filter { !axes.contains($0) }
    return view(shape: kept.map { shape[$0] }, strides: kept.map { strides[$0] }, offset: offset)
  }
}
