public import Smolgrad

/// The largest element of each window of an image.
///
///     MaxPool2d(2)(Tensor([[[1, 2], [3, 4]]]))  // [[[4]]]
public final class MaxPool2d: Module {
  private let kernel: Pair
  private let stride: Pair?
  private let padding: Pair
  private let dilation: Pair
  private let ceilMode: Bool

  /// A layer with a window.
  ///
  /// - Parameters:
  ///   - kernel: The size of the window.
  ///   - stride: The window's step; the size of the window where none is given.
  ///   - padding: So much is added on each side, and never chosen.
  ///   - dilation: The distance of the window's elements.
  ///   - ceilMode: Whether a last window may reach over the edge.
  public init(
    _ kernel: Pair, stride: Pair? = nil, padding: Pair = 0, dilation: Pair = 1,
    ceilMode: Bool = false
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.ceilMode = ceilMode
  }

  public override func forward(_ x: Tensor) -> Tensor {
    x.maxPool2d(
      kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }
}

/// The mean of each window of an image.
///
///     AvgPool2d(2)(Tensor([[[1, 2], [3, 4]]]))  // [[[2.5]]]
public final class AvgPool2d: Module {
  private let kernel: Pair
  private let stride: Pair?
  private let padding: Pair
  private let ceilMode: Bool
  private let countsPadding: Bool
  private let divisor: Int?

  /// A layer with a window.
  ///
  /// - Parameters:
  ///   - kernel: The size of the window.
  ///   - stride: The window's step; the size of the window where none is given.
  ///   - padding: So many zeros are added on each side.
  ///   - ceilMode: Whether a last window may reach over the edge.
  ///   - countsPadding: Whether those zeros count in the divisor.
  ///   - divisor: What the sum is divided by, instead of the number of elements.
  public init(
    _ kernel: Pair, stride: Pair? = nil, padding: Pair = 0, ceilMode: Bool = false,
    countsPadding: Bool = true, divisor: Int? = nil
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.ceilMode = ceilMode
    self.countsPadding = countsPadding
    self.divisor = divisor
  }

  public override func forward(_ x: Tensor) -> Tensor {
    x.avgPool2d(
      kernel: kernel, stride: stride, padding: padding, ceilMode: ceilMode,
      countsPadding: countsPadding, divisor: divisor)
  }
}
