import CKernels

extension Tensor {
  /// All windows of `size` elements along a dimension, `step` elements apart, as a new last dimension.
  ///
  ///     Tensor([1, 2, 3, 4]).unfold(dim: 0, size: 2, step: 1)  // [[1, 2], [2, 3], [3, 4]]
  public func unfold(dim: Int, size: Int, step: Int) -> Tensor {
    required(of: [self], try checkedUnfold(dim: dim, size: size, step: step))
  }

  package func checkedUnfold(dim: Int, size: Int, step: Int) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "unfold", at: "dimension")
    let length = self.size(along: axis)
    guard size >= 0, size <= length else {
      throw OperandError(
        "unfold", "windows of \(size) elements are not inside dimension \(dim) of \(shape)",
        at: "size")
    }
    guard step > 0 else {
      throw OperandError("unfold", "the step must be at least 1, not \(step)", at: "step")
    }
    var target = shape
    let strides = shape.contiguousStrides
    var steps = strides
    if rank > 0 {
      target[axis] = (length - size) / step + 1
      // A step that is larger than the dimension is never taken.
      steps[axis] *= Swift.min(step, Swift.max(length, 1))
    }
    target.append(size)
    steps.append(rank == 0 ? 1 : strides[axis])
    try Tensor.checkSize(target, "unfold", byteCount: 16)
    var positions = [0]
    for (size, stride) in zip(target, steps) {
      positions = positions.flatMap { base in (0..<size).map { base + $0 * stride } }
    }
    return gathered(
      "unfold",
      [
        Attribute("dim", .integer(dim)), Attribute("size", .integer(size)),
        Attribute("step", .integer(step)),
      ], at: .positions(positions), shape: target, tags: .view)
  }

  /// What a kernel sees at each of its positions on images [N, C, H, W], as columns [N, C · h · w, positions]; the dimension N may be left out.
  ///
  /// - Parameters:
  ///   - kernel: The size of the kernel.
  ///   - dilation: The distance of the kernel's elements.
  ///   - padding: So many zeros are added on each side.
  ///   - stride: The kernel's step.
  public func unfold(
    kernel: Pair, dilation: Pair = 1, padding: Pair = 0, stride: Pair = 1
  ) -> Tensor {
    required(
      of: [self],
      try checkedUnfold(kernel: kernel, dilation: dilation, padding: padding, stride: stride))
  }

  package func checkedUnfold(kernel: Pair, dilation: Pair, padding: Pair, stride: Pair)
    throws(OperandError) -> Tensor
  {
    let geometry = WindowGeometry(
      kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    try geometry.check("unfold")
    try checkFloatingPoint("unfold")
    guard rank == 3 || rank == 4, shape[rank - 3] > 0 else {
      throw OperandError(
        "unfold", "needs shape [N, C, H, W] or [C, H, W], not \(shape)",
        at: "input")
    }
    let plane = Pair(shape[rank - 2], shape[rank - 1])
    let output = geometry.outputSize(plane.height, plane.width)
    guard output.height > 0, output.width > 0 else {
      throw OperandError(
        "unfold", "the kernel \(kernel) is larger than the padded image of shape \(shape)",
        at: "kernel_size")
    }
    try Tensor.checkSize(
      shape.dropLast(2) + [kernel.height, kernel.width, output.height, output.width], "unfold",
      byteCount: 8)
    return unfolded(Columns(geometry: geometry, plane: plane))
  }

  /// Images at whose positions the columns of ``unfold(kernel:dilation:padding:stride:)`` are added up.
  ///
  /// - Parameters:
  ///   - outputSize: Height and width of the images.
  ///   - kernel: The size of the kernel.
  ///   - dilation: The distance of the kernel's elements.
  ///   - padding: So much is cut off on each side.
  ///   - stride: The kernel's step.
  public func fold(
    outputSize: Pair, kernel: Pair, dilation: Pair = 1, padding: Pair = 0, stride: Pair = 1
  ) -> Tensor {
    required(
      of: [self],
      try checkedFold(
        outputSize: outputSize, kernel: kernel, dilation: dilation, padding: padding, stride: stride
      ))
  }

  package func checkedFold(
    outputSize: Pair, kernel: Pair, dilation: Pair, padding: Pair, stride: Pair
  ) throws(OperandError) -> Tensor {
    let geometry = WindowGeometry(
      kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    try geometry.check("fold")
    try checkFloatingPoint("fold")
    guard outputSize.height > 0, outputSize.width > 0 else {
      throw OperandError(
        "fold", "the output's size must be at least 1, not \(outputSize)",
        at: "output_size")
    }
    try Tensor.checkSize([outputSize.height, outputSize.width], "fold", byteCount: 8)
    let output = geometry.outputSize(outputSize.height, outputSize.width)
    guard rank == 2 || rank == 3, shape[rank - 2] > 0, output.height > 0, output.width > 0,
      shape[rank - 2] % (kernel.height * kernel.width) == 0,
      shape[rank - 1] == output.height * output.width
    else {
      throw OperandError(
        "fold",
        "columns of shape \(shape) do not fit the kernel \(kernel) at \(Swift.max(output.height, 0)) × \(Swift.max(output.width, 0)) places",
        at: "input")
    }
    try Tensor.checkSize(
      shape.dropLast(2) + [
        shape[rank - 2] / (kernel.height * kernel.width), outputSize.height, outputSize.width,
      ], "fold", byteCount: 8)
    return folded(Columns(geometry: geometry, plane: outputSize))
  }
}

/// How images are laid out in columns, one for each position of a kernel.
private struct Columns: Sendable {
  let geometry: WindowGeometry
  /// Height and width of an image.
  let plane: Pair

  var attributes: [Attribute] {
    [Attribute("kernel", geometry.kernel.attribute)]
      + (geometry.dilation == 1 ? [] : [Attribute("dilation", geometry.dilation.attribute)])
      + (geometry.padding == 0 ? [] : [Attribute("padding", geometry.padding.attribute)])
      + (geometry.stride == 1 ? [] : [Attribute("stride", geometry.stride.attribute)])
  }

  var window: sg_window {
    geometry.window(
      plane.height, plane.width, geometry.outputSize(plane.height, plane.width))
  }
}

extension Tensor {
  private func unfolded(_ columns: Columns) -> Tensor {
    let window = columns.window
    let area = window.kernel_height * window.kernel_width
    let channels = shape[rank - 3]
    let target = Array(
      shape.dropLast(3) + [channels * area, window.out_height * window.out_width])
    let input = (dtype == .float64 ? array : array.cast(to: .float32)).contiguous()
    let result = NDArray(uninitialized: target, dtype: input.dtype)
    let planes = shape.dropLast(2).reduce(1, *)
    withUnsafePointer(to: window) { window in
      if input.dtype == .float64 {
        sg_im2col_f64(input.pointer(Double.self), planes, window, result.pointer(Double.self))
      } else {
        sg_im2col_f32(input.pointer(Float.self), planes, window, result.pointer(Float.self))
      }
    }
    return Tensor.result(
      "unfold", columns.attributes, of: [self], result.cast(to: dtype),
      [Derivative("{g}, folded back") { gradient, _ in gradient.folded(columns) }])
  }

  private func folded(_ columns: Columns) -> Tensor {
    let window = columns.window
    let area = window.kernel_height * window.kernel_width
    let channels = shape[rank - 2] / area
    let target = Array(shape.dropLast(2) + [channels, window.height, window.width])
    let input = (dtype == .float64 ? array : array.cast(to: .float32)).contiguous()
    let result = NDArray.full(target, .integer(0), dtype: input.dtype)
    let planes = target.dropLast(2).reduce(1, *)
    withUnsafePointer(to: window) { window in
      if input.dtype == .float64 {
        sg_col2im_f64(input.pointer(Double.self), planes, window, result.pointer(Double.self))
      } else {
        sg_col2im_f32(input.pointer(Float.self), planes, window, result.pointer(Float.self))
      }
    }
    let attributes = [Attribute("size", .integers([window.height, window.width]))]
    return Tensor.result(
      "fold", attributes + columns.attributes, of: [self], result.cast(to: dtype),
      [Derivative("{g}, unfolded") { gradient, _ in gradient.unfolded(columns) }])
  }
}
