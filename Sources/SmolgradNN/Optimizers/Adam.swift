public import Smolgrad

/// Adam by Kingma and Ba (2015): steps along the running mean of the gradient, divided by the root of its running mean square.
///
///     let w = Tensor(3, requiresGradient: true)
///     (w * w).backward()
///     Adam([w], learningRate: 0.1).step()
///     w  // 2.9
open class Adam: Optimizer {
  private var rule: Rule
  private var state: OptimizerState

  /// Adam with PyTorch's defaults.
  ///
  /// - Parameters:
  ///   - parameters: What to change.
  ///   - learningRate: How far a step goes.
  ///   - betas: How much of the running mean and of the running mean square is kept in a step.
  ///   - epsilon: What is added to the divisor, so that it is not 0.
  ///   - weightDecay: How much of the parameter is added to its gradient; ``AdamW`` takes it from the parameter itself.
  ///   - amsgrad: Whether to divide by the largest mean square so far, by Reddi et al. (2018).
  public convenience init(
    _ parameters: [Tensor], learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 0, amsgrad: Bool = false
  ) {
    self.init(
      parameters, learningRate, betas, epsilon, weightDecay, decoupled: false, amsgrad: amsgrad)
  }

  init(
    _ parameters: [Tensor], _ learningRate: Double, _ betas: (Double, Double), _ epsilon: Double,
    _ weightDecay: Double, decoupled: Bool, amsgrad: Bool
  ) {
    for beta in [betas.0, betas.1] {
      require((0..<1).contains(beta), "Adam", "a beta of \(beta) is not at least 0 and below 1")
    }
    requireNotNegative(epsilon, "epsilon", "Adam")
    requireNotNegative(weightDecay, "weight decay", "Adam")
    rule = Rule(
      betas: betas, epsilon: epsilon, weightDecay: weightDecay, isDecoupled: decoupled)
    state = OptimizerState(parameters, count: amsgrad ? 3 : 2)
    super.init(parameters, learningRate: learningRate)
  }

  public override func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    let remembered = state.step(index, of: parameter)
    rule.learningRate = learningRate
    rule.step = state.steps[index]
    rule.update(parameter, gradient, remembered)
  }

  public override func state(of parameter: Tensor) -> [(name: String, tensor: Tensor)] {
    state.named(["m", "v", "largest v"], at: index(of: parameter))
  }

  private struct Rule: UpdateRule {
    let betas: (Double, Double)
    let epsilon: Double
    let weightDecay: Double
    let isDecoupled: Bool
    var learningRate = 0.0
    var step = 1

    func apply<T: BinaryFloatingPoint>(
      to w: UnsafeMutableBufferPointer<T>, _ g: UnsafeBufferPointer<T>,
      _ state: [UnsafeMutableBufferPointer<T>]
    ) {
      let (mean, meanSquare) = (state[0], state[1])
      // The means started at 0, which these make up for.
      let rate = T(learningRate / (1 - power(betas.0, step)))
      let correction = T((1 - power(betas.1, step)).squareRoot())
      let (meanShare, squareKept, squareShare) = (T(1 - betas.0), T(betas.1), T(1 - betas.1))
      let (epsilon, decay) = (T(epsilon), isDecoupled ? 0 : T(weightDecay))
      let kept = isDecoupled ? T(1 - learningRate * weightDecay) : 1
      withUnsafeTemporaryAllocation(of: T.self, capacity: w.count) { roots in
        for i in w.indices {
          let gradient = g[i] + decay * w[i]
          let square = squareKept * meanSquare[i] + squareShare * gradient * gradient
          mean[i] += meanShare * (gradient - mean[i])
          meanSquare[i] = square
        }
        // AMSGrad divides by the largest mean square so far.
        let largest = state.count > 2 ? state[2] : meanSquare
        if state.count > 2 {
          for i in w.indices { largest[i] = Swift.max(largest[i], meanSquare[i]) }
        }
        takeSquareRoots(of: largest, into: roots)
        for i in w.indices {
          w[i] = kept * w[i] - rate * mean[i] / (roots[i] / correction + epsilon)
        }
      }
    }

    func values(
      _ w: Tensor, _ g: Tensor, _ state: [Tensor]
    ) -> (parameter: Tensor, state: [Tensor]) {
      let gradient = isDecoupled || weightDecay == 0 ? g : g + w * weightDecay
      let mean = state[0] + (gradient - state[0]) * (1 - betas.0)
      let square = state[1] * betas.1 + gradient * gradient * (1 - betas.1)
      let largest = state.count > 2 ? state[2].maximum(square) : square
      let correction = (1 - power(betas.1, step)).squareRoot()
      let direction = mean / (largest.sqrt() / correction + epsilon)
      let kept = isDecoupled ? w * (1 - learningRate * weightDecay) : w
      return (
        kept - direction * (learningRate / (1 - power(betas.0, step))),
        [mean, square] + (state.count > 2 ? [largest] : [])
      )
    }
  }
}

/// Adam with weight decay that is kept apart from the gradient, by Loshchilov and Hutter (2019).
///
///     let w = Tensor(3, requiresGradient: true)
///     (w * w).backward()
///     AdamW([w], learningRate: 0.1, weightDecay: 0.1).step()
///     w  // 2.87
public final class AdamW: Adam {
  /// AdamW with PyTorch's defaults; the parameters mean what they mean for ``Adam``.
  public convenience init(
    _ parameters: [Tensor], learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 1e-2, amsgrad: Bool = false
  ) {
    self.init(
      parameters, learningRate, betas, epsilon, weightDecay, decoupled: true, amsgrad: amsgrad)
  }
}

/// A number to an integer power.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest % 2 == 1 { result *= square }
    square *= square
    rest /= 2
  }
  return result
}
