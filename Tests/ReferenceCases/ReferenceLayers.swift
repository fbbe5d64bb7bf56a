import Smolgrad

let products: [String: ReferenceOperation] = [
  "matmul": { call in [try call.tensor().matmul(call.tensor(0))] },
  "mm": { call in [try call.tensor().mm(call.tensor(0))] },
  "mv": { call in [try call.tensor().mv(call.tensor(0))] },
  "bmm": { call in [try call.tensor().bmm(call.tensor(0))] },
  "dot": { call in [try call.tensor().dot(call.tensor(0))] },
  "outer": { call in [try call.tensor().outer(call.tensor(0))] },
  "addmm": { call in
    [
      try call.tensor().addmm(
        call.tensor(0), call.tensor(1), beta: call.number(2, "beta", 1),
        alpha: call.number(3, "alpha", 1))
    ]
  },
  "nn.functional.linear": { call in
    [try call.tensor().linear(call.tensor(0), bias: call.optionalTensor(1, "bias"))]
  },
  "einsum": { call in [Tensor.einsum(try call.text(0, "equation", ""), try call.tensors())] },
]

let layers: [String: ReferenceOperation] = [
  "softmax": { call in
    try call.allowing("dim")
    return [try call.tensor().softmax(dim: call.integer(0, "dim"))]
  },
  "log_softmax": { call in
    try call.allowing("dim")
    return [try call.tensor().logSoftmax(dim: call.integer(0, "dim"))]
  },
  "nn.functional.softmin": { call in
    try call.allowing("dim")
    return [try call.tensor().softmin(dim: call.integer(0, "dim"))]
  },
  "nn.functional.layer_norm": { call in
    [
      try call.tensor().layerNorm(
        call.integers(0, "normalized_shape"), weight: call.optionalTensor(1, "weight"),
        bias: call.optionalTensor(2, "bias"), epsilon: call.number(3, "eps", 1e-5))
    ]
  },
  "nn.functional.rms_norm": { call in
    [
      try call.tensor().rmsNorm(
        call.integers(0, "normalized_shape"), weight: call.optionalTensor(1, "weight"),
        epsilon: call.optionalNumber(2, "eps"))
    ]
  },
  "nn.functional.group_norm": { call in
    [
      try call.tensor().groupNorm(
        groups: call.integer(0, "num_groups"), weight: call.optionalTensor(1, "weight"),
        bias: call.optionalTensor(2, "bias"), epsilon: call.number(3, "eps", 1e-5))
    ]
  },
  "nn.functional.batch_norm": { call in
    [
      try call.tensor().batchNorm(
        runningMean: call.optionalTensor(0, "running_mean"),
        runningVariance: call.optionalTensor(1, "running_var"),
        weight: call.optionalTensor(2, "weight"), bias: call.optionalTensor(3, "bias"),
        isTraining: call.boolean(4, "training"), momentum: call.number(5, "momentum", 0.1),
        epsilon: call.number(6, "eps", 1e-5))
    ]
  },
  "nn.functional.avg_pool2d": { call in
    [
      try call.tensor().avgPool2d(
        kernel: call.pair(0, "kernel_size", 1), stride: call.optionalPair(1, "stride"),
        padding: call.pair(2, "padding", 0), ceilMode: call.boolean(3, "ceil_mode"),
        countsPadding: call.boolean(4, "count_include_pad", true),
        divisor: call.optionalInteger(5, "divisor_override"))
    ]
  },
  "nn.functional.max_pool2d": { call in
    let (values, indices) = try call.tensor().maxPool2dWithIndices(
      kernel: call.pair(0, "kernel_size", 1), stride: call.optionalPair(1, "stride"),
      padding: call.pair(2, "padding", 0), dilation: call.pair(3, "dilation", 1),
      ceilMode: call.boolean(4, "ceil_mode"))
    return try call.boolean(5, "return_indices") ? [values, indices] : [values]
  },
  "nn.functional.conv2d": { call in
    [
      try call.tensor().conv2d(
        call.tensor(0, "weight"), bias: call.optionalTensor(1, "bias"),
        stride: call.pair(2, "stride", 1), padding: call.padding(3, "padding"),
        dilation: call.pair(4, "dilation", 1), groups: call.integer(5, "groups", 1))
    ]
  },
  "nn.functional.conv1d": { call in
    [
      try call.tensor().conv1d(
        call.tensor(0, "weight"), bias: call.optionalTensor(1, "bias"),
        stride: call.pair(2, "stride", 1).width, padding: call.padding(3, "padding"),
        dilation: call.pair(4, "dilation", 1).width, groups: call.integer(5, "groups", 1))
    ]
  },
  "nn.functional.conv_transpose2d": { call in
    [
      try call.tensor().convTranspose2d(
        call.tensor(0, "weight"), bias: call.optionalTensor(1, "bias"),
        stride: call.pair(2, "stride", 1), padding: call.pair(3, "padding", 0),
        outputPadding: call.pair(4, "output_padding", 0), dilation: call.pair(6, "dilation", 1),
        groups: call.integer(5, "groups", 1))
    ]
  },
  "nn.functional.scaled_dot_product_attention": { call in
    try call.allowing("attn_mask", "dropout_p", "is_causal", "scale", "enable_gqa")
    guard try call.number(3, "dropout_p", 0) == 0 else {
      throw UnsupportedForm(reason: "dropout is random")
    }
    return [
      try call.tensor().scaledDotProductAttention(
        call.tensor(0, "key"), call.tensor(1, "value"), mask: call.optionalTensor(2, "attn_mask"),
        isCausal: call.boolean(4, "is_causal"), scale: call.optionalNumber(100, "scale"),
        sharesHeads: call.boolean(101, "enable_gqa"))
    ]
  },
]

