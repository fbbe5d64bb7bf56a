import Smolgrad

/// Operations that put elements elsewhere, and those of windows.
let windows: [String: ReferenceOperation] = [
  "scatter": { call in
    let (x, dim, index) = (
      try call.tensor(), try call.integer(0, "dim"), try call.tensor(1, "index")
    )
    if case .number(let value) = call.value(2, "value") {
      return [x.scatter(dim: dim, index: index, value: value)]
    }
    return [x.scatter(dim: dim, index: index, source: try call.tensor(2, "src"))]
  },
  "scatter_add": { call in
    [
      try call.tensor().scatterAdd(
        dim: call.integer(0, "dim"), index: call.tensor(1, "index"), source: call.tensor(2, "src"))
    ]
  },
  "index_add": { call in
    [
      try call.tensor().indexAdd(
        dim: call.integer(0, "dim"), index: call.tensor(1, "index"),
        source: call.tensor(2, "source"), alpha: call.number(100, "alpha", 1))
    ]
  },
  "index_copy": { call in
    [
      try call.tensor().indexCopy(
        dim: call.integer(0, "dim"), index: call.tensor(1, "index"),
        source: call.tensor(2, "source"))
    ]
  },
  "index_fill": { call in
    [
      try call.tensor().indexFill(
        dim: call.integer(0, "dim"), index: call.tensor(1, "index"),
        value: call.number(2, "value", 0))
    ]
  },
  "Tensor.unfold": window, "unfold": window,
  "nn.functional.unfold": { call in
    [
      try call.tensor().unfold(
        kernel: call.pair(0, "kernel_size", 1), dilation: call.pair(1, "dilation", 1),
        padding: call.pair(2, "padding", 0), stride: call.pair(3, "stride", 1))
    ]
  },
  "nn.functional.fold": { call in
    [
      try call.tensor().fold(
        outputSize: call.pair(0, "output_size", 1), kernel: call.pair(1, "kernel_size", 1),
        dilation: call.pair(2, "dilation", 1), padding: call.pair(3, "padding", 0),
        stride: call.pair(4, "stride", 1))
    ]
  },
  "nn.functional.adaptive_avg_pool2d": { call in
    [try call.tensor().adaptiveAvgPool2d(call.pair(0, "output_size", 1))]
  },
  "nn.functional.adaptive_avg_pool1d": { call in
    [try call.tensor().adaptiveAvgPool1d(call.integers(0, "output_size")[0])]
  },
  "nn.functional.adaptive_max_pool2d": { call in
    let (values, indices) = try call.tensor().adaptiveMaxPool2dWithIndices(
      call.pair(0, "output_size", 1))
    return try call.boolean(1, "return_indices") ? [values, indices] : [values]
  },
  "nn.functional.adaptive_max_pool1d": { call in
    [try call.tensor().adaptiveMaxPool1d(call.integers(0, "output_size")[0])]
  },
  "nn.functional.max_pool1d": { call in
    let (values, indices) = try call.tensor().maxPool1dWithIndices(
      kernel: call.integers(0, "kernel_size")[0], stride: call.integers(1, "stride").first,
      padding: call.integers(2, "padding").first ?? 0,
      dilation: call.integers(3, "dilation").first ?? 1, ceilMode: call.boolean(4, "ceil_mode"))
    return try call.boolean(5, "return_indices") ? [values, indices] : [values]
  },
  "nn.functional.conv3d": { call in
    [
      try call.tensor().conv3d(
        call.tensor(0, "weight"), bias: call.optionalTensor(1, "bias"),
        stride: call.triple(2, "stride") ?? 1, padding: call.padding3d(3, "padding"),
        dilation: call.triple(4, "dilation") ?? 1, groups: call.integer(5, "groups", 1))
    ]
  },
  "nn.functional.instance_norm": { call in
    [
      try call.tensor().instanceNorm(
        runningMean: call.optionalTensor(0, "running_mean"),
        runningVariance: call.optionalTensor(1, "running_var"),
        weight: call.optionalTensor(2, "weight"), bias: call.optionalTensor(3, "bias"),
        usesInputStatistics: call.boolean(4, "use_input_stats", true),
        momentum: call.number(5, "momentum", 0.1), epsilon: call.number(6, "eps", 1e-5))
    ]
  },
  "nn.functional.interpolate": { call in
    let mode = try call.text(2, "mode", "nearest")
    return [
      try call.tensor().interpolate(
        size: call.integers(0, "size"), scale: call.numbers(1, "scale_factor"),
        mode: Tensor.InterpolationMode(rawValue: mode)!,
        alignCorners: call.boolean(3, "align_corners"))
    ]
  },
  "nn.functional.triplet_margin_loss": { call in
    [
      try call.tensor().tripletMarginLoss(
        positive: call.tensor(0, "positive"), negative: call.tensor(1, "negative"),
        margin: call.number(2, "margin", 1), p: call.number(3, "p", 2),
        epsilon: call.number(4, "eps", 1e-6), swap: call.boolean(5, "swap"),
        reduction: call.reduction())
    ]
  },
]

private let window: ReferenceOperation = { call in
  [
    try call.tensor().unfold(
      dim: call.integer(0, "dimension"), size: call.integer(1, "size"),
      step: call.integer(2, "step"))
  ]
}

extension ReferenceCall {
  fileprivate func triple(_ position: Int, _ name: String) throws -> Triple? {
    let sizes = try integers(position, name)
    switch sizes.count {
    case 0: return nil
    case 1: return Triple(sizes[0])
    case 3: return Triple(sizes[0], sizes[1], sizes[2])
    default: throw UnsupportedForm(reason: "\(name) has neither one nor three sizes")
    }
  }

  fileprivate func padding3d(_ position: Int, _ name: String) throws -> Padding3d {
    switch value(position, name) {
    case .text("same"): return .same
    case .text("valid"): return .valid
    default: return .amount(try triple(position, name) ?? 0)
    }
  }

  /// Numbers, given as a list or as a single one; an empty list where there are none.
  fileprivate func numbers(_ position: Int, _ name: String) throws -> [Double] {
    guard case .list(let list) = value(position, name) else {
      if case .none = value(position, name) { return [] }
      return [try number(position, name, 1)]
    }
    return try list.map {
      switch $0 {
      case .number(let number): return number
      case .integer(let number): return Double(number)
      default: throw UnsupportedForm(reason: "\(name) has no numbers")
      }
    }
  }
}
