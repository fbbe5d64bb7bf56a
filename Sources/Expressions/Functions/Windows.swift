import Smolgrad

extension Function {
  /// Windows of sequences, images and volumes, and new sizes for them.
  static let windows: [Function] = [
    adaptive("adaptive_avg_pool1d", 1) { $0.adaptiveAvgPool1d($1.width) },
    adaptive("adaptive_avg_pool2d", 2) { $0.adaptiveAvgPool2d($1) },
    adaptive("adaptive_max_pool1d", 1) { $0.adaptiveMaxPool1d($1.width) },
    adaptive("adaptive_max_pool2d", 2) { $0.adaptiveMaxPool2d($1) },
    .tensor(
      "max_pool1d",
      [
        .tensor("input"), .integers("kernel_size"), .optional(.integers, "stride"),
        .optional(.integers, "padding"), .optional(.integers, "dilation"),
        .optional(.flag, "ceil_mode"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
      guard x.rank == 2 || x.rank == 3 else {
        throw call.fail("needs shape [N, C, L] or [C, L], not \(x.shape)", at: "input")
      }
      let kernel = try call.single("kernel_size", atLeast: 1)!
      let stride = try call.single("stride", atLeast: 1) ?? kernel
      let padding = try call.single("padding", atLeast: 0) ?? 0
      let dilation = try call.single("dilation", atLeast: 1) ?? 1
      guard 2 * padding <= kernel else {
        throw call.fail("the padding is more than half of the window", at: "padding")
      }
      let length = x.shape[x.rank - 1]
      guard length + 2 * padding > dilation * (kernel - 1) else {
        throw call.fail(
          "a window of \(kernel) is larger than the padded sequence of shape \(x.shape)",
          at: "kernel_size")
      }
      return x.maxPool1d(
        kernel: kernel, stride: stride, padding: padding, dilation: dilation,
        ceilMode: try call.flag("ceil_mode") ?? false)
    },
    .tensor(
      "conv3d",
      [
        .tensor("input"), .tensor("weight"), .optional(.tensor, "bias"),
        .optional(.integers, "stride"), .optional(.integers, "padding"),
        .optional(.integers, "dilation"), .optional(.integer, "groups"),
      ]
    ) { (call) throws(Fault) in try call.volumeConvolution() },
    .tensor(
      "unfold",
      [
        .tensor("input"), .optional(.integers, "kernel_size"), .optional(.integers, "dilation"),
        .optional(.integers, "padding"), .optional(.integers, "stride"),
        .optional(.integer, "dimension"), .optional(.integer, "size"), .optional(.integer, "step"),
      ]
    ) { (call) throws(Fault) in try call.unfolding() },
    .tensor(
      "fold",
      [
        .tensor("input"), .integers("output_size"), .integers("kernel_size"),
        .optional(.integers, "dilation"), .optional(.integers, "padding"),
        .optional(.integers, "stride"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
      let size = try call.pair("output_size", atLeast: 1)!
      let (kernel, dilation, padding, stride) = try call.kernelOnImage()
      let places = try call.placesOnImage(size, kernel, dilation, padding, stride)
      guard x.rank == 2 || x.rank == 3, x.shape[x.rank - 2] > 0,
        x.shape[x.rank - 2] % (kernel.height * kernel.width) == 0,
        x.shape[x.rank - 1] == places.reduce(1, *)
      else {
        throw call.fail(
          "columns of shape \(x.shape) do not fit a kernel of \(kernel.height)×\(kernel.width) at \(places[0])×\(places[1]) places",
          at: "input")
      }
      let channels = x.shape[x.rank - 2] / (kernel.height * kernel.width)
      try call.room(for: x.shape.dropLast(2) + [channels, size.height, size.width])
      return x.fold(
        outputSize: size, kernel: kernel, dilation: dilation, padding: padding, stride: stride)
    },
    .tensor(
      "interpolate",
      [
        .tensor("input"), .optional(.integers, "size"), .optional(.number, "scale_factor"),
        .optional(.text, "mode"), .optional(.flag, "align_corners"),
      ]
    ) { (call) throws(Fault) in try call.interpolation() },
  ]

  private static func adaptive(
    _ name: String, _ dimensions: Int, _ body: @escaping @Sendable (Tensor, Pair) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .integers("output_size")]) { (call) throws(Fault) in
      let x = try call.floats("input")
      guard x.rank == dimensions + 1 || x.rank == dimensions + 2,
        x.shape.suffix(dimensions + 1).allSatisfy({ $0 > 0 })
      else {
        throw call.fail(
          "needs shape \(dimensions == 2 ? "[N, C, H, W] or [C, H, W]" : "[N, C, L] or [C, L]"), empty only in N, not \(x.shape)",
          at: "input")
      }
      let size =
        dimensions == 2
        ? try call.pair("output_size", atLeast: 0)!
        : Pair(1, try call.single("output_size", atLeast: 0)!)
      try call.room(
        for: x.shape.dropLast(dimensions) + [size.height, size.width].suffix(dimensions))
      return body(x, size)
    }
  }
}

extension Call {
  /// One size, which may stand in a list.
  fileprivate func single(_ name: String, atLeast least: Int) throws(Fault) -> Int? {
    guard let sizes = try integers(name) else { return nil }
    guard sizes.count == 1 else { throw fail("\(name) must be a single integer", at: name) }
    guard sizes[0] >= least else { throw fail("\(name) must be at least \(least)", at: name) }
    return sizes[0]
  }

  private func triple(_ name: String, atLeast least: Int) throws(Fault) -> Triple? {
    guard let sizes = try integers(name) else { return nil }
    guard sizes.count == 1 || sizes.count == 3 else {
      throw fail("\(name) must be an integer or a list of three", at: name)
    }
    guard sizes.allSatisfy({ $0 >= least }) else {
      throw fail("\(name) must be at least \(least)", at: name)
    }
    return sizes.count == 1 ? Triple(sizes[0]) : Triple(sizes[0], sizes[1], sizes[2])
  }

  /// The size, dilation, padding and stride of a kernel on an image.
  fileprivate func kernelOnImage() throws(Fault) -> (Pair, Pair, Pair, Pair) {
    guard let kernel = try pair("kernel_size", atLeast: 1) else {
      throw fail("needs kernel_size", at: "kernel_size")
    }
    return (
      kernel, try pair("dilation", atLeast: 1) ?? 1, try pair("padding", atLeast: 0) ?? 0,
      try pair("stride", atLeast: 1) ?? 1
    )
  }

  /// The places of a kernel along height and width of an image.
  fileprivate func placesOnImage(
    _ size: Pair, _ kernel: Pair, _ dilation: Pair, _ padding: Pair, _ stride: Pair
  ) throws(Fault) -> [Int] {
    let places = [
      Call.places(size.height, kernel.height, stride.height, padding.height, dilation.height),
      Call.places(size.width, kernel.width, stride.width, padding.width, dilation.width),
    ]
    guard places.allSatisfy({ $0 > 0 }) else {
      throw fail(
        "a kernel of \(kernel.height)×\(kernel.width) is larger than the padded image",
        at: "kernel_size")
    }
    try room(for: [size.height + 2 * padding.height, size.width + 2 * padding.width])
    return places
  }

  private static func places(
    _ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int
  ) -> Int {
    let free = size + 2 * padding - dilation * (kernel - 1) - 1
    return free < 0 ? 0 : free / stride + 1
  }

  fileprivate func unfolding() throws(Fault) -> Tensor {
    let x = try tensor("input")
    guard try integer("dimension") != nil else {
      let (kernel, dilation, padding, stride) = try kernelOnImage()
      let image = try floats("input")
      guard x.rank == 3 || x.rank == 4, x.shape[x.rank - 3] > 0 else {
        throw fail("needs shape [N, C, H, W] or [C, H, W], not \(x.shape)", at: "input")
      }
      let plane = Pair(x.shape[x.rank - 2], x.shape[x.rank - 1])
      let places = try placesOnImage(plane, kernel, dilation, padding, stride)
      let columns = [x.shape[x.rank - 3], kernel.height, kernel.width]
      try room(for: x.shape.dropLast(3) + columns + places)
      return image.unfold(kernel: kernel, dilation: dilation, padding: padding, stride: stride)
    }
    let dim = try dimension("dimension", of: x)!
    guard let size = try integer("size"), let step = try integer("step") else {
      throw fail("needs dimension, size and step", at: "size")
    }
    let length = self.size(dim, of: x)
    guard size >= 0, size <= length else {
      throw fail(
        "windows of \(size) elements are not inside dimension \(dim) of \(x.shape)", at: "size")
    }
    guard step > 0 else { throw fail("step must be at least 1", at: "step") }
    var target = x.shape
    if x.rank > 0 { target[dim < 0 ? dim + x.rank : dim] = (length - size) / step + 1 }
    try room(for: target + [size])
    return x.unfold(dim: dim, size: size, step: step)
  }

  fileprivate func volumeConvolution() throws(Fault) -> Tensor {
    let (x, weight, bias) = (
      try floats("input"), try floats("weight"), try optionalFloats("bias")
    )
    guard x.rank == 4 || x.rank == 5 else {
      throw fail(
        "needs 5 dimensions, the first of which may be left out, not shape \(x.shape)", at: "input")
    }
    let (w, groups) = (weight.shape, try integer("groups") ?? 1)
    guard w.count == 5, groups > 0, w[2...].allSatisfy({ $0 > 0 }),
      x.shape[x.rank - 4] % groups == 0, x.shape[x.rank - 4] / groups == w[1], w[0] % groups == 0
    else {
      throw fail(
        "kernels of shape \(w) in \(groups) groups do not fit volumes of shape \(x.shape)",
        at: "weight")
    }
    try check(bias, hasShape: [w[0]], at: "bias")
    let stride = try triple("stride", atLeast: 1) ?? 1
    let dilation = try triple("dilation", atLeast: 1) ?? 1
    var padding = Padding3d.valid
    let sizes = Array(x.shape.suffix(3))
    var places = sizes
    enum Words: String, CaseIterable { case same, valid }
    var amount: Triple? = Triple(0)
    if case .text? = arguments[4] {
      if try word("padding", Words.self) == .same {
        guard stride == 1 else { throw fail("padding 'same' needs stride 1", at: "padding") }
        (padding, amount) = (.same, nil)
      }
    } else {
      amount = try triple("padding", atLeast: 0) ?? 0
      padding = .amount(amount!)
    }
    if let amount {
      places = [
        Call.places(sizes[0], w[2], stride.depth, amount.depth, dilation.depth),
        Call.places(sizes[1], w[3], stride.height, amount.height, dilation.height),
        Call.places(sizes[2], w[4], stride.width, amount.width, dilation.width),
      ]
    }
    guard places.allSatisfy({ $0 > 0 }) else {
      throw fail(
        "the kernel of shape \(w) is larger than the padded volume of shape \(x.shape)",
        at: "weight")
    }
    try room(for: x.shape.dropLast(4) + [w[0]] + places)
    try room(for: Array(w.dropFirst()) + places)
    try room(for: x.shape.dropLast(3) + [places[0], w[2]] + sizes.suffix(2))
    return x.conv3d(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  /// One factor for all dimensions, or one for each.
  private func factors() throws(Fault) -> [Double] {
    guard case .list(let list)? = arguments[2] else {
      return try number("scale_factor").map { [$0] } ?? []
    }
    var factors: [Double] = []
    for element in list.elements {
      guard case .number(let number) = element else {
        throw fail("scale_factor must be a number or a list of them", at: "scale_factor")
      }
      factors.append(number.real)
    }
    return factors
  }

  fileprivate func interpolation() throws(Fault) -> Tensor {
    let x = try floats("input")
    let mode = try word("mode", Tensor.InterpolationMode.self) ?? .nearest
    let ranks: ClosedRange<Int>
    switch mode {
    case .nearest, .nearestExact: ranks = 3...5
    case .area: ranks = 3...4
    case .linear: ranks = 3...3
    case .bilinear, .bicubic: ranks = 4...4
    case .trilinear: ranks = 5...5
    }
    guard ranks.contains(x.rank), x.shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      let needed =
        ranks.count == 1
        ? "\(ranks.lowerBound)" : "\(ranks.lowerBound) to \(ranks.upperBound)"
      throw fail(
        "mode '\(mode.rawValue)' needs \(needed) dimensions, empty only in the first one, not shape \(x.shape)",
        at: "input")
    }
    let (sizes, factors) = (try integers("size") ?? [], try factors())
    guard sizes.isEmpty != factors.isEmpty,
      [1, x.rank - 2].contains(max(sizes.count, factors.count))
    else {
      throw fail("needs either size or scale_factor, one number or \(x.rank - 2)")
    }
    var target = Array(x.shape.prefix(2))
    for place in 0..<x.rank - 2 {
      let size =
        factors.isEmpty
        ? Double(sizes[sizes.count == 1 ? 0 : place])
        : Double(x.shape[place + 2]) * factors[factors.count == 1 ? 0 : place]
      guard size >= 1, size <= Double(Workspace.tensorLimit) else {
        throw fail(
          "the new size \(size) of a dimension is not between 1 and \(Workspace.tensorLimit)",
          at: factors.isEmpty ? "size" : "scale_factor")
      }
      target.append(Int(size))
    }
    try room(for: target)
    let aligns = try flag("align_corners") ?? false
    if aligns, [.nearest, .nearestExact, .area].contains(mode) {
      throw fail("mode '\(mode.rawValue)' has no aligned corners", at: "align_corners")
    }
    return x.interpolate(size: sizes, scale: factors, mode: mode, alignCorners: aligns)
  }
}
