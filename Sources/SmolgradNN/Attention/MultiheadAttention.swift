public import Smolgrad

/// Attention with several heads by Vaswani and others (2017), with PyTorch's parameters.
///
/// Inputs have the shape (steps, samples, width), with `batchFirst` (samples, steps, width).
///
///     MultiheadAttention(8, heads: 2)(Tensor.ones([1, 5, 8])).shape  // [1, 5, 8]
public final class MultiheadAttention: Module {
  /// The weights of query, key and value, one below the other, of shape (3 · width, width).
  public var inProjWeight: Tensor
  /// The biases of query, key and value; nil for a layer without.
  public var inProjBias: Tensor?
  /// The layer that mixes the heads.
  public let outProj: Linear
  private let heads: Int
  private let dropout: Double
  private let isBatchFirst: Bool
  private let generator: Generator

  /// Attention of a width that is divided among heads.
  ///
  /// - Parameters:
  ///   - width: The length of a vector.
  ///   - heads: The number of heads.
  ///   - dropout: The share of attention weights that is dropped in training.
  ///   - bias: Whether there are biases.
  ///   - batchFirst: Whether samples come before steps in the shapes of inputs and output.
  ///   - dtype: The type of the elements.
  ///   - generator: Where random numbers come from.
  public init(
    _ width: Int, heads: Int, dropout: Double = 0, bias: Bool = true, batchFirst: Bool = false,
    dtype: DType = .float32, generator: Generator = .shared
  ) {
    requirePositive([width], "the width", "MultiheadAttention")
    require(
      heads > 0 && width % heads == 0, "MultiheadAttention",
      "a width of \(width) can't be divided among \(heads) heads")
    self.heads = heads
    self.dropout = dropout
    self.generator = generator
    isBatchFirst = batchFirst
    outProj = Linear(width, width, bias: bias, dtype: dtype, generator: generator)
    outProj.bias?.initialize(.zeros)
    inProjWeight = Initializer.xavierUniform()(
      [3 * width, width], dtype: dtype, generator: generator
    ).asParameter()
    inProjBias = bias ? .zeros([3 * width], dtype: dtype).asParameter() : nil
  }

  public override var members: [(name: String, value: Any)] {
    // PyTorch's order.
    [("inProjWeight", inProjWeight), ("inProjBias", inProjBias as Any), ("outProj", outProj)]
  }

  /// The attention of a sequence to itself.
  public override func forward(_ x: Tensor) -> Tensor { attend(x, x, x, hiding: nil).output }

  /// The attention of a sequence to itself, without what is hidden from it.
  ///
  /// - Parameters:
  ///   - x: The sequence.
  ///   - hidden: Of shape (steps, steps): true where a step must not look, or numbers that are added to the scores.
  public func callAsFunction(_ x: Tensor, hiding hidden: Tensor) -> Tensor {
    scoped { attend(x, x, x, hiding: hidden).output }
  }

  /// The attention of a query to keys, which gives a mixture of the values.
  ///
  /// - Parameters:
  ///   - query: What looks.
  ///   - key: What is looked at.
  ///   - value: What is seen; of as many steps as the key.
  ///   - hidden: Of shape (query's steps, key's steps): true where a step must not look, or numbers that are added to the scores.
  /// - Returns: The output, and how much each step attends to each of the others, as the mean over the heads.
  public func callAsFunction(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, hiding hidden: Tensor? = nil
  ) -> (output: Tensor, weights: Tensor) {
    scoped {
      let (output, weights) = attend(query, key, value, hiding: hidden)
      return (output, weights.mean(dim: 1))
    }
  }

  private func attend(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, hiding hidden: Tensor?
  ) -> (output: Tensor, weights: Tensor) {
    let parts = projected([query, key, value]).map { part in
      (isBatchFirst ? part : part.transpose(0, 1)).splitHeads(heads)
    }
    var weights = parts[0].attentionWeights(to: parts[1], hiding: hidden)
    if isTraining { weights = weights.dropout(dropout, generator: generator) }
    let output = outProj(weights.matmul(parts[2]).joinedHeads())
    return (isBatchFirst ? output : output.transpose(0, 1), weights)
  }

  /// Query, key and value after their linear layers; for one and the same input in a single product.
  private func projected(_ inputs: [Tensor]) -> [Tensor] {
    if inputs.allSatisfy({ $0 === inputs[0] }) {
      let product = inputs[0].matmul(transposed: inProjWeight)
      return (inProjBias.map { product + $0 } ?? product).chunk(3, dim: -1)
    }
    let weights = inProjWeight.chunk(3)
    let biases = inProjBias?.chunk(3)
    return inputs.indices.map { index in
      let product = inputs[index].matmul(transposed: weights[index])
      return biases.map { product + $0[index] } ?? product
    }
  }
}
