import CKernels

// Running results along a dimension; `cumsum` stands beside the sums.

extension Tensor {
  /// The running products along a dimension; those of integers are `int64`.
  ///
  ///     Tensor([1, 2, 3, 4]).cumprod(dim: 0)  // [1, 2, 6, 24]
  public func cumprod(dim: Int) -> Tensor {
    required(of: [self], try checkedCumprod(dim: dim))
  }

  package func checkedCumprod(dim: Int) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "cumprod")
    return Tensor.result(
      "cumprod", [Attribute("dim", .integer(dim))], of: [self], array.runningProduct(axis),
      [
        Derivative(
          "running sums of {g} · {y} from the end, / {a}",
          fused: { gradient, y in
            .runningProductGradient(gradient.array, y.inputs[0].array, y.array, axis)
          }
        ) { gradient, y in
          let x = y.inputs[0]
          if !x.doubles().contains(0) {
            return (gradient * y).flip([axis]).cumsum(dim: axis).flip([axis]) / x
          }
          return gradient.productsOfOthers(x, axis)
        }
      ])
  }

  /// The logarithms of the running sums of the exponentials along a dimension.
  ///
  ///     Tensor([0, 0, 0]).logcumsumexp(dim: 0)  // [0, 0.6931, 1.0986]
  public func logcumsumexp(dim: Int) -> Tensor {
    required(of: [self], try checkedLogcumsumexp(dim: dim))
  }

  package func checkedLogcumsumexp(dim: Int) throws(OperandError) -> Tensor {
    try checkFloatingPoint("logcumsumexp")
    let axis = try checkedAxis(dim, "logcumsumexp")
    let value = NDArray.alongLast(array, array, axis) { x, _ in
      let n = x.shape.last ?? 1
      return x.mapRows {
        sg_logcumsumexp_row_f32($1, $2, n)
      } _: {
        sg_logcumsumexp_row_f64($1, $2, n)
      }
    }
    return Tensor.result(
      "logcumsumexp", [Attribute("dim", .integer(dim))], of: [self], value,
      [
        Derivative("running sums of {g} · e^-{y} from the end, · e^{a}") { gradient, y in
          if y.rank == 0 || y.count == 0 { return gradient }
          // The logarithms of the positive and of the negative parts are summed, so that nothing overflows.
          func part(_ isMine: Tensor, _ size: Tensor) -> Tensor {
            let log = Tensor.where(isMine, size.log(), size.zerosLike() - gradient.dtype.largest)
            let sums = (log - y).flip([axis]).logcumsumexp(dim: axis).flip([axis])
            return (sums + y.inputs[0]).exp()
          }
          let (positive, negative) = withoutGradients { (gradient .> 0, gradient .< 0) }
          return part(positive, gradient) - part(negative, -gradient)
        }
      ])
  }

  /// The sum for each element of the gradients from it on, each times the product of the elements up to it, the element itself left out.
  ///
  /// It needs the square of the row's length, but no division, which zeros would spoil.
  private func productsOfOthers(_ x: Tensor, _ axis: Int) -> Tensor {
    if x.rank == 0 { return self }
    let rows = x.transpose(axis, -1)
    let size = rows.shape[rows.rank - 1]
    let others = Tensor.where(
      Tensor.eye(size).cast(to: .bool), Tensor.ones([], dtype: x.dtype), rows.unsqueeze(dim: -2))
    let reaches = withoutGradients { Tensor.ones([size, size]).triu().cast(to: .bool) }
    return (transpose(axis, -1).unsqueeze(dim: -2) * others.cumprod(dim: -1)).masked(by: reaches)
      .sum(dims: [-1]).transpose(axis, -1)
  }
}

extension DType {
  /// The largest number of a floating point type.
  var largest: Double {
    switch self {
    case .float16: 65504
    case .bfloat16: 0x1.fep127
    case .float32: Double(Float.greatestFiniteMagnitude)
    default: .greatestFiniteMagnitude
    }
  }
}

extension NDArray {
  /// The running products along an axis; those of integers have 64 bits.
  fileprivate func runningProduct(_ axis: Int) -> NDArray {
    guard dtype.isFloatingPoint else {
      let wide = cast(to: .int64)
      return NDArray.alongLast(wide, wide, axis) { x, _ in
        if let result = x.onMLX("cumprod") { return result }
        let result = NDArray(uninitializedLike: x, dtype: .int64)
        let n = x.shape.last ?? 1
        let (from, to) = (x.pointer(Int64.self), result.pointer(Int64.self))
        for start in stride(from: 0, to: n == 0 ? 0 : x.count, by: Swift.max(n, 1)) {
          sg_cumprod_row_i64(from + start, to + start, n)
        }
        return result
      }
    }
    return NDArray.alongLast(self, self, axis) { x, _ in
      if let result = x.onMLX("cumprod") { return result }
      let n = x.shape.last ?? 1
      return x.mapRows {
        sg_cumprod_row_f32($1, $2, n)
      } _: {
        sg_cumprod_row_f64($1, $2, n)
      }
    }
  }

  fileprivate static func runningProductGradient(
    _ gradient: NDArray, _ x: NDArray, _ y: NDArray, _ axis: Int
  ) -> NDArray? {
    guard gradient.dtype == x.dtype, x.dtype == y.dtype, !x.dtype.computesInFloat32 else {
      return nil
    }
    let last = Swift.max(x.shape.count - 1, 0)
    func rows(_ array: NDArray) -> NDArray {
      axis == last ? array.contiguous() : array.transposed(axis, last).contiguous()
    }
    let (g, a, b) = (rows(gradient), rows(x), rows(y))
    let n = a.shape.last ?? 1
    let result = a.mapRows {
      sg_cumprod_gradient_row_f32(
        g.pointer(Float.self) + $0, $1, b.pointer(Float.self) + $0, $2, n)
    } _: {
      sg_cumprod_gradient_row_f64(
        g.pointer(Double.self) + $0, $1, b.pointer(Double.self) + $0, $2, n)
    }
    return axis == last ? result : result.transposed(axis, last)
  }
}
