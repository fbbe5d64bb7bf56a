import CKernels

extension Tensor {
  /// The sums of the elements, with broadcasting.
  ///
  ///     Tensor([[1, 2], [3, 4]]) + Tensor([10, 20])  // [[11, 22], [13, 24]]
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    resultInLine(
      "add", of: [a, b], pairs(a, b, "add", .add),
      [
        Derivative("{g}") { gradient, _ in gradient },
        Derivative("{g}") { gradient, _ in gradient },
      ])
  }

  /// The differences of the elements, with broadcasting.
  ///
  ///     Tensor([1, 2]) - Tensor([10, 20])  // [-9, -18]
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    a.requireNumbers("sub")
    b.requireNumbers("sub")
    return resultInLine(
      "sub", of: [a, b], pairs(a, b, "sub", .subtract),
      [
        Derivative("{g}") { gradient, _ in gradient },
        Derivative("-{g}") { gradient, _ in -gradient },
      ])
  }

  /// The elements plus `alpha` times those of the other tensor, with broadcasting.
  ///
  ///     Tensor([1, 2]).add(Tensor([10, 20]), alpha: 2)  // [21, 42]
  public func add(_ other: Tensor, alpha: some Scalar) -> Tensor {
    scaledSum("add", "{g} · {alpha}", other, alpha.number, .add) { $0 }
  }

  /// The elements less `alpha` times those of the other tensor, with broadcasting.
  ///
  ///     Tensor([1, 2]).sub(Tensor([10, 20]), alpha: 2)  // [-19, -38]
  public func sub(_ other: Tensor, alpha: some Scalar) -> Tensor {
    requireNumbers("sub")
    return scaledSum("sub", "-{g} · {alpha}", other, alpha.number, .subtract) { -$0 }
  }

  private func scaledSum(
    _ operation: String, _ formula: Formula, _ other: Tensor, _ alpha: Number,
    _ kernel: BinaryKernel, _ signed: (Double) -> Double
  ) -> Tensor {
    let (x, z) = Tensor.operands(self, other, operation)
    if case .real = alpha, !x.dtype.isFloatingPoint {
      fail(operation, "integers can't take \(alpha.real) times others; use an integer")
    }
    let factor = signed(alpha.real)
    return Tensor.resultInLine(
      operation, [Attribute("alpha", .real(alpha.real))], of: [self, other],
      .zip(x, .zip(z, .full([], alpha, dtype: z.dtype), .multiply), kernel),
      [
        Derivative("{g}") { gradient, _ in gradient },
        Derivative(formula) { gradient, _ in
          gradient * factor
        },
      ])
  }

  /// The products of the elements, with broadcasting.
  ///
  ///     Tensor([[1], [2]]) * Tensor([3, 4])  // [[3, 4], [6, 8]]
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    resultInLine(
      "mul", of: [a, b], product(a, b),
      [
        Derivative(
          "{g} · {b}", fused: { .zipAlike($0, $1.inputs[1], .multiply) },
          accumulate: { $2.addProducts($0, $1.inputs[1]) }
        ) { gradient, y in gradient * y.inputs[1] },
        Derivative(
          "{g} · {a}", fused: { .zipAlike($0, $1.inputs[0], .multiply) },
          accumulate: { $2.addProducts($0, $1.inputs[0]) }
        ) { gradient, y in gradient * y.inputs[0] },
      ])
  }

  /// The quotients of the elements, with broadcasting; those of integers are floating point numbers.
  ///
  ///     Tensor([1, 0]) / Tensor([4, 0])  // [0.25, nan]
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    resultInLine(
      "div", of: [a, b], quotient(a, b),
      [
        Derivative("{g} / {b}") { gradient, y in gradient / y.inputs[1] },
        Derivative("-{g} · {y} / {b}") { gradient, y in -(gradient * y / y.inputs[1]) },
      ])
  }

  /// The negated elements.
  public static prefix func - (a: Tensor) -> Tensor {
    a.requireNumbers("neg")
    return resultInLine(
      "neg", of: [a], a.array.map(.negate), [Derivative("-{g}") { gradient, _ in -gradient }])
  }

  /// Every element to the power of the other tensor's, with broadcasting.
  ///
  /// As in PyTorch, the derivative for the base at exponent 0 is 0, and that for the exponent at base 0 is 0 where the exponent is not negative.
  ///
  ///     Tensor([2, 3]).pow(Tensor([3, 2]))  // [8, 9]
  public func pow(_ exponent: Tensor) -> Tensor {
    raised(to: exponent, Tensor.pairs(self, exponent, "pow", .power))
  }

  /// The record of a power with this value.
  @inline(__always)
  func raised(to exponent: Tensor, _ value: NDArray) -> Tensor {
    let result = Tensor.resultInLine(
      "pow", of: [self, exponent], value,
      [
        Derivative(
          "{g} · {b} · {a}^({b} - 1)", fused: { $0.precisely($1, 0, powerBaseGradient) }
        ) {
          powerBaseGradient($0, $1.inputs[0], $1.inputs[1])
        },
        Derivative("{g} · {y} · log {a}", fused: { $0.precisely($1, 1, powerExponentGradient) }) {
          powerExponentGradient($0, $1.inputs[0], $1.inputs[1])
        },
      ])
    if result.dtype.computesInFloat32 { result.record?.roundsEachStep = true }
    return result
  }

  /// The function applied to each pair of elements, with broadcasting; stops where the shapes do not fit.
  @inline(__always)
  static func pairs(
    _ a: Tensor, _ b: Tensor, _ operation: String, _ kernel: BinaryKernel
  ) -> NDArray {
    if let result = NDArray.zipAlike(a, b, kernel) { return result }
    let (x, z) = operands(a, b, operation)
    return .zip(x, z, kernel)
  }

  @inline(__always)
  private static func product(_ a: Tensor, _ b: Tensor) -> NDArray {
    if let result = NDArray.zipAlike(a, b, .multiply) { return result }
    let (x, z) = operands(a, b, "mul")
    return a.isPlainNumber ? z.scaled(by: a, x, .multiply) : x.scaled(by: b, z, .multiply)
  }

  private static func quotient(_ a: Tensor, _ b: Tensor) -> NDArray {
    let (x, z) = floatingOperands(a, b, "div")
    guard a.isPlainNumber, x.dtype.computesInFloat32 else { return x.scaled(by: b, z, .divide) }
    // PyTorch multiplies by the reciprocal, which is rounded.
    let one = NDArray.full([], .integer(1), dtype: z.dtype)
    return NDArray.zip(one, z, .divide).scaled(by: a, x, .multiply)
  }

  /// Whether it is a number that stood beside an operator.
  private var isPlainNumber: Bool { role == .constant && rank == 0 }

  /// Both operands with the type that their result has; stops where their shapes do not fit.
  static func operands(_ a: Tensor, _ b: Tensor, _ operation: String) -> (NDArray, NDArray) {
    if a.dtype == b.dtype, a.shape == b.shape { return (a.array, b.array) }
    return required(of: [a, b], try checkedOperands(a, b, operation))
  }

  /// Both operands with the type that their result has.
  static func checkedOperands(
    _ a: Tensor, _ b: Tensor, _ operation: String
  ) throws(OperandError) -> (NDArray, NDArray) {
    if a.shape != b.shape { _ = try commonShape(operation, a, b) }
    if a.dtype == b.dtype { return (a.array, b.array) }
    let dtype = promotedType(a, b)
    return (a.array.cast(to: dtype), b.array.cast(to: dtype))
  }

  /// The type of a result of two operands: a scalar widens a tensor of higher rank only where its category is higher.
  static func promotedType(_ a: Tensor, _ b: Tensor) -> DType {
    func weight(_ tensor: Tensor) -> Int {
      tensor.role == .constant ? 0 : tensor.rank == 0 ? 1 : 2
    }
    let (strong, weak) = weight(a) >= weight(b) ? (a, b) : (b, a)
    if weight(strong) > weight(weak), strong.dtype.category >= weak.dtype.category {
      return strong.dtype
    }
    return .promoted(a.dtype, b.dtype)
  }
}

