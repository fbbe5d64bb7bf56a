extension Tensor {
  /// The cross-correlation of images [N, C, H, W] with kernels [O, C / groups, h, w]; the dimension N may be left out.
  ///
  ///     let image = Tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
  ///     let kernel = Tensor.ones([1, 1, 2, 2])
  ///     image.conv2d(kernel)  // [[[12, 16], [24, 28]]]
  ///
  /// - Parameters:
  ///   - weight: The kernels.
  ///   - bias: A summand for each output channel.
  ///   - stride: The kernel's step.
  ///   - padding: The zeros around the image.
  ///   - dilation: The distance of the kernel's elements on the image.
  ///   - groups: The parts that the channels are cut into; each output channel sees one.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Pair = 1, padding: Padding = 0,
    dilation: Pair = 1, groups: Int = 1
  ) -> Tensor {
    required(
      of: [self, weight],
      try checkedConv2d(
        weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups))
  }

  package func checkedConv2d(
    _ weight: Tensor, bias: Tensor?, stride: Pair, padding: Padding, dilation: Pair, groups: Int
  ) throws(OperandError) -> Tensor {
    try convolved("conv2d", weight, bias, stride, padding, dilation, groups, dimensions: 2)
  }

  /// The cross-correlation of sequences [N, C, L] with kernels [O, C / groups, l]; the dimension N may be left out.
  ///
  /// The parameters are those of ``conv2d(_:bias:stride:padding:dilation:groups:)``, of which the widths count.
  ///
  ///     Tensor([[1, 2, 3, 4]]).conv1d(Tensor([[[1, -1]]]))  // [[-1, -1, -1]]
  public func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Padding = 0,
    dilation: Int = 1, groups: Int = 1
  ) -> Tensor {
    required(
      of: [self, weight],
      try checkedConv1d(
        weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups))
  }

  package func checkedConv1d(
    _ weight: Tensor, bias: Tensor?, stride: Int, padding: Padding, dilation: Int, groups: Int
  ) throws(OperandError) -> Tensor {
    var padding = padding
    if case .amount(let pair) = padding { padding = .amount(Pair(0, pair.width)) }
    return try convolved(
      "conv1d", weight, bias, Pair(1, stride), padding, Pair(1, dilation), groups, dimensions: 1)
  }

  /// The transposed convolution: what ``conv2d(_:bias:stride:padding:dilation:groups:)`` passes back to its image.
  ///
  ///     let image = Tensor([[[1, 2]]])
  ///     image.convTranspose2d(Tensor.ones([1, 1, 1, 2]), stride: 2)  // [[[1, 1, 2, 2]]]
  ///
  /// - Parameters:
  ///   - weight: Kernels [C, O / groups, h, w].
  ///   - bias: A summand for each output channel.
  ///   - stride: The step of the kernel on the output.
  ///   - padding: The elements that are cut off on each side of the output.
  ///   - outputPadding: The elements that are added at the end of the output.
  ///   - dilation: The distance of the kernel's elements on the output.
  ///   - groups: The parts that the channels are cut into.
  public func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Pair = 1, padding: Pair = 0,
    outputPadding: Pair = 0, dilation: Pair = 1, groups: Int = 1
  ) -> Tensor {
    required(
      of: [self, weight],
      try checkedConvTranspose2d(
        weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
        dilation: dilation, groups: groups))
  }

  package func checkedConvTranspose2d(
    _ weight: Tensor, bias: Tensor?, stride: Pair, padding: Pair, outputPadding: Pair,
    dilation: Pair, groups: Int
  ) throws(OperandError) -> Tensor {
    let name = "conv_transpose2d"
    let x = try batched(2, name)
    guard weight.rank == 4, groups > 0, x.shape[1] == weight.shape[0], x.shape[1] % groups == 0,
      let channels = [weight.shape[1], groups].checkedElementCount
    else {
      throw OperandError(
        name,
        "kernels of shape \(weight.shape) in \(groups) groups do not fit images of shape \(shape)",
        at: "weight")
    }
    let geometry = WindowGeometry(
      kernel: Pair(weight.shape[2], weight.shape[3]), stride: stride, padding: padding,
      dilation: dilation)
    try geometry.check(name)
    for (extra, stride, dilation) in [
      (outputPadding.height, stride.height, dilation.height),
      (outputPadding.width, stride.width, dilation.width),
    ] where extra < 0 || extra >= Swift.max(stride, dilation) {
      throw OperandError(
        name,
        "an output padding of \(extra) must not be negative, and must be smaller than the stride \(stride) or the dilation \(dilation)",
        at: "output_padding")
    }
    try Tensor.checkParameters(Array(x.shape.suffix(2)), "an image of size", name)
    func size(
      _ input: Int, _ stride: Int, _ padding: Int, _ kernel: Int, _ dilation: Int, _ extra: Int
    ) -> Int {
      (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    }
    let height = size(
      x.shape[2], stride.height, padding.height, weight.shape[2], dilation.height,
      outputPadding.height)
    let width = size(
      x.shape[3], stride.width, padding.width, weight.shape[3], dilation.width, outputPadding.width)
    guard height > 0, width > 0 else {
      throw OperandError(
        name, "the output of shape \(shape) would be empty",
        at: "padding")
    }
    let target = [x.shape[0], channels, height, width]
    try Tensor.checkSize(target, name, byteCount: dtype.byteCount)
    let columns = [weight.shape.dropFirst().reduce(1, *), x.shape[2], x.shape[3]]
    try Tensor.checkSize(columns, name)
    try Tensor.checkSteps([x.shape[0], x.shape[1]] + columns, .product, name)
    let convolution = Convolution(geometry: geometry, groups: groups)
    let value = x.transposedConvolution(
      convolution, weight, target, name, geometry.attributes(groups))
    return try value.adding(bias, channels: target[1], name).unbatched(like: self, 2)
  }

  private func convolved(
    _ name: String, _ weight: Tensor, _ bias: Tensor?, _ stride: Pair, _ padding: Padding,
    _ dilation: Pair, _ groups: Int, dimensions: Int
  ) throws(OperandError) -> Tensor {
    var x = try batched(dimensions, name)
    let w = weight.rank == dimensions + 2 && dimensions == 1 ? weight.unsqueeze(dim: 2) : weight
    guard w.rank == 4, groups > 0, w.shape[0] % groups == 0,
      x.shape[1] == [w.shape[1], groups].checkedElementCount
    else {
      throw OperandError(
        name,
        "kernels of shape \(weight.shape) in \(groups) groups do not fit images of shape \(shape)",
        at: "weight")
    }
    var geometry = WindowGeometry(
      kernel: Pair(w.shape[2], w.shape[3]), stride: stride, padding: 0, dilation: dilation)
    try geometry.check(name)
    switch padding {
    case .valid: break
    case .amount(let pair): geometry.padding = pair
    case .same:
      guard stride == 1 else {
        throw OperandError(
          name, "padding 'same' needs stride 1, not \(stride)",
          at: "padding")
      }
      let total = Pair(
        dilation.height * (w.shape[2] - 1), dilation.width * (w.shape[3] - 1))
      geometry.padding = Pair(total.height / 2, total.width / 2)
      if total.height % 2 == 1 || total.width % 2 == 1 {
        x = x.pad([0, total.width % 2, 0, total.height % 2])
      }
    }
    try geometry.check(name)
    let size = geometry.outputSize(x.shape[2], x.shape[3])
    guard size.height > 0, size.width > 0 else {
      throw OperandError(
        name,
        "the kernel of shape \(weight.shape) is larger than the padded image of shape \(shape)",
        at: "weight")
    }
    try Tensor.checkSize(
      [x.shape[0], w.shape[0], size.height, size.width], name, byteCount: dtype.byteCount)
    let columns = [w.shape.dropFirst().reduce(1, *), size.height, size.width]
    try Tensor.checkSize(columns, name)
    try Tensor.checkSteps([x.shape[0], w.shape[0]] + columns, .product, name)
    let convolution = Convolution(geometry: geometry, groups: groups)
    return try x.convolution(convolution, w, size, name, geometry.attributes(groups))
      .adding(bias, channels: w.shape[0], name).unbatched(like: self, dimensions)
  }

  /// Images with a dimension for the batch; sequences become images of height 1.
  private func batched(_ dimensions: Int, _ operation: String) throws(OperandError) -> Tensor {
    try checkFloatingPoint(operation)
    guard rank == dimensions + 1 || rank == dimensions + 2 else {
      throw OperandError(
        operation,
        "needs \(dimensions + 2) dimensions, the first of which may be left out, not shape \(shape)",
        at: "input")
    }
    let image = rank == dimensions + 1 ? unsqueeze(dim: 0) : self
    return dimensions == 1 ? image.unsqueeze(dim: 2) : image
  }

  private func unbatched(like input: Tensor, _ dimensions: Int) -> Tensor {
    let images = dimensions == 1 ? squeeze(dim: 2) : self
    return input.rank == dimensions + 1 ? images.squeeze(dim: 0) : images
  }

  private func adding(_ bias: Tensor?, channels: Int, _ operation: String) throws(OperandError)
    -> Tensor
  {
    guard let bias else { return self }
    guard bias.shape == [channels] else {
      throw OperandError(
        operation, "a bias of shape \(bias.shape) for \(channels) output channels", at: "bias")
    }
    return self + bias.reshape([channels, 1, 1])
  }
}
