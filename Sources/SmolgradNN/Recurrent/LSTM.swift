public import Smolgrad

/// Long short-term memory by Hochreiter and Schmidhuber (1997): gates decide what a cell forgets, takes in and gives out.
///
///     LSTM(2, 3)(Tensor.ones([5, 1, 2])).shape  // [5, 1, 3]
public final class LSTM: RecurrentModule {
  /// What is carried from one step to the next.
  public struct State {
    /// The output of each cell.
    public let hidden: Tensor
    /// The memory of each cell.
    public let cell: Tensor

    /// A state to start from; both tensors have the shape (layers x directions, samples, hidden).
    public init(hidden: Tensor, cell: Tensor) {
      self.hidden = hidden
      self.cell = cell
    }
  }

  /// Recurrent layers with PyTorch's initial values; the parameters mean what they mean for ``RNN``.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = false,
    dropout: Double = 0, bidirectional: Bool = false, dtype: DType = .float32,
    generator: Generator = .shared
  ) {
    super.init(
      inputs, hidden, gates: 4, layers: layers, bias: bias, batchFirst: batchFirst,
      dropout: dropout, bidirectional: bidirectional, dtype: dtype, generator: generator)
  }

  /// Computes the outputs of all steps from a state, or from zeros, and the state after the last step.
  public func callAsFunction(
    _ x: Tensor, state: State?
  ) -> (output: Tensor, state: State) {
    scoped {
      let (output, state) = run(x, from: state.map { [$0.hidden, $0.cell] })
      return (output, State(hidden: state[0], cell: state[1]))
    }
  }

  override var stateCount: Int { 2 }

  override func step(_ x: Tensor, _ state: [Tensor], _ cell: RecurrentCell) -> [Tensor] {
    let gates = (cell.fromInput(x) + cell.fromState(state[0])).chunk(4, dim: 1)
    let (input, forget, output) = (gates[0].sigmoid(), gates[1].sigmoid(), gates[3].sigmoid())
    let memory = forget * state[1] + input * gates[2].tanh()
    return [output * memory.tanh(), memory]
  }
}
