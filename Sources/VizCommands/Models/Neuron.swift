import Smolgrad

extension Model {
  /// One neuron with two inputs, the bias chosen so that the gradients come out round.
  static let neuron = Model(
    name: "neuron", summary: "a neuron with two inputs: tanh(x1·w1 + x2·w2 + b)"
  ) {
    let x1 = input("x1", Tensor(2.0, requiresGradient: true))
    let x2 = input("x2", Tensor(0.0, requiresGradient: true))

    let w1 = weight("w1", -3)
    let w2 = weight("w2", 1)
    let b = weight("b", 6.8813735870195432)

    let n = (x1 * w1 + x2 * w2 + b).named("n")
    let o = n.tanh().named("o")

    o.backward()
    return o
  }
}
