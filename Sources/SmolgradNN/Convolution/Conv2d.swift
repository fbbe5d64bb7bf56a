public import Smolgrad

/// A convolution of images, of shape (samples, channels, height, width); the kernels are not flipped.
///
///     let layer = Conv2d(3, 8, kernel: 3, padding: 1)
///     layer(Tensor.ones([1, 3, 28, 28])).shape  // [1, 8, 28, 28]
public final class Conv2d: Module {
  /// The kernels, of shape (outputs, inputs / groups, height, width).
  public var weight: Tensor
  /// A summand for each output channel; nil for a layer without.
  public var bias: Tensor?
  private let stride: Pair
  private let padding: Padding
  private let dilation: Pair
  private let groups: Int

  /// A layer with PyTorch's initial values.
  ///
  /// - Parameters:
  ///   - inputs: The number of input channels.
  ///   - outputs: The number of output channels.
  ///   - kernel: The size of a kernel.
  ///   - stride: The kernel's step.
  ///   - padding: The zeros around the image.
  ///   - dilation: The distance of the kernel's elements on the image.
  ///   - groups: The parts that the channels are cut into; each output channel sees one.
  ///   - bias: Whether there is a bias.
  ///   - dtype: The type of the elements.
  ///   - generator: Where the initial numbers come from.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Pair, stride: Pair = 1, padding: Padding = 0,
    dilation: Pair = 1, groups: Int = 1, bias: Bool = true, dtype: DType = .float32,
    generator: Generator = .shared
  ) {
    checkGroups(inputs, outputs, groups, "Conv2d")
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    let shape = [outputs, inputs / groups, kernel.height, kernel.width]
    weight = Initializer.layerWeight(shape, dtype: dtype, generator: generator).asParameter()
    if bias {
      self.bias = Initializer.layerBias(shape[1] * kernel.height * kernel.width)(
        [outputs], dtype: dtype, generator: generator
      ).asParameter()
    }
  }

  public override func forward(_ x: Tensor) -> Tensor {
    x.conv2d(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
  }
}

/// Stops over channels that can't be divided into groups.
func checkGroups(_ inputs: Int, _ outputs: Int, _ groups: Int, _ type: String) {
  require(
    groups > 0 && inputs % groups == 0 && outputs % groups == 0, type,
    "\(inputs) and \(outputs) channels can't be divided into \(groups) groups")
}
