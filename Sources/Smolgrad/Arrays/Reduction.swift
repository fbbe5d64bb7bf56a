import CKernels

typealias RowReduction<T> = @Sendable (UnsafePointer<T>?, Int, Int) -> T

/// The inner loops of a reduction, and how partial results are combined.
struct ReductionKernel: Sendable {
  /// Whether many single numbers are added up in double precision.
  var sumsInDouble = false
  /// The result over no elements at all; nil where there is none.
  let initial: Number?
  let float32: RowReduction<Float>
  let float64: RowReduction<Double>
  let int64: RowReduction<Int64>
  let combine: BinaryKernel
  /// The operation of MLX.
  let mlx: StaticString
}

extension NDArray {
  /// The reduction over some axes, which stay with size 1 where `keepDim`.
  ///
  /// Integers and truth values are reduced in 64 bits; the largest and the smallest keep their type.
  func reduced(_ axes: [Int], _ keepDim: Bool, _ kernel: ReductionKernel) -> NDArray {
    switch dtype {
    case .float32 where kernel.sumsInDouble && !isOnMLX && needsWideSums(axes):
      return wideSum(axes, keepDim)
    case .float32: return reduced(axes, keepDim, kernel, kernel.float32, kernel.combine.float32)
    case .float64: return reduced(axes, keepDim, kernel, kernel.float64, kernel.combine.float64)
    case .int64: return reduced(axes, keepDim, kernel, kernel.int64, kernel.combine.int64)
    case .int32, .bool:
      let result = cast(to: .int64).reduced(axes, keepDim, kernel)
      return kernel.initial == nil ? result.cast(to: dtype) : result
    case .float16, .bfloat16:
      return cast(to: .float32).reduced(axes, keepDim, kernel).cast(to: dtype)
    }
  }

  private func reduced<T>(
    _ axes: [Int], _ keepDim: Bool, _ kernel: ReductionKernel, _ row: RowReduction<T>,
    _ combine: BinaryLoop<T, T>
  ) -> NDArray {
    if axes.isEmpty { return self }
    if let result = onMLX(kernel.mlx, integers: [keepDim ? 1 : 0] + axes) { return result }
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    let result: NDArray
    if count == 0, let initial = kernel.initial {
      result = .full(kept, initial, dtype: dtype)
    } else {
      // Each element of the result starts as the first row that is reduced into it, so nothing is filled beforehand.
      result = NDArray(uninitialized: kept, dtype: dtype)
      reduce(into: result, row, combine)
    }
    return keepDim ? result : result.withoutAxes(axes)
  }

  private func reduce<T>(into result: NDArray, _ row: RowReduction<T>, _ combine: BinaryLoop<T, T>)
  {
    let target = result.broadcast(to: shape)
    let (from, to) = (pointer(T.self), result.pointer(T.self))
    var isFresh = [Bool](repeating: true, count: result.count)
    let rows = Rows(shape: shape, strides, target.strides, target.strides)
    let (stride, targetStride, _) = rows.strides
    rows.forEach { i, k, _ in
      let first = isFresh[k]
      isFresh[k] = false
      if targetStride == 0 {
        let value = row(from + i, stride, rows.length)
        if first {
          to[k] = value
        } else {
          withUnsafePointer(to: value) { combine(to + k, 1, $0, 1, to + k, 1) }
        }
      } else if first {
        for index in 0..<rows.length { to[k + index * targetStride] = from[i + index * stride] }
      } else {
        combine(to + k, 1, from + i, stride, to + k, rows.length)
      }
    }
  }

  /// Whether several rows are added into one element, so that rounding errors would pile up in single precision.
  private func needsWideSums(_ axes: [Int]) -> Bool {
    guard count > 0, let first = axes.first else { return false }
    return !(isContiguous && axes == Array(first..<shape.count))
  }

  /// The sum of single precision numbers with double precision in between.
  private func wideSum(_ axes: [Int], _ keepDim: Bool) -> NDArray {
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    let result = NDArray.full(kept, .integer(0), dtype: .float64)
    let (from, to) = (pointer(Float.self), result.pointer(Double.self))
    if isContiguous, axes == Array(0..<axes.count) {
      sg_column_sums(from, count / result.count, result.count, to)
      let sum = result.cast(to: .float32)
      return keepDim ? sum : sum.withoutAxes(axes)
    }
    let target = result.broadcast(to: shape)
    let rows = Rows(shape: shape, strides, target.strides, target.strides)
    let (stride, targetStride, _) = rows.strides
    rows.forEach { i, k, _ in
      if targetStride == 0 {
        to[k] += Double(sg_sum_f32(from + i, stride, rows.length))
      } else {
        sg_accumulate(from + i, stride, to + k, targetStride, rows.length)
      }
    }
    let sum = result.cast(to: .float32)
    return keepDim ? sum : sum.withoutAxes(axes)
  }

  /// A view without these axes, whose size is 1.
  func withoutAxes(_ axes: [Int]) -> NDArray {
    if axes.isEmpty { return self }
    let kept = shape.indices.filter { !axes.contains($0) }
    return view(shape: kept.map { shape[$0] }, strides: kept.map { strides[$0] }, offset: offset)
  }
}
