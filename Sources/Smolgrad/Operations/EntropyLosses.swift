import CKernels

extension Tensor {
  /// The cross entropy of probabilities and targets between 0 and 1: -(b · log a + (1 - b) · log(1 - a)).
  ///
  /// Values outside of that range are an error. Each logarithm is at least -100, so that a wrong certainty costs no infinity. The weight is broadcast over the elements.
  ///
  ///     Tensor([0.9, 0.2]).binaryCrossEntropy(Tensor([1, 0]))  // 0.1643
  public func binaryCrossEntropy(
    _ target: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
  ) -> Tensor {
    required(
      of: [self, target],
      try checkedBinaryCrossEntropy(target, weight: weight, reduction: reduction))
  }

  package func checkedBinaryCrossEntropy(_ target: Tensor, weight: Tensor?, reduction: Reduction)
    throws(OperandError) -> Tensor
  {
    try checkTwoClasses(target, [("weight", weight)], "binary_cross_entropy")
    for (name, values) in [("input", self), ("target", target)] where !values.isProbability {
      throw OperandError(
        "binary_cross_entropy", "all elements of the \(name) must be between 0 and 1", at: name)
    }
    // What a divisor is at least; in half precision that is 0.
    let least = dtype == .float16 ? 0 : 1e-12
    @Sendable func pointwise(_ a: Tensor, _ b: Tensor) -> Tensor {
      (b - 1) * (1 - a).log().clamp(min: -100) - b * a.log().clamp(min: -100)
    }
    let (x, z) = try Tensor.checkedFloatingOperands(self, target, "binary_cross_entropy")
    let lossShape = weight.flatMap { shape.broadcast(with: $0.shape) } ?? shape
    let hasWeight = weight != nil
    func losses(_ x: NDArray, _ z: NDArray, _ weight: Tensor?) -> Tensor {
      if x.dtype.computesInFloat32 {
        return losses(x.cast(to: .float32), z.cast(to: .float32), weight?.float()).cast(to: x.dtype)
      }
      let losses = Tensor(.zip(x, z, .bce), role: .constant)
      return weight.map { losses * $0 } ?? losses
    }
    return Tensor.result(
      "binary_cross_entropy", Tensor.attributes(reduction),
      of: .init(self, target, weight),
      withoutGradients { losses(x, z, weight).reduced(by: reduction) }.array,
      [
        Derivative(
          Formula("\(Tensor.share(reduction)) · ({a} - {b}) / ({a}(1 - {a}))"),
          fused: { gradient, y in
            let (a, b) = (y.inputs[0], y.inputs[1])
            guard !hasWeight, least > 0, a.dtype == b.dtype else { return nil }
            let share = gradient.spread(by: reduction, over: lossShape)
            return .zip(.zip(a.array, b.array, .bceSlope), share.array, .multiply)
          }
        ) { gradient, y in
          let (a, b) = (y.inputs[0], y.inputs[1])
          let slope = (a - b) / ((1 - a) * a).clamp(min: least)
          let share = gradient.spread(by: reduction, over: lossShape)
          return hasWeight ? share * y.inputs[2] * slope : share * slope
        },
        Derivative(Formula("\(Tensor.share(reduction)) · (log(1 - {a}) - log {a})")) {
          gradient, y in
          let a = y.inputs[0]
          let slope = (1 - a).log() - a.log()
          let share = gradient.spread(by: reduction, over: lossShape)
          return hasWeight ? share * y.inputs[2] * slope : share * slope
        },
      ]
        + (hasWeight
          ? [
            Tensor.weightDerivative(reduction, lossShape) { pointwise($0.inputs[0], $0.inputs[1]) }
          ]
          : []))
  }

  /// The cross entropy of σ(a) and targets between 0 and 1, exact also for large a.
  ///
  /// The weights are broadcast over the elements; `positiveWeight` multiplies the part of the positive class.
  ///
  ///     Tensor([2, -1]).binaryCrossEntropyWithLogits(Tensor([1, 0]))  // 0.2201
  public func binaryCrossEntropyWithLogits(
    _ target: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
    reduction: Reduction = .mean
  ) -> Tensor {
    required(
      of: [self, target],
      try checkedBinaryCrossEntropyWithLogits(
        target, weight: weight, positiveWeight: positiveWeight, reduction: reduction))
  }

