public import Smolgrad

/// Makes one dimension of several; by default of all but the first, which counts the samples.
///
///     Flatten()(Tensor.ones([2, 3, 4])).shape  // [2, 12]
public final class Flatten: Module {
  private let start: Int
  private let end: Int

  /// A layer that makes one dimension of those from `start` to `end`; negative ones count from the last.
  public init(start: Int = 1, end: Int = -1) {
    self.start = start
    self.end = end
  }

  public override func forward(_ x: Tensor) -> Tensor { x.flatten(start: start, end: end) }
}

/// Leaves its input as it is.
public final class Identity: Module {
  public override func forward(_ x: Tensor) -> Tensor { x }
}
