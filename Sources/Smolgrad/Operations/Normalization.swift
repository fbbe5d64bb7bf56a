extension Tensor {
  /// The elements shifted and scaled to mean 0 and variance 1 over the last dimensions (Ba and others 2016).
  ///
  /// - Parameters:
  ///   - normalizedShape: The sizes of the dimensions that are normalised together.
  ///   - weight: A factor for each element of that shape.
  ///   - bias: A summand for each element of that shape.
  ///   - epsilon: What is added to the variance.
  public func layerNorm(
    _ normalizedShape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    requireFloatingPoint("layer_norm")
    let plan = trailing(normalizedShape, weight, bias, epsilon, "layer_norm")
    return plan.normalize(
      self, weight, bias, "layer_norm",
      [Attribute("shape", .integers(normalizedShape)), Attribute("epsilon", .real(epsilon))])
  }

  /// The elements divided by the root of their mean square over the last dimensions (Zhang and Sennrich 2019).
  ///
  /// Without an epsilon it is the distance from 1 to the next number of the type, as in PyTorch.
  public func rmsNorm(
    _ normalizedShape: [Int], weight: Tensor? = nil, epsilon: Double? = nil
  ) -> Tensor {
    requireFloatingPoint("rms_norm")
    let epsilon = epsilon ?? machineEpsilon
    var plan = trailing(normalizedShape, weight, nil, epsilon, "rms_norm")
    plan.isCentered = false
    return plan.normalize(
      self, weight, nil, "rms_norm",
      [Attribute("shape", .integers(normalizedShape)), Attribute("epsilon", .real(epsilon))])
  }

  /// The channels of each sample normalised in groups (Wu and He 2018); the channels are dimension 1.
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    requireFloatingPoint("group_norm")
    guard rank >= 2, groups > 0, shape[1] % groups == 0 else {
      fail("group_norm", "the channels of shape \(shape) can't be cut into \(groups) groups")
    }
    let size = groups == 0 || shape[0] == 0 ? 0 : count / (shape[0] * groups)
    let plan = Normalization(
      viewShape: [shape[0], groups, size], axes: [2], affineShape: channelShape, epsilon: epsilon,
      span: size / Swift.max(shape[1] / groups, 1), period: groups)
    checkChannels(weight, bias, "group_norm")
    return plan.normalize(
      self, weight, bias, "group_norm",
      [Attribute("groups", .integer(groups)), Attribute("epsilon", .real(epsilon))])
  }

  /// The channels, dimension 1, normalised over the batch and all further dimensions (Ioffe and Szegedy 2015).
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
    requireFloatingPoint("batch_norm")
    guard rank >= 2 else {
      if count == 0 { return self * 1 }
      fail("batch_norm", "shape \(shape) has no dimension of channels")
    }
    checkChannels(weight, bias, "batch_norm")
    checkChannels(runningMean, runningVariance, "batch_norm")
    let axes = [0] + Array(2..<rank)
    let attributes = [
      Attribute("training", .boolean(isTraining)), Attribute("epsilon", .real(epsilon)),
    ]
    guard isTraining else {
      guard let runningMean, let runningVariance else {
        fail("batch_norm", "needs running statistics when not training")
      }
      return scaledByRunning(runningMean, runningVariance, weight, bias, epsilon, attributes)
    }
    let size = axes.reduce(1) { $0 * shape[$1] }
    guard size > 1 else {
      fail("batch_norm", "shape \(shape) has a single value for each channel; training needs more")
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
  public func normalize(p: Double = 2, dim: Int = 1, epsilon: Double = 1e-12) -> Tensor {
    self / norm(p, dims: [dim], keepDim: true).clamp(min: epsilon)
  }

  /// Batch normalisation with given statistics: a factor and a summand for each channel.
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

  private func checkChannels(_ a: Tensor?, _ b: Tensor?, _ operation: String) {
    for vector in [a, b] where vector != nil && vector!.shape != [shape[1]] {
      fail(operation, "shape \(vector!.shape) for the \(shape[1]) channels of shape \(shape)")
    }
  }

  private var machineEpsilon: Double {
    switch dtype {
    case .float64: 0x1p-52
    case .float16: 0x1p-10
    default: 0x1p-23
    }
  }

  private func trailing(
    _ normalizedShape: [Int], _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Double,
    _ operation: String
  ) -> Normalization {
    guard normalizedShape.count <= rank,
      Array(shape.suffix(normalizedShape.count)) == normalizedShape,
      !normalizedShape.isEmpty
    else { fail(operation, "shape \(shape) does not end with \(normalizedShape)") }
    for factor in [weight, bias] where factor != nil && factor!.shape != normalizedShape {
      fail(operation, "shape \(factor!.shape) for elements of shape \(normalizedShape)")
    }
    return Normalization(
      viewShape: shape, axes: Array((rank - normalizedShape.count)..<rank),
      affineShape: normalizedShape, epsilon: epsilon)
  }
}
