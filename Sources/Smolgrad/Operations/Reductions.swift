import CKernels

// Every reduction comes in two forms: over some dimensions (a negative one counts from the last, none at all means all of them),
// and over a single one. With `keepDim` the reduced dimensions stay, with size 1.

extension Tensor {
  /// The sum over some dimensions; over all of them where none are given.
  ///
  /// With `keepDim` they stay, with size 1. The sum of integers or truth values is an `int64`.
  ///
  ///     let x = Tensor([[1, 2], [3, 4]])
  ///     x.sum()  // 10
  ///     x.sum(dims: [0], keepDim: true)  // [[4, 6]]
  public func sum(dims: [Int] = [], keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedSum(dims: dims, keepDim: keepDim))
  }

  package func checkedSum(dims: [Int], keepDim: Bool) throws(OperandError) -> Tensor {
    let axes = try checkedReducedAxes(dims, "sum")
    return Tensor.result(
      "sum", Tensor.attributes(dims, keepDim), of: [self],
      array.reduced(axes, keepDim, .sum),
      [
        Derivative("{g}, repeated") { gradient, y in
          gradient.repeated(over: axes, keepDim, like: y.inputs[0])
        }
      ])
  }

  /// The sums over one dimension.
  ///
  ///     Tensor([[1, 2], [3, 4]]).sum(dim: -1)  // [3, 7]
  public func sum(dim: Int, keepDim: Bool = false) -> Tensor { sum(dims: [dim], keepDim: keepDim) }

  /// The mean over some dimensions; over all of them where none are given.
  ///
  ///     Tensor([[1, 2], [3, 4]]).mean()  // 2.5
  public func mean(dims: [Int] = [], keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedMean(dims: dims, keepDim: keepDim))
  }

  package func checkedMean(dims: [Int], keepDim: Bool) throws(OperandError) -> Tensor {
    try checkFloatingPoint("mean")
    let axes = try checkedReducedAxes(dims, "mean")
    let size = Double(axes.reduce(1) { $0 * shape[$1] })
    return Tensor.result(
      "mean", Tensor.attributes(dims, keepDim), of: [self],
      array.mean(axes, keepDim, count: size),
      [
        Derivative("{g} / n, repeated") { gradient, y in
          (gradient / size).repeated(over: axes, keepDim, like: y.inputs[0])
        }
      ])
  }

  /// The means over one dimension.
  ///
  ///     Tensor([[1, 2], [3, 4]]).mean(dim: 0)  // [2, 3]
  public func mean(dim: Int, keepDim: Bool = false) -> Tensor {
    mean(dims: [dim], keepDim: keepDim)
  }

  /// The largest element along some dimensions; equal ones share the gradient evenly.
  ///
  ///     Tensor([[1, 2], [3, 4]]).amax(dims: [1])  // [2, 4]
  public func amax(dims: [Int] = [], keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedAmax(dims: dims, keepDim: keepDim))
  }

  package func checkedAmax(dims: [Int], keepDim: Bool) throws(OperandError) -> Tensor {
    try extremum("amax", dims, keepDim, .amax)
  }

  /// The smallest element along some dimensions; equal ones share the gradient evenly.
  ///
  ///     Tensor([[1, 2], [3, 4]]).amin()  // 1
  public func amin(dims: [Int] = [], keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedAmin(dims: dims, keepDim: keepDim))
  }

  package func checkedAmin(dims: [Int], keepDim: Bool) throws(OperandError) -> Tensor {
    try extremum("amin", dims, keepDim, .amin)
  }

  /// The product of all elements.
  ///
  ///     Tensor([2, 3, 4]).prod()  // 24
  public func prod() -> Tensor { product([], Array(0..<rank), keepDim: false) }

  /// The products over one dimension.
  ///
  ///     Tensor([[1, 2], [3, 4]]).prod(dim: 1)  // [2, 12]
  public func prod(dim: Int, keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedProd(dim: dim, keepDim: keepDim))
  }

  package func checkedProd(dim: Int, keepDim: Bool) throws(OperandError) -> Tensor {
    product(
      [Attribute("dim", .integer(dim)), Attribute("keepDim", .boolean(keepDim))],
      try checkedReducedAxes([dim], "prod"), keepDim: keepDim)
  }

  /// The position of the largest element along a dimension, the first of equal ones; in the whole tensor where none is given.
  ///
  ///     Tensor([[1, 5], [3, 2]]).argmax(dim: 1)  // [1, 0]
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    required(of: [self], try checkedArgmax(dim: dim, keepDim: keepDim))
  }

  package func checkedArgmax(dim: Int?, keepDim: Bool) throws(OperandError) -> Tensor {
    var axes: [Int]?
    if let dim { axes = [try checkedAxis(dim, "argmax")] }
    try checkFilled("argmax", along: axes)
    let positions = withoutGradients {
      let values = dim == nil ? reshape(-1) : transpose(dim!, -1)
      let size = values.shape.last ?? 1
      let top = values.amax(dims: [-1], keepDim: true)
      let isTop = (values .== top).logicalOr(values.equalsItself().logicalNot())
      let last = Tensor.full([], size, dtype: .int64)
      let first = Tensor.where(isTop, Tensor(integers: Array(0..<size)), last).amin(
        dims: [-1], keepDim: true)
      if dim == nil { return keepDim ? first.reshape(shape.map { _ in 1 }) : first.reshape([]) }
      let result = first.transpose(dim!, -1)
      return keepDim ? result : result.squeeze(dim: dim!)
    }
    let attributes = dim.map { [Attribute("dim", .integer($0))] } ?? []
    return Tensor.result("argmax", attributes, of: [self], positions.array, [])
  }

  private func extremum(
    _ operation: String, _ dims: [Int], _ keepDim: Bool, _ kernel: ReductionKernel
  ) throws(OperandError) -> Tensor {
    let axes = try checkedReducedAxes(dims, operation)
    try checkFilled(operation, along: axes)
    return Tensor.result(
      operation, Tensor.attributes(dims, keepDim), of: [self],
      array.reduced(axes, keepDim, kernel),
      [
        Derivative("{g} where {a} = {y}, shared by equal ones, else 0") { gradient, y in
          let input = y.inputs[0]
          let isChosen = withoutGradients {
            (input .== y.repeated(over: axes, keepDim, like: input)).cast(to: gradient.dtype)
          }
          let shares = withoutGradients { isChosen / isChosen.sum(dims: axes, keepDim: true) }
          return gradient.repeated(over: axes, keepDim, like: input) * shares
        }
      ])
  }

  private func product(_ attributes: [Attribute], _ axes: [Int], keepDim: Bool) -> Tensor {
    let value = array.reduced(axes, keepDim, .prod)
    let isWhole = attributes.isEmpty
    return Tensor.result(
      "prod", attributes, of: [self], value,
      [
        Derivative("{g} · {y} / {a}") { gradient, y in
          let input = y.inputs[0]
          let gradient = gradient.repeated(over: axes, keepDim, like: input)
          let zeros = input.doubles().count { $0 == 0 }
          // Beside two zeros each product of all others is 0, whatever else there is; its own derivative may be another.
          if isWhole, zeros > 1, !Context.current.isRecording { return input.zerosLike() }
          if zeros == 0 {
            return gradient * (y.repeated(over: axes, keepDim, like: input) / input)
          }
          return gradient * input.productOfOthers(axes)
        }
      ])
  }

  /// For each element the product of all others along the axes: all of them, or a single one.
  ///
  /// It needs the square of the elements' number, but no division, which zeros would spoil.
  private func productOfOthers(_ axes: [Int]) -> Tensor {
    let rows = axes.count == 1 ? transpose(axes[0], -1) : reshape(-1)
    let size = rows.shape.last ?? 1
    let others = Tensor.where(
      Tensor.eye(size).cast(to: .bool), Tensor.ones([], dtype: dtype), rows.unsqueeze(dim: -2))
    let products = others.prod(dim: -1)
    return axes.count == 1 ? products.transpose(axes[0], -1) : products.reshape(shape)
  }

  static func attributes(_ dims: [Int], _ keepDim: Bool) -> [Attribute] {
    if dims.isEmpty { return keepDim ? [Attribute("keepDim", true)] : [] }
    let dims = Attribute("dims", .integers(dims))
    return keepDim ? [dims, Attribute("keepDim", true)] : [dims]
  }
}

