public import Smolgrad

/// Normalizes each group of channels of each sample, by Wu and He (2018).
///
/// The input's shape is (samples, channels, …).
///
///     GroupNorm(2, 4)(Tensor([[1, 3, 10, 30]]))  // [[-1, 1, -1, 1]]
public final class GroupNorm: Module {
  /// A factor for each channel; nil for a layer without.
  public var weight: Tensor?
  /// A summand for each channel; nil for a layer without.
  public var bias: Tensor?
  private let groups: Int
  private let epsilon: Double

  /// A layer that divides channels into groups of equal size.
  ///
  /// - Parameters:
  ///   - groups: The number of groups.
  ///   - channels: The number of channels.
  ///   - epsilon: What is added to the variance.
  ///   - affine: Whether there are a weight, which starts at 1, and a bias, which starts at 0.
  ///   - dtype: The type of the elements.
  public init(
    _ groups: Int, _ channels: Int, epsilon: Double = 1e-5, affine: Bool = true,
    dtype: DType = .float32
  ) {
    require(
      groups > 0 && channels % groups == 0, "GroupNorm",
      "\(channels) channels can't be divided into \(groups) groups")
    self.groups = groups
    self.epsilon = epsilon
    if affine {
      weight = .ones([channels], dtype: dtype).asParameter()
      bias = .zeros([channels], dtype: dtype).asParameter()
    }
  }

  public override func forward(_ x: Tensor) -> Tensor {
    require(
      x.count != groups, "GroupNorm",
      "shape \(x.shape) has a single value for each of the \(groups) groups")
    return x.groupNorm(groups: groups, weight: weight, bias: bias, epsilon: epsilon)
  }
}
