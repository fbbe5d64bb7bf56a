import CKernels

/// Comparisons element by element, spelled like those of Swift's SIMD vectors: the result is a tensor of truth values, not one answer.
extension Tensor {
  /// Where the elements are equal, as truth values: nowhere at NaN.
  ///
  ///     Tensor([1, 2]) .== Tensor([1, 3])  // [true, false]
  public static func .== (a: Tensor, b: Tensor) -> Tensor { compare(a, b, "eq", .equal) }
  /// Where the elements differ, as truth values: everywhere at NaN.
  ///
  ///     Tensor([1, 2]) .!= Tensor([1, 3])  // [false, true]
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { compare(a, b, "ne", .notEqual) }
  /// Where the elements of the first are smaller, as truth values.
  ///
  ///     Tensor([1, 2]) .< Tensor([1, 3])  // [false, true]
  public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(a, b, "lt", .less) }
  /// Where the elements of the first are smaller or equal, as truth values.
  ///
  ///     Tensor([1, 4]) .<= Tensor([1, 3])  // [true, false]
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { compare(a, b, "le", .lessOrEqual) }
  /// Where the elements of the first are larger, as truth values.
  ///
  ///     Tensor([1, 4]) .> Tensor([1, 3])  // [false, true]
  public static func .> (a: Tensor, b: Tensor) -> Tensor {
    compare(a, b, "gt", .less, swapped: true)
  }
  /// Where the elements of the first are larger or equal, as truth values.
  ///
  ///     Tensor([1, 2]) .>= Tensor([1, 3])  // [true, false]
  public static func .>= (a: Tensor, b: Tensor) -> Tensor {
    compare(a, b, "ge", .lessOrEqual, swapped: true)
  }

  /// Where the elements equal a number, as truth values.
  public static func .== (a: Tensor, b: some Scalar) -> Tensor {
    a .== constant(b.number, beside: a)
  }
  /// Where the elements differ from a number, as truth values.
  public static func .!= (a: Tensor, b: some Scalar) -> Tensor {
    a .!= constant(b.number, beside: a)
  }
  /// Where the elements are smaller than a number, as truth values.
  public static func .< (a: Tensor, b: some Scalar) -> Tensor { a .< constant(b.number, beside: a) }
  /// Where the elements are at most a number, as truth values.
  public static func .<= (a: Tensor, b: some Scalar) -> Tensor {
    a .<= constant(b.number, beside: a)
  }
  /// Where the elements are larger than a number, as truth values.
  ///
  ///     Tensor([1, 2, 3]) .> 1  // [false, true, true]
  public static func .> (a: Tensor, b: some Scalar) -> Tensor { a .> constant(b.number, beside: a) }
  /// Where the elements are at least a number, as truth values.
  public static func .>= (a: Tensor, b: some Scalar) -> Tensor {
    a .>= constant(b.number, beside: a)
  }

  /// Where both are true.
  ///
  ///     Tensor([0, 2, 3]).logicalAnd(Tensor([1, 0, 1]))  // [false, false, true]
  public func logicalAnd(_ other: Tensor) -> Tensor {
    let (a, b) = (array.cast(to: .bool), other.array.cast(to: .bool))
    _ = Tensor.operands(self, other, "logical_and")
    return Tensor.result("logical_and", of: [self, other], .zip(a, b, .multiply), [])
  }

  /// Where at least one is true.
  ///
  ///     Tensor([0, 2, 0]).logicalOr(Tensor([1, 0, 0]))  // [true, true, false]
  public func logicalOr(_ other: Tensor) -> Tensor {
    let (a, b) = (array.cast(to: .bool), other.array.cast(to: .bool))
    _ = Tensor.operands(self, other, "logical_or")
    return Tensor.result("logical_or", of: [self, other], .zip(a, b, .add), [])
  }

  /// Where an element equals itself: everywhere but at NaN.
  func equalsItself() -> Tensor { self .== self }

  /// Where it is false.
  ///
  ///     Tensor([0, 2]).logicalNot()  // [true, false]
  public func logicalNot() -> Tensor {
    let truth = array.cast(to: .bool)
    return Tensor.result(
      "logical_not", of: [self],
      .zip(truth, .full([], .integer(0), dtype: .bool), ComparisonKernel.equal), [])
  }

  /// The elements where the mask is true replaced by a number, which gets the sum of their gradients; mask and value may be broadcast.
  public func maskedFill(_ mask: Tensor, _ value: Tensor) -> Tensor {
    required(of: [self, mask, value], try checkedMaskedFill(mask, value))
  }

  package func checkedMaskedFill(_ mask: Tensor, _ value: Tensor) throws(OperandError) -> Tensor {
    _ = try Tensor.commonShape("masked_fill", self, mask)
    guard value.rank == 0 else {
      throw OperandError(
        "masked_fill", "the value must be a scalar, not \(value.shape)", at: "value")
    }
    let filled = withoutGradients {
      Tensor.where(mask, value.cast(to: dtype), self)
    }
    return Tensor.result(
      "masked_fill", of: [self, mask, value], filled.array,
      [
        Derivative("0 where {b}, else {g}") { gradient, y in
          gradient.masked(by: y.inputs[1].logicalNot())
        },
        .none("masked_fill", "the mask"),
        Derivative("sum of {g} where {b}") { gradient, y in gradient.masked(by: y.inputs[1]) },
      ], tags: .mask)
  }

  /// The elements where the mask is true replaced by a number; the mask may be broadcast.
  ///
  ///     let x = Tensor([1, -2, 3])
  ///     x.maskedFill(x .< 0, 0)  // [1, 0, 3]
  public func maskedFill(_ mask: Tensor, _ value: some Scalar) -> Tensor {
    required(of: [self], try dtype.check(value.number, "masked_fill"))
    return maskedFill(mask, Tensor.constant(value.number, beside: self))
  }

  /// The elements of `a` where the condition is true, those of `b` elsewhere, with broadcasting.
  ///
  ///     let x = Tensor([1, -2])
  ///     Tensor.where(x .> 0, x, x * 0.1)  // [1, -0.2]
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    required(of: [condition, a, b], try checkedWhere(condition, a, b))
  }

  package static func checkedWhere(_ condition: Tensor, _ a: Tensor, _ b: Tensor)
    throws(OperandError) -> Tensor
  {
    let isCommon = a.shape == b.shape && a.shape == condition.shape
    let shape = isCommon ? a.shape : try commonShape("where", condition, a, b)
    let (x, z) = try checkedOperands(a, b, "where")
    let value = NDArray.choose(
      condition.array.cast(to: .bool).broadcast(to: shape), x.broadcast(to: shape),
      z.broadcast(to: shape))
    return result(
      "where", of: [condition, a, b], value,
      [
        .none("where", "the condition"),
        Derivative("{g} where {a}, else 0") { gradient, y in
          gradient.masked(by: y.inputs[0])
        },
        Derivative("0 where {a}, else {g}") { gradient, y in
          gradient.masked(by: y.inputs[0].logicalNot())
        },
      ], tags: .mask)
  }

  private static func compare(
    _ a: Tensor, _ b: Tensor, _ operation: String, _ kernel: ComparisonKernel,
    swapped: Bool = false
  ) -> Tensor {
    let (x, z) = operands(a, b, operation)
    return result(
      operation, of: [a, b], swapped ? .zip(z, x, kernel) : .zip(x, z, kernel), [])
  }
}