private func powerBaseGradient(_ gradient: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  // Truth values are exponents too, 0 and 1.
  let b = b.dtype == .bool ? b.cast(to: .int64) : b
  return (gradient * (b * a.pow(b - 1))).masked(by: withoutGradients { b .!= 0 })
}

private func powerExponentGradient(_ gradient: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  let isFlat = withoutGradients { (a .== 0).logicalAnd(b .>= 0) }
  return (gradient * (a.pow(b) * a.log())).masked(by: isFlat.logicalNot())
}

extension Tensor {
  /// The gradient of a power for an operand that was broadcast: powers differ so much in size that a sum of them needs double precision.
  fileprivate func precisely(
    _ y: Tensor, _ index: Int, _ pullback: (Tensor, Tensor, Tensor) -> Tensor
  ) -> NDArray? {
    let target = y.inputs[index]
    guard dtype == .float32, device == .cpu, target.shape != shape else { return nil }
    let wide = pullback(double(), y.inputs[0].double(), y.inputs[1].double())
    return wide.summed(to: target.shape).cast(to: dtype).array
  }
}

extension NDArray {
  /// The elements times or divided by those of a tensor, which are given in this array's type too.
  ///
  /// Of two bytes an element, a single factor or divisor keeps the digits that it has in single precision, as in PyTorch.
  func scaled(by factor: Tensor, _ rounded: NDArray, _ kernel: BinaryKernel) -> NDArray {
    let keepsDigits = dtype.computesInFloat32 && factor.count == 1
    return .zip(self, keepsDigits ? factor.array.cast(to: .float32) : rounded, kernel)
  }
}

extension BinaryKernel {
  static let add = BinaryKernel(
    float32: sg_add_f32, float64: sg_add_f64, int32: sg_add_i32, int64: sg_add_i64, mlx: "add")
  static let subtract = BinaryKernel(
    float32: sg_sub_f32, float64: sg_sub_f64, int32: sg_sub_i32, int64: sg_sub_i64, mlx: "subtract")
  static let multiply = BinaryKernel(
    float32: sg_mul_f32, float64: sg_mul_f64, int32: sg_mul_i32, int64: sg_mul_i64, mlx: "multiply")
  static let divide = BinaryKernel(
    float32: sg_div_f32, float64: sg_div_f64, int32: sg_div_i32, int64: sg_div_i64, mlx: "divide")
  static let power = BinaryKernel(
    float32: sg_pow_f32, float64: sg_pow_f64, int32: sg_pow_i32, int64: sg_pow_i64, mlx: "power")
}
