public import Smolgrad

/// The attention of each step of a sequence to itself and the steps before it, as in GPT by Radford and others (2018).
///
/// Its input has the shape (samples, steps, width). Its parameters have the names of GPT-2's published weights.
///
///     CausalSelfAttention(8, heads: 2, context: 16)(Tensor.ones([1, 5, 8])).shape  // [1, 5, 8]
public final class CausalSelfAttention: Module {
  /// The layer that makes query, key and value.
  public let c_attn: Linear
  /// The layer that mixes the heads.
  public let c_proj: Linear
  /// Where a step must not look, of shape (context, context).
  public let mask: Tensor
  private let attentionDropout: Dropout
  private let outputDropout: Dropout
  private let heads: Int

  /// Attention of a width that is divided among heads.
  ///
  /// - Parameters:
  ///   - width: The length of a vector.
  ///   - heads: The number of heads.
  ///   - context: The largest number of steps.
  ///   - attentionDropout: The share of attention weights that is dropped in training.
  ///   - outputDropout: The share of outputs that is dropped in training.
  ///   - bias: Whether there are biases.
  ///   - dtype: The type of the elements.
  ///   - generator: Where random numbers come from.
  public init(
    _ width: Int, heads: Int, context: Int, attentionDropout: Double = 0.1,
    outputDropout: Double = 0.1, bias: Bool = true, dtype: DType = .float32,
    generator: Generator = .shared
  ) {
    requirePositive([width], "the width", "CausalSelfAttention")
    require(
      heads > 0 && width % heads == 0, "CausalSelfAttention",
      "a width of \(width) can't be divided among \(heads) heads")
    self.heads = heads
    c_attn = Linear(width, 3 * width, bias: bias, dtype: dtype, generator: generator)
    c_proj = Linear(width, width, bias: bias, dtype: dtype, generator: generator)
    requirePositive([context], "the context", "CausalSelfAttention")
    mask = Tensor.causalMask(context).asBuffer()
    self.attentionDropout = Dropout(attentionDropout, generator: generator)
    self.outputDropout = Dropout(outputDropout, generator: generator)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    require(
      x.rank == 3 && x.shape[1] <= mask.shape[0], "CausalSelfAttention",
      "an input of shape \(x.shape) must be (samples, steps, width) with at most "
        + "\(mask.shape[0]) steps")
    let steps = x.shape[1]
    let parts = c_attn(x).chunk(3, dim: -1).map { $0.splitHeads(heads) }
    let mask = steps == mask.shape[0] ? mask : mask[..<steps, ..<steps]
    let weights = attentionDropout(parts[0].attentionWeights(to: parts[1], hiding: mask))
    return outputDropout(c_proj(weights.matmul(parts[2]).joinedHeads()))
  }
}
