public import Smolgrad

/// Gated recurrent units by Cho and others (2014): a gate decides how much of the state is kept.
///
///     GRU(2, 3)(Tensor.ones([5, 1, 2])).shape  // [5, 1, 3]
public final class GRU: RecurrentModule {
  /// Recurrent layers with PyTorch's initial values; the parameters mean what they mean for ``RNN``.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = false,
    dropout: Double = 0, bidirectional: Bool = false, dtype: DType = .float32,
    generator: Generator = .shared
  ) {
    super.init(
      inputs, hidden, gates: 3, layers: layers, bias: bias, batchFirst: batchFirst,
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
    let fromInput = cell.fromInput(x).chunk(3, dim: 1)
    let fromState = cell.fromState(state[0]).chunk(3, dim: 1)
    let reset = (fromInput[0] + fromState[0]).sigmoid()
    let update = (fromInput[1] + fromState[1]).sigmoid()
    let new = (fromInput[2] + reset * fromState[2]).tanh()
    return [new + update * (state[0] - new)]
  }
}
