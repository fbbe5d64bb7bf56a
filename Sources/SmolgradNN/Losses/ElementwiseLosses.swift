public import Smolgrad

/// The squared differences of prediction and target.
///
///     MSELoss()(Tensor([1, 2]), Tensor([0, 4]))  // 2.5
public final class MSELoss: Loss {
  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.mseLoss(target, reduction: reduction)
  }
}

/// The absolute differences of prediction and target.
///
///     L1Loss()(Tensor([1, 2]), Tensor([0, 4]))  // 1.5
public final class L1Loss: Loss {
  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.l1Loss(target, reduction: reduction)
  }
}

/// Half the squared difference where it is small, and a straight line where it is large, by Huber (1964).
///
///     HuberLoss(reduction: .none)(Tensor([0.5, 3]), Tensor([0, 0]))  // [0.125, 2.5]
public final class HuberLoss: Loss {
  private let delta: Double

  /// A loss whose line begins at a difference of `delta`.
  public init(delta: Double = 1, reduction: Reduction = .mean) {
    self.delta = delta
    super.init(reduction: reduction)
  }

  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.huberLoss(target, delta: delta, reduction: reduction)
  }
}

/// ``HuberLoss`` divided by its threshold, so that the line's slope is 1.
///
///     SmoothL1Loss()(Tensor([0.5, 3]), Tensor([0, 0]))  // 1.3125
public final class SmoothL1Loss: Loss {
  private let beta: Double

  /// A loss whose line begins at a difference of `beta`.
  public init(beta: Double = 1, reduction: Reduction = .mean) {
    self.beta = beta
    super.init(reduction: reduction)
  }

  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.smoothL1Loss(target, beta: beta, reduction: reduction)
  }
}
