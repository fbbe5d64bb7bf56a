extension Tensor {
  /// The variance over some dimensions; over all of them where none are given.
  ///
  /// The sum of squared deviations is divided by the number of elements less `correction` (1: the unbiased estimate, PyTorch's default).
  ///
  ///     Tensor([1, 2, 3, 4]).var()  // 1.6667
  public func `var`(dims: [Int] = [], correction: Double = 1, keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedVar(dims: dims, correction: correction, keepDim: keepDim))
  }

  package func checkedVar(dims: [Int], correction: Double, keepDim: Bool) throws(OperandError)
    -> Tensor
  {
    let (value, axes, divisor) = try variance("var", dims, correction, keepDim) { $0 }
    return Tensor.result(
      "var", Tensor.attributes(dims, keepDim, correction), of: [self], value,
      [
        Derivative("{g} · 2({a} - mean {a}) / (n - {correction})") { gradient, y in
          let x = y.inputs[0]
          let deviation = x - x.mean(dims: axes, keepDim: true)
          let gradient = gradient.repeated(over: axes, keepDim, like: x)
          // With nothing left to divide by, PyTorch's slope is infinite on both sides of the mean, and NaN at it.
          if divisor == 0 { return gradient * (deviation.abs() * Double.infinity) }
          return gradient * (deviation * (2 / divisor))
        }
      ])
  }

  /// The standard deviation, the square root of ``var(dims:correction:keepDim:)``; where it is 0, the gradient is 0.
  ///
  ///     Tensor([1, 2, 3, 4]).std(correction: 0)  // 1.118
  public func std(dims: [Int] = [], correction: Double = 1, keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedStd(dims: dims, correction: correction, keepDim: keepDim))
  }

  package func checkedStd(dims: [Int], correction: Double, keepDim: Bool) throws(OperandError)
    -> Tensor
  {
    let (value, axes, divisor) = try variance("std", dims, correction, keepDim) { $0.sqrt() }
    return Tensor.result(
      "std", Tensor.attributes(dims, keepDim, correction), of: [self], value,
      [
        Derivative("{g} · ({a} - mean {a}) / ((n - {correction}) · {y})") { gradient, y in
          let x = y.inputs[0]
          let deviation = x - x.mean(dims: axes, keepDim: true)
          let scale = (gradient / (y * divisor)).maskedFill(withoutGradients { y .== 0 }, 0)
          return scale.repeated(over: axes, keepDim, like: x) * deviation
        }
      ])
  }

  private func variance(
    _ operation: String, _ dims: [Int], _ correction: Double, _ keepDim: Bool,
    _ finish: (Tensor) -> Tensor
  ) throws(OperandError) -> (NDArray, axes: [Int], divisor: Double) {
    try checkFloatingPoint(operation)
    let axes = try checkedReducedAxes(dims, operation)
    let count = Double(axes.reduce(1) { $0 * shape[$1] })
    let divisor = Swift.max(0, count - correction)
    let value = widening { x in
      let deviation = x - x.mean(dims: axes, keepDim: true)
      return finish((deviation * deviation).sum(dims: axes, keepDim: keepDim) / divisor)
    }
    return (value.array, axes, divisor)
  }

  private static func attributes(
    _ dims: [Int], _ keepDim: Bool, _ correction: Double
  ) -> [Attribute] {
    attributes(dims, keepDim) + [Attribute("correction", .real(correction))]
  }

  /// The p-norm over some dimensions, (Σ|x|^p)^(1/p); over all of them where none are given.
  ///
  /// With p infinite it is the largest magnitude, with -∞ the smallest, with 0 the number of elements that are not 0.
  ///
  ///     Tensor([3, 4]).norm()  // 5
  public func norm(_ p: Double = 2, dims: [Int] = [], keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedNorm(p, dims: dims, keepDim: keepDim))
  }

  package func checkedNorm(_ p: Double, dims: [Int], keepDim: Bool) throws(OperandError) -> Tensor {
    try checkFloatingPoint("norm")
    let axes = try checkedReducedAxes(dims, "norm")
    if p.isInfinite { try checkFilled("norm", along: axes) }
    // General powers differ so much in size that their sums need double precision, which MLX does not have.
    let isGeneral =
      dtype == .float32 && device == .cpu && ![0, 1, 2, .infinity, -.infinity].contains(p)
    let value = widening { x in
      if isGeneral { return x.double().norm(p, dims: dims, keepDim: keepDim).cast(to: dtype) }
      switch p {
      case .infinity: return x.abs().amax(dims: axes, keepDim: keepDim)
      case -.infinity: return x.abs().amin(dims: axes, keepDim: keepDim)
      case 0:
        return (x .!= 0).cast(to: x.dtype).sum(dims: axes, keepDim: keepDim)
      case 1: return x.abs().sum(dims: axes, keepDim: keepDim)
      case 2: return (x * x).sum(dims: axes, keepDim: keepDim).sqrt()
      default: return x.abs().pow(p).sum(dims: axes, keepDim: keepDim).pow(1 / p)
      }
    }
    return Tensor.result(
      "norm", [Attribute("p", .real(p))] + Tensor.attributes(dims, keepDim), of: [self],
      value.array,
      [
        Derivative(
          "{g} · sign {a} · (|{a}| / {y})^({p} - 1)", isPrecise: isGeneral
        ) { gradient, y in
          let x = y.inputs[0]
          let gradient = gradient.repeated(over: axes, keepDim, like: x)
          let norm = y.repeated(over: axes, keepDim, like: x)
          switch p {
          case 0: return x.zerosLike()
          case 1: return gradient * x.sign()
          case 2: return (gradient * (x / norm)).maskedFill(withoutGradients { norm .== 0 }, 0)
          case .infinity, -.infinity:
            let isChosen = withoutGradients { (x.abs() .== norm).cast(to: x.dtype) }
            let shares = withoutGradients {
              isChosen / isChosen.sum(dims: axes, keepDim: true)
            }
            return gradient * x.sign() * shares
          case ..<1:
            let slope = (x.sign() * x.abs().pow(p - 1)).maskedFill(withoutGradients { x .== 0 }, 0)
            return gradient * (slope * norm.pow(1 - p))
          default:
            let slope = (x * x.abs().pow(p - 2)).maskedFill(withoutGradients { x .== 0 }, 0)
            return (gradient * (slope / norm.pow(p - 1))).maskedFill(
              withoutGradients { norm .== 0 }, 0)
          }
        }
      ])
  }

  /// The running sums along a dimension.
  ///
  ///     Tensor([1, 2, 3]).cumsum(dim: 0)  // [1, 3, 6]
  public func cumsum(dim: Int) -> Tensor {
    required(of: [self], try checkedCumsum(dim: dim))
  }

  package func checkedCumsum(dim: Int) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "cumsum")
    return Tensor.result(
      "cumsum", [Attribute("dim", .integer(dim))], of: [self], array.runningSum(axis),
      [
        Derivative("running sums of {g} from the end") { gradient, _ in
          gradient.flip([axis]).cumsum(dim: axis).flip([axis])
        }
      ])
  }
}

extension NDArray {
  /// The running sums along an axis; those of integers have 64 bits.
  fileprivate func runningSum(_ axis: Int) -> NDArray {
    if !dtype.isFloatingPoint && dtype != .int64 { return cast(to: .int64).runningSum(axis) }
    if dtype.computesInFloat32 { return cast(to: .float32).runningSum(axis).cast(to: dtype) }
    if isOnMLX {
      return .alongLast(self, self, axis) { x, _ in x.onMLX("cumsum") ?? x }
    }
    let result = copy()
    guard !shape.isEmpty, count > 0 else { return result }
    let parts = (0..<shape[axis]).map {
      result.sliced(Slicing(all: shape).along(axis, start: $0, size: 1))
    }
    for index in parts.indices.dropFirst() {
      NDArray.zip(parts[index - 1], parts[index], .add).copy(into: parts[index])
    }
    return result
  }
}
