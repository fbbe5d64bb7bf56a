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
  typealias Fused = @Sendable (_ gradient: Tensor, _ output: Tensor) -> NDArray?
  private let fused: Fused?

  /// Adds the input's gradient in place to what the input has got before; false if it can't.
  typealias Accumulate =
    @Sendable (_ gradient: Tensor, _ output: Tensor, _ pending: NDArray) -> Bool
  private let accumulate: Accumulate?

  /// A derivative from its formula and its function.
  ///
  /// The result of the function may still have the output's shape: a gradient is summed over the axes that were broadcast, and converted to
  /// the input's type, where it arrives.
  public init(_ formula: Formula, _ pullback: @escaping Pullback) {
    self.init(formula, fused: nil, pullback)
  }

  /// A derivative with faster ways for when the gradient need not be recorded: a fused loop, and one that adds to what the input has got
  /// before and needs no array of the input's size.
  init(
    _ formula: Formula, fused: Fused? = nil, accumulate: Accumulate? = nil,
    _ pullback: @escaping Pullback
  ) {
    self.formula = formula
    self.pullback = pullback
    self.fused = fused
    self.accumulate = accumulate
  }

  /// A derivative whose sums need double precision: that of a result in single precision is computed in double and rounded, where it need
  /// not be recorded, nor on a device that has no double precision.
  init(_ formula: Formula, isPrecise: Bool, _ pullback: @escaping Pullback) {
    self.formula = formula
    self.pullback = pullback
    accumulate = nil
    fused = { gradient, y in
      guard isPrecise, y.dtype == .float32, y.device == .cpu else { return nil }
      return pullback(gradient.double(), y.widened(from: .float32, to: .float64)).cast(to: .float32)
        .array
    }
  }

  /// The gradient that an input gets; by the fused loop where it need not be recorded.
  func apply(_ gradient: Tensor, _ output: Tensor, isRecording: Bool) -> Tensor {
    guard let fused, !isRecording, gradient.dtype == output.dtype,
      let array = fused(gradient, output)
    else { return pullback(gradient, output) }
    return Tensor(array, role: .result)
  }

  /// The gradient that an input of a result of two bytes an element gets, computed in single precision and rounded once.
  ///
  /// Where it is recorded too: the wider tensors are conversions of the inputs, through which it can be differentiated again.
  func applyWidened(_ gradient: Tensor, _ output: Tensor, isRecording: Bool) -> Tensor {
    if output.record?.roundsEachStep == true {
      return apply(gradient, output, isRecording: isRecording)
    }
    let narrow = output.dtype
    let (wide, result) = (gradient.float(), output.widened(from: narrow, to: .float32))
    return apply(wide, result, isRecording: isRecording).cast(to: narrow)
  }

  /// Whether there is a fused loop besides the function.
  var isFused: Bool { fused != nil }

  /// Adds the gradient that an input gets to what it has got before; false where it can't be done in place.
  func add(_ gradient: Tensor, _ output: Tensor, to pending: inout NDArray) -> Bool {
    guard let accumulate, gradient.dtype == pending.dtype, pending.isContiguous,
      pending.isUniquelyReferenced()
    else { return false }
    return accumulate(gradient, output, pending)
  }
}

/// How a tensor was computed: the operation, its attributes and inputs, and the module that it happened in.
public final class Record {
  /// PyTorch's name of the operation, such as `mul`.
  public let operation: String
  /// The operation's settings, in the order of its parameters.
  public let attributes: [Attribute]
  /// What it was computed from, in the order of the operands.
  @exclusivity(unchecked) public internal(set) var inputs: Inputs
  /// The module call during which it was computed.
  public let scope: Scope?
  /// One derivative for each input; none for an operation that has no gradient.
  let derivatives: [Derivative]
  /// What pullbacks need besides inputs and output, such as the mask of a dropout.
  @exclusivity(unchecked) private(set) var saved: [Tensor]
  /// What others need to know of the operation, such as that it is a view.
  public let tags: OperationTags
  /// Whether its gradients in half precision are rounded after each step, as of an operation that PyTorch composes of others.
  var roundsEachStep = false
  /// How many floating point operations it takes; nil where that is not known.
  package internal(set) var flops: FLOPFormula?
  /// How often the inputs, and what is saved, had been changed in place, all together, when this was recorded.
  let versions: UInt32

  init(
    operation: String, attributes: [Attribute], inputs: Inputs, scope: Scope?,
    derivatives: [Derivative], saved: [Tensor], inputVersions: UInt32, tags: OperationTags
  ) {
    self.operation = operation
    self.attributes = attributes
    self.inputs = inputs
    self.tags = tags
    self.scope = scope
    self.derivatives = derivatives
    self.saved = saved
    versions = saved.isEmpty ? inputVersions : inputVersions &+ Record.versions(of: saved)
  }

  /// Takes out what is saved, and hands over those that nobody else refers to and that refer to others.
  func releaseSaved(to pending: inout [Tensor]) {
    while var tensor = saved.popLast() {
      if isKnownUniquelyReferenced(&tensor), tensor.holdsOthers { pending.append(tensor) }
    }
  }

  /// The derivative for an input as text, such as `∂L/∂y · b`; nil where it has none.
  public func formula(forInput index: Int) -> Formula? {
    index < derivatives.count ? derivatives[index].formula : nil
  }
}

extension Tensor {
  /// A result and what it was computed from in a wider type, for a pullback; tensors of other types stay as they are.
  fileprivate func widened(from narrow: DType, to target: DType) -> Tensor {
    func wide(_ tensors: some Sequence<Tensor>) -> [Tensor] {
      tensors.map { $0.dtype == narrow ? $0.cast(to: target) : $0 }
    }
    let record = record.map {
      Record(
        operation: $0.operation, attributes: $0.attributes, inputs: Record.Inputs(wide($0.inputs)),
        scope: $0.scope, derivatives: $0.derivatives, saved: wide($0.saved), inputVersions: 0,
        tags: $0.tags)
    }
    return Tensor(
      array.cast(to: target), role: .result, requiresGradient: requiresGradientFlag, record: record)
  }
}
