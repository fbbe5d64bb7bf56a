public import Smolgrad

extension Tensor {
  /// Evenly distributed initial weights, like PyTorch's `kaiming_uniform_`.
  ///
  /// The rule is that of He et al. (2015). The shape is (outputs, inputs, …), where further axes are a kernel's. `slope` is that of a leaky ReLU after the layer.
  public static func kaimingUniform(
    _ shape: [Int], slope: Double = 0, dtype: DType = .float32, generator: Generator = .shared
  ) -> Tensor {
    // In PyTorch's order of operations, so that the last bit agrees.
    let gain = (2 / (1 + slope * slope)).squareRoot()
    let deviation = gain / Double(shape.dropFirst().reduce(1, *)).squareRoot()
    let bound = 3.0.squareRoot() * deviation
    return uniform(shape, from: -bound, to: bound, dtype: dtype, generator: generator)
  }
}
