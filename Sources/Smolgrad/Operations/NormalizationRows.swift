import CKernels

/// The elements of a tensor laid out so that each row is normalized by itself, for the loops in C.
struct NormalizationRows {
  private let plan: Normalization
  private let shape: [Int]
  /// The axes in the order in which they lie in the rows: first those that stay apart, then those that are normalized together.
  private let order: [Int]
  private let input: NDArray
  private let count: Int, length: Int

  /// Nil where there is nothing in a row, the type has no loops, or MLX computes.
  init?(_ x: NDArray, _ plan: Normalization) {
    let sizes = plan.viewShape
    length = plan.axes.reduce(1) { $0 * sizes[$1] }
    guard length > 0, x.dtype == .float32 || x.dtype == .float64, !x.isOnMLX else { return nil }
    self.plan = plan
    shape = x.shape
    order = sizes.indices.filter { !plan.axes.contains($0) } + plan.axes
    count = x.count / length
    input = NormalizationRows.laidOut(x, sizes, order)
  }

  /// The normalized elements times the weight, plus the bias.
  func value(_ weight: NDArray?, _ bias: NDArray?) -> NDArray {
    let (w, b) = (weight?.contiguous(), bias?.contiguous())
    let y = NDArray(uninitialized: [count, length], dtype: input.dtype)
    forEachRow { row, start, offset in
      if input.dtype == .float32 {
        sg_normalize_row_f32(
          input.pointer(Float.self) + start, w.map { $0.pointer(Float.self) + offset },
          b.map { $0.pointer(Float.self) + offset }, plan.span, plan.epsilon, plan.isCentered,
          y.pointer(Float.self) + start, length)
      } else {
        sg_normalize_row_f64(
          input.pointer(Double.self) + start, w.map { $0.pointer(Double.self) + offset },
          b.map { $0.pointer(Double.self) + offset }, plan.span, plan.epsilon, plan.isCentered,
          y.pointer(Double.self) + start, length)
      }
    }
    return putBack(y)
  }

  /// The gradient for the input.
  func gradient(_ gradient: NDArray, _ weight: NDArray?) -> NDArray {
    let w = weight?.contiguous()
    let g = NormalizationRows.laidOut(gradient, plan.viewShape, order)
    let dx = NDArray(uninitialized: [count, length], dtype: input.dtype)
    forEachRow { row, start, offset in
      if input.dtype == .float32 {
        sg_normalize_gradient_row_f32(
          g.pointer(Float.self) + start, input.pointer(Float.self) + start,
          w.map { $0.pointer(Float.self) + offset }, plan.span, plan.epsilon, plan.isCentered,
          dx.pointer(Float.self) + start, length)
      } else {
        sg_normalize_gradient_row_f64(
          g.pointer(Double.self) + start, input.pointer(Double.self) + start,
          w.map { $0.pointer(Double.self) + offset }, plan.span, plan.epsilon, plan.isCentered,
          dx.pointer(Double.self) + start, length)
      }
    }
    return putBack(dx)
  }

  /// The gradient for the weight, in double precision until the end.
  func weightGradient(_ gradient: NDArray, like weight: NDArray) -> NDArray {
    let g = NormalizationRows.laidOut(gradient, plan.viewShape, order)
    let dw = NDArray.full(weight.shape, .integer(0), dtype: .float64)
    forEachRow { row, start, offset in
      if input.dtype == .float32 {
        sg_normalize_weight_row_f32(
          g.pointer(Float.self) + start, input.pointer(Float.self) + start, plan.span,
          plan.epsilon, plan.isCentered, dw.pointer(Double.self) + offset, length)
      } else {
        sg_normalize_weight_row_f64(
          g.pointer(Double.self) + start, input.pointer(Double.self) + start, plan.span,
          plan.epsilon, plan.isCentered, dw.pointer(Double.self) + offset, length)
      }
    }
    return dw.cast(to: input.dtype)
  }

  /// Calls the body with each row's number, its first element, and its first weight.
  private func forEachRow(_ body: (Int, Int, Int) -> Void) {
    for row in 0..<count {
      body(row, row * length, row % plan.period * (length / plan.span))
    }
  }

  private static func laidOut(_ array: NDArray, _ sizes: [Int], _ order: [Int]) -> NDArray {
    array.contiguous().reshaped(sizes).permuted(order).contiguous()
  }

  /// The result's rows in the tensor's own order and shape.
  private func putBack(_ rows: NDArray) -> NDArray {
    var inverse = order
    for (to, from) in order.enumerated() { inverse[from] = to }
    return rows.reshaped(order.map { plan.viewShape[$0] }).permuted(inverse).contiguous()
      .reshaped(shape)
  }
}
