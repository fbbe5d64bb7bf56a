extension Tensor {
  /// The negative log likelihood: for each sample minus the logarithm that stands at its target class.
  ///
  ///     let x = Tensor([[1, 2], [4, 3]]).logSoftmax(dim: 1)
  ///     x.nllLoss(Tensor(integers: [1, 1]))  // 0.8133
  ///
  /// - Parameters:
  ///   - target: The class of each sample, as integers; this tensor's shape without dimension 1 (without dimension 0, if it is a vector).
  ///   - weight: A weight for each class; the mean is weighted.
  ///   - ignoreIndex: A class whose samples do not count.
  ///   - reduction: What becomes of the samples' losses.
  public func nllLoss(
    _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: Reduction = .mean
  ) -> Tensor {
    required(
      of: [self, target],
      try checkedNllLoss(target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction))
  }

  package func checkedNllLoss(
    _ target: Tensor, weight: Tensor?, ignoreIndex: Int, reduction: Reduction
  ) throws(OperandError) -> Tensor {
    let plan = try ClassTargets(target, of: self, weight, ignoreIndex, reduction, "nll_loss")
    let targets = plan.targets
    return Tensor.result(
      "nll_loss", plan.attributes, of: .init(self, target, weight),
      saved: plan.saved, plan.value(self, weight),
      [
        Derivative("-{g} at the target class, else 0") { gradient, y in
          targets.shares(gradient, y)
            .scatterAdded(at: targets.positions(y), block: 1, shape: y.inputs[0].shape)
        },
        .none("nll_loss", "the target"), targets.weightDerivative { $0 },
      ].prefix(weight == nil ? 2 : 3).map { $0 })
  }

  /// The cross entropy of unnormalized scores and target classes: ``logSoftmax(dim:)`` and ``nllLoss(_:weight:ignoreIndex:reduction:)`` in one.
  ///
  ///     Tensor([[1, 2], [4, 3]]).crossEntropy(Tensor(integers: [1, 1]))  // 0.8133
  ///
  /// - Parameters:
  ///   - target: The class of each sample, as integers; or a probability for each class, in this tensor's shape.
  ///   - weight: A weight for each class.
  ///   - ignoreIndex: A class whose samples do not count.
  ///   - labelSmoothing: The share of the target that is spread evenly over all classes.
  ///   - reduction: What becomes of the samples' losses.
  public func crossEntropy(
    _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, labelSmoothing: Double = 0,
    reduction: Reduction = .mean
  ) -> Tensor {
    required(
      of: [self, target],
      try checkedCrossEntropy(
        target, weight: weight, ignoreIndex: ignoreIndex, labelSmoothing: labelSmoothing,
        reduction: reduction))
  }

  package func checkedCrossEntropy(
    _ target: Tensor, weight: Tensor?, ignoreIndex: Int, labelSmoothing: Double,
    reduction: Reduction
  ) throws(OperandError) -> Tensor {
    guard rank > 0 else {
      throw OperandError("cross_entropy", "a scalar has no classes", at: "input")
    }
    guard (0...1).contains(labelSmoothing) else {
      throw OperandError(
        "cross_entropy", "the label smoothing \(labelSmoothing) is not between 0 and 1",
        at: "label_smoothing")
    }
    if target.dtype.isFloatingPoint || labelSmoothing > 0 {
      return try denseCrossEntropy(target, weight, ignoreIndex, labelSmoothing, reduction)
    }
    let axis = rank == 1 ? 0 : 1
    let plan = try ClassTargets(target, of: self, weight, ignoreIndex, reduction, "cross_entropy")
    let targets = plan.targets
    return Tensor.result(
      "cross_entropy", plan.attributes, of: .init(self, target, weight),
      saved: plan.saved, plan.value(withoutGradients { logSoftmax(dim: axis) }, weight),
      [
        Derivative("{g} · (softmax {a} - 1 at the target class) / n") { gradient, y in
          let x = y.inputs[0]
          // The gradient of the log softmax is not 0 at the targets alone; that is where its sum over the classes comes from.
          let shares = targets.shares(gradient, y)
          let atTargets = shares.scatterAdded(at: targets.positions(y), block: 1, shape: x.shape)
          let sums = x.rank == 1 ? shares : shares.unsqueeze(dim: 1)
          return atTargets - x.softmax(dim: axis) * sums
        },
        .none("cross_entropy", "the target"),
        targets.weightDerivative { $0.logSoftmax(dim: axis) },
      ].prefix(weight == nil ? 2 : 3).map { $0 })
  }

  /// The cross entropy with a probability for each class.
  private func denseCrossEntropy(
    _ target: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ smoothing: Double,
    _ reduction: Reduction
  ) throws(OperandError) -> Tensor {
    let axis = rank == 1 ? 0 : 1
    let classes = Double(shape[axis])
    var (probabilities, divisor) = (target, Double(count) / classes)
    // The weights of the samples, whose sum the mean is divided by; it has a derivative of its own.
    var total: Tensor?
    if !target.dtype.isFloatingPoint {
      let plan = try ClassTargets(target, of: self, weight, ignoreIndex, .sum, "cross_entropy")
      probabilities = withoutGradients { plan.oneHot(shape) }
      divisor = plan.countedSamples
      if let weight, reduction == .mean { total = plan.sampleWeights(weight).sum() }
    }
    guard probabilities.shape == shape else {
      throw OperandError(
        "cross_entropy", "scores of shape \(shape) for probabilities of shape \(target.shape)",
        at: "target")
    }
    try ClassTargets.check(weight, classes: shape[axis], "cross_entropy")
    let weights = weight.map { $0.reshape([-1] + shape.dropFirst(axis + 1).map { _ in 1 }) }
    let smoothed =
      probabilities.dtype == dtype && target.dtype.isFloatingPoint
      ? probabilities * (1 - smoothing) + smoothing / classes
      : withoutGradients {
        let counted = probabilities.sum(dims: [axis], keepDim: true)
        return probabilities * (1 - smoothing) + counted * (smoothing / classes)
      }
    let shares = weights.map { smoothed * $0 } ?? smoothed
    let scale = reduction == .mean && total == nil ? -1 / divisor : -1
    let value = withoutGradients {
      let losses = (shares * logSoftmax(dim: axis)).sum(dims: [axis]) * scale
      let isUndefined = reduction == .mean && losses.count == 0
      return reduction == .none ? losses : isUndefined ? losses.sum() * Double.nan : losses.sum()
    }
    let isReduced = reduction != .none
    let loss = Tensor.result(
      "cross_entropy",
      Tensor.attributes(reduction) + [Attribute("labelSmoothing", .real(smoothing))],
      of: [self, shares], value.array,
      [
        Derivative("{g} · (softmax {a} · sum({b}) - {b}) / n") { gradient, y in
          let (x, b) = (y.inputs[0], y.inputs[1])
          let gradient = (isReduced ? gradient : gradient.unsqueeze(dim: axis)) * scale
          return gradient * (b - x.softmax(dim: axis) * b.sum(dims: [axis], keepDim: true))
        },
        Derivative("-{g} · log softmax {a} / n") { gradient, y in
          let gradient = (isReduced ? gradient : gradient.unsqueeze(dim: axis)) * scale
          return gradient * y.inputs[0].logSoftmax(dim: axis)
        },
      ])
    return total.map { loss / $0 } ?? loss
  }
}
