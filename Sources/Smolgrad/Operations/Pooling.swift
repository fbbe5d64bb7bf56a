import CKernels

extension Tensor {
  /// The largest element of each window; the first of equal ones gets the gradient.
  ///
  ///     Tensor([[[1, 2], [3, 4]]]).maxPool2d(kernel: 2)  // [[[4]]]
  ///
  /// - Parameters:
  ///   - kernel: The size of the window.
  ///   - stride: The window's step; the size of the window where none is given.
  ///   - padding: So much is added on each side, and never chosen.
  ///   - dilation: The distance of the window's elements.
  ///   - ceilMode: Whether a last window may reach over the edge.
  public func maxPool2d(
    kernel: Pair, stride: Pair? = nil, padding: Pair = 0, dilation: Pair = 1, ceilMode: Bool = false
  ) -> Tensor {
    maxPool2dWithIndices(
      kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode
    ).values
  }

  /// The largest element of each window, and its index on its plane.
  public func maxPool2dWithIndices(
    kernel: Pair, stride: Pair? = nil, padding: Pair = 0, dilation: Pair = 1, ceilMode: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    required(
      of: [self],
      try checkedMaxPool2dWithIndices(
        kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode))
  }

  package func checkedMaxPool2dWithIndices(
    kernel: Pair, stride: Pair?, padding: Pair, dilation: Pair, ceilMode: Bool
  ) throws(OperandError) -> (values: Tensor, indices: Tensor) {
    let geometry = WindowGeometry(
      kernel: kernel, stride: stride ?? kernel, padding: padding, dilation: dilation)
    return try maxima(geometry, ceilMode, "max_pool2d")
  }

  /// The largest elements and their indices, as the operation that asks for them.
  func maxima(
    _ geometry: WindowGeometry, _ ceilMode: Bool, _ operation: String
  ) throws(OperandError) -> (values: Tensor, indices: Tensor) {
    let (window, shape) = try pooling(geometry, ceilMode, operation)
    let (plane, output) = (window.height * window.width, window.out_height * window.out_width)
    let positions = NDArray(uninitialized: [shape.elementCount], dtype: .int64)
    let numbers = positions.pointer(Int64.self)
    func run<T>(
      _ input: NDArray,
      _ pool: (
        UnsafePointer<T>, UnsafePointer<sg_window>, Int, UnsafeMutablePointer<T>,
        UnsafeMutablePointer<Int64>
      ) -> Void
    ) {
      let values = NDArray(uninitialized: [output], dtype: input.dtype)
      withUnsafePointer(to: window) { window in
        for index in 0..<(output == 0 ? 0 : positions.count / output) {
          pool(
            input.pointer(T.self) + index * plane, window, index * plane, values.pointer(T.self),
            numbers + index * output)
        }
      }
    }
    let input = (dtype == .float64 ? array : array.cast(to: .float32)).contiguous()
    if dtype == .float64 { run(input, sg_max_pool_f64) } else { run(input, sg_max_pool_f32) }
    // A window can step over the whole image; its index is then that of no element.
    let isEmpty = (0..<positions.count).map { numbers[$0] < 0 }
    for index in isEmpty.indices where isEmpty[index] { numbers[index] = 0 }
    var values = gathered(
      operation, geometry.attributes(ceilMode), at: positions, shape: shape, tags: loopTags)
    if isEmpty.contains(true) {
      values = values.maskedFill(
        Tensor(booleans: isEmpty, shape: shape, device: device), -Double.infinity)
    }
    let indices = NDArray.positions(
      (0..<positions.count).map { Int(numbers[$0]) % Swift.max(plane, 1) })
    return (values, Tensor(indices.reshaped(shape).moved(to: device), role: .input))
  }

  /// The mean of each window.
  ///
  ///     Tensor([[[1, 2], [3, 4]]]).avgPool2d(kernel: 2)  // [[[2.5]]]
  ///
  /// - Parameters:
  ///   - kernel: The size of the window.
  ///   - stride: The window's step; the size of the window where none is given.
  ///   - padding: So many zeros are added on each side.
  ///   - ceilMode: Whether a last window may reach over the edge.
  ///   - countsPadding: Whether those zeros count in the divisor.
  ///   - divisor: What the sum is divided by, instead of the number of elements.
  public func avgPool2d(
    kernel: Pair, stride: Pair? = nil, padding: Pair = 0, ceilMode: Bool = false,
    countsPadding: Bool = true, divisor: Int? = nil
  ) -> Tensor {
    required(
      of: [self],
      try checkedAvgPool2d(
        kernel: kernel, stride: stride, padding: padding, ceilMode: ceilMode,
        countsPadding: countsPadding, divisor: divisor))
  }

  package func checkedAvgPool2d(
    kernel: Pair, stride: Pair?, padding: Pair, ceilMode: Bool, countsPadding: Bool, divisor: Int?
  ) throws(OperandError) -> Tensor {
    let geometry = WindowGeometry(kernel: kernel, stride: stride ?? kernel, padding: padding)
    let (window, shape) = try pooling(geometry, ceilMode, "avg_pool2d")
    guard divisor != 0 else {
      throw OperandError("avg_pool2d", "the divisor must not be 0", at: "divisor_override")
    }
    let averaging = Averaging(window: window, countsPadding: countsPadding, divisor: divisor ?? 0)
    return averaged(averaging, shape, geometry.attributes(ceilMode))
  }

