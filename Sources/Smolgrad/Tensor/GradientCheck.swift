/// A derivative that differs from the difference quotient of its function.
public struct WrongDerivative: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was compared at the first operation whose derivative is wrong.
  public let check: OperationCheck

  /// One sentence that names the operation, and both numbers.
  public var description: String { check.description }
}

/// Checks the derivative of each operation that a function computes with against central differences, each by itself: for tests of one's own
/// operations.
///
///     func cube(_ x: Tensor) -> Tensor {
///       Tensor.recording("cube", inputs: [x], value: withoutGradients { x * x * x }, derivatives: [
///         Derivative("{g} · 2{a}²") { gradient, y in gradient * y.inputs[0] * y.inputs[0] * 2 }
///       ])
///     }
///     do {
///       try checkGradients(of: { cube($0[0]) }, at: [Tensor(2)])
///     } catch {
///       error.check.operation  // cube
///     }
///
/// It computes in double precision. A kink, such as that of `relu` at 0, is no error.
///
/// - Parameters:
///   - function: the function; it must compute the same each time.
///   - operands: where it is checked. Floating point numbers are moved a little to each side.
/// - Returns: what was compared, for each operation in the order in which they ran.
/// - Throws: ``WrongDerivative`` for the first operation whose derivative is wrong.
@discardableResult
public func checkGradients(
  of function: ([Tensor]) -> Tensor, at operands: [Tensor]
) throws(WrongDerivative) -> [OperationCheck] {
  let leaves = operands.map { operand in
    let leaf =
      operand.dtype.isFloatingPoint
      ? operand.detached().cast(to: .float64).detached() : operand.detached()
    leaf.requiresGradient = leaf.dtype.isFloatingPoint
    return leaf
  }
  // What the function converts stays in double precision.
  let own = TypedRun()
  _ = own.run { function(leaves) }
  let run = TypedRun(repeating: own, in: .float64)
  let replay = GradientReplay()
  let checks = replay.check {
    for (number, leaf) in leaves.enumerated() { replay.leaf("\(number)", leaf) }
    return run.run { function(leaves) }
  }.checks
  guard let checks else {
    fail("checkGradients", "the function computes something else each time")
  }
  if let wrong = checks.first(where: { $0.check.verdict == .wrong }) {
    throw WrongDerivative(check: wrong.check)
  }
  return checks.map(\.check)
}
