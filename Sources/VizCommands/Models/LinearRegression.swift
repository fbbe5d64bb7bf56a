import Smolgrad

extension Model {
  /// A line through points that lie about 2x - 1, and its mean squared error.
  static let linearRegression = Model(
    name: "linear-regression", summary: "a line through eight points, and its mean squared error",
    defaults: NoisyLine(),
    options: [.seed(\.seed)]
  ) { line in
    let xs = input("xs", Tensor.arange(-1.75, 2, step: 0.5))
    let noise = Tensor.randn([8], deviation: 0.2, generator: Generator(seed: UInt64(line.seed)))
    let ys = input("ys", withoutGradients { 2 * xs - 1 + noise })

    let w = weight("w", 0.5)
    let b = weight("b", 0)

    let prediction = (xs * w + b).named("prediction")
    let error = (prediction - ys).named("error")
    let loss = (error ** 2).mean().named("loss")

    loss.backward()
    return loss
  }
}

/// What can be chosen of the points.
private struct NoisyLine {
  var seed = 1
}
