import Smolgrad

extension Function {
  /// Convolutions and pooling of images [N, C, H, W], of which N may be left out.
  static let convolutions: [Function] = [
    .tensor("conv2d", kernelParameters) { (call) throws(Fault) in
      let (x, weight, bias) = try call.kernels(dimensions: 2)
      let groups = try call.groups(x, weight, dimensions: 2)
      let window = try call.window(kernel: Pair(weight.shape[2], weight.shape[3]))
      let padding = try call.padding(window)
      let places = try call.places(of: window, on: x, padding)
      try call.room(for: [weight.shape.dropFirst().reduce(1, *)] + places)
      try call.room(for: x.shape.dropLast(3) + [weight.shape[0]] + places)
      try call.work(x.shape.dropLast(3) + weight.shape + places, .product)
      return x.conv2d(
        weight, bias: bias, stride: window.stride, padding: padding, dilation: window.dilation,
        groups: groups)
    },
    .tensor("conv1d", kernelParameters) { (call) throws(Fault) in
      let (x, weight, bias) = try call.kernels(dimensions: 1)
      let groups = try call.groups(x, weight, dimensions: 1)
      var window = try call.window(kernel: Pair(1, weight.shape[2]))
      window.stride = Pair(1, window.stride.width)
      window.dilation = Pair(1, window.dilation.width)
      var padding = try call.padding(window)
      if case .amount(let amount) = padding { padding = .amount(Pair(0, amount.width)) }
      let places = try call.places(of: window, on: x, padding)
      try call.room(for: [weight.shape.dropFirst().reduce(1, *)] + places)
      try call.room(for: x.shape.dropLast(2) + [weight.shape[0]] + places)
      try call.work(x.shape.dropLast(2) + weight.shape + places, .product)
      return x.conv1d(
        weight, bias: bias, stride: window.stride.width, padding: padding,
        dilation: window.dilation.width, groups: groups)
    },
    .tensor("conv_transpose2d", transposedParameters) { (call) throws(Fault) in
      try call.transposedConvolution()
    },
    .tensor(
      "max_pool2d",
      [
        .tensor("input"), .integers("kernel_size"), .optional(.integers, "stride"),
        .optional(.integers, "padding"), .optional(.integers, "dilation"),
        .optional(.flag, "ceil_mode"),
      ]
    ) { (call) throws(Fault) in
      let (x, window, padding) = try call.pooling()
      let dilation = try call.pair("dilation", atLeast: 1) ?? 1
      let ceilMode = try call.flag("ceil_mode") ?? false
      let places = try call.places(
        of: .init(kernel: window.kernel, stride: window.stride, dilation: dilation), on: x,
        .amount(padding))
      try call.work(
        x.shape.dropLast(2) + places + [window.kernel.height, window.kernel.width], .window)
      return x.maxPool2d(
        kernel: window.kernel, stride: window.stride, padding: padding, dilation: dilation,
        ceilMode: ceilMode)
    },
    .tensor(
      "avg_pool2d",
      [
        .tensor("input"), .integers("kernel_size"), .optional(.integers, "stride"),
        .optional(.integers, "padding"), .optional(.flag, "ceil_mode"),
        .optional(.flag, "count_include_pad"), .optional(.integer, "divisor_override"),
      ]
    ) { (call) throws(Fault) in
      let (x, window, padding) = try call.pooling()
      let places = try call.places(of: window, on: x, .amount(padding))
      try call.work(
        x.shape.dropLast(2) + places + [window.kernel.height, window.kernel.width], .window)
      let divisor = try call.integer("divisor_override")
      if divisor == 0 {
        throw call.fail("divisor_override can't be 0", at: "divisor_override")
      }
      return x.avgPool2d(
        kernel: window.kernel, stride: window.stride, padding: padding,
        ceilMode: try call.flag("ceil_mode") ?? false,
        countsPadding: try call.flag("count_include_pad") ?? true, divisor: divisor)
    },
  ]

  private static let kernelParameters: [Parameter] = [
    .tensor("input"), .tensor("weight"), .optional(.tensor, "bias"), .optional(.integers, "stride"),
    .optional(.integers, "padding"), .optional(.integers, "dilation"),
    .optional(.integer, "groups"),
  ]

  private static let transposedParameters: [Parameter] = [
    .tensor("input"), .tensor("weight"), .optional(.tensor, "bias"), .optional(.integers, "stride"),
    .optional(.integers, "padding"), .optional(.integers, "output_padding"),
    .optional(.integer, "groups"), .optional(.integers, "dilation"),
  ]
}

/// How a window moves over an image.
private struct Window {
  var kernel: Pair
  var stride: Pair
  var dilation: Pair = 1
}

extension Call {
  /// Image, kernels and bias, with as many dimensions as they need.
  fileprivate func kernels(dimensions: Int) throws(Fault) -> (Tensor, Tensor, Tensor?) {
    let (x, weight) = (try floats("input"), try floats("weight"))
    guard x.rank == dimensions + 1 || x.rank == dimensions + 2 else {
      throw fail(
        "needs \(dimensions + 2) dimensions, the first of which may be left out, not shape \(x.shape)",
        at: "input")
    }
    guard weight.rank == dimensions + 2 else {
      throw fail(
        "kernels must have \(dimensions + 2) dimensions, not shape \(weight.shape)", at: "weight")
    }
    return (x, weight, try optionalFloats("bias"))
  }

