public import Smolgrad

/// Normalizes over the last dimensions: (x - mean) / √(variance + ε) · weight + bias, by Ba, Kiros and Hinton (2016).
///
///     LayerNorm(2)(Tensor([[1, 3], [10, 30]]))  // [[-1, 1], [-1, 1]]
public final class LayerNorm: Module {
  /// A factor for each element of the last dimensions; nil for a layer without.
  public var weight: Tensor?
  /// A summand for each element of the last dimensions; nil for a layer without.
  public var bias: Tensor?
  private let shape: [Int]
  private let epsilon: Double

  /// A layer over the last dimensions, which have this shape.
  ///
  /// - Parameters:
  ///   - shape: The sizes of the dimensions that are normalized over.
  ///   - epsilon: What is added to the variance.
  ///   - affine: Whether there is a weight, which starts at 1, and perhaps a bias.
  ///   - bias: Whether there is a bias, which starts at 0.
  ///   - dtype: The type of the elements.
  public init(
    _ shape: [Int], epsilon: Double = 1e-5, affine: Bool = true, bias: Bool = true,
    dtype: DType = .float32
  ) {
    self.shape = shape
    self.epsilon = epsilon
    if affine {
      weight = .ones(shape, dtype: dtype).asParameter()
      if bias { self.bias = .zeros(shape, dtype: dtype).asParameter() }
    }
  }

  /// A layer over the last dimension, which has this size.
  public convenience init(
    _ size: Int, epsilon: Double = 1e-5, affine: Bool = true, bias: Bool = true,
    dtype: DType = .float32
  ) {
    self.init([size], epsilon: epsilon, affine: affine, bias: bias, dtype: dtype)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    x.layerNorm(shape, weight: weight, bias: bias, epsilon: epsilon)
  }
}
