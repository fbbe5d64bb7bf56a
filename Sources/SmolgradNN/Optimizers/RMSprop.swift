public import Smolgrad

/// RMSprop: divides the gradient by the root of its running mean square.
///
/// As in PyTorch, epsilon is added after the root is taken.
public final class RMSprop: Optimizer {
  private let alpha: Double
  private let epsilon: Double
  private let weightDecay: Double
  private let momentum: Double
  private let isCentered: Bool
  private var meanSquares: [Tensor?]
  private var means: [Tensor?]
  private var velocities: [Tensor?]

  /// An optimizer by running mean squares.
  ///
  /// - Parameters:
  ///   - parameters: What to change.
  ///   - learningRate: How far a step goes.
  ///   - alpha: How much of the running means is kept in a step.
  ///   - epsilon: What is added to the divisor, so that it is not 0.
  ///   - weightDecay: How much of the parameter is added to its gradient.
  ///   - momentum: How much of the last step is kept.
  ///   - centered: Whether the square of the gradient's running mean is taken away, so that the variance is left.
  public init(
    _ parameters: [Tensor], learningRate: Double = 1e-2, alpha: Double = 0.99,
    epsilon: Double = 1e-8, weightDecay: Double = 0, momentum: Double = 0, centered: Bool = false
  ) {
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    isCentered = centered
    meanSquares = Array(repeating: nil, count: parameters.count)
    means = meanSquares
    velocities = meanSquares
    super.init(parameters, learningRate: learningRate)
  }

  public override func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    let gradient = weightDecay == 0 ? gradient : gradient + parameter * weightDecay
    let meanSquare = gradient.averaged(squared: true, into: &meanSquares[index], keeping: alpha)
    var variance = meanSquare
    if isCentered {
      let mean = gradient.averaged(into: &means[index], keeping: alpha)
      variance = meanSquare - mean * mean
    }
    var direction = gradient / (variance.sqrt() + epsilon)
    if momentum > 0 {
      if let velocity = velocities[index] { direction = velocity * momentum + direction }
      velocities[index] = direction
    }
    parameter.assign(parameter - direction * learningRate)
  }
}