extension ComparisonKernel {
  static let equal = ComparisonKernel(
    float32: sg_equal_f32, float64: sg_equal_f64, int32: sg_equal_i32, int64: sg_equal_i64,
    mlx: "equal")
  static let notEqual = ComparisonKernel(
    float32: sg_not_equal_f32, float64: sg_not_equal_f64, int32: sg_not_equal_i32,
    int64: sg_not_equal_i64, mlx: "not_equal")
  static let less = ComparisonKernel(
    float32: sg_less_f32, float64: sg_less_f64, int32: sg_less_i32, int64: sg_less_i64,
    mlx: "less")
  static let lessOrEqual = ComparisonKernel(
    float32: sg_less_equal_f32, float64: sg_less_equal_f64, int32: sg_less_equal_i32,
    int64: sg_less_equal_i64, mlx: "less_equal")
}

extension NDArray {
  /// Elements of `a` where the condition is not 0, else of `b`; all of one shape, `a` and `b` of one type.
  static func choose(_ condition: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray {
    if let result = condition.onMLX("choose", [a, b]) { return result }
    let result = NDArray(uninitialized: condition.shape, dtype: a.dtype)
    let size = a.dtype.byteCount
    let (c, x, z, y) = (condition.pointer(UInt8.self), a.base, b.base, result.base)
    let rows = Rows(shape: result.shape, condition.strides, a.strides, b.strides)
    let (sc, sa, sb) = rows.strides
    var start = 0
    rows.forEach { i, j, k in
      let (p, q, to) = (x + j * size, z + k * size, y + start * size)
      switch size {
      case 1: sg_choose_1(c + i, sc, p, sa, q, sb, to, rows.length)
      case 2: sg_choose_2(c + i, sc, p, sa, q, sb, to, rows.length)
      case 4: sg_choose_4(c + i, sc, p, sa, q, sb, to, rows.length)
      default: sg_choose_8(c + i, sc, p, sa, q, sb, to, rows.length)
      }
      start += rows.length
    }
    return result
  }
}
