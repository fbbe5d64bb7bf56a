import Smolgrad

extension Model {
  /// The expression of micrograd's README: sums, products, powers and ReLUs of two numbers, each used many times.
  static let expression = Model(
    name: "expression", summary: "micrograd's expression of two numbers, a = -4 and b = 2"
  ) {
    let a = input("a", Tensor(-4.0, requiresGradient: true))
    let b = input("b", Tensor(2.0, requiresGradient: true))

    var c = a + b
    c = c + (c + 1)
    c = (c + (1 + c + (-a))).named("c")

    var d = a * b + b ** 3
    d = d + (d * 2 + (b + a).relu())
    d = (d + (3 * d + (b - a).relu())).named("d")

    let e = (c - d).named("e")
    let f = (e ** 2).named("f")
    let g = (f / 2 + 10 / f).named("g")

    g.backward()
    return g
  }
}
