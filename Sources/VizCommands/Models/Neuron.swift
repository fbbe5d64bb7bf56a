import Smolgrad

extension Model {
  /// One neuron with two inputs, the bias chosen so that the gradients come out round.
  static let neuron = Model(
    name: "neuron", summary: "a neuron with two inputs: tanh(x1·w1 + x2·w2 + b)"
  ) {
    let x1 = Tensor(2.0, requiresGradient: true).named("x1")
    let x2 = Tensor(0.0, requiresGradient: true).named("x2")

    let w1 = weight(-3).named("w1")
    let w2 = weight(1).named("w2")
    let b = weight(6.8813735870195432).named("b")

    let n = (x1 * w1 + x2 * w2 + b).named("n")
    let o = n.tanh().named("o")

    o.backward()
    return o
  }
}

/// A number that an optimizer would change.
func weight(_ value: Double) -> Tensor {
  let tensor = Tensor(value, requiresGradient: true)
  tensor.role = .parameter
  return tensor
}
