/// The gradients of a result for some of the tensors that it depends on, without storing a gradient in any tensor.
///
///     let x = Tensor(2, requiresGradient: true)
///     let y = x * x * x
///     let first = gradients(of: y, withRespectTo: [x], recording: true)[0]!
///     first  // 12
///     gradients(of: first, withRespectTo: [x])[0]!  // 12
///
/// - Parameters:
///   - result: What is differentiated.
///   - tensors: Leaves or intermediate results.
///   - seed: The gradient to start from, of the result's shape; a single element starts from 1.
///   - recording: Whether the gradients are recorded, so that they can be differentiated again.
/// - Returns: One gradient for each tensor; nil for one that the result does not depend on, or that requires none.
public func gradients(
  of result: Tensor, withRespectTo tensors: [Tensor], gradient seed: Tensor? = nil,
  recording: Bool = false
) -> [Tensor?] {
  gradients(
    of: result, withRespectTo: tensors, gradient: seed, recording: recording, replaysHooks: false)
}

/// The same; a figure, which must not call hooks, has done again what they did in the last `backward`.
package func gradients(
  of result: Tensor, withRespectTo tensors: [Tensor], gradient seed: Tensor?, recording: Bool,
  replaysHooks: Bool
) -> [Tensor?] {
  var found: [ObjectIdentifier: Tensor] = [:]
  let wanted = Set(tensors.map(ObjectIdentifier.init))
  let seed = result.checkedSeed(seed, "gradients")
  result.propagate(seed, recording: recording, replaysHooks: replaysHooks) { tensor, gradient in
    let id = ObjectIdentifier(tensor)
    if wanted.contains(id) { found[id] = gradient }
  }
  return tensors.map { found[ObjectIdentifier($0)] }
}

/// The gradient of a result for one tensor that it depends on, without storing a gradient in any tensor.
///
/// With `recording` the gradient can be differentiated again: the second derivative of x³ at 2 is
/// `gradient(of: gradient(of: x ** 3, withRespectTo: x, recording: true), withRespectTo: x)`, 12.
public func gradient(
  of result: Tensor, withRespectTo tensor: Tensor, gradient seed: Tensor? = nil,
  recording: Bool = false
) -> Tensor {
  let found = gradients(
    of: result, withRespectTo: [tensor], gradient: seed, recording: recording)
  guard let gradient = found[0] else {
    fail(
      "gradient", "the result does not depend on this tensor, or the tensor requires no gradient")
  }
  return gradient
}