extension NDArray {
  /// The mean over some axes with this many elements; in half precision neither the sum nor the number is rounded.
  fileprivate func mean(_ axes: [Int], _ keepDim: Bool, count: Double) -> NDArray {
    if dtype.computesInFloat32 {
      return cast(to: .float32).mean(axes, keepDim, count: count).cast(to: dtype)
    }
    return .zip(
      reduced(axes, keepDim, .sum), .full([], .real(count), dtype: dtype), .divide)
  }
}

extension ReductionKernel {
  static let sum = ReductionKernel(
    sumsInDouble: true, initial: .integer(0), float32: sg_sum_f32, float64: sg_sum_f64,
    int64: sg_sum_i64, combine: .add, mlx: "sum")
  static let prod = ReductionKernel(
    initial: .integer(1), float32: sg_prod_f32, float64: sg_prod_f64,
    int64: sg_prod_i64, combine: .multiply, mlx: "prod")
  static let amax = ReductionKernel(
    initial: nil, float32: sg_amax_f32, float64: sg_amax_f64, int64: sg_amax_i64,
    combine: .maximum, mlx: "amax")
  static let amin = ReductionKernel(
    initial: nil, float32: sg_amin_f32, float64: sg_amin_f64, int64: sg_amin_i64,
    combine: .minimum, mlx: "amin")
}
