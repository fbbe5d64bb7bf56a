// Losses compare a prediction with a target. What is common to all their derivatives, the gradient of the reduction, stands here once.

/// What a loss makes of the losses of the single elements.
public enum Reduction: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nothing: one loss for each element.
  case none
  /// Their mean.
  case mean
  /// Their sum.
  case sum
  /// Their sum, divided by the size of dimension 0.
  case batchMean = "batchmean"
}

extension Tensor {
  /// The squared differences.
  ///
  ///     Tensor([1, 2]).mseLoss(Tensor([0, 4]))  // 2.5
  public func mseLoss(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    required(of: [self, target], try checkedMseLoss(target, reduction: reduction))
  }

  package func checkedMseLoss(_ target: Tensor, reduction: Reduction) throws(OperandError) -> Tensor
  {
    try loss("mse_loss", [], target, reduction, { $0.square() }, "2({a} - {b})") { $0 * 2 }
  }

  /// The absolute differences.
  ///
  ///     Tensor([1, 2]).l1Loss(Tensor([0, 4]))  // 1.5
  public func l1Loss(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    required(of: [self, target], try checkedL1Loss(target, reduction: reduction))
  }

  package func checkedL1Loss(_ target: Tensor, reduction: Reduction) throws(OperandError) -> Tensor
  {
    try loss("l1_loss", [], target, reduction, { $0.abs() }, "sign({a} - {b})") { $0.sign() }
  }

  /// Half the squared difference where that is at most `delta`, beyond it a straight line: delta · (|d| - delta/2) (Huber 1964).
  ///
  ///     Tensor([0.5, 3]).huberLoss(Tensor([0, 0]), reduction: .none)  // [0.125, 2.5]
  public func huberLoss(
    _ target: Tensor, delta: Double = 1, reduction: Reduction = .mean
  ) -> Tensor {
    required(of: [self, target], try checkedHuberLoss(target, delta: delta, reduction: reduction))
  }

  package func checkedHuberLoss(_ target: Tensor, delta: Double, reduction: Reduction)
    throws(OperandError) -> Tensor
  {
    guard delta > 0 else {
      throw OperandError("huber_loss", "delta must be above 0, not \(delta)", at: "delta")
    }
    return try loss(
      "huber_loss", [Attribute("delta", .real(delta))], target, reduction,
      { difference in
        let distance = difference.abs()
        return Tensor.where(
          distance .<= delta, difference.square() * 0.5, (distance - delta * 0.5) * delta)
      }, "clamp({a} - {b}, ±{delta})"
    ) { $0.clamp(min: -delta, max: delta) }
  }

  /// The Huber loss divided by `beta`, so that its slope beyond that is 1 (Girshick 2015); the absolute difference where `beta` is 0.
  ///
  ///     Tensor([0.5, 3]).smoothL1Loss(Tensor([0, 0]))  // 1.3125
  public func smoothL1Loss(
    _ target: Tensor, beta: Double = 1, reduction: Reduction = .mean
  ) -> Tensor {
    required(of: [self, target], try checkedSmoothL1Loss(target, beta: beta, reduction: reduction))
  }

  package func checkedSmoothL1Loss(_ target: Tensor, beta: Double, reduction: Reduction)
    throws(OperandError) -> Tensor
  {
    guard !(beta < 0) else {
      throw OperandError("smooth_l1_loss", "beta must not be negative: \(beta)", at: "beta")
    }
    return try loss(
      "smooth_l1_loss", [Attribute("beta", .real(beta))], target, reduction,
      { difference in
        if beta == 0 { return difference.abs() }
        let distance = difference.abs()
        return Tensor.where(
          distance .< beta, difference.square() * (0.5 / beta), distance - beta * 0.5)
      }, "clamp(({a} - {b}) / {beta}, ±1)"
    ) { beta == 0 ? $0.sign() : ($0 / beta).clamp(min: -1, max: 1) }
  }

  /// A loss that depends on the difference of prediction and target alone.
  private func loss(
    _ operation: String, _ attributes: [Attribute], _ target: Tensor, _ reduction: Reduction,
    _ value: (Tensor) -> Tensor, _ slopeText: String,
    _ slope: @escaping @Sendable (Tensor) -> Tensor
  ) throws(OperandError) -> Tensor {
    _ = try Tensor.checkedOperands(self, target, operation)
    let losses = Tensor.widening(self, target) { value($0[0] - $0[1]) }
    return Tensor.result(
      operation, attributes + Tensor.attributes(reduction), of: [self, target],
      withoutGradients { losses.reduced(by: reduction) }.array,
      [
        Derivative(Formula("\(Tensor.share(reduction)) · \(slopeText)")) { gradient, y in
          let (a, b) = (y.inputs[0], y.inputs[1])
          let difference = a - b
          return gradient.spread(by: reduction, over: difference.shape) * slope(difference)
        },
        Derivative(Formula("-\(Tensor.share(reduction)) · \(slopeText)")) { gradient, y in
          let (a, b) = (y.inputs[0], y.inputs[1])
          let difference = a - b
          return -(gradient.spread(by: reduction, over: difference.shape) * slope(difference))
        },
      ])
  }

  /// The losses of single elements as the reduction has them.
  func reduced(by reduction: Reduction) -> Tensor {
    switch reduction {
    case .none: self
    case .mean: mean()
    case .sum: sum()
    case .batchMean: sum() / Double(shape.first ?? 1)
    }
  }

  /// The gradient of a reduced loss as that of the loss of each element.
  func spread(by reduction: Reduction, over shape: [Int]) -> Tensor {
    switch reduction {
    case .none, .sum: self
    case .mean: self / Double(shape.elementCount)
    case .batchMean: self / Double(shape.first ?? 1)
    }
  }

  static func share(_ reduction: Reduction) -> String {
    reduction == .none || reduction == .sum ? "{g}" : "{g} / n"
  }

  static func attributes(_ reduction: Reduction) -> [Attribute] {
    [Attribute("reduction", .text(reduction.rawValue))]
  }
}
