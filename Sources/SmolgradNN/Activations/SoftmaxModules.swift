public import Smolgrad

/// Makes probabilities of the numbers along a dimension: positive, with a sum of 1.
///
///     Softmax(dim: 0)(Tensor([1, 2, 3]))  // [0.09003, 0.2447, 0.6652]
public final class Softmax: Module {
  private let dim: Int

  /// A softmax along a dimension; a negative one counts from the last.
  public init(dim: Int) { self.dim = dim }

  public override func forward(_ x: Tensor) -> Tensor { x.softmax(dim: dim) }
}

/// The logarithms of the probabilities that ``Softmax`` makes.
///
///     LogSoftmax(dim: 0)(Tensor([1, 2, 3]))  // [-2.4076, -1.4076, -0.4076]
public final class LogSoftmax: Module {
  private let dim: Int

  /// A logarithm of the softmax along a dimension; a negative one counts from the last.
  public init(dim: Int) { self.dim = dim }

  public override func forward(_ x: Tensor) -> Tensor { x.logSoftmax(dim: dim) }
}
