import Smolgrad

extension Tensor {
  /// The last dimension cut into heads: (samples, steps, width) becomes (samples, heads, steps, width / heads).
  func splitHeads(_ heads: Int) -> Tensor {
    reshape([shape[0], shape[1], heads, shape[2] / heads]).transpose(1, 2)
  }

  /// The heads side by side again: (samples, heads, steps, width) becomes (samples, steps, heads · width).
  func joinedHeads() -> Tensor {
    transpose(1, 2).reshape([shape[0], shape[2], shape[1] * shape[3]])
  }

  /// How much each step of a query attends to each of the keys: softmax(q kᵀ / √width).
  ///
  /// What is hidden is true where a query must not look, as in PyTorch's modules; or numbers that are added to the scores. The mask of
  /// ``scaledDotProductAttention(_:_:mask:dropout:isCausal:scale:sharesHeads:generator:)`` is true where it may look.
  func attentionWeights(to keys: Tensor, hiding hidden: Tensor?) -> Tensor {
    // The query is smaller than the scores.
    var scores = (self * (1 / Double(shape[rank - 1]).squareRoot())).matmul(keys.T)
    if let hidden {
      scores = hidden.dtype == .bool ? scores.maskedFill(hidden, -Double.infinity) : scores + hidden
    }
    return scores.softmax(dim: -1)
  }

  /// A mask that is true where a step would look at a later one, of shape (steps, steps).
  static func causalMask(_ steps: Int) -> Tensor {
    Tensor.ones([steps, steps], dtype: .bool).triu(diagonal: 1).detached()
  }
}