  package func checkedBinaryCrossEntropyWithLogits(
    _ target: Tensor, weight: Tensor?, positiveWeight: Tensor?, reduction: Reduction
  ) throws(OperandError) -> Tensor {
    try checkTwoClasses(
      target, [("weight", weight), ("pos_weight", positiveWeight)],
      "binary_cross_entropy_with_logits")
    let (hasWeight, hasPositive) = (weight != nil, positiveWeight != nil)
    let positiveIndex = hasWeight ? 3 : 2
    let positive = positiveWeight?.detached()
    @Sendable func losses(_ a: Tensor, _ b: Tensor, _ positive: Tensor?) -> Tensor {
      guard let positive else { return (1 - b) * a - a.logsigmoid() }
      return (1 - b) * a - (b * (positive - 1) + 1) * a.logsigmoid()
    }
    let values = withoutGradients {
      let losses = losses(self, target, positive)
      return weight.map { losses * $0 } ?? losses
    }
    let lossShape = values.shape
    @Sendable func share(_ gradient: Tensor, _ y: Tensor) -> Tensor {
      let share = gradient.spread(by: reduction, over: lossShape)
      return hasWeight ? share * y.inputs[2] : share
    }
    var derivatives = [
      Derivative(Formula("\(Tensor.share(reduction)) · (σ({a}) - {b})")) { gradient, y in
        let (a, b) = (y.inputs[0], y.inputs[1])
        guard hasPositive else { return share(gradient, y) * (a.sigmoid() - b) }
        let positive = y.inputs[positiveIndex] * b
        return share(gradient, y) * ((positive + 1 - b) * a.sigmoid() - positive)
      },
      Derivative(Formula("-\(Tensor.share(reduction)) · {a}")) { gradient, y in
        let a = y.inputs[0]
        guard hasPositive else { return -(share(gradient, y) * a) }
        return -(share(gradient, y) * (a + (y.inputs[positiveIndex] - 1) * a.logsigmoid()))
      },
    ]
    if hasWeight {
      derivatives.append(
        Tensor.weightDerivative(reduction, lossShape) { y in
          losses(y.inputs[0], y.inputs[1], hasPositive ? y.inputs[positiveIndex] : nil)
        })
    }
    if hasPositive {
      derivatives.append(
        Derivative(Formula("-\(Tensor.share(reduction)) · {b} · log σ({a})")) { gradient, y in
          -(share(gradient, y) * y.inputs[1] * y.inputs[0].logsigmoid())
        })
    }
    let result = Tensor.result(
      "binary_cross_entropy_with_logits", Tensor.attributes(reduction),
      of: .init(self, target, weight, positiveWeight),
      values.reduced(by: reduction).array, derivatives)
    if hasPositive, result.dtype.computesInFloat32 { result.record?.roundsEachStep = true }
    return result
  }

  /// Refuses a target of another shape, and weights that can't be repeated to it.
  private func checkTwoClasses(
    _ target: Tensor, _ weights: [(String, Tensor?)], _ operation: String
  ) throws(OperandError) {
    guard shape == target.shape else {
      throw OperandError(
        operation,
        "the prediction has shape \(shape), the target \(target.shape); they must be the same",
        at: "target")
    }
    for case (let name, let weight?) in weights
    where weight.shape.broadcast(with: shape) != shape {
      throw OperandError(
        operation, "a weight of shape \(weight.shape) does not fit \(shape)", at: name)
    }
  }

  /// The Kullback–Leibler divergence from this tensor, which holds logarithms, to the target's distribution: b · (log b - a).
  ///
  ///     let input = Tensor([0.4, 0.6]).log()
  ///     input.klDivergence(Tensor([0.5, 0.5]), reduction: .sum)  // 0.02041
  ///
  /// - Parameters:
  ///   - target: Probabilities, or with `logTarget` their logarithms.
  ///   - logTarget: Whether the target holds logarithms.
  ///   - reduction: `mean` is the mean over all elements, as in PyTorch; the divergence of a batch is ``Reduction/batchMean``.
  public func klDivergence(
    _ target: Tensor, logTarget: Bool = false, reduction: Reduction = .mean
  ) -> Tensor {
    required(
      of: [self, target],
      try checkedKlDivergence(target, logTarget: logTarget, reduction: reduction))
  }

  package func checkedKlDivergence(_ target: Tensor, logTarget: Bool, reduction: Reduction)
    throws(OperandError) -> Tensor
  {
    _ = try Tensor.checkedOperands(self, target, "kl_div")
    let losses = withoutGradients {
      logTarget
        ? target.exp() * (target - self)
        : (target * target.log()).maskedFill(target .== 0, 0) - target * self
    }
    let lossShape = losses.shape
    return Tensor.result(
      "kl_div", Tensor.attributes(reduction) + [Attribute("logTarget", .boolean(logTarget))],
      of: [self, target], losses.reduced(by: reduction).array,
      [
        Derivative(Formula("-\(Tensor.share(reduction)) · \(logTarget ? "e^{b}" : "{b}")")) {
          gradient, y in
          let b = y.inputs[1]
          return -(gradient.spread(by: reduction, over: lossShape) * (logTarget ? b.exp() : b))
            .broadcast(to: lossShape)
        },
        Derivative(
          Formula(
            "\(Tensor.share(reduction)) · \(logTarget ? "e^{b}({b} + 1 - {a})" : "(log {b} + 1 - {a})")"
          )
        ) { gradient, y in
          let (a, b) = (y.inputs[0], y.inputs[1])
          let share = gradient.spread(by: reduction, over: lossShape)
          if logTarget { return share * (b.exp() * (b - a) + b.exp()) }
          // 0 · log 0 has the slope 0 / 0.
          return share * (b.log() + b / b - a)
        },
      ])
  }

  /// Whether all elements are between 0 and 1.
  package var isProbability: Bool {
    if dtype == .float64 {
      let values = array.contiguous()
      return withExtendedLifetime(values.storage) {
        sg_all_in_unit_f64(values.pointer(Double.self), values.count)
      }
    }
    let values = array.cast(to: .float32).contiguous()
    return withExtendedLifetime(values.storage) {
      sg_all_in_unit_f32(values.pointer(Float.self), values.count)
    }
  }

  /// The derivative of a loss for the weight that multiplies it.
  private static func weightDerivative(
    _ reduction: Reduction, _ lossShape: [Int],
    _ losses: @escaping @Sendable (_ output: Tensor) -> Tensor
  ) -> Derivative {
    Derivative(Formula("\(share(reduction)) · loss")) { gradient, y in
      gradient.spread(by: reduction, over: lossShape) * losses(y)
    }
  }
}
