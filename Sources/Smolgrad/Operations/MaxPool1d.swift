extension Tensor {
  /// The largest element of each window of sequences [N, C, L] or [C, L]; the first of equal ones gets the gradient.
  ///
  /// The parameters are those of ``maxPool2d(kernel:stride:padding:dilation:ceilMode:)``.
  ///
  ///     Tensor([[1, 4, 2, 3]]).maxPool1d(kernel: 2)  // [[4, 3]]
  public func maxPool1d(
    kernel: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, ceilMode: Bool = false
  ) -> Tensor {
    maxPool1dWithIndices(
      kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode
    ).values
  }

  /// The largest element of each window of sequences, and its index in its sequence.
  public func maxPool1dWithIndices(
    kernel: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, ceilMode: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    required(
      of: [self],
      try checkedMaxPool1dWithIndices(
        kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode))
  }

  package func checkedMaxPool1dWithIndices(
    kernel: Int, stride: Int?, padding: Int, dilation: Int, ceilMode: Bool
  ) throws(OperandError) -> (values: Tensor, indices: Tensor) {
    try checkFloatingPoint("max_pool1d")
    guard rank == 2 || rank == 3 else {
      throw OperandError("max_pool1d", "needs shape [N, C, L] or [C, L], not \(shape)", at: "input")
    }
    // A sequence is an image of height 1.
    let geometry = WindowGeometry(
      kernel: Pair(1, kernel), stride: Pair(1, stride ?? kernel), padding: Pair(0, padding),
      dilation: Pair(1, dilation))
    let indices = try withoutGradients { () throws(OperandError) in
      try unsqueeze(dim: -2).maxima(geometry, ceilMode, "max_pool1d").indices.squeeze(dim: -2)
    }
    let (length, outputs) = (shape[rank - 1], indices.shape[rank - 1])
    let positions = indices.integers().enumerated().map { $1 + $0 / Swift.max(outputs, 1) * length }
    let attributes =
      [Attribute("kernel", .integer(kernel)), Attribute("stride", .integer(stride ?? kernel))]
      + (padding == 0 ? [] : [Attribute("padding", .integer(padding))])
      + (dilation == 1 ? [] : [Attribute("dilation", .integer(dilation))])
      + (ceilMode ? [Attribute("ceilMode", true)] : [])
    let values = gathered("max_pool1d", attributes, at: .positions(positions), shape: indices.shape)
    return (values, Tensor(indices.array.contiguous(), role: .input))
  }
}
