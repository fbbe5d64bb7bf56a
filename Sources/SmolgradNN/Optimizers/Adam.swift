public import Smolgrad

/// Adam by Kingma and Ba (2015): steps along the running mean of the gradient, divided by the root of its running mean square.
open class Adam: Optimizer {
  private let betas: (Double, Double)
  private let epsilon: Double
  private let weightDecay: Double
  private let isDecoupled: Bool
  private let keepsMaximum: Bool
  private var means: [Tensor?]
  private var meanSquares: [Tensor?]
  private var maxima: [Tensor?]
  private var steps: [Int]

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
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decoupled
    keepsMaximum = amsgrad
    means = Array(repeating: nil, count: parameters.count)
    meanSquares = means
    maxima = means
    steps = Array(repeating: 0, count: parameters.count)
    super.init(parameters, learningRate: learningRate)
  }

  public override func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    var (weight, gradient) = (parameter, gradient)
    if weightDecay != 0 {
      if isDecoupled {
        weight = parameter * (1 - learningRate * weightDecay)
      } else {
        gradient = gradient + parameter * weightDecay
      }
    }
    steps[index] += 1
    let mean = gradient.averaged(into: &means[index], keeping: betas.0)
    var square = gradient.averaged(
      squared: true, into: &meanSquares[index], keeping: betas.1)
    if keepsMaximum {
      if let maximum = maxima[index] { square = Tensor.where(maximum > square, maximum, square) }
      maxima[index] = square
    }
    // The means started at 0, which these make up for.
    let meanCorrection = 1 - power(betas.0, steps[index])
    let squareCorrection = (1 - power(betas.1, steps[index])).squareRoot()
    let divisor = square.sqrt() / squareCorrection + epsilon
    parameter.assign(weight - mean / divisor * (learningRate / meanCorrection))
  }
}

/// Adam with weight decay that is kept apart from the gradient, by Loshchilov and Hutter (2019).
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
