import CKernels

extension Tensor {
  /// The larger of each pair of elements, with broadcasting; equal ones share the gradient, and NaN wins.
  ///
  ///     Tensor([1, 5]).maximum(Tensor([3, 2]))  // [3, 5]
  public func maximum(_ other: Tensor) -> Tensor {
    extremum("maximum", other, .maximum, isMaximum: true)
  }

  /// The smaller of each pair of elements, with broadcasting; equal ones share the gradient, and NaN wins.
  ///
  ///     Tensor([1, 5]).minimum(Tensor([3, 2]))  // [1, 2]
  public func minimum(_ other: Tensor) -> Tensor {
    extremum("minimum", other, .minimum, isMaximum: false)
  }

  /// The angle of the point (other, self) in the plane, from -π to π, with broadcasting; at the origin the gradients are 0.
  ///
  ///     Tensor([1, -1]).atan2(Tensor([1, 1]))  // [0.7854, -0.7854]
  public func atan2(_ other: Tensor) -> Tensor {
    let (x, z) = Tensor.floatingOperands(self, other, "atan2")
    @Sendable func reciprocalSquare(_ a: Tensor, _ b: Tensor) -> Tensor {
      let square = a * a + b * b
      return square.reciprocal().masked(by: withoutGradients { square .!= 0 })
    }
    return Tensor.result(
      "atan2", of: [self, other], .zip(x, z, .atan2),
      [
        Derivative("{g} · {b} / ({a}² + {b}²)") { gradient, y in
          gradient * (y.inputs[1] * reciprocalSquare(y.inputs[0], y.inputs[1]))
        },
        Derivative("-{g} · {a} / ({a}² + {b}²)") { gradient, y in
          -gradient * (y.inputs[0] * reciprocalSquare(y.inputs[0], y.inputs[1]))
        },
      ])
  }

  /// The elements limited to a range, whose bounds are tensors and may be broadcast; an element that equals a bound shares its gradient with it.
  ///
  /// Where the lower bound is above the upper one, the result is the upper one.
  ///
  ///     Tensor([-2, 0, 2]).clamp(min: Tensor([-1, 1, 1]))  // [-1, 1, 2]
  public func clamp(min: Tensor? = nil, max: Tensor? = nil) -> Tensor {
    required(of: [self], try checkedClamp(min: min, max: max))
  }

  package func checkedClamp(min: Tensor?, max: Tensor?) throws(OperandError) -> Tensor {
    try clamp(min: min, max: max, isNumber: false)
  }

  private func clamp(
    min: Tensor?, max: Tensor?, isNumber: Bool
  ) throws(OperandError) -> Tensor {
    guard min != nil || max != nil else {
      throw OperandError("clamp", "needs a lower or an upper bound")
    }
    _ = try Tensor.commonShape("clamp", self, min ?? self, max ?? self)
    typealias Condition = @Sendable (_ x: Tensor, _ min: Tensor, _ max: Tensor) -> Tensor
    let (hasMin, hasMax, maxIndex) = (min != nil, max != nil, min == nil ? 1 : 2)
    let value = withoutGradients {
      var value = self
      if let min { value = value.maximum(min) }
      if let max { value = value.minimum(max) }
      return value
    }
    if isNumber {
      return Tensor.result(
        "clamp", of: .init(self, min, max), value.array,
        [
          Derivative("{g} where {a} is inside, else 0") { gradient, y in
            gradient.masked(
              by: withoutGradients {
                let x = y.inputs[0]
                let above = hasMin ? x .> y.inputs[1] : nil
                let below = hasMax ? x .< y.inputs[maxIndex] : nil
                guard let above, let below else { return above ?? below! }
                return above.logicalAnd(below)
              })
          }
        ] + (hasMin ? [.none("clamp", "a number")] : [])
          + (hasMax ? [.none("clamp", "a number")] : []))
    }
    guard let min, let max else {
      return extremum(
        "clamp", min ?? max!, min == nil ? .minimum : .maximum, isMaximum: min != nil)
    }
    let parts: [(whole: Condition, half: Condition)] = [
      (
        { x, min, max in (x .< min).logicalOr(x .> max).logicalNot() },
        { x, min, max in (x .== min).logicalOr(x .== max).logicalAnd(min .< max) }
      ),
      (
        { x, min, max in (x .< min).logicalAnd(min .<= max) },
        { x, min, max in (x .== min).logicalAnd(min .< max) }
      ),
      (
        { x, min, max in (x .> max).logicalAnd(min .<= max).logicalOr(min .> max) },
        { x, min, max in (x .== max).logicalAnd(min .< max) }
      ),
    ]
    let texts = ["is inside", "is below", "is above"]
    return Tensor.result(
      "clamp", of: .init(self, min, max), value.array,
      parts.indices.map { index in
        let (whole, half) = parts[index]
        return Derivative(
          Formula("{g} where {a} \(texts[index]), half of it at a bound, else 0")
        ) { gradient, y in
          let (isWhole, isHalf) = withoutGradients {
            let (x, min, max) = (y.inputs[0], y.inputs[1], y.inputs[2])
            return (whole(x, min, max), half(x, min, max))
          }
          return Tensor.where(isHalf, gradient * 0.5, gradient.masked(by: isWhole))
        }
      })
  }

