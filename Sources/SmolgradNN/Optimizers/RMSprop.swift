public import Smolgrad

/// RMSprop: divides the gradient by the root of its running mean square.
///
/// As in PyTorch, epsilon is added after the root is taken.
///
///     let w = Tensor(3, requiresGradient: true)
///     (w * w).backward()
///     RMSprop([w], learningRate: 0.1).step()
///     w  // 2
public final class RMSprop: Optimizer {
  private var rule: Rule
  private var state: OptimizerState

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
    requireNotNegative(alpha, "alpha", "RMSprop")
    requireNotNegative(epsilon, "epsilon", "RMSprop")
    requireNotNegative(weightDecay, "weight decay", "RMSprop")
    requireNotNegative(momentum, "momentum", "RMSprop")
    rule = Rule(
      alpha: alpha, epsilon: epsilon, weightDecay: weightDecay, momentum: momentum,
      isCentered: centered)
    state = OptimizerState(parameters, count: 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0))
    super.init(parameters, learningRate: learningRate)
  }

  public override func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    rule.learningRate = learningRate
    rule.update(parameter, gradient, state.step(index, of: parameter))
  }

  public override func state(of parameter: Tensor) -> [(name: String, tensor: Tensor)] {
    state.named(
      ["mean square"] + (rule.isCentered ? ["mean"] : []) + (rule.momentum > 0 ? ["momentum"] : []),
      at: index(of: parameter))
  }

  private struct Rule: UpdateRule {
    let alpha: Double
    let epsilon: Double
    let weightDecay: Double
    let momentum: Double
    let isCentered: Bool
    var learningRate = 0.0

    func apply<T: BinaryFloatingPoint>(
      to w: UnsafeMutableBufferPointer<T>, _ g: UnsafeBufferPointer<T>,
      _ state: [UnsafeMutableBufferPointer<T>]
    ) {
      let meanSquare = state[0]
      let mean = isCentered ? state[1] : nil
      let velocity = momentum > 0 ? state[state.count - 1] : nil
      let (alpha, rest) = (T(alpha), T(1 - alpha))
      let (epsilon, decay, rate) = (T(epsilon), T(weightDecay), T(learningRate))
      let momentum = T(momentum)
      withUnsafeTemporaryAllocation(of: T.self, capacity: w.count) { roots in
        for i in w.indices {
          let gradient = g[i] + decay * w[i]
          meanSquare[i] = alpha * meanSquare[i] + rest * gradient * gradient
        }
        if let mean {
          for i in w.indices {
            let average = alpha * mean[i] + rest * (g[i] + decay * w[i])
            mean[i] = average
            roots[i] = meanSquare[i] - average * average
          }
        }
        takeSquareRoots(of: mean == nil ? meanSquare : roots, into: roots)
        for i in w.indices {
          let gradient = g[i] + decay * w[i]
          var direction = gradient / (roots[i] + epsilon)
          if let velocity {
            direction += momentum * velocity[i]
            velocity[i] = direction
          }
          w[i] -= rate * direction
        }
      }
    }

    func values(
      _ w: Tensor, _ g: Tensor, _ state: [Tensor]
    ) -> (parameter: Tensor, state: [Tensor]) {
      let gradient = weightDecay == 0 ? g : g + w * weightDecay
      let meanSquare = state[0] * alpha + gradient * gradient * (1 - alpha)
      let mean = isCentered ? state[1] * alpha + gradient * (1 - alpha) : nil
      let variance = mean.map { meanSquare - $0 * $0 } ?? meanSquare
      var direction = gradient / (variance.sqrt() + epsilon)
      if momentum > 0 { direction = direction + state[state.count - 1] * momentum }
      let remembered = [meanSquare] + (mean.map { [$0] } ?? []) + (momentum > 0 ? [direction] : [])
      return (w - direction * learningRate, remembered)
    }
  }
}
