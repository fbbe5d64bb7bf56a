public import Smolgrad

/// The cross entropy of the softmax of a prediction, of shape (samples, classes, …).
///
/// The target holds the classes as integers, in the prediction's shape without that of the classes, or their probabilities.
///
///     CrossEntropyLoss()(Tensor([[1, 2], [4, 3]]), Tensor(integers: [1, 1]))  // 0.8133
public final class CrossEntropyLoss: Loss {
  private let weight: Tensor?
  private let ignoreIndex: Int
  private let labelSmoothing: Double

  /// A loss with PyTorch's defaults.
  ///
  /// - Parameters:
  ///   - weight: A factor for each class.
  ///   - ignoreIndex: The class of targets that do not count.
  ///   - labelSmoothing: The share of the target that is spread evenly over all classes.
  ///   - reduction: How one number is made of the losses.
  public init(
    weight: Tensor? = nil, ignoreIndex: Int = -100, labelSmoothing: Double = 0,
    reduction: Reduction = .mean
  ) {
    self.weight = weight?.detached().asBuffer()
    self.ignoreIndex = ignoreIndex
    self.labelSmoothing = labelSmoothing
    super.init(reduction: reduction)
  }

  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.crossEntropy(
      target, weight: weight, ignoreIndex: ignoreIndex, labelSmoothing: labelSmoothing,
      reduction: reduction)
  }
}

/// The negative log likelihood: minus the prediction at the target's class, where the prediction holds logarithms of probabilities.
///
///     let x = Tensor([[1, 2], [4, 3]]).logSoftmax(dim: 1)
///     NLLLoss()(x, Tensor(integers: [1, 1]))  // 0.8133
public final class NLLLoss: Loss {
  private let weight: Tensor?
  private let ignoreIndex: Int

  /// A loss with PyTorch's defaults; the parameters mean what they mean for ``CrossEntropyLoss``.
  public init(weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: Reduction = .mean) {
    self.weight = weight?.detached().asBuffer()
    self.ignoreIndex = ignoreIndex
    super.init(reduction: reduction)
  }

  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.nllLoss(target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction)
  }
}