  private func averaged(
    _ averaging: Averaging, _ shape: [Int], _ attributes: [Attribute]
  ) -> Tensor {
    Tensor.result(
      "avg_pool2d", attributes, of: [self], averaging.pool(array, shape),
      [
        Derivative("{g}, shared among its window") { gradient, y in
          gradient.averageShared(averaging, y.inputs[0].shape, attributes)
        }
      ])
  }

  private func averageShared(
    _ averaging: Averaging, _ shape: [Int], _ attributes: [Attribute]
  ) -> Tensor {
    Tensor.result(
      "avg_pool2d_backward", attributes, of: [self], averaging.share(array, shape),
      [
        Derivative("{g}, averaged") { gradient, y in
          gradient.averaged(averaging, y.inputs[0].shape, attributes)
        }
      ])
  }

  private func pooling(
    _ geometry: WindowGeometry, _ ceilMode: Bool, _ operation: String
  ) throws(OperandError) -> (sg_window, [Int]) {
    try geometry.check(operation)
    try checkFloatingPoint(operation)
    guard rank == 3 || rank == 4 else {
      throw OperandError(
        operation, "needs shape [N, C, H, W] or [C, H, W], not \(shape)", at: "input")
    }
    guard shape.suffix(3).allSatisfy({ $0 > 0 }) else {
      throw OperandError(
        operation, "only the number of images can be 0, not the others of shape \(shape)",
        at: "input")
    }
    let (kernel, padding) = (geometry.kernel, geometry.padding)
    guard 2 * padding.height <= kernel.height, 2 * padding.width <= kernel.width else {
      throw OperandError(
        operation, "the padding \(padding) is more than half of the kernel \(kernel)",
        at: "padding")
    }
    let (height, width) = (shape[rank - 2], shape[rank - 1])
    let output = geometry.outputSize(height, width, roundsUp: ceilMode)
    guard output.height > 0, output.width > 0 else {
      throw OperandError(
        operation, "the window \(kernel) is larger than the image of shape \(shape)",
        at: "kernel_size")
    }
    let result = shape.dropLast(2) + [output.height, output.width]
    try Tensor.checkSize(Array(result), operation, byteCount: 8)
    try Tensor.checkSteps(result + [kernel.height, kernel.width], .window, operation)
    return (geometry.window(height, width, output), Array(result))
  }
}

extension WindowGeometry {
  /// The geometry of a pooling as attributes, without what is as usual.
  fileprivate func attributes(_ ceilMode: Bool) -> [Attribute] {
    [Attribute("kernel", kernel.attribute), Attribute("stride", stride.attribute)]
      + (padding == 0 ? [] : [Attribute("padding", padding.attribute)])
      + (dilation == 1 ? [] : [Attribute("dilation", dilation.attribute)])
      + (ceilMode ? [Attribute("ceilMode", true)] : [])
  }
}

/// Average pooling and its reverse, plane by plane.
private struct Averaging: Sendable {
  let window: sg_window
  let countsPadding: Bool
  let divisor: Int

  func pool(_ array: NDArray, _ shape: [Int]) -> NDArray {
    run(array, shape) { x, window, y in
      sg_avg_pool_f32(x, window, countsPadding, divisor, y)
    } _: { x, window, y in
      sg_avg_pool_f64(x, window, countsPadding, divisor, y)
    }
  }

  func share(_ array: NDArray, _ shape: [Int]) -> NDArray {
    run(array, shape) { g, window, dx in
      sg_avg_pool_gradient_f32(g, window, countsPadding, divisor, dx)
    } _: { g, window, dx in
      sg_avg_pool_gradient_f64(g, window, countsPadding, divisor, dx)
    }
  }

  private func run(
    _ array: NDArray, _ shape: [Int],
    _ float32: (UnsafePointer<Float>, UnsafePointer<sg_window>, UnsafeMutablePointer<Float>) ->
      Void,
    _ float64: (UnsafePointer<Double>, UnsafePointer<sg_window>, UnsafeMutablePointer<Double>) ->
      Void
  ) -> NDArray {
    let isDouble = array.dtype == .float64
    let input = (isDouble ? array : array.cast(to: .float32)).contiguous()
    let result = NDArray.full(shape, .integer(0), dtype: input.dtype)
    let planes = shape.dropLast(2).reduce(1, *)
    guard planes > 0 else { return result.cast(to: array.dtype) }
    let (from, to) = (input.count / planes, result.count / planes)
    withUnsafePointer(to: window) { window in
      for index in 0..<planes {
        if isDouble {
          float64(
            input.pointer(Double.self) + index * from, window,
            result.pointer(Double.self) + index * to)
        } else {
          float32(
            input.pointer(Float.self) + index * from, window,
            result.pointer(Float.self) + index * to)
        }
      }
    }
    return result.cast(to: array.dtype)
  }
}
