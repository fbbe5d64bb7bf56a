public import Smolgrad

/// Drops each element with a probability in training, and scales the others up, so that the mean stays the same.
///
/// After ``Module/eval()`` it leaves its input as it is.
///
///     let dropout = Dropout(0.5)
///     dropout.eval()(Tensor([1, 2]))  // [1, 2]
public final class Dropout: Module {
  private let probability: Double
  private let generator: Generator

  /// A layer that drops elements with a probability between 0 and 1.
  public init(_ probability: Double = 0.5, generator: Generator = .shared) {
    require(
      (0...1).contains(probability), "Dropout",
      "probability \(probability) is not between 0 and 1")
    self.probability = probability
    self.generator = generator
  }

  public override func forward(_ x: Tensor) -> Tensor {
    isTraining ? x.dropout(probability, generator: generator) : x
  }
}
