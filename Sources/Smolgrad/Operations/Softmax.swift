import CKernels

extension Tensor {
  /// The exponentials along a dimension, divided by their sum.
  ///
  ///     Tensor([1, 2, 3]).softmax(dim: 0)  // [0.09003, 0.2447, 0.6652]
  public func softmax(dim: Int) -> Tensor {
    required(of: [self], try checkedSoftmax(dim: dim))
  }

  package func checkedSoftmax(dim: Int) throws(OperandError) -> Tensor {
    try alongLast("softmax", dim, { $0.softmaxRows() }) { axis in
      Derivative(
        "{y} · ({g} - sum({g} · {y}))",
        fused: { gradient, y in
          .alongLast(gradient.array, y.array, axis) { $0.softmaxGradientRows($1) }
        }
      ) { gradient, y in y * (gradient - (gradient * y).sum(dims: [axis], keepDim: true)) }
    }
  }

  /// The logarithm of ``softmax(dim:)``, exact also where that is nearly 0.
  ///
  ///     Tensor([1, 2, 3]).logSoftmax(dim: 0)  // [-2.4076, -1.4076, -0.4076]
  public func logSoftmax(dim: Int) -> Tensor {
    required(of: [self], try checkedLogSoftmax(dim: dim))
  }

  package func checkedLogSoftmax(dim: Int) throws(OperandError) -> Tensor {
    try alongLast("log_softmax", dim, { $0.logSoftmaxRows() }) { axis in
      Derivative(
        "{g} - e^{y} · sum({g})",
        fused: { gradient, y in
          .alongLast(gradient.array, y.array, axis) { $0.logSoftmaxGradientRows($1) }
        }
      ) { gradient, y in gradient - y.exp() * gradient.sum(dims: [axis], keepDim: true) }
    }
  }

  /// ``softmax(dim:)`` of the negated elements.
  ///
  ///     Tensor([1, 2, 3]).softmin(dim: 0)  // [0.6652, 0.2447, 0.09003]
  public func softmin(dim: Int) -> Tensor {
    required(of: [self], try checkedSoftmin(dim: dim))
  }

  package func checkedSoftmin(dim: Int) throws(OperandError) -> Tensor {
    try checkNumbers("softmin")
    return try (-self).checkedSoftmax(dim: dim)
  }

  /// The logarithm of the sum of the exponentials over some dimensions.
  ///
  ///     Tensor([1000, 1000]).logSumExp(dims: [0])  // 1000.6932
  public func logSumExp(dims: [Int], keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedLogSumExp(dims: dims, keepDim: keepDim))
  }

  package func checkedLogSumExp(dims: [Int], keepDim: Bool) throws(OperandError) -> Tensor {
    guard dtype.isFloatingPoint else { return float().logSumExp(dims: dims, keepDim: keepDim) }
    let axes = try checkedReducedAxes(dims, "logsumexp")
    let value = widening { x in
      if count == 0 { return x.exp().sum(dims: axes, keepDim: keepDim).log() }
      let top = x.amax(dims: axes, keepDim: true)
      let isInfinite = top.abs() .== Double.infinity
      let shift = top.maskedFill(isInfinite, 0)
      let sum = (x - shift).exp().sum(dims: axes, keepDim: true).log() + shift
      return keepDim || axes.isEmpty ? sum : sum.reshape(Tensor.dropping(axes, from: shape))
    }
    return Tensor.result(
      "logsumexp", Tensor.attributes(dims, keepDim), of: [self], value.array,
      [
        Derivative("{g} · e^({a} - {y})") { gradient, y in
          let x = y.inputs[0]
          return gradient.repeated(over: axes, keepDim, like: x)
            * (x - y.repeated(over: axes, keepDim, like: x)).exp()
        }
      ])
  }

  /// A shape without some of its dimensions.
  static func dropping(_ axes: [Int], from shape: [Int]) -> [Int] {
    shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  private func alongLast(
    _ operation: String, _ dim: Int, _ value: (NDArray) -> NDArray,
    _ derivative: (Int) -> Derivative
  ) throws(OperandError) -> Tensor {
    try checkFloatingPoint(operation)
    let axis = try checkedAxis(dim, operation)
    let result = NDArray.alongLast(array, array, axis) { x, _ in value(x) }
    return Tensor.result(
      operation, [Attribute("dim", .integer(dim))], of: [self], result, [derivative(axis)])
  }
}

extension NDArray {
  /// Runs a function of rows along any axis: the axis is put last for it, and back; a scalar is a row of one.
  static func alongLast(
    _ a: NDArray, _ b: NDArray, _ axis: Int, _ body: (NDArray, NDArray) -> NDArray
  ) -> NDArray {
    if a.dtype.computesInFloat32 {
      return alongLast(a.cast(to: .float32), b.cast(to: .float32), axis, body).cast(to: a.dtype)
    }
    if a.shape.isEmpty {
      return body(a.reshaped([1]), b.reshaped([1])).reshaped([])
    }
    let last = a.shape.count - 1
    if axis == last { return body(a.contiguous(), b.contiguous()) }
    return body(a.transposed(axis, last).contiguous(), b.transposed(axis, last).contiguous())
      .transposed(axis, last)
  }

  fileprivate func softmaxRows() -> NDArray {
    if let result = onMLX("softmax") { return result }
    let n = shape.last ?? 1
    return mapRows {
      sg_softmax_row_f32($1, $2, n)
    } _: {
      sg_softmax_row_f64($1, $2, n)
    }
  }

  fileprivate func logSoftmaxRows() -> NDArray {
    if let result = onMLX("log_softmax") { return result }
    let n = shape.last ?? 1
    return mapRows {
      sg_log_softmax_row_f32($1, $2, n)
    } _: {
      sg_log_softmax_row_f64($1, $2, n)
    }
  }

  /// For a gradient: what `softmax` passes on, given its result.
  fileprivate func softmaxGradientRows(_ y: NDArray) -> NDArray {
    if let result = onMLX("softmax_gradient", [y]) { return result }
    let n = shape.last ?? 1
    return mapRows {
      sg_softmax_gradient_row_f32($1, y.pointer(Float.self) + $0, $2, n)
    } _: {
      sg_softmax_gradient_row_f64($1, y.pointer(Double.self) + $0, $2, n)
    }
  }

  /// For a gradient: what `logSoftmax` passes on, given its result.
  fileprivate func logSoftmaxGradientRows(_ y: NDArray) -> NDArray {
    if let result = onMLX("log_softmax_gradient", [y]) { return result }
    let n = shape.last ?? 1
    return mapRows {
      sg_log_softmax_gradient_row_f32($1, y.pointer(Float.self) + $0, $2, n)
    } _: {
      sg_log_softmax_gradient_row_f64($1, y.pointer(Double.self) + $0, $2, n)
    }
  }
}