  /// The number of groups, which must divide the channels of both sides.
  fileprivate func groups(
    _ x: Tensor, _ weight: Tensor, dimensions: Int
  ) throws(Fault) -> Int {
    let groups = try integer("groups") ?? 1
    let channels = x.shape[x.rank - dimensions - 1]
    guard groups > 0, channels == weight.shape[1] * groups, weight.shape[0] % groups == 0 else {
      throw fail(
        "kernels of shape \(weight.shape) in \(groups) groups do not fit images of shape \(x.shape)",
        at: "weight")
    }
    try check(optionalFloats("bias"), hasShape: [weight.shape[0]], at: "bias")
    return groups
  }

  fileprivate func window(kernel: Pair) throws(Fault) -> Window {
    guard kernel.height > 0, kernel.width > 0 else {
      throw fail("a kernel has no elements", at: "weight")
    }
    return Window(
      kernel: kernel, stride: try pair("stride", atLeast: 1) ?? 1,
      dilation: try pair("dilation", atLeast: 1) ?? 1)
  }

  /// The padding of a convolution: sizes, 'same' or 'valid'.
  fileprivate func padding(_ window: Window) throws(Fault) -> Padding {
    enum Words: String, CaseIterable { case same, valid }
    guard case .text? = arguments[function.parameters.firstIndex { $0.name == "padding" }!] else {
      return .amount(try pair("padding", atLeast: 0) ?? 0)
    }
    if try word("padding", Words.self) == .valid { return .valid }
    guard window.stride == 1 else {
      throw fail("padding 'same' needs stride 1, not \(window.stride)", at: "padding")
    }
    return .same
  }

  /// The height and width of what a window sees.
  fileprivate func places(
    of window: Window, on x: Tensor, _ padding: Padding
  ) throws(Fault) -> [Int] {
    let isSequence = function.name == "conv1d"
    let (height, width) = (isSequence ? 1 : x.shape[x.rank - 2], x.shape[x.rank - 1])
    var amount = Pair(0)
    switch padding {
    case .same: return [height, width]
    case .amount(let pair): amount = pair
    case .valid: break
    }
    func count(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let free = size + 2 * padding - dilation * (kernel - 1) - 1
      return free < 0 ? 0 : free / stride + 1
    }
    let rows = count(
      height, window.kernel.height, window.stride.height, amount.height, window.dilation.height)
    let columns = count(
      width, window.kernel.width, window.stride.width, amount.width, window.dilation.width)
    guard rows > 0, columns > 0 else {
      throw fail(
        "a window of \(window.kernel.height)×\(window.kernel.width) is larger than the padded image of shape \(x.shape)"
      )
    }
    try room(for: [height + 2 * amount.height, width + 2 * amount.width])
    return [rows, columns]
  }

  fileprivate func pooling() throws(Fault) -> (Tensor, Window, padding: Pair) {
    let x = try floats("input")
    guard x.rank == 3 || x.rank == 4 else {
      throw fail("needs shape [N, C, H, W] or [C, H, W], not \(x.shape)", at: "input")
    }
    guard x.shape.suffix(3).allSatisfy({ $0 > 0 }) else {
      throw fail(
        "only the number of images can be 0, not the others of shape \(x.shape)", at: "input")
    }
    let kernel = try pair("kernel_size", atLeast: 1)!
    let padding = try pair("padding", atLeast: 0) ?? 0
    guard 2 * padding.height <= kernel.height, 2 * padding.width <= kernel.width else {
      throw fail("the padding is more than half of the window", at: "padding")
    }
    return (x, Window(kernel: kernel, stride: try pair("stride", atLeast: 1) ?? kernel), padding)
  }

  fileprivate func transposedConvolution() throws(Fault) -> Tensor {
    let (x, weight, bias) = try kernels(dimensions: 2)
    let groups = try integer("groups") ?? 1
    let channels = x.shape[x.rank - 3]
    guard groups > 0, channels == weight.shape[0], channels % groups == 0 else {
      throw fail(
        "kernels of shape \(weight.shape) in \(groups) groups do not fit images of shape \(x.shape)",
        at: "weight")
    }
    let window = try window(kernel: Pair(weight.shape[2], weight.shape[3]))
    let padding = try pair("padding", atLeast: 0) ?? 0
    let extra = try pair("output_padding", atLeast: 0) ?? 0
    guard extra.height < max(window.stride.height, window.dilation.height),
      extra.width < max(window.stride.width, window.dilation.width)
    else {
      throw fail("output_padding must be smaller than stride or dilation", at: "output_padding")
    }
    func size(
      _ input: Int, _ stride: Int, _ padding: Int, _ kernel: Int, _ dilation: Int, _ extra: Int
    ) -> Int {
      (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    }
    let height = size(
      x.shape[x.rank - 2], window.stride.height, padding.height, window.kernel.height,
      window.dilation.height, extra.height)
    let width = size(
      x.shape[x.rank - 1], window.stride.width, padding.width, window.kernel.width,
      window.dilation.width, extra.width)
    guard height > 0, width > 0 else { throw fail("the padding leaves nothing", at: "padding") }
    let outputs = weight.shape[1] * groups
    try check(bias, hasShape: [outputs], at: "bias")
    try room(for: x.shape.dropLast(3) + [outputs, height, width])
    try room(for: [weight.shape.dropFirst().reduce(1, *)] + x.shape.suffix(2))
    try work(x.shape.dropLast(3) + weight.shape + x.shape.suffix(2), .product)
    return x.convTranspose2d(
      weight, bias: bias, stride: window.stride, padding: padding, outputPadding: extra,
      dilation: window.dilation, groups: groups)
  }
}
