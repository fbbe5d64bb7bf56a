public import Smolgrad

/// The squared differences of prediction and target.
public final class MSELoss: Loss {
  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.mseLoss(target, reduction: reduction)
  }
}

/// The binary cross entropy of probabilities: -(y log p + (1 - y) log(1 - p)), with each logarithm at least -100.
public final class BCELoss: Loss {
  public override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.binaryCrossEntropy(target, reduction: reduction)
  }
}
