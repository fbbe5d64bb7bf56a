public import Smolgrad

/// Divides by the root of the mean square over the last dimensions: x / √(mean x² + ε) · weight, by Zhang and Sennrich (2019).
///
///     RMSNorm(2)(Tensor([3, 4]))  // [0.8485, 1.1314]
public final class RMSNorm: Module {
  /// A factor for each element of the last dimensions; nil for a layer without.
  public var weight: Tensor?
  private let shape: [Int]
  private let epsilon: Double?

  /// A layer over the last dimensions, which have this shape.
  ///
  /// - Parameters:
  ///   - shape: The sizes of the dimensions that are normalized over.
  ///   - epsilon: What is added to the mean square; nil for the distance from 1 to the next number of the input's type.
  ///   - affine: Whether there is a weight, which starts at 1.
  ///   - dtype: The type of the elements.
  public init(
    _ shape: [Int], epsilon: Double? = nil, affine: Bool = true, dtype: DType = .float32
  ) {
    self.shape = shape
    self.epsilon = epsilon
    if affine { weight = .ones(shape, dtype: dtype).asParameter() }
  }

  /// A layer over the last dimension, which has this size.
  public convenience init(
    _ size: Int, epsilon: Double? = nil, affine: Bool = true, dtype: DType = .float32
  ) {
    self.init([size], epsilon: epsilon, affine: affine, dtype: dtype)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    x.rmsNorm(shape, weight: weight, epsilon: epsilon)
  }
}
