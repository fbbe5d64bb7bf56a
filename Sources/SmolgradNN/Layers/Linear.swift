public import Smolgrad

/// A fully connected layer: x Wᵀ + b, over the last axis of x.
public final class Linear: Module {
  /// The weight, of shape (outputs, inputs).
  public var weight: Tensor
  /// The bias, of shape (outputs); nil for a layer without one.
  public var bias: Tensor?

  /// A layer with PyTorch's initial values: evenly distributed between ±1/√inputs.
  public init(
    _ inputs: Int, _ outputs: Int, bias: Bool = true, dtype: DType = .float32,
    generator: Generator = .shared
  ) {
    weight = .kaimingUniform(
      [outputs, inputs], slope: 5.0.squareRoot(), dtype: dtype, generator: generator
    )
    .asParameter()
    if bias {
      let bound = inputs > 0 ? 1 / Double(inputs).squareRoot() : 0
      self.bias = .uniform([outputs], from: -bound, to: bound, dtype: dtype, generator: generator)
        .asParameter()
    }
  }

  public override func forward(_ x: Tensor) -> Tensor {
    let product = x.matmul(transposed: weight)
    return bias.map { product + $0 } ?? product
  }
}
