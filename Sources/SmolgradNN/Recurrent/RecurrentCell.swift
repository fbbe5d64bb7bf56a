import Smolgrad

/// The parameters of one layer of a recurrent module in one direction.
struct RecurrentCell {
  let weightIH: Tensor
  let weightHH: Tensor
  let biasIH: Tensor?
  let biasHH: Tensor?
  /// What the keys of the parameters end with, such as `l0` or `l1_reverse`.
  let suffix: String

  /// Parameters of PyTorch's shapes and initial values; `gates` is the number of vectors that a step computes from input and state.
  init(
    _ inputs: Int, _ hidden: Int, gates: Int, bias: Bool, suffix: String, dtype: DType,
    generator: Generator
  ) {
    let initial = Initializer.layerBias(hidden)
    func parameter(_ shape: [Int]) -> Tensor {
      initial(shape, dtype: dtype, generator: generator).asParameter()
    }
    self.suffix = suffix
    weightIH = parameter([gates * hidden, inputs])
    weightHH = parameter([gates * hidden, hidden])
    biasIH = bias ? parameter([gates * hidden]) : nil
    biasHH = bias ? parameter([gates * hidden]) : nil
  }

  /// The parameters with PyTorch's keys.
  var members: [(name: String, value: Any)] {
    let weights = [("weight_ih_\(suffix)", weightIH), ("weight_hh_\(suffix)", weightHH)]
    guard let biasIH, let biasHH else { return weights }
    return weights + [("bias_ih_\(suffix)", biasIH), ("bias_hh_\(suffix)", biasHH)]
  }

  /// What the input adds to the gates.
  func fromInput(_ x: Tensor) -> Tensor {
    let product = x.matmul(transposed: weightIH)
    return biasIH.map { product + $0 } ?? product
  }

  /// What the state adds to the gates.
  func fromState(_ state: Tensor) -> Tensor {
    let product = state.matmul(transposed: weightHH)
    return biasHH.map { product + $0 } ?? product
  }
}
