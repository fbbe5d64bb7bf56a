import CKernels

// Functions of two or three tensors, with broadcasting.

extension Tensor {
  /// The logarithm of the sum of two exponentials, log(e^a + e^b), without overflow.
  ///
  ///     Tensor([1, 1000]).logaddexp(Tensor([1, 1000]))  // [1.6931, 1000.6932]
  public func logaddexp(_ other: Tensor) -> Tensor {
    requireNumbers("logaddexp")
    other.requireNumbers("logaddexp")
    let (x, z) = Tensor.floatingOperands(self, other, "logaddexp")
    return Tensor.result(
      "logaddexp", of: [self, other], .zip(x, z, .logaddexp),
      [
        Derivative("{g} / (1 + e^({b} - {a}))") { gradient, y in
          gradient / (1 + (y.inputs[1] - y.inputs[0]).exp())
        },
        Derivative("{g} / (1 + e^({a} - {b}))") { gradient, y in
          gradient / (1 + (y.inputs[0] - y.inputs[1]).exp())
        },
      ])
  }

  /// The logarithm to base 2 of the sum of two powers, log₂(2^a + 2^b), without overflow.
  ///
  ///     Tensor([1, 5]).logaddexp2(Tensor([1, 5]))  // [2, 6]
  public func logaddexp2(_ other: Tensor) -> Tensor {
    requireNumbers("logaddexp2")
    other.requireNumbers("logaddexp2")
    let (x, z) = Tensor.floatingOperands(self, other, "logaddexp2")
    return Tensor.result(
      "logaddexp2", of: [self, other], .zip(x, z, .logaddexp2),
      [
        Derivative("{g} / (1 + 2^({b} - {a}))") { gradient, y in
          gradient / (1 + (y.inputs[1] - y.inputs[0]).exp2())
        },
        Derivative("{g} / (1 + 2^({a} - {b}))") { gradient, y in
          gradient / (1 + (y.inputs[0] - y.inputs[1]).exp2())
        },
      ])
  }

  /// The way from each element to that of `end` gone so far as the weight says: 0 is the start, 1 the end.
  ///
  ///     Tensor([0, 10]).lerp(Tensor([4, 20]), weight: Tensor([0.5, 0.1]))  // [2, 11]
  public func lerp(_ end: Tensor, weight: Tensor) -> Tensor {
    required(of: [self, end, weight], try checkedLerp(end, weight: weight))
  }

  package func checkedLerp(_ end: Tensor, weight: Tensor) throws(OperandError) -> Tensor {
    for tensor in [self, end, weight] { try tensor.checkFloatingPoint("lerp") }
    let shape = try Tensor.commonShape("lerp", self, end, weight)
    // As in PyTorch, a plain number keeps its digits.
    let weightType = weight.role == .constant ? dtype.computingType : dtype
    let arrays = [
      array, end.array.cast(to: dtype), weight.array.cast(to: weightType),
    ]
    let value = NDArray.interpolated(arrays.map { $0.broadcast(to: shape) })
    return Tensor.result(
      "lerp", of: [self, end, weight], value,
      [
        Derivative("{g} · (1 - {c})") { gradient, y in gradient * (1 - y.inputs[2]) },
        Derivative("{g} · {c}") { gradient, y in gradient * y.inputs[2] },
        Derivative("{g} · ({b} - {a})") { gradient, y in gradient * (y.inputs[1] - y.inputs[0]) },
      ])
  }

  /// The way from each element to that of `end` gone so far as the weight says.
  ///
  ///     Tensor([0, 10]).lerp(Tensor([4, 20]), weight: 0.5)  // [2, 15]
  public func lerp(_ end: Tensor, weight: some Scalar) -> Tensor {
    lerp(end, weight: .factor(.real(weight.number.real), beside: self))
  }

  /// The elements plus `value` times the products of two tensors.
  ///
  ///     Tensor([1, 1]).addcmul(Tensor([2, 3]), Tensor([4, 5]), value: 0.5)  // [5, 8.5]
  public func addcmul(_ first: Tensor, _ second: Tensor, value: some Scalar) -> Tensor {
    required(of: [self, first, second], try checkedAddcmul(first, second, value: value))
  }

