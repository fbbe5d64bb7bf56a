import CKernels

// Activations that are made of lines and parabolas.

extension Tensor {
  /// Each element limited to 0 … 6.
  ///
  ///     Tensor([-1, 3, 8]).relu6()  // [0, 3, 6]
  public func relu6() -> Tensor { hardtanh("relu6", [], from: 0, to: 6) }

  /// Each element limited to a range; at the bounds and outside the gradient is 0.
  ///
  ///     Tensor([-3, 0.5, 3]).hardtanh()  // [-1, 0.5, 1]
  public func hardtanh(min: Double = -1, max: Double = 1) -> Tensor {
    hardtanh(
      "hardtanh", [Attribute("min", .real(min)), Attribute("max", .real(max))], from: min, to: max)
  }

  private func hardtanh(
    _ operation: String, _ attributes: [Attribute], from min: Double, to max: Double
  ) -> Tensor {
    requireNumbers(operation)
    let value = withoutGradients { clamp(min: min, max: max).cast(to: dtype) }
    return Tensor.result(
      operation, attributes, of: [self], value.array,
      [
        Derivative("{g} where {a} is inside, else 0") { gradient, y in
          let x = y.inputs[0]
          return gradient.masked(
            by: withoutGradients { (x .> min).logicalAnd(x .< max) })
        }
      ])
  }

  /// x · (x + 3) / 6 of each element x between -3 and 3, 0 below and x above (Howard and others 2019).
  ///
  ///     Tensor([-4, 0, 1, 4]).hardswish()  // [0, 0, 0.6667, 4]
  public func hardswish() -> Tensor {
    requireFloatingPoint("hardswish")
    return pointwise(
      "hardswish", .hardswish,
      Derivative("0 where {a} ≤ -3, {g} · ({a} / 3 + ½) where {a} < 3, else {g}") { gradient, y in
        let x = y.inputs[0]
        let inner = Tensor.where(
          withoutGradients { x .< 3 }, gradient * (x / 3 + 0.5), gradient)
        return inner.masked(by: withoutGradients { (x .<= -3).logicalNot() })
      })
  }

  /// (x + 3) / 6 of each element x between -3 and 3, 0 below and 1 above.
  ///
  ///     Tensor([-4, 0, 4]).hardsigmoid()  // [0, 0.5, 1]
  public func hardsigmoid() -> Tensor {
    requireFloatingPoint("hardsigmoid")
    return pointwise(
      "hardsigmoid", .hardsigmoid,
      Derivative("{g} / 6 where -3 < {a} < 3, else 0") { gradient, y in
        let x = y.inputs[0]
        // PyTorch's factor, in single precision also for double.
        return (gradient * Double(Float(1) / 6)).masked(
          by: withoutGradients { (x .> -3).logicalAnd(x .< 3) })
      })
  }

  /// Each element moved towards 0 by lambda; 0 where it is not further from 0 than that.
  ///
  ///     Tensor([-2, 0.2, 2]).softshrink()  // [-1.5, 0, 1.5]
  public func softshrink(lambda: Double = 0.5) -> Tensor {
    required(of: [self], try checkedSoftshrink(lambda: lambda))
  }

  package func checkedSoftshrink(lambda: Double) throws(OperandError) -> Tensor {
    guard lambda >= 0 else {
      throw OperandError("softshrink", "lambda must not be negative: \(lambda)", at: "lambd")
    }
    return shrunk("softshrink", lambda) { x in
      Tensor.where(x .> lambda, x - lambda, x + lambda)
    }
  }

  /// Each element; 0 where it is not further from 0 than lambda.
  ///
  ///     Tensor([-2, 0.2, 2]).hardshrink()  // [-2, 0, 2]
  public func hardshrink(lambda: Double = 0.5) -> Tensor { shrunk("hardshrink", lambda) { $0 } }

  /// Each element where it is above the threshold, else the value.
  ///
  ///     Tensor([-1, 1, 2]).threshold(1, value: 0)  // [0, 0, 2]
  public func threshold(_ threshold: Double, value: Double) -> Tensor {
    requireNumbers("threshold")
    let result = withoutGradients {
      // As in PyTorch, the threshold is not rounded to the type.
      maskedFill(widened() .<= threshold, Tensor(value, dtype: .float64).cast(to: dtype))
    }
    return Tensor.result(
      "threshold", [Attribute("threshold", .real(threshold)), Attribute("value", .real(value))],
      of: [self], result.array,
      [
        Derivative("{g} where {a} > {threshold}, else 0") { gradient, y in
          gradient.masked(by: withoutGradients { (y.inputs[0] .<= threshold).logicalNot() })
        }
      ])
  }

  private func shrunk(
    _ operation: String, _ lambda: Double, _ outside: (Tensor) -> Tensor
  ) -> Tensor {
    requireFloatingPoint(operation)
    // PyTorch rounds the bound to the type, in the derivative too.
    let bound = NDArray.full([], .real(lambda), dtype: dtype).doubles()[0]
    @Sendable func isInside(_ x: Tensor) -> Tensor {
      withoutGradients { (x .>= -bound).logicalAnd(x .<= bound) }
    }
    let value = withoutGradients { outside(self).masked(by: isInside(self).logicalNot()) }
    return Tensor.result(
      operation, [Attribute("lambda", .real(lambda))], of: [self], value.array,
      [
        Derivative("{g} where |{a}| > {lambda}, else 0") { gradient, y in
          gradient.masked(by: isInside(y.inputs[0]).logicalNot())
        }
      ])
  }
}

extension UnaryKernel {
  fileprivate static let hardswish = UnaryKernel(
    float32: sg_hardswish_f32, float64: sg_hardswish_f64, mlx: "hardswish")
  fileprivate static let hardsigmoid = UnaryKernel(
    float32: sg_hardsigmoid_f32, float64: sg_hardsigmoid_f64, mlx: "hardsigmoid")
}
