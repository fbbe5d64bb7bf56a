public import Smolgrad

/// Stochastic gradient descent, by PyTorch's rule: v = momentum · v + (1 - dampening) · g, which starts at g; w = w - learningRate · v.
///
///     let w = Tensor(3, requiresGradient: true)
///     (w * w).backward()
///     SGD([w], learningRate: 0.1).step()
///     w  // 2.4
public final class SGD: Optimizer {
  private var rule: Rule
  private var state: OptimizerState

  /// Stochastic gradient descent.
  ///
  /// - Parameters:
  ///   - parameters: What to change.
  ///   - learningRate: How far a step goes.
  ///   - momentum: How much of the last step's direction is kept.
  ///   - dampening: How much of the gradient is left out of the direction.
  ///   - weightDecay: How much of the parameter is added to its gradient.
  ///   - nesterov: Whether to look ahead by Nesterov's rule; needs a momentum and no dampening.
  public init(
    _ parameters: [Tensor], learningRate: Double = 1e-3, momentum: Double = 0,
    dampening: Double = 0, weightDecay: Double = 0, nesterov: Bool = false
  ) {
    require(
      !nesterov || momentum > 0 && dampening == 0, "SGD",
      "Nesterov's rule needs a momentum above 0 and no dampening")
    requireNotNegative(momentum, "momentum", "SGD")
    requireNotNegative(weightDecay, "weight decay", "SGD")
    rule = Rule(
      momentum: momentum, dampening: dampening, weightDecay: weightDecay, isNesterov: nesterov)
    state = OptimizerState(parameters, count: momentum == 0 ? 0 : 1)
    super.init(parameters, learningRate: learningRate)
  }

  public override func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    let velocity = state.step(index, of: parameter)
    rule.learningRate = learningRate
    rule.isFirst = state.steps[index] == 1
    rule.update(parameter, gradient, velocity)
  }

  public override func state(of parameter: Tensor) -> [(name: String, tensor: Tensor)] {
    state.named(["momentum"], at: index(of: parameter))
  }

  private struct Rule: UpdateRule {
    let momentum: Double
    let dampening: Double
    let weightDecay: Double
    let isNesterov: Bool
    var learningRate = 0.0
    var isFirst = true

    func apply<T: BinaryFloatingPoint>(
      to w: UnsafeMutableBufferPointer<T>, _ g: UnsafeBufferPointer<T>,
      _ state: [UnsafeMutableBufferPointer<T>]
    ) {
      let (decay, rate) = (T(weightDecay), T(learningRate))
      guard let v = state.first else {
        for i in w.indices { w[i] -= rate * (g[i] + decay * w[i]) }
        return
      }
      let (kept, taken) = (isFirst ? 0 : T(momentum), isFirst ? 1 : T(1 - dampening))
      let ahead = T(momentum)
      for i in w.indices {
        let gradient = g[i] + decay * w[i]
        v[i] = kept * v[i] + taken * gradient
        w[i] -= rate * (isNesterov ? gradient + ahead * v[i] : v[i])
      }
    }

    func values(
      _ w: Tensor, _ g: Tensor, _ state: [Tensor]
    ) -> (parameter: Tensor, state: [Tensor]) {
      let gradient = weightDecay == 0 ? g : g + w * weightDecay
      guard let last = state.first else { return (w - gradient * learningRate, []) }
      let v = isFirst ? gradient : last * momentum + gradient * (1 - dampening)
      let direction = isNesterov ? gradient + v * momentum : v
      return (w - direction * learningRate, [v])
    }
  }
}
