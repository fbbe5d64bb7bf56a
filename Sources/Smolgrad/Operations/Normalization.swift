extension Tensor {
  /// The elements shifted and scaled to mean 0 and variance 1 over the last dimensions (Ba and others 2016).
  ///
  ///     Tensor([[1, 3], [10, 30]]).layerNorm([2])  // [[-1, 1], [-1, 1]]
  ///
  /// - Parameters:
  ///   - normalizedShape: The sizes of the dimensions that are normalized together.
  ///   - weight: A factor for each element of that shape.
  ///   - bias: A summand for each element of that shape.
  ///   - epsilon: What is added to the variance.
  public func layerNorm(
    _ normalizedShape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    required(
      of: [self],
      try checkedLayerNorm(normalizedShape, weight: weight, bias: bias, epsilon: epsilon))
  }

  package func checkedLayerNorm(
    _ normalizedShape: [Int], weight: Tensor?, bias: Tensor?, epsilon: Double
  ) throws(OperandError) -> Tensor {
    try checkFloatingPoint("layer_norm")
    let plan = try trailing(normalizedShape, weight, bias, epsilon, "layer_norm")
    return plan.normalize(
      self, weight, bias, "layer_norm",
      [Attribute("shape", .integers(normalizedShape)), Attribute("epsilon", .real(epsilon))])
  }

  /// The elements divided by the root of their mean square over the last dimensions (Zhang and Sennrich 2019).
  ///
  /// Without an epsilon it is the distance from 1 to the next number of the type, as in PyTorch.
  ///
  ///     Tensor([3, 4]).rmsNorm([2])  // [0.8485, 1.1314]
  public func rmsNorm(
    _ normalizedShape: [Int], weight: Tensor? = nil, epsilon: Double? = nil
  ) -> Tensor {
    required(of: [self], try checkedRmsNorm(normalizedShape, weight: weight, epsilon: epsilon))
  }

  package func checkedRmsNorm(_ normalizedShape: [Int], weight: Tensor?, epsilon: Double?)
    throws(OperandError) -> Tensor
  {
    try checkFloatingPoint("rms_norm")
    let epsilon = epsilon ?? machineEpsilon
    var plan = try trailing(normalizedShape, weight, nil, epsilon, "rms_norm")
    plan.isCentered = false
    return plan.normalize(
      self, weight, nil, "rms_norm",
      [Attribute("shape", .integers(normalizedShape)), Attribute("epsilon", .real(epsilon))])
  }

  /// The channels of each sample normalized in groups (Wu and He 2018); the channels are dimension 1.
  ///
  ///     Tensor([[1, 3, 10, 30]]).groupNorm(groups: 2)  // [[-1, 1, -1, 1]]
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    required(
      of: [self], try checkedGroupNorm(groups: groups, weight: weight, bias: bias, epsilon: epsilon)
    )
  }

  package func checkedGroupNorm(groups: Int, weight: Tensor?, bias: Tensor?, epsilon: Double)
    throws(OperandError) -> Tensor
  {
    try checkFloatingPoint("group_norm")
    guard rank >= 2, groups > 0, shape[1] % groups == 0 else {
      throw OperandError(
        "group_norm", "the channels of shape \(shape) can't be cut into \(groups) groups",
        at: "num_groups")
    }
    let size = groups == 0 || shape[0] == 0 ? 0 : count / (shape[0] * groups)
    let plan = Normalization(
      viewShape: [shape[0], groups, size], axes: [2], affineShape: channelShape, epsilon: epsilon,
      span: size / Swift.max(shape[1] / groups, 1), period: groups)
    try checkChannels([("weight", weight), ("bias", bias)], "group_norm")
    return plan.normalize(
      self, weight, bias, "group_norm",
      [Attribute("groups", .integer(groups)), Attribute("epsilon", .real(epsilon))])
  }

  /// The channels, dimension 1, normalized over the batch and all further dimensions (Ioffe and Szegedy 2015).
  ///
  /// - Parameters:
  ///   - runningMean: The means used when not training; updated in place when training.
  ///   - runningVariance: The variances used when not training; updated in place, unbiased, when training.
  ///   - weight: A factor for each channel.
  ///   - bias: A summand for each channel.
  ///   - isTraining: Whether the batch's own statistics are used.
  ///   - momentum: The share of the batch in the update of the running statistics.
  ///   - epsilon: What is added to the variance.
  public func batchNorm(
    runningMean: Tensor? = nil, runningVariance: Tensor? = nil, weight: Tensor? = nil,
    bias: Tensor? = nil, isTraining: Bool = false, momentum: Double = 0.1, epsilon: Double = 1e-5
  ) -> Tensor {
    required(
      of: [self],
      try checkedBatchNorm(
        runningMean: runningMean, runningVariance: runningVariance, weight: weight, bias: bias,
        isTraining: isTraining, momentum: momentum, epsilon: epsilon))
  }

  package func checkedBatchNorm(
    runningMean: Tensor?, runningVariance: Tensor?, weight: Tensor?, bias: Tensor?,
    isTraining: Bool, momentum: Double, epsilon: Double
  ) throws(OperandError) -> Tensor {
    try checkFloatingPoint("batch_norm")
    guard rank >= 2 else {
      if count == 0 { return self * 1 }
      throw OperandError("batch_norm", "shape \(shape) has no dimension of channels", at: "input")
    }
    try checkChannels(
      [
        ("weight", weight), ("bias", bias), ("running_mean", runningMean),
        ("running_var", runningVariance),
      ], "batch_norm")
    let axes = [0] + Array(2..<rank)
    let attributes = [
      Attribute("training", .boolean(isTraining)), Attribute("epsilon", .real(epsilon)),
    ]
    guard isTraining else {
      guard let runningMean, let runningVariance else {
        throw OperandError(
          "batch_norm", "needs running statistics when not training", at: "running_mean")
      }
      return scaledByRunning(runningMean, runningVariance, weight, bias, epsilon, attributes)
    }
    let size = axes.reduce(1) { $0 * shape[$1] }
    guard size > 1 else {
      throw OperandError(
        "batch_norm", "shape \(shape) has a single value for each channel; training needs more",
        at: "input")
    }
    withoutGradients {
      let values = detached()
      if let runningMean {
        let mean = values.mean(dims: axes)
        runningMean.assign(runningMean * (1 - momentum) + mean * momentum)
      }
      if let runningVariance {
        let variance = values.var(dims: axes)
        runningVariance.assign(runningVariance * (1 - momentum) + variance * momentum)
      }
    }
    let plan = Normalization(
      viewShape: shape, axes: axes, affineShape: channelShape, epsilon: epsilon, span: size,
      period: shape[1])
    return plan.normalize(self, weight, bias, "batch_norm", attributes)
  }

  /// The vectors along a dimension divided by their p-norm, which counts as `epsilon` at least.
  ///
  ///     Tensor([[3, 4]]).normalize()  // [[0.6, 0.8]]
  public func normalize(p: Double = 2, dim: Int = 1, epsilon: Double = 1e-12) -> Tensor {
    required(of: [self], try checkedNormalize(p: p, dim: dim, epsilon: epsilon))
  }

  package func checkedNormalize(p: Double, dim: Int, epsilon: Double) throws(OperandError) -> Tensor
  {
    _ = try checkedAxis(dim, "normalize")
    return try self / checkedNorm(p, dims: [dim], keepDim: true).clamp(min: epsilon)
  }

  /// Batch normalization with given statistics: a factor and a summand for each channel.
  private func scaledByRunning(
    _ mean: Tensor, _ variance: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Double,
    _ attributes: [Attribute]
  ) -> Tensor {
    let channels = channelShape
    // The statistics are copied, since training changes them.
    let (center, scale) = withoutGradients {
      (mean.reshape(channels).detached(), (variance.reshape(channels) + epsilon).rsqrt())
    }
    let value = withoutGradients {
      var value = (self - center) * scale
      if let weight { value = value * weight.reshape(channels) }
      if let bias { value = value + bias.reshape(channels) }
      return value
    }
    let hasWeight = weight != nil
    let axes = [0] + Array(2..<rank)
    var derivatives = [
      Derivative("{g} · weight / √(variance + {epsilon})") { gradient, y in
        let scaled = gradient * y.saved[1]
        return hasWeight ? scaled * y.inputs[1].reshape(channels) : scaled
      }
    ]
    if hasWeight {
      derivatives.append(
        Derivative(
          "{g} · ({a} - mean) / √(variance + {epsilon}), summed", isPrecise: true
        ) { gradient, y in
          (gradient * ((y.inputs[0] - y.saved[0]) * y.saved[1])).sum(dims: axes)
        })
    }
    if bias != nil {
      derivatives.append(Derivative("{g}, summed") { gradient, _ in gradient.sum(dims: axes) })
    }
    return Tensor.result(
      "batch_norm", attributes, of: .init(self, weight, bias),
      saved: [center, scale], value.array, derivatives)
  }

  /// The shape in which a vector of channels is broadcast over this tensor.
  private var channelShape: [Int] { [shape[1]] + shape.dropFirst(2).map { _ in 1 } }

  /// Refuses vectors that have not one number for each channel.
  func checkChannels(
    _ vectors: [(parameter: String, vector: Tensor?)], _ operation: String
  ) throws(OperandError) {
    for case (let parameter, let vector?) in vectors where vector.shape != [shape[1]] {
      throw OperandError(
        operation, "shape \(vector.shape) for the \(shape[1]) channels of shape \(shape)",
        at: parameter)
    }
  }

  private var machineEpsilon: Double {
    switch dtype {
    case .float64: 0x1p-52
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    default: 0x1p-23
    }
  }

  private func trailing(
    _ normalizedShape: [Int], _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Double,
    _ operation: String
  ) throws(OperandError) -> Normalization {
    guard normalizedShape.count <= rank,
      Array(shape.suffix(normalizedShape.count)) == normalizedShape,
      !normalizedShape.isEmpty
    else {
      throw OperandError(
        operation, "shape \(shape) does not end with \(normalizedShape)", at: "normalized_shape")
    }
    for case (let parameter, let factor?) in [("weight", weight), ("bias", bias)]
    where factor.shape != normalizedShape {
      throw OperandError(
        operation, "shape \(factor.shape) for elements of shape \(normalizedShape)",
        at: parameter)
    }
    return Normalization(
      viewShape: shape, axes: Array((rank - normalizedShape.count)..<rank),
      affineShape: normalizedShape, epsilon: epsilon)
  }
}
