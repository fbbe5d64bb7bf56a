import Smolgrad

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The learning rate at each step of a training, from the rate that the optimizer started with.
///
/// The rules are those of PyTorch's `lr_scheduler`; what is a step (an epoch, a batch) is the user's choice.
public struct LRSchedule: Sendable {
  /// The rate at a step, counted from 0.
  public let rate: @Sendable (_ start: Double, _ step: Int) -> Double

  /// A rule of one's own.
  public init(_ rate: @escaping @Sendable (_ start: Double, _ step: Int) -> Double) {
    self.rate = rate
  }

  /// The rate times a factor for each step.
  public static func lambdaLR(_ factor: @escaping @Sendable (_ step: Int) -> Double) -> LRSchedule {
    LRSchedule { start, step in start * factor(step) }
  }

  /// The rate times `gamma` after every `stepSize` steps.
  public static func stepLR(stepSize: Int, gamma: Double = 0.1) -> LRSchedule {
    requirePositive([stepSize], "the step size", "stepLR")
    return lambdaLR { pow(gamma, Double($0 / stepSize)) }
  }

  /// The rate times `gamma` at each of the milestones.
  public static func multiStepLR(milestones: [Int], gamma: Double = 0.1) -> LRSchedule {
    lambdaLR { step in pow(gamma, Double(milestones.count { $0 <= step })) }
  }

  /// The rate times `gamma` after every step.
  public static func exponentialLR(gamma: Double) -> LRSchedule {
    lambdaLR { pow(gamma, Double($0)) }
  }

  /// The rate times `factor` until so many steps are done.
  public static func constantLR(factor: Double = 1.0 / 3, totalSteps: Int = 5) -> LRSchedule {
    require((0...1).contains(factor), "constantLR", "the factor \(factor) is not between 0 and 1")
    return lambdaLR { $0 < totalSteps ? factor : 1 }
  }

  /// From the rate times `startFactor` in a straight line to that times `endFactor`.
  public static func linearLR(
    startFactor: Double = 1.0 / 3, endFactor: Double = 1, totalSteps: Int = 5
  ) -> LRSchedule {
    requirePositive([totalSteps], "the number of steps", "linearLR")
    require(
      startFactor > 0 && startFactor <= 1, "linearLR",
      "the start factor \(startFactor) is not above 0 and at most 1")
    require(
      (0...1).contains(endFactor), "linearLR", "the end factor \(endFactor) is not between 0 and 1")
    return lambdaLR { step in
      let share = Double(min(step, totalSteps)) / Double(totalSteps)
      return startFactor + (endFactor - startFactor) * share
    }
  }

  /// Down to 0 by a power of what is left of the steps.
  public static func polynomialLR(totalSteps: Int = 5, power: Double = 1) -> LRSchedule {
    requirePositive([totalSteps], "the number of steps", "polynomialLR")
    return lambdaLR { pow(1 - Double(min($0, totalSteps)) / Double(totalSteps), power) }
  }

  /// Down to `minimum` along half a wave of the cosine in `halfPeriod` steps, and up again.
  public static func cosineAnnealingLR(halfPeriod: Int, minimum: Double = 0) -> LRSchedule {
    requirePositive([halfPeriod], "half the period", "cosineAnnealingLR")
    return LRSchedule { start, step in
      minimum + (start - minimum) * (1 + cos(.pi * Double(step) / Double(halfPeriod))) / 2
    }
  }

  /// Down to `minimum` along half a wave of the cosine, then anew from the start; each period is `factor` times as long as the last.
  public static func cosineAnnealingWarmRestarts(
    period: Int, factor: Int = 1, minimum: Double = 0
  ) -> LRSchedule {
    requirePositive([period], "the period", "cosineAnnealingWarmRestarts")
    requirePositive([factor], "the factor", "cosineAnnealingWarmRestarts")
    return LRSchedule { start, step in
      var (step, period) = (step, period)
      if factor == 1 { step %= period }
      while step >= period {
        step -= period
        let (next, overflows) = period.multipliedReportingOverflow(by: factor)
        period = overflows ? .max : next
      }
      return minimum + (start - minimum) * (1 + cos(.pi * Double(step) / Double(period))) / 2
    }
  }

  /// One schedule after the other; each begins anew at its milestone.
  public static func sequentialLR(_ schedules: [LRSchedule], milestones: [Int]) -> LRSchedule {
    require(
      schedules.count == milestones.count + 1, "sequentialLR",
      "\(schedules.count) schedules have \(schedules.count - 1) milestones, not \(milestones.count)"
    )
    return LRSchedule { start, step in
      let index = milestones.count { $0 <= step }
      return schedules[index].rate(start, step - (index == 0 ? 0 : milestones[index - 1]))
    }
  }

  /// Up to `maximum`, then down far below the start, along half waves of the cosine, by Smith and Topin (2018).
  ///
  /// The rate that the optimizer had does not count, as in PyTorch; its momentum is left alone.
  public static func oneCycleLR(
    maximum: Double, totalSteps: Int, risingShare: Double = 0.3, startDivisor: Double = 25,
    endDivisor: Double = 1e4
  ) -> LRSchedule {
    requirePositive([totalSteps], "the number of steps", "oneCycleLR")
    require(
      (0...1).contains(risingShare), "oneCycleLR",
      "the rising share \(risingShare) is not between 0 and 1")
    let start = maximum / startDivisor
    let peak = risingShare * Double(totalSteps) - 1
    let last = Double(totalSteps - 1)
    return LRSchedule { _, step in
      let step = min(Double(step), last)
      let (from, to, share) =
        step <= peak
        ? (start, maximum, step / peak)
        : (maximum, start / endDivisor, (step - peak) / (last - peak))
      return to + (from - to) / 2 * (1 + cos(.pi * share))
    }
  }
}
