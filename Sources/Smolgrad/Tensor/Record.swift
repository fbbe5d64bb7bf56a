/// The derivative of an operation for one of its inputs: the formula as text, and the function that computes it.
public struct Derivative: Sendable {
  /// Computes the input's gradient from the gradient of the output and the output itself.
  ///
  /// Inputs are read from `output.inputs`, other tensors from `output.saved`. The function can't capture a tensor, and the compiler sees to
  /// it: a captured output would be a reference cycle, and a captured input would make the release of a deep graph recursive.
  /// It is written with tensor operations, so that the gradient can itself be differentiated.
  public typealias Pullback = @Sendable (_ gradient: Tensor, _ output: Tensor) -> Tensor

  /// The derivative as text, without its left side.
  public let formula: Formula
  private let pullback: Pullback
  /// Loops that compute the same in one go, where the gradient need not be recorded; nil if they can't.
  private let shortcut: (@Sendable (_ gradient: Tensor, _ output: Tensor) -> NDArray?)?

  /// A derivative from its formula and its function.
  ///
  /// The result of the function may still have the output's shape: a gradient is summed over the axes that were broadcast, and converted to
  /// the input's type, where it arrives.
  public init(_ formula: Formula, _ pullback: @escaping Pullback) {
    self.formula = formula
    self.pullback = pullback
    shortcut = nil
  }

  /// A derivative that has a shortcut for when the gradient need not be recorded.
  init(
    _ formula: Formula,
    shortcut: @escaping @Sendable (_ gradient: Tensor, _ output: Tensor) -> NDArray?,
    _ pullback: @escaping Pullback
  ) {
    self.formula = formula
    self.pullback = pullback
    self.shortcut = shortcut
  }

  /// The gradient that an input gets.
  func apply(_ gradient: Tensor, _ output: Tensor) -> Tensor {
    guard let shortcut, !Context.current.isRecording, gradient.dtype == output.dtype,
      let array = shortcut(gradient, output)
    else { return pullback(gradient, output) }
    return Tensor(array, role: .result)
  }
}

/// How a tensor was computed: the operation, its attributes and inputs, and the module that it happened in.
public final class Record {
  /// PyTorch's name of the operation, such as `mul`.
  public let operation: String
  /// The operation's settings, in the order of its parameters.
  public let attributes: [Attribute]
  /// What it was computed from, in the order of the operands; a tensor used twice is there twice.
  public internal(set) var inputs: [Tensor]
  /// The module call during which it was computed.
  public let scope: Scope?
  /// One derivative for each input; none for an operation that has no gradient.
  let derivatives: [Derivative]
  /// What pullbacks need besides inputs and output, such as the mask of a dropout.
  let saved: [Tensor]
  /// How often the inputs had been changed in place, all together, when this was recorded.
  let inputVersions: Int

  init(
    operation: String, attributes: [Attribute], inputs: [Tensor], scope: Scope?,
    derivatives: [Derivative], saved: [Tensor], inputVersions: Int
  ) {
    self.operation = operation
    self.attributes = attributes
    self.inputs = inputs
    self.scope = scope
    self.derivatives = derivatives
    self.saved = saved
    self.inputVersions = inputVersions
  }

  /// The derivative for an input as text, such as `∂L/∂y · b`; nil where it has none.
  public func formula(forInput index: Int) -> Formula? {
    index < derivatives.count ? derivatives[index].formula : nil
  }
}
