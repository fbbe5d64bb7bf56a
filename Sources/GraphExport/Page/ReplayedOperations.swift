/// The operations of single numbers that a page can compute again with other inputs.
///
/// Their values and derivatives stand in `Script/rules.js`; `scripts/check-replay` compares both lists, and the numbers with the engine's.
enum ReplayedOperations {
  /// The names.
  static let names = Set(
    """
    add sub mul div neg pow fmod remainder maximum minimum clamp atan2 logaddexp logaddexp2 lerp
    addcmul addcdiv exp expm1 exp2 log log1p log2 log10 sqrt rsqrt square reciprocal abs sign
    sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh erf floor ceil trunc round frac
    nan_to_num relu relu6 hardtanh leaky_relu prelu elu celu selu sigmoid logsigmoid softplus
    silu gelu mish softsign tanhshrink hardswish hardsigmoid softshrink hardshrink threshold
    softmax log_softmax eq ne lt le gt ge logical_and logical_or logical_not where masked_fill
    mse_loss l1_loss huber_loss smooth_l1_loss kl_div binary_cross_entropy
    binary_cross_entropy_with_logits matmul dot outer linear norm sum mean amax amin prod
    logsumexp median cumsum cumprod logcumsumexp cat stack reshape view flatten squeeze
    unsqueeze transpose permute expand tile flip roll select getitem narrow clone to detach
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// The types of operations of a computation that a page can't compute again, in the order in which they come.
  ///
  /// They are those that are not in the table, and those of arrays. What a view draws in the place of several nodes is `collapsed`.
  static func unknown(in snapshot: GraphSnapshot) -> [String] {
    let index = GraphIndex(snapshot)
    func isScalar(_ id: Int) -> Bool {
      index.position(of: id).flatMap { snapshot.nodes[$0].tensor?.value.scalar } != nil
    }
    // What a hook did with other numbers nobody knows.
    var found = Array(
      snapshot.nodes.lazy.compactMap { $0.tensor?.gradientChanges.first?.operation }.prefix(1))
    for (position, node) in snapshot.nodes.enumerated() where node.tensor == nil {
      let operands = index.edges(into: position).map { snapshot.edges[Int($0)].from }
      let results = index.edges(outOf: position).map { snapshot.edges[Int($0)].to }
      let type = node.operation?.type ?? "collapsed"
      let isKnown =
        names.contains(type) && results.count == 1 && (operands + results).allSatisfy(isScalar)
      if !isKnown, !found.contains(type) { found.append(type) }
    }
    return found
  }
}
