import Smolgrad

extension Model {
  /// One operation after the other, as long as one likes: what a program does that differentiates through a loop.
  static let chain = Model(
    name: "chain", summary: "the sine of the sine of the sine …, in parts of ten",
    defaults: Chain(),
    options: [
      ModelOption("length", \.length, in: 1...5_000_000, help: "the operations"),
      ModelOption(
        "uses", \.uses, in: 0...5_000_000,
        help: "how many of them are products with one and the same weight, evenly spread"),
      .seed(\.seed),
    ]
  ) { chain in
    guard chain.uses <= chain.length else {
      throw ModelError("of \(chain.length) operations no \(chain.uses) can be products")
    }
    let generator = Generator(seed: UInt64(chain.seed))
    let start = Tensor.uniform([], from: 0.5, to: 1.5, generator: generator)
    start.requiresGradient = true
    let x = input("x", start)
    let y = chain.run(0..<chain.length, on: x, weight("w", 1.1)).named("y")
    y.backward()
    return y
  }
}

/// So many operations on one number.
private struct Chain {
  var length = 8
  var uses = 0
  var seed = 1

  /// Runs a range of the operations; more than ten in ten parts, which are recorded as calls.
  func run(_ steps: Range<Int>, on x: Tensor, _ weight: Tensor) -> Tensor {
    if steps.count <= 10 { return steps.reduce(x) { step($1, on: $0, weight) } }
    return (0..<10).reduce(x) { x, part in
      let bounds = [part, part + 1].map { steps.lowerBound + steps.count * $0 / 10 }
      return Scope.entering(type: "Part", name: "\(part)") {
        run(bounds[0]..<bounds[1], on: x, weight)
      }
    }
  }

  /// The sine, or where a use is due the product with the weight.
  private func step(_ index: Int, on x: Tensor, _ weight: Tensor) -> Tensor {
    let isProduct = (index + 1) * uses / length > index * uses / length
    return isProduct ? x * weight : x.sin()
  }
}
