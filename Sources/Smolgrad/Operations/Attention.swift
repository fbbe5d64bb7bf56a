extension Tensor {
  /// softmax(q • kᵀ · scale) • v, with an optional mask (Vaswani and others 2017).
  ///
  /// It is recorded as these operations. A query that may look at no key at all gets zeros, and passes no gradient on.
  ///
  ///     let query = Tensor([[1, 0]])
  ///     let key = Tensor([[1, 0], [0, 1]])
  ///     query.scaledDotProductAttention(key, key)  // [[0.6698, 0.3302]]
  ///
  /// - Parameters:
  ///   - key: Keys [..., S, E] for the queries [..., L, E].
  ///   - value: Values [..., S, V].
  ///   - mask: Truth values, true where a query may look; or numbers that are added to the scores.
  ///   - dropout: The probability with which a weight is dropped.
  ///   - isCausal: Whether a query sees only keys at its own position and before.
  ///   - scale: The factor of the scores; 1/√E where none is given.
  ///   - sharesHeads: Whether one head of keys and values serves several heads of queries, which are dimension -3.
  ///   - generator: Where the dropout's random numbers come from.
  public func scaledDotProductAttention(
    _ key: Tensor, _ value: Tensor, mask: Tensor? = nil, dropout: Double = 0,
    isCausal: Bool = false, scale: Double? = nil, sharesHeads: Bool = false,
    generator: Generator = .shared
  ) -> Tensor {
    required(
      of: [self, key, value],
      try checkedScaledDotProductAttention(
        key, value, mask: mask, dropout: dropout, isCausal: isCausal, scale: scale,
        sharesHeads: sharesHeads, generator: generator))
  }

  package func checkedScaledDotProductAttention(
    _ key: Tensor, _ value: Tensor, mask: Tensor?, dropout: Double, isCausal: Bool, scale: Double?,
    sharesHeads: Bool, generator: Generator
  ) throws(OperandError) -> Tensor {
    let name = "scaled_dot_product_attention"
    guard rank >= 2, key.rank >= 2, value.rank >= 2, shape[rank - 1] == key.shape[key.rank - 1],
      key.shape[key.rank - 2] == value.shape[value.rank - 2]
    else {
      throw OperandError(
        name, "queries \(shape), keys \(key.shape) and values \(value.shape) do not fit")
    }
    for (name, tensor) in [("query", self), ("key", key), ("value", value)] {
      try tensor.checkFloatingPoint("scaled_dot_product_attention", at: name)
    }
    var (key, value) = (key, value)
    if sharesHeads, rank >= 3 {
      key = try key.repeatedHeads(shape[rank - 3], name)
      value = try value.repeatedHeads(shape[rank - 3], name)
    }
    let factor = scale ?? 1 / Double(shape[rank - 1]).squareRoot()
    var scores = try checkedMatmul(key.transpose(-2, -1), scale: factor)
    try scores.checkAttentionMask(mask, name)
    if isCausal {
      let size = [shape[rank - 2], key.shape[key.rank - 2]]
      scores = scores.maskedFill(
        withDevice(device) { Tensor.ones(size, dtype: .bool) }.tril().logicalNot(),
        -Double.infinity)
    }
    if let mask {
      scores =
        mask.dtype == .bool
        ? scores.maskedFill(mask.logicalNot(), -Double.infinity) : scores + mask
    }
    let (weights, hidden) = scores.attentionWeights(hasMask: mask != nil)
    let result = try weights.checkedDropout(dropout, isTraining: true, generator: generator)
      .checkedMatmul(value)
    guard let hidden else { return result }
    return Tensor.where(hidden, withoutGradients { weights.zerosLike().matmul(value) }, result)
  }

  /// Refuses a mask that does not fit scores.
  private func checkAttentionMask(_ mask: Tensor?, _ operation: String) throws(OperandError) {
    guard let mask else { return }
    guard mask.dtype == .bool || mask.dtype.isFloatingPoint else {
      throw OperandError(
        operation, "the mask must be truth values, or numbers that are added", at: "attn_mask")
    }
    guard mask.shape.broadcast(with: shape) == shape else {
      throw OperandError(
        operation, "a mask of shape \(mask.shape) does not fit scores of shape \(shape)",
        at: "attn_mask")
    }
  }

  /// The softmax of scores, and the rows that are 0 for the product with the values although they are NaN.
  ///
  /// A query that may look at nothing has weights of 0, whose gradient is 0 too. One that sees nothing but NaN gets zeros as well, as in
  /// PyTorch, but its gradient is NaN.
  private func attentionWeights(hasMask: Bool) -> (weights: Tensor, hidden: Tensor?) {
    let weights = softmax(dim: -1)
    // Such a row is NaN, so the first weight of each row tells whether there may be one.
    // What MLX has put off is not read for it where no mask was given.
    guard count > 0, hasMask || device == .cpu,
      weights.detached().select(dim: -1, index: 0).doubles().contains(where: \.isNaN)
    else { return (weights, nil) }
    let (isMasked, isHidden) = withoutGradients {
      let isMissing = equalsItself().logicalNot()
      let largest = maskedFill(isMissing, -Double.infinity).amax(dims: [-1], keepDim: true)
      let isHidden = largest .== -Double.infinity
      let isMasked = amax(dims: [-1], keepDim: true) .== -Double.infinity
      return (isMasked, isHidden)
    }
    guard isHidden.doubles().contains(1) else { return (weights, nil) }
    return (maskedFill(isMasked, 0).softmax(dim: -1).maskedFill(isMasked, 0), isHidden)
  }

  private func repeatedHeads(_ heads: Int, _ operation: String) throws(OperandError) -> Tensor {
    let own = shape[rank - 3]
    guard own > 0, heads % own == 0 else {
      throw OperandError(
        operation, "\(heads) heads of queries can't share \(own) heads of keys and values",
        at: "key")
    }
    if own == heads { return self }
    let spread = shape.dropLast(2) + [heads / own] + shape.suffix(2)
    return unsqueeze(dim: -3).broadcast(to: Array(spread)).flatten(start: rank - 3, end: rank - 2)
  }

  /// Each element set to 0 with a probability, and the others scaled so that the mean stays (Srivastava and others 2014).
  public func dropout(
    _ probability: Double = 0.5, isTraining: Bool = true, generator: Generator = .shared
  ) -> Tensor {
    required(
      of: [self], try checkedDropout(probability, isTraining: isTraining, generator: generator))
  }

  package func checkedDropout(_ probability: Double, isTraining: Bool, generator: Generator)
    throws(OperandError) -> Tensor
  {
    guard (0...1).contains(probability) else {
      throw OperandError(
        "dropout", "probability \(probability) is not between 0 and 1", at: "p")
    }
    if !isTraining || probability == 0 { return self }
    try checkFloatingPoint("dropout")
    let scale = probability == 1 ? 0 : 1 / (1 - probability)
    let mask = withoutGradients {
      Tensor.bernoulli(shape, probability: 1 - probability, dtype: dtype, generator: generator)
        * scale
    }
    return Tensor.result(
      "dropout", [Attribute("p", .real(probability))], of: [self], saved: [mask],
      .zip(array, mask.array, .multiply),
      [
        Derivative("{g} / (1 - {p}) where kept, else 0") { gradient, y in gradient * y.saved[0] }
      ])
  }
}
