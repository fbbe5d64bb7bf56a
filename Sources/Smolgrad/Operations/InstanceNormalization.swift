extension Tensor {
  /// Each channel of each sample normalized by itself (Ulyanov and others 2016); the channels are dimension 1.
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
    requireFloatingPoint("instance_norm")
    guard rank >= 2 else {
      fail("instance_norm", "shape \(shape) has no dimension of channels")
    }
    for vector in [weight, bias, runningMean, runningVariance] {
      guard let vector, vector.shape != [shape[1]] else { continue }
      fail(
        "instance_norm",
        "shape \(vector.shape) for the \(shape[1]) channels of shape \(shape)")
    }
    guard usesInputStatistics else {
      guard let runningMean, let runningVariance else {
        fail("instance_norm", "needs running statistics where it does not use the input's")
      }
      return batchNorm(
        runningMean: runningMean, runningVariance: runningVariance, weight: weight, bias: bias,
        epsilon: epsilon)
    }
    let size = shape[2...].reduce(1, *)
    guard size != 1 else {
      fail(
        "instance_norm", "shape \(shape) has a single value for each channel; it needs more")
    }
    withoutGradients {
      let values = (dtype == .float16 ? cast(to: .float32) : self)
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
