import Smolgrad

extension Model {
  /// A line through points that lie about 2x - 1, and its mean squared error.
  static let linearRegression = Model(
    name: "linear-regression", summary: "a line through eight points, and its mean squared error"
  ) {
    let xs = Tensor.arange(-1.75, 2, step: 0.5).named("xs")
    let noise = Tensor.randn([8], deviation: 0.2, generator: Generator(seed: 1))
    let ys = withoutGradients { 2 * xs - 1 + noise }.named("ys")

    let w = weight(0.5).named("w")
    let b = weight(0).named("b")

    let prediction = (xs * w + b).named("prediction")
    let error = (prediction - ys).named("error")
    let loss = (error ** 2).mean().named("loss")

    loss.backward()
    return loss
  }
}
