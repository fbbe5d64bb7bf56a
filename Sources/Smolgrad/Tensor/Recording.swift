extension Tensor {
  /// Makes the result of an operation, and records how it was computed.
  ///
  /// This is for operations of the user's own. There is one derivative for each input; none at all for an operation without gradient.
  ///
  ///     func cube(_ x: Tensor) -> Tensor {
  ///       Tensor.recording("cube", inputs: [x], value: withoutGradients { x * x * x }, derivatives: [
  ///         Derivative("{g} · 3{a}²") { gradient, y in gradient * y.inputs[0] * y.inputs[0] * 3 }
  ///       ])
  ///     }
  ///     let x = Tensor(2, requiresGradient: true)
  ///     cube(x).backward()
  ///     x.gradient!  // 12
  ///
  /// - Parameters:
  ///   - operation: The name that figures show.
  ///   - attributes: The operation's settings.
  ///   - inputs: What the value was computed from.
  ///   - saved: Further tensors that the pullbacks read as `output.saved`; they get no gradient, and must not be changed before `backward`.
  ///   - value: The result's elements; compute them inside `withoutGradients`.
  ///   - derivatives: For each input its formula and its pullback.
  ///   - tags: What others need to know of the operation, such as that it is a view.
  ///   - flops: How many floating point operations it takes; nil where nobody knows.
  public static func recording(
    _ operation: String, attributes: [Attribute] = [], inputs: [Tensor], saved: [Tensor] = [],
    value: Tensor, derivatives: [Derivative] = [], tags: OperationTags = [],
    flops: FLOPFormula? = nil
  ) -> Tensor {
    guard derivatives.isEmpty || derivatives.count == inputs.count else {
      fail(operation, "\(inputs.count) inputs need as many derivatives, not \(derivatives.count)")
    }
    return result(
      operation, attributes, of: Record.Inputs(inputs), saved: saved, value.array, derivatives,
      tags: tags
    ).counting(flops)
  }

  /// Makes the result of an operation, and records how it was computed.
  ///
  /// What goes into the record is only put together where there is one: that saves more time than computing a small result takes.
  static func result(
    _ operation: String, _ attributes: @autoclosure () -> [Attribute] = [],
    of inputs: @autoclosure () -> Record.Inputs, saved: @autoclosure () -> [Tensor] = [],
    _ array: NDArray, _ derivatives: @autoclosure () -> [Derivative], tags: OperationTags = []
  ) -> Tensor {
    resultInLine(
      operation, attributes(), of: inputs(), saved: saved(), array, derivatives(), tags: tags)
  }

  /// The same, put in line: for the operations that small computations consist of, of which the call would be a tenth of the time.
  @inline(__always)
  static func resultInLine(
    _ operation: String, _ attributes: @autoclosure () -> [Attribute] = [],
    of inputs: @autoclosure () -> Record.Inputs, saved: @autoclosure () -> [Tensor] = [],
    _ array: NDArray, _ derivatives: @autoclosure () -> [Derivative], tags: OperationTags = []
  ) -> Tensor {
    let context = Context.current
    #if MLX
      let (array, tags) = moved(array, operation, inputs(), context, tags)
    #endif
    guard context.isRecording else { return Tensor(array, role: .result) }
    let (inputs, derivatives) = (inputs(), derivatives())
    if let watch = context.watch {
      watch.look(at: array, operation, tags, context.scope, .forward, inputs: inputs)
    }
    var requiresGradient = false
    var versions: UInt32 = 0
    for input in inputs {
      requiresGradient = requiresGradient || input.requiresGradientFlag
      versions &+= input.version
    }
    requiresGradient = requiresGradient && !derivatives.isEmpty && array.dtype.isFloatingPoint
    let result = Tensor(
      array, role: .result, requiresGradient: requiresGradient,
      record: Record(
        operation: operation, attributes: attributes(), inputs: inputs, scope: context.scope,
        derivatives: derivatives, saved: saved(), inputVersions: versions, tags: tags))
    context.log?.add(result)
    return result
  }

  /// A plain number as an operand beside a tensor: it takes the tensor's type if that can hold it.
  static func constant(_ number: Number, beside tensor: Tensor) -> Tensor {
    let dtype: DType
    switch number {
    case .integer: dtype = tensor.dtype == .bool ? .int64 : tensor.dtype
    case .real: dtype = tensor.dtype.isFloatingPoint ? tensor.dtype : usualFloatType
    }
    return Tensor(.full([], number, dtype: dtype), role: .constant)
  }
  /// A plain number as a factor or divisor beside a tensor.
  ///
  /// Beside one of two bytes an element it keeps single precision, in which PyTorch computes such products and quotients; sums, comparisons
  /// and all else round it to the tensor's type first.
  static func factor(_ number: Number, beside tensor: Tensor) -> Tensor {
    if !tensor.dtype.computesInFloat32 { return constant(number, beside: tensor) }
    return Tensor(.full([], number, dtype: .float32), role: .constant)
  }
}
