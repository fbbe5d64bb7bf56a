public import Smolgrad

/// A fully connected layer: x Wᵀ + b, over the last axis of x.
///
///     let layer = Linear(3, 2)
///     layer.weight.shape  // [2, 3]
///     layer(Tensor.ones([4, 3])).shape  // [4, 2]
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
    weight = Initializer.layerWeight([outputs, inputs], dtype: dtype, generator: generator)
      .asParameter()
    if bias {
      self.bias = Initializer.layerBias(inputs)([outputs], dtype: dtype, generator: generator)
        .asParameter()
    }
  }

  public override func forward(_ x: Tensor) -> Tensor {
    let product = x.matmul(transposed: weight)
    return bias.map { product + $0 } ?? product
  }
}

extension Initializer {
  /// PyTorch's choice for the weights of linear layers and convolutions.
  static let layerWeight = kaimingUniform(nonlinearity: .leakyReLU(slope: 5.0.squareRoot()))

  /// PyTorch's choice for a bias beside weights with so many inputs.
  static func layerBias(_ inputs: Int) -> Initializer {
    let bound = inputs > 0 ? 1 / Double(inputs).squareRoot() : 0
    return uniform(from: -bound, to: bound)
  }
}
