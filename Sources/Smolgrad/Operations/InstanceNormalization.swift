extension Tensor {
  /// Each channel of each sample normalized by itself (Ulyanov and others 2016); the channels are dimension 1.
  ///
  ///     Tensor([[[1, 3], [10, 30]]]).instanceNorm()  // [[[-1, 1], [-1, 1]]]
  ///
  /// - Parameters:
  ///   - runningMean: The means used without the samples' own statistics; else updated in place.
  ///   - runningVariance: The variances used without the samples' own statistics; else updated in place, unbiased.
  ///   - weight: A factor for each channel.
  ///   - bias: A summand for each channel.
  ///   - usesInputStatistics: Whether the samples' own statistics are used.
  ///   - momentum: The share of the samples in the update of the running statistics.
  ///   - epsilon: What is added to the variance.
  public func instanceNorm(
    runningMean: Tensor? = nil, runningVariance: Tensor? = nil, weight: Tensor? = nil,
    bias: Tensor? = nil, usesInputStatistics: Bool = true, momentum: Double = 0.1,
    epsilon: Double = 1e-5
  ) -> Tensor {
    required(
      of: [self],
      try checkedInstanceNorm(
        runningMean: runningMean, runningVariance: runningVariance, weight: weight, bias: bias,
        usesInputStatistics: usesInputStatistics, momentum: momentum, epsilon: epsilon))
  }

  package func checkedInstanceNorm(
    runningMean: Tensor?, runningVariance: Tensor?, weight: Tensor?, bias: Tensor?,
    usesInputStatistics: Bool, momentum: Double, epsilon: Double
  ) throws(OperandError) -> Tensor {
    try checkFloatingPoint("instance_norm")
    guard rank >= 2 else {
      throw OperandError(
        "instance_norm", "shape \(shape) has no dimension of channels", at: "input")
    }
    try checkChannels(
      [
        ("weight", weight), ("bias", bias), ("running_mean", runningMean),
        ("running_var", runningVariance),
      ], "instance_norm")
    guard usesInputStatistics else {
      guard let runningMean, let runningVariance else {
        throw OperandError(
          "instance_norm", "needs running statistics where it does not use the input's",
          at: "running_mean")
      }
      return batchNorm(
        runningMean: runningMean, runningVariance: runningVariance, weight: weight, bias: bias,
        epsilon: epsilon)
    }
    let size = shape[2...].reduce(1, *)
    guard size != 1 else {
      throw OperandError(
        "instance_norm", "shape \(shape) has a single value for each channel; it needs more",
        at: "input")
    }
    withoutGradients {
      let values = (dtype.computesInFloat32 ? cast(to: .float32) : self)
        .reshape([shape[0], shape[1], size])
      // The running statistics are moved to the mean of those of the samples.
      if let runningMean {
        let mean = values.mean(dims: [0, 2])
        runningMean.assign(
          (runningMean * (1 - momentum) + mean * momentum).cast(to: runningMean.dtype))
      }
      if let runningVariance {
        let variance = values.var(dims: [2]).mean(dims: [0])
        runningVariance.assign(
          (runningVariance * (1 - momentum) + variance * momentum).cast(to: runningVariance.dtype))
      }
    }
    let plan = Normalization(
      viewShape: [shape[0], shape[1], size], axes: [2],
      affineShape: [shape[1]] + shape[2...].map { _ in 1 }, epsilon: epsilon, span: size,
      period: shape[1])
    return plan.normalize(
      self, weight, bias, "instance_norm", [Attribute("epsilon", .real(epsilon))])
  }
}
