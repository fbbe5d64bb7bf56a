public import Smolgrad

/// The binary cross entropy of probabilities: -(y log p + (1 - y) log(1 - p)), with each logarithm at least -100.
///
///     BCELoss()(Tensor([0.9, 0.2]), Tensor([1, 0]))  // 0.1643
public final class BCELoss: Loss {
  private let weight: Tensor?

  /// A loss whose elements may be multiplied by a weight.
  public init(weight: Tensor? = nil, reduction: Reduction = .mean) {
    self.weight = weight?.detached().asBuffer()
    super.init(reduction: reduction)
  }

  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.binaryCrossEntropy(target, weight: weight, reduction: reduction)
  }
}

/// The binary cross entropy of the sigmoid of a prediction, which is safe for large numbers.
///
///     BCEWithLogitsLoss()(Tensor([2, -1]), Tensor([1, 0]))  // 0.2201
public final class BCEWithLogitsLoss: Loss {
  private let weight: Tensor?
  private let posWeight: Tensor?

  /// A loss whose elements may be multiplied by a weight, and its positive part by a further one.
  public init(
    weight: Tensor? = nil, positiveWeight: Tensor? = nil, reduction: Reduction = .mean
  ) {
    self.weight = weight?.detached().asBuffer()
    posWeight = positiveWeight?.detached().asBuffer()
    super.init(reduction: reduction)
  }

  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.binaryCrossEntropyWithLogits(
      target, weight: weight, positiveWeight: posWeight, reduction: reduction)
  }
}
