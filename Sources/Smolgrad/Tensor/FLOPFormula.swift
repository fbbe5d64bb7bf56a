/// How many floating point operations an operation takes, by the shapes of its inputs and of its result.
///
/// A multiplication and an addition are two, as `torch.utils.flop_counter` counts them. Products of matrices and convolutions have a formula; an
/// operation of your own can be given one by ``Tensor/recording(_:attributes:inputs:saved:value:derivatives:tags:flops:)``.
///
///     let square = FLOPFormula { y in y.count } backward: { y, _ in 2 * y.count }
///     let x = Tensor([1, 2, 3])
///     let y = Tensor.recording("square", inputs: [x], value: withoutGradients { x * x }, flops: square)
///     y.flops!.forward  // 3
public final class FLOPFormula: Sendable {
  /// The count of the operation that a tensor is the result of.
  public typealias Forward = @Sendable (_ output: Tensor) -> Int
  /// The count of the derivative for one of the inputs.
  public typealias Backward = @Sendable (_ output: Tensor, _ input: Int) -> Int

  private let forward: Forward
  private let backward: Backward

  /// A formula for both passes.
  public init(forward: @escaping Forward, backward: @escaping Backward) {
    self.forward = forward
    self.backward = backward
  }

  /// The counts for a result: forward, and backward for the inputs that require a gradient.
  func counts(_ output: Tensor) -> (forward: Int, backward: Int) {
    let inputs = output.requiresGradient ? output.inputs.indices : 0..<0
    let back = inputs.filter { output.inputs[$0].requiresGradient }
    return (forward(output), back.reduce(0) { $0 + backward(output, $1) })
  }
}

extension FLOPFormula {
  /// Shows elements that are there already.
  static let none = FLOPFormula { _ in
    0
  } backward: { _, _ in
    0
  }

  /// The product of two matrices, or of stacks of them: the inputs from a position on; the derivative for each is a product of the same size.
  private static func matrixProduct(at first: Int) -> FLOPFormula {
    let count: Forward = { y in 2 * y.count * (y.inputs[first].shape.last ?? 0) }
    return FLOPFormula(forward: count) { y, input in
      input == first || input == first + 1 ? count(y) : 0
    }
  }

  /// a • b, with or without a summand behind them.
  static let product = matrixProduct(at: 0)
  /// A summand, and then the factors a • b.
  static let productAfterSummand = matrixProduct(at: 1)

  /// Images or volumes ⋆ kernels.
  static let convolution = FLOPFormula { y in
    2 * y.count * y.inputs[1].elementsOfKernel
  } backward: { y, input in
    // The gradient of the kernels is counted without regard to groups, as PyTorch does.
    input == 0
      ? 2 * y.count * y.inputs[1].elementsOfKernel
      : 2 * y.count * y.inputs[0].shape[1] * y.inputs[1].elementsOfWindow
  }

  /// Images or volumes ⋆ᵀ kernels.
  static let transposedConvolution = FLOPFormula { y in
    2 * y.inputs[0].count * y.inputs[1].elementsOfKernel
  } backward: { y, input in
    input == 0
      ? 2 * y.inputs[0].count * y.inputs[1].elementsOfKernel
      : 2 * y.inputs[0].count * y.shape[1] * y.inputs[1].elementsOfWindow
  }
}

extension Tensor {
  /// How many floating point operations it took to compute the tensor, and takes to compute the gradients of its inputs; nil where that is not known.
  public var flops: (forward: Int, backward: Int)? {
    guard let record else { return nil }
    if let formula = record.flops { return formula.counts(self) }
    return record.tags.contains(.view) ? FLOPFormula.none.counts(self) : nil
  }

  /// Gives the record a formula, if there is a record.
  func counting(_ flops: FLOPFormula?) -> Tensor {
    if let flops { record?.flops = flops }
    return self
  }

  /// How many elements one output channel's kernel has.
  fileprivate var elementsOfKernel: Int { shape.dropFirst().reduce(1, *) }
  /// How many elements a kernel has for one pair of channels.
  fileprivate var elementsOfWindow: Int { shape.dropFirst(2).reduce(1, *) }
}
