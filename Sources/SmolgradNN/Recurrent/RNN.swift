public import Smolgrad

/// A recurrent layer by Elman (1990): h = tanh(W x + b + V h + c) at each step.
///
///     RNN(2, 3)(Tensor.ones([5, 1, 2])).shape  // [5, 1, 3]
public final class RNN: RecurrentModule {
  /// The function at the end of a step.
  public enum Nonlinearity: Sendable {
    /// The hyperbolic tangent.
    case tanh
    /// The rectifier.
    case relu
  }

  private let nonlinearity: Nonlinearity

  /// Recurrent layers with PyTorch's initial values; ``RecurrentModule`` says what the shapes are.
  ///
  /// - Parameters:
  ///   - inputs: The length of an input vector.
  ///   - hidden: The length of a state vector.
  ///   - layers: The number of layers, each of which has the outputs of the one before as inputs.
  ///   - nonlinearity: The function at the end of a step.
  ///   - bias: Whether there are biases.
  ///   - batchFirst: Whether samples come before steps in the shapes of input and output.
  ///   - dropout: The share of outputs that is dropped between layers in training.
  ///   - bidirectional: Whether there is a second row of layers that goes backwards.
  ///   - dtype: The type of the elements.
  ///   - generator: Where random numbers come from.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, nonlinearity: Nonlinearity = .tanh,
    bias: Bool = true, batchFirst: Bool = false, dropout: Double = 0, bidirectional: Bool = false,
    dtype: DType = .float32, generator: Generator = .shared
  ) {
    self.nonlinearity = nonlinearity
    super.init(
      inputs, hidden, gates: 1, layers: layers, bias: bias, batchFirst: batchFirst,
      dropout: dropout, bidirectional: bidirectional, dtype: dtype, generator: generator)
  }

  /// Computes the outputs of all steps from a state, or from zeros, and the state after the last step.
  public func callAsFunction(
    _ x: Tensor, state: Tensor?
  ) -> (output: Tensor, state: Tensor) {
    scoped {
      let (output, state) = run(x, from: state.map { [$0] })
      return (output, state[0])
    }
  }

  override func step(_ x: Tensor, _ state: [Tensor], _ cell: RecurrentCell) -> [Tensor] {
    let sum = cell.fromInput(x) + cell.fromState(state[0])
    return [nonlinearity == .tanh ? sum.tanh() : sum.relu()]
  }
}
