/// Sets an optimizer's learning rate by a schedule, one step at a time.
///
///     let optimizer = SGD([Tensor(1, requiresGradient: true)], learningRate: 0.1)
///     let scheduler = LRScheduler(optimizer, .stepLR(stepSize: 30))
///     for _ in 0..<60 {
///       optimizer.step()
///       scheduler.step()
///     }
///     Tensor(optimizer.learningRate)  // 0.001
public final class LRScheduler {
  /// The optimizer whose rate is set.
  public let optimizer: Optimizer
  /// How many steps are done.
  public private(set) var stepCount = 0
  private let schedule: LRSchedule
  private let start: Double

  /// A scheduler that starts from the rate that the optimizer has, and sets that of step 0.
  public init(_ optimizer: Optimizer, _ schedule: LRSchedule) {
    self.optimizer = optimizer
    self.schedule = schedule
    start = optimizer.learningRate
    optimizer.learningRate = schedule.rate(start, 0)
  }

  /// Sets the rate of the next step.
  public func step() {
    stepCount += 1
    optimizer.learningRate = schedule.rate(start, stepCount)
  }
}

/// Lowers an optimizer's learning rate when a measure, such as the loss, has stopped to get better.
public final class ReduceLROnPlateau {
  /// The optimizer whose rate is set.
  public let optimizer: Optimizer
  private let factor: Double
  private let patience: Int
  private let threshold: Double
  private let cooldown: Int
  private let minimum: Double
  private var best = Double.infinity
  private var badSteps = 0
  private var cooldownLeft = 0

  /// A scheduler with PyTorch's defaults.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer whose rate is set.
  ///   - factor: What the rate is multiplied with.
  ///   - patience: How many steps without progress are put up with.
  ///   - threshold: The share of the best measure by which a step must be below it to count as progress.
  ///   - cooldown: How many steps after a change do not count.
  ///   - minimum: What the rate does not fall below.
  public init(
    _ optimizer: Optimizer, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    cooldown: Int = 0, minimum: Double = 0
  ) {
    require(factor < 1, "ReduceLROnPlateau", "the factor must be below 1, not \(factor)")
    self.optimizer = optimizer
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
  }

  /// Takes the measure of a step, of which less is better, and lowers the rate if it is time to.
  public func step(_ measure: Double) {
    if measure < best * (1 - threshold) {
      best = measure
      badSteps = 0
    } else {
      badSteps += 1
    }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      badSteps = 0
    }
    guard badSteps > patience else { return }
    let rate = Swift.max(optimizer.learningRate * factor, minimum)
    if optimizer.learningRate - rate > 1e-8 { optimizer.learningRate = rate }
    cooldownLeft = cooldown
    badSteps = 0
  }
}
