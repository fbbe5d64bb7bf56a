public import Smolgrad

/// A transposed convolution of images, which makes them larger where ``Conv2d`` makes them smaller.
///
///     let layer = ConvTranspose2d(8, 3, kernel: 2, stride: 2)
///     layer(Tensor.ones([1, 8, 14, 14])).shape  // [1, 3, 28, 28]
public final class ConvTranspose2d: Module {
  /// The kernels, of shape (inputs, outputs / groups, height, width).
  public var weight: Tensor
  /// A summand for each output channel; nil for a layer without.
  public var bias: Tensor?
  private let stride: Pair
  private let padding: Pair
  private let outputPadding: Pair
  private let dilation: Pair
  private let groups: Int

  /// A layer with PyTorch's initial values.
  ///
  /// - Parameters:
  ///   - inputs: The number of input channels.
  ///   - outputs: The number of output channels.
  ///   - kernel: The size of a kernel.
  ///   - stride: The step of the kernel on the output.
  ///   - padding: The elements that are cut off on each side of the output.
  ///   - outputPadding: The elements that are added at the end of the output.
  ///   - dilation: The distance of the kernel's elements on the output.
  ///   - groups: The parts that the channels are cut into.
  ///   - bias: Whether there is a bias.
  ///   - dtype: The type of the elements.
  ///   - generator: Where the initial numbers come from.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Pair, stride: Pair = 1, padding: Pair = 0,
    outputPadding: Pair = 0, dilation: Pair = 1, groups: Int = 1, bias: Bool = true,
    dtype: DType = .float32, generator: Generator = .shared
  ) {
    checkGroups(inputs, outputs, groups, "ConvTranspose2d")
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    let shape = [inputs, outputs / groups, kernel.height, kernel.width]
    weight = Initializer.layerWeight(shape, dtype: dtype, generator: generator).asParameter()
    if bias {
      // As in PyTorch, the second dimension counts as that of the inputs here too.
      self.bias = Initializer.layerBias(shape[1] * kernel.height * kernel.width)(
        [outputs], dtype: dtype, generator: generator
      ).asParameter()
    }
  }

  public override func forward(_ x: Tensor) -> Tensor {
    x.convTranspose2d(
      weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups)
  }
}
