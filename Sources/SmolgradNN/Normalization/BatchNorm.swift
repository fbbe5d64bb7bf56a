public import Smolgrad

/// Normalizes each channel over the batch, by Ioffe and Szegedy (2015).
///
/// The input's shape is (samples, channels, …).
///
/// In training the batch's own statistics are used, and taken into running ones, which are used after ``Module/eval()``.
public class BatchNorm: Module {
  /// A factor for each channel; nil for a layer without.
  public var weight: Tensor?
  /// A summand for each channel; nil for a layer without.
  public var bias: Tensor?
  /// The running means of the channels; nil for a layer that always uses the batch's own.
  public let runningMean: Tensor?
  /// The running variances of the channels; nil for a layer that always uses the batch's own.
  public let runningVar: Tensor?
  /// The number of batches in the running statistics; nil for a layer that has none.
  public let numBatchesTracked: Tensor?
  private let epsilon: Double
  private let momentum: Double?

  /// The numbers of dimensions that an input may have.
  var ranks: ClosedRange<Int> { 2...5 }

  /// A layer for a number of channels.
  ///
  /// - Parameters:
  ///   - channels: The number of channels.
  ///   - epsilon: What is added to the variance.
  ///   - momentum: The batch's share in the running statistics; nil for the mean over all batches.
  ///   - affine: Whether there are a weight, which starts at 1, and a bias, which starts at 0.
  ///   - tracksRunningStatistics: Whether there are running statistics.
  ///   - dtype: The type of the elements.
  public init(
    _ channels: Int, epsilon: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true,
    tracksRunningStatistics: Bool = true, dtype: DType = .float32
  ) {
    self.epsilon = epsilon
    self.momentum = momentum
    weight = affine ? .ones([channels], dtype: dtype).asParameter() : nil
    bias = affine ? .zeros([channels], dtype: dtype).asParameter() : nil
    let tracks = tracksRunningStatistics
    runningMean = tracks ? .zeros([channels], dtype: dtype).asBuffer() : nil
    runningVar = tracks ? .ones([channels], dtype: dtype).asBuffer() : nil
    numBatchesTracked = tracks ? .zeros([], dtype: .int64).asBuffer() : nil
  }

  public override func forward(_ x: Tensor) -> Tensor {
    require(
      ranks.contains(x.rank), typeName,
      "an input of shape \(x.shape) needs \(ranks.lowerBound) dimensions"
        + (ranks.count > 1 ? " to \(ranks.upperBound)" : ""))
    var share = momentum ?? 0
    if isTraining, let numBatchesTracked {
      withoutGradients { numBatchesTracked.assign(numBatchesTracked + 1) }
      share = momentum ?? 1 / numBatchesTracked.item()
    }
    return x.batchNorm(
      runningMean: runningMean, runningVariance: runningVar, weight: weight, bias: bias,
      isTraining: isTraining || runningMean == nil, momentum: share, epsilon: epsilon)
  }
}

/// ``BatchNorm`` for samples that are vectors or sequences, of shape (samples, channels) or (samples, channels, length).
///
///     let layer = BatchNorm1d(1)
///     layer(Tensor([[1], [3]]))  // [[-1], [1]]
///     layer.runningMean!  // [0.2]
public final class BatchNorm1d: BatchNorm {
  override var ranks: ClosedRange<Int> { 2...3 }
}

/// ``BatchNorm`` for images, of shape (samples, channels, height, width).
public final class BatchNorm2d: BatchNorm {
  override var ranks: ClosedRange<Int> { 4...4 }
}