let losses: [String: ReferenceOperation] = [
  "nn.functional.mse_loss": { call in
    try call.allowing("reduction")
    return [try call.tensor().mseLoss(call.tensor(0, "target"), reduction: call.reduction())]
  },
  "nn.functional.l1_loss": { call in
    try call.allowing("reduction")
    return [try call.tensor().l1Loss(call.tensor(0, "target"), reduction: call.reduction())]
  },
  "nn.functional.huber_loss": { call in
    try call.allowing("reduction", "delta")
    return [
      try call.tensor().huberLoss(
        call.tensor(0, "target"), delta: call.number(100, "delta", 1), reduction: call.reduction())
    ]
  },
  "nn.functional.smooth_l1_loss": { call in
    try call.allowing("reduction", "beta")
    return [
      try call.tensor().smoothL1Loss(
        call.tensor(0, "target"), beta: call.number(100, "beta", 1), reduction: call.reduction())
    ]
  },
  "nn.functional.kl_div": { call in
    try call.allowing("reduction", "log_target")
    return [
      try call.tensor().klDivergence(
        call.tensor(0, "target"), logTarget: call.boolean(100, "log_target"),
        reduction: call.reduction())
    ]
  },
  "nn.functional.binary_cross_entropy": { call in
    try call.allowing("reduction", "weight")
    return [
      try call.tensor().binaryCrossEntropy(
        call.tensor(0, "target"), weight: call.optionalTensor(1, "weight"),
        reduction: call.reduction())
    ]
  },
  "nn.functional.binary_cross_entropy_with_logits": { call in
    try call.allowing("reduction", "weight", "pos_weight")
    return [
      try call.tensor().binaryCrossEntropyWithLogits(
        call.tensor(0, "target"), weight: call.optionalTensor(1, "weight"),
        positiveWeight: call.optionalTensor(100, "pos_weight"), reduction: call.reduction())
    ]
  },
  "nn.functional.nll_loss": { call in
    try call.allowing("reduction", "weight", "ignore_index")
    return [
      try call.tensor().nllLoss(
        call.tensor(0, "target"), weight: call.optionalTensor(1, "weight"),
        ignoreIndex: call.integer(100, "ignore_index", -100), reduction: call.reduction())
    ]
  },
  "nn.functional.cross_entropy": { call in
    try call.allowing("reduction", "weight", "ignore_index", "label_smoothing")
    return [
      try call.tensor().crossEntropy(
        call.tensor(0, "target"), weight: call.optionalTensor(1, "weight"),
        ignoreIndex: call.integer(100, "ignore_index", -100),
        labelSmoothing: call.number(100, "label_smoothing", 0), reduction: call.reduction())
    ]
  },
]