  /// The elements limited to a range of numbers; at the bounds and outside the gradient is 0.
  ///
  ///     Tensor([-2, 0, 2]).clamp(min: -1, max: 1)  // [-1, 0, 1]
  public func clamp(min: (any Scalar)? = nil, max: (any Scalar)? = nil) -> Tensor {
    required(
      of: [self],
      try clamp(
        min: min.map { .constant($0.number, beside: self) },
        max: max.map { .constant($0.number, beside: self) }, isNumber: true))
  }

  /// Keeps the elements where the mask is true; 0 elsewhere.
  func masked(by mask: Tensor) -> Tensor {
    Tensor.where(mask, self, Tensor(.full([], .integer(0), dtype: dtype), role: .constant))
  }

  private func extremum(
    _ operation: String, _ other: Tensor, _ kernel: BinaryKernel, isMaximum: Bool
  ) -> Tensor {
    let (x, z) = Tensor.operands(self, other, operation)
    // The share of each operand is a constant of the operation: 1, ½ where both are equal, 0 where the other one wins.
    @Sendable func share(_ mine: Tensor, _ other: Tensor, _ dtype: DType) -> Tensor {
      withoutGradients {
        let loses = isMaximum ? mine .< other : mine .> other
        return 1 - loses.cast(to: dtype) - (mine .== other).cast(to: dtype) * 0.5
      }
    }
    return Tensor.result(
      operation, of: [self, other], .zip(x, z, kernel),
      [
        Derivative("{g} where {y} = {a}, half of it where {a} = {b}, else 0") { gradient, y in
          gradient * share(y.inputs[0], y.inputs[1], gradient.dtype)
        },
        Derivative("{g} where {y} = {b}, half of it where {a} = {b}, else 0") { gradient, y in
          gradient * share(y.inputs[1], y.inputs[0], gradient.dtype)
        },
      ])
  }

  /// Both operands with the type that their result has, `float32` for integers; stops where their shapes do not fit.
  static func floatingOperands(
    _ a: Tensor, _ b: Tensor, _ operation: String
  ) -> (NDArray, NDArray) {
    required(of: [a, b], try checkedFloatingOperands(a, b, operation))
  }

  /// Both operands with the type that their result has, `float32` for integers.
  static func checkedFloatingOperands(
    _ a: Tensor, _ b: Tensor, _ operation: String
  ) throws(OperandError) -> (NDArray, NDArray) {
    let (x, z) = try checkedOperands(a, b, operation)
    return x.dtype.isFloatingPoint ? (x, z) : (x.cast(to: .float32), z.cast(to: .float32))
  }
}

extension BinaryKernel {
  static let maximum = BinaryKernel(
    float32: sg_maximum_f32, float64: sg_maximum_f64, int32: sg_maximum_i32, int64: sg_maximum_i64,
    mlx: "maximum")
  static let minimum = BinaryKernel(
    float32: sg_minimum_f32, float64: sg_minimum_f64, int32: sg_minimum_i32, int64: sg_minimum_i64,
    mlx: "minimum")
  static let atan2 = BinaryKernel(float32: sg_atan2_f32, float64: sg_atan2_f64, mlx: "atan2")
  static let leakyRelu = BinaryKernel(
    float32: sg_leaky_relu_f32, float64: sg_leaky_relu_f64, mlx: "leaky_relu")
  static let elu = BinaryKernel(float32: sg_elu_f32, float64: sg_elu_f64, mlx: "elu")
  static let tanhGradient = BinaryKernel(
    float32: sg_tanh_gradient_f32, float64: sg_tanh_gradient_f64, mlx: "tanh_gradient")
  static let sigmoidGradient = BinaryKernel(
    float32: sg_sigmoid_gradient_f32, float64: sg_sigmoid_gradient_f64, mlx: "sigmoid_gradient")
  static let reluGradient = BinaryKernel(
    float32: sg_relu_gradient_f32, float64: sg_relu_gradient_f64, mlx: "relu_gradient")
  static let siluGradient = BinaryKernel(
    float32: sg_silu_gradient_f32, float64: sg_silu_gradient_f64, mlx: "silu_gradient")
  static let geluGradient = BinaryKernel(
    float32: sg_gelu_gradient_f32, float64: sg_gelu_gradient_f64, mlx: "gelu_gradient")
  static let bce = BinaryKernel(float32: sg_bce_f32, float64: sg_bce_f64, mlx: "bce")
  static let bceSlope = BinaryKernel(
    float32: sg_bce_slope_f32, float64: sg_bce_slope_f64, mlx: "bce_slope")
  static let geluTanhGradient = BinaryKernel(
    float32: sg_gelu_tanh_gradient_f32, float64: sg_gelu_tanh_gradient_f64,
    mlx: "gelu_tanh_gradient")
}
