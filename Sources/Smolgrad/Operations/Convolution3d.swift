extension Tensor {
  /// The cross-correlation of volumes [N, C, D, H, W] with kernels [O, C / groups, d, h, w]; the dimension N may be left out.
  ///
  ///     Tensor.ones([1, 2, 2, 2]).conv3d(Tensor.ones([1, 1, 2, 2, 2]))  // [[[[8]]]]
  ///
  /// - Parameters:
  ///   - weight: The kernels.
  ///   - bias: A summand for each output channel.
  ///   - stride: The kernel's step.
  ///   - padding: The zeros around the volume.
  ///   - dilation: The distance of the kernel's elements in the volume.
  ///   - groups: The parts that the channels are cut into; each output channel sees one.
  public func conv3d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Triple = 1, padding: Padding3d = 0,
    dilation: Triple = 1, groups: Int = 1
  ) -> Tensor {
    required(
      of: [self, weight],
      try checkedConv3d(
        weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups))
  }

  package func checkedConv3d(
    _ weight: Tensor, bias: Tensor?, stride: Triple, padding: Padding3d, dilation: Triple,
    groups: Int
  ) throws(OperandError) -> Tensor {
    try checkFloatingPoint("conv3d")
    guard rank == 4 || rank == 5 else {
      throw OperandError(
        "conv3d", "needs 5 dimensions, the first of which may be left out, not shape \(shape)",
        at: "input")
    }
    var x = rank == 4 ? unsqueeze(dim: 0) : self
    let w = weight.shape
    guard w.count == 5, groups > 0, x.shape[1] % groups == 0, x.shape[1] / groups == w[1],
      w[0] % groups == 0
    else {
      throw OperandError(
        "conv3d", "kernels of shape \(w) in \(groups) groups do not fit volumes of shape \(shape)",
        at: "weight")
    }
    var convolution = Convolution3d(
      stride: stride, padding: 0, dilation: dilation, groups: groups)
    let kernel = Triple(w[2], w[3], w[4])
    if case .amount(let amount) = padding { convolution.padding = amount }
    try convolution.check(kernel)
    switch padding {
    case .valid, .amount: break
    case .same:
      guard stride == 1 else {
        throw OperandError(
          "conv3d", "padding 'same' needs stride 1, not \(stride)",
          at: "padding")
      }
      let total = [
        dilation.depth * (w[2] - 1), dilation.height * (w[3] - 1), dilation.width * (w[4] - 1),
      ]
      convolution.padding = Triple(total[0] / 2, total[1] / 2, total[2] / 2)
      if total.contains(where: { $0 % 2 == 1 }) {
        x = x.pad([0, total[2] % 2, 0, total[1] % 2, 0, total[0] % 2])
      }
    }
    let size = convolution.outputSize(x.shape, kernel)
    guard size.allSatisfy({ $0 > 0 }) else {
      throw OperandError(
        "conv3d", "the kernel of shape \(w) is larger than the padded volume of shape \(shape)",
        at: "weight")
    }
    let target = [x.shape[0], w[0]] + size
    try Tensor.checkSize(target, "conv3d", byteCount: 8)
    try Tensor.checkSize(Array(w.dropFirst()) + size, "conv3d", byteCount: 8)
    // The columns of one depth of the kernel.
    try Tensor.checkSize(
      x.shape.prefix(2) + [size[0], w[2]] + x.shape.suffix(2), "conv3d", byteCount: 8)
    try Tensor.checkSteps(target + w.dropFirst(), .product, "conv3d")
    if let bias, bias.shape != [w[0]] {
      throw OperandError(
        "conv3d", "a bias of shape \(bias.shape) for \(w[0]) output channels", at: "bias")
    }
    var y = x.convolution(convolution, weight, target, "conv3d")
    if let bias { y = y + bias.reshape([w[0], 1, 1, 1]) }
    return rank == 4 ? y.squeeze(dim: 0) : y
  }
}

