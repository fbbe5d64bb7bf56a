public import Smolgrad

/// Stochastic gradient descent, by PyTorch's rule: v = momentum · v + (1 - dampening) · g, which starts at g; w = w - learningRate · v.
public final class SGD: Optimizer {
  private let momentum: Double
  private let dampening: Double
  private let weightDecay: Double
  private let isNesterov: Bool
  private var velocities: [Tensor?]

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
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    isNesterov = nesterov
    velocities = Array(repeating: nil, count: parameters.count)
    super.init(parameters, learningRate: learningRate)
  }

  public override func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    var direction = gradient
    if weightDecay != 0 { direction = direction + parameter * weightDecay }
    if momentum != 0 {
      let velocity =
        velocities[index].map { $0 * momentum + direction * (1 - dampening) } ?? direction
      velocities[index] = velocity
      direction = isNesterov ? direction + velocity * momentum : velocity
    }
    parameter.assign(parameter - direction * learningRate)
  }
}
