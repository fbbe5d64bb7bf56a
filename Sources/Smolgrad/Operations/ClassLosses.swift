extension Tensor {
  /// The negative log likelihood: for each sample minus the logarithm that stands at its target class.
  ///
  /// - Parameters:
  ///   - target: The class of each sample, as integers; this tensor's shape without dimension 1 (without dimension 0, if it is a vector).
  ///   - weight: A weight for each class; the mean is weighted.
  ///   - ignoreIndex: A class whose samples do not count.
  ///   - reduction: What becomes of the samples' losses.
  public func nllLoss(
    _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: Reduction = .mean
  ) -> Tensor {
    let plan = ClassTargets(target, of: self, weight, ignoreIndex, reduction, "nll_loss")
    let shape = target.shape
    let losses = withoutGradients {
      picked("pick", [], at: plan.positions, shape: shape) * plan.factors
    }
    return Tensor.result(
      "nll_loss", plan.attributes, of: [self, target] + (weight.map { [$0] } ?? []),
      saved: [Tensor(plan.positions, role: .constant), plan.factors],
      (reduction == .none ? losses : withoutGradients { losses.sum() }).array,
      [
        Derivative("-{g} at the target class, else 0") { gradient, y in
          (gradient * y.saved[1]).placed(
            at: y.saved[0].array, block: 1, shape: y.inputs[0].shape)
        },
        .none("nll_loss", "the target"), .none("nll_loss", "the class weights"),
      ].prefix(weight == nil ? 2 : 3).map { $0 })
  }

  /// The cross entropy of unnormalised scores and target classes: ``logSoftmax(dim:)`` and ``nllLoss(_:weight:ignoreIndex:reduction:)`` in one.
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
    guard rank > 0 else { fail("cross_entropy", "a scalar has no classes") }
    if target.dtype.isFloatingPoint || labelSmoothing > 0 {
      return denseCrossEntropy(target, weight, ignoreIndex, labelSmoothing, reduction)
    }
    let axis = rank == 1 ? 0 : 1
    let plan = ClassTargets(target, of: self, weight, ignoreIndex, reduction, "cross_entropy")
    let losses = withoutGradients {
      logSoftmax(dim: axis).picked("pick", [], at: plan.positions, shape: target.shape)
        * plan.factors
    }
    return Tensor.result(
      "cross_entropy", plan.attributes, of: [self, target] + (weight.map { [$0] } ?? []),
      saved: [Tensor(plan.positions, role: .constant), plan.factors],
      (reduction == .none ? losses : withoutGradients { losses.sum() }).array,
      [
        Derivative("{g} · (softmax {a} - 1 at the target class) / n") { gradient, y in
          let x = y.inputs[0]
          // The gradient of the log softmax is not 0 at the targets alone; that is where its sum over the classes comes from.
          let shares = gradient * y.saved[1]
          let atTargets = shares.placed(at: y.saved[0].array, block: 1, shape: x.shape)
          let sums = x.rank == 1 ? shares : shares.unsqueeze(dim: 1)
          return atTargets - x.softmax(dim: axis) * sums
        },
        .none("cross_entropy", "the target"), .none("cross_entropy", "the class weights"),
      ].prefix(weight == nil ? 2 : 3).map { $0 })
  }

  /// The cross entropy with a probability for each class.
  private func denseCrossEntropy(
    _ target: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ smoothing: Double,
    _ reduction: Reduction
  ) -> Tensor {
    let axis = rank == 1 ? 0 : 1
    let classes = Double(shape[axis])
    var (probabilities, divisor) = (target, Double(count) / classes)
    if !target.dtype.isFloatingPoint {
      let plan = ClassTargets(target, of: self, weight, ignoreIndex, .sum, "cross_entropy")
      let ones = Tensor.ones(target.shape, dtype: dtype)
      probabilities = withoutGradients {
        let isCounted = (target == ignoreIndex).logicalNot().cast(to: dtype)
        return (ones * isCounted).placed(at: plan.positions, block: 1, shape: shape)
      }
      divisor = plan.total
    }
    guard probabilities.shape == shape else {
      fail("cross_entropy", "scores of shape \(shape) for probabilities of shape \(target.shape)")
    }
    let weights = weight.map {
      $0.detached().reshape([-1] + shape.dropFirst(axis + 1).map { _ in 1 })
    }
    let smoothed =
      probabilities.dtype == dtype && target.dtype.isFloatingPoint
      ? probabilities * (1 - smoothing) + smoothing / classes
      : withoutGradients {
        let counted = probabilities.sum(dims: [axis], keepDim: true)
        return probabilities * (1 - smoothing) + counted * (smoothing / classes)
      }
    let shares = weights.map { smoothed * $0 } ?? smoothed
    let scale = reduction == .mean ? -1 / divisor : -1
    let value = withoutGradients {
      let losses = (shares * logSoftmax(dim: axis)).sum(dims: [axis]) * scale
      return reduction == .none ? losses : losses.sum()
    }
    let isReduced = reduction != .none
    return Tensor.result(
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
  }
}

/// Where the target classes of a loss lie among the scores, and how much each sample counts.
struct ClassTargets {
  let positions: NDArray
  /// Minus the weight of each sample, divided by the sum of all weights where the reduction is the mean; of the target's shape.
  let factors: Tensor
  /// The sum of the samples' weights.
  let total: Double
  let attributes: [Attribute]

  init(
    _ target: Tensor, of scores: Tensor, _ weight: Tensor?, _ ignoreIndex: Int,
    _ reduction: Reduction, _ operation: String
  ) {
    let shape = scores.shape
    let expected = shape.count == 1 ? [] : [shape.first ?? 0] + shape.dropFirst(2)
    guard shape.count > 0, target.shape == expected || (shape.count == 1 && target.count == 1)
    else {
      fail(
        operation, "scores of shape \(shape) need targets of shape \(expected), not \(target.shape)"
      )
    }
    guard !target.dtype.isFloatingPoint else {
      fail(operation, "the target classes must be integers, not \(target.dtype.rawValue)")
    }
    let classes = shape[shape.count == 1 ? 0 : 1]
    if let weight, weight.shape != [classes] {
      fail(operation, "\(classes) classes need as many weights, not \(weight.shape)")
    }
    let weights = weight?.doubles()
    let inner = shape.dropFirst(2).reduce(1, *)
    var positions: [Int] = []
    var factors: [Double] = []
    for (sample, entry) in target.integers().enumerated() {
      guard entry == ignoreIndex || (entry >= 0 && entry < classes) else {
        fail(operation, "target class \(entry) is not one of the \(classes) classes")
      }
      let isIgnored = entry == ignoreIndex
      let entry = isIgnored ? 0 : entry
      positions.append(sample / inner * classes * inner + entry * inner + sample % inner)
      factors.append(isIgnored ? 0 : -(weights?[entry] ?? 1))
    }
    total = -factors.reduce(0, +)
    if reduction == .mean { factors = factors.map { [total] in $0 / total } }
    self.positions = .positions(positions)
    self.factors = Tensor(
      .filled(target.shape, with: factors, dtype: scores.dtype), role: .constant)
    attributes =
      Tensor.attributes(reduction)
      + (ignoreIndex == -100 ? [] : [Attribute("ignoreIndex", .integer(ignoreIndex))])
  }
}

extension Derivative {
  /// For an input that the operation can't be differentiated by.
  static func none(_ operation: String, _ input: String) -> Derivative {
    Derivative("none") { _, _ in fail(operation, "there is no derivative for \(input)") }
  }
}