  package func checkedAddcmul(_ first: Tensor, _ second: Tensor, value: some Scalar)
    throws(OperandError) -> Tensor
  {
    try combined("addcmul", first, second, value.number, isProduct: true)
  }

  /// The elements plus the products of two tensors.
  public func addcmul(_ first: Tensor, _ second: Tensor) -> Tensor {
    addcmul(first, second, value: 1)
  }

  /// The elements plus `value` times the quotients of two tensors.
  ///
  ///     Tensor([1, 1]).addcdiv(Tensor([2, 3]), Tensor([4, 6]), value: 2)  // [2, 2]
  public func addcdiv(_ first: Tensor, _ second: Tensor, value: some Scalar) -> Tensor {
    required(of: [self, first, second], try checkedAddcdiv(first, second, value: value))
  }

  package func checkedAddcdiv(_ first: Tensor, _ second: Tensor, value: some Scalar)
    throws(OperandError) -> Tensor
  {
    if !first.dtype.isFloatingPoint, !second.dtype.isFloatingPoint {
      throw OperandError("addcdiv", "can't divide integers; convert them with cast(to:)")
    }
    return try combined("addcdiv", first, second, value.number, isProduct: false)
  }

  /// The elements plus the quotients of two tensors.
  public func addcdiv(_ first: Tensor, _ second: Tensor) -> Tensor {
    addcdiv(first, second, value: 1)
  }

  private func combined(
    _ operation: String, _ first: Tensor, _ second: Tensor, _ value: Number,
    isProduct: Bool
  ) throws(OperandError) -> Tensor {
    for tensor in [self, first, second] { try tensor.checkNumbers(operation) }
    _ = try Tensor.commonShape(operation, self, first, second)
    let type = Tensor.promotedType(Tensor(first.array, role: .result), second)
    let result = withoutGradients {
      let scaled = first.widened() * Tensor.factor(value, beside: first)
      let term = isProduct ? scaled * second.widened() : scaled / second.widened()
      let target = Tensor.promotedType(
        self, Tensor(.full([], .integer(0), dtype: type).broadcast(to: term.shape), role: .result))
      return (widened() + term).cast(to: target)
    }
    let factor = value.real
    return Tensor.result(
      operation, [Attribute("value", .real(factor))], of: [self, first, second], result.array,
      [
        Derivative("{g}") { gradient, _ in gradient },
        Derivative(isProduct ? "{g} · {value} · {c}" : "{g} · {value} / {c}") { gradient, y in
          let second = y.inputs[2]
          return isProduct ? gradient * (second * factor) : gradient * (factor / second)
        },
        Derivative(isProduct ? "{g} · {value} · {b}" : "-{g} · {value} · {b} / {c}²") {
          gradient, y in
          let (first, second) = (y.inputs[1], y.inputs[2])
          return isProduct
            ? gradient * (first * factor) : -gradient * (first * factor / second.square())
        },
      ])
  }

  /// Types of two bytes as single precision; all else as it is.
  func widened() -> Tensor { dtype.computesInFloat32 ? float() : self }
}

extension NDArray {
  /// The points between two arrays, of one shape and type, that a third one names.
  fileprivate static func interpolated(_ arrays: [NDArray]) -> NDArray {
    let type = arrays[0].dtype
    if type.computesInFloat32 {
      return interpolated(arrays.map { $0.cast(to: .float32) }).cast(to: type)
    }
    let (a, b, w) = (arrays[0].contiguous(), arrays[1].contiguous(), arrays[2].contiguous())
    let y = NDArray(uninitialized: a.shape, dtype: type)
    if type == .float64 {
      sg_lerp_f64(
        a.pointer(Double.self), b.pointer(Double.self), w.pointer(Double.self),
        y.pointer(Double.self), y.count)
    } else {
      sg_lerp_f32(
        a.pointer(Float.self), b.pointer(Float.self), w.pointer(Float.self),
        y.pointer(Float.self), y.count)
    }
    return y
  }
}

extension BinaryKernel {
  fileprivate static let logaddexp = BinaryKernel(
    float32: sg_logaddexp_f32, float64: sg_logaddexp_f64, mlx: "logaddexp")
  fileprivate static let logaddexp2 = BinaryKernel(
    float32: sg_logaddexp2_f32, float64: sg_logaddexp2_f64)
}
