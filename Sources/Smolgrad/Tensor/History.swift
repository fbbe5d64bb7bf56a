/// All tensors that `root` depends on, inputs before results, `root` last.
///
/// The order follows the order of operands alone, so the same computation gives the same order. It is found without recursion.
///
///     let x = Tensor(2, requiresGradient: true)
///     let y = (x * x).tanh()
///     history(of: y).map { $0.record?.operation }  // [nil, Optional("mul"), Optional("tanh")]
public func history(of root: Tensor) -> [Tensor] {
  var walk = Walk()
  walk.follow(from: root) { _ in true }
  return walk.order
}