// The three operations below are each other's derivatives.
extension Tensor {
  private func convolution(
    _ convolution: Convolution3d, _ weight: Tensor, _ target: [Int], _ name: String
  ) -> Tensor {
    Tensor.result(
      name, convolution.attributes, of: [self, weight],
      .wide(array, weight.array) { convolution.forward($0, $1, shape: target) },
      [
        Derivative("{g} ⋆ᵀ {b}") { gradient, y in
          gradient.transposedConvolution(convolution, y.inputs[1], y.inputs[0].shape)
        },
        Derivative("{a} ⋆ {g}") { gradient, y in
          y.inputs[0].kernelGradient(convolution, gradient, y.inputs[1].shape)
        },
      ]
    ).counting(.convolution)
  }

  private func transposedConvolution(
    _ convolution: Convolution3d, _ weight: Tensor, _ target: [Int]
  ) -> Tensor {
    Tensor.result(
      "conv3d_input", convolution.attributes, of: [self, weight],
      .wide(array, weight.array) { convolution.backwardToVolume($0, $1, shape: target) },
      [
        Derivative("{g} ⋆ {b}") { gradient, y in
          gradient.convolution(convolution, y.inputs[1], y.inputs[0].shape, "conv3d")
        },
        Derivative("{g} ⋆ {a}") { gradient, y in
          gradient.kernelGradient(convolution, y.inputs[0], y.inputs[1].shape)
        },
      ]
    ).counting(.transposedConvolution)
  }

  private func kernelGradient(
    _ convolution: Convolution3d, _ output: Tensor, _ target: [Int]
  ) -> Tensor {
    Tensor.result(
      "conv3d_weight", convolution.attributes, of: [self, output],
      .wide(array, output.array) { convolution.backwardToKernel($0, $1, shape: target) },
      [
        Derivative("{b} ⋆ᵀ {g}") { gradient, y in
          y.inputs[1].transposedConvolution(convolution, gradient, y.inputs[0].shape)
        },
        Derivative("{a} ⋆ {g}") { gradient, y in
          y.inputs[0].convolution(convolution, gradient, y.inputs[1].shape, "conv3d")
        },
      ])
  }
}

extension NDArray {
  /// Two arrays in a type that the loops know, and the result in the original type.
  fileprivate static func wide(
    _ a: NDArray, _ b: NDArray, _ body: (NDArray, NDArray) -> NDArray
  ) -> NDArray {
    let dtype = DType.promoted(a.dtype, b.dtype)
    let computed: DType = dtype == .float64 ? .float64 : .float32
    return body(a.cast(to: computed), b.cast(to: computed)).cast(to: dtype)
  }
}

extension Convolution3d {
  fileprivate func check(_ kernel: Triple) throws(OperandError) {
    for (parameter, name, triple) in [
      ("weight", "kernel", kernel), ("stride", "stride", stride),
      ("dilation", "dilation", dilation),
      ("padding", "padding", padding),
    ] {
      let sizes = [triple.depth, triple.height, triple.width]
      if parameter != "padding", sizes.contains(where: { $0 < 1 }) {
        throw OperandError(
          "conv3d", "kernel, stride and dilation must be at least 1, not \(triple)", at: parameter)
      }
      if sizes.contains(where: { $0 < 0 }) {
        throw OperandError(
          "conv3d", "the padding must not be negative: \(triple)", at: parameter)
      }
      try Tensor.checkParameters(sizes, "a \(name) of", "conv3d", at: parameter)
    }
  }

  /// The geometry as attributes, without what is as usual.
  fileprivate var attributes: [Attribute] {
    (stride == 1 ? [] : [Attribute("stride", stride.attribute)])
      + (padding == 0 ? [] : [Attribute("padding", padding.attribute)])
      + (dilation == 1 ? [] : [Attribute("dilation", dilation.attribute)])
      + (groups == 1 ? [] : [Attribute("groups", .integer(groups))])
  }
}
