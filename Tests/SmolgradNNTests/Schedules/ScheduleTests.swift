import Smolgrad
import SmolgradNN
import Testing

private let schedules: [(name: String, schedule: LRSchedule)] = [
  ("lambdaLR", .lambdaLR { 1 / (1 + Double($0)) }),
  ("stepLR", .stepLR(stepSize: 4, gamma: 0.5)),
  ("multiStepLR", .multiStepLR(milestones: [3, 7, 12], gamma: 0.5)),
  ("exponentialLR", .exponentialLR(gamma: 0.9)),
  ("constantLR", .constantLR()),
  ("linearLR", .linearLR()),
  ("polynomialLR", .polynomialLR(totalSteps: 8, power: 2)),
  ("cosineAnnealingLR", .cosineAnnealingLR(halfPeriod: 7, minimum: 0.01)),
  ("cosineAnnealingWarmRestarts", .cosineAnnealingWarmRestarts(period: 3, factor: 2)),
  ("oneCycleLR", .oneCycleLR(maximum: 0.7, totalSteps: 21)),
  (
    "sequentialLR",
    .sequentialLR(
      [
        .linearLR(startFactor: 0.1, endFactor: 1, totalSteps: 4),
        .cosineAnnealingLR(halfPeriod: 10),
      ], milestones: [4])
  ),
]
private let measures = [
  5, 4, 4, 4, 4, 3.9999, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2,
]

@Suite("Learning-rate schedules")
struct ScheduleTests {
  @Test("Twenty steps give PyTorch's rates")
  func rates() throws {
    let cases = try reference("schedules", as: [TrainingReference].self)
    #expect(cases.map(\.name) == schedules.map(\.name) + ["ReduceLROnPlateau"])
    for (expected, schedule) in zip(cases, schedules) {
      let optimizer = SGD([Tensor(0)], learningRate: 0.4)
      let scheduler = LRScheduler(optimizer, schedule.schedule)
      for (step, rate) in expected.steps[0].enumerated() {
        if step > 0 { scheduler.step() }
        #expect(
          abs(optimizer.learningRate - rate) < 1e-12,
          "\(expected.name), step \(step): \(optimizer.learningRate), not \(rate)")
      }
      #expect(scheduler.stepCount == 20)
    }
  }

  @Test("A plateau lowers the rate as in PyTorch")
  func plateau() throws {
    let cases = try reference("schedules", as: [TrainingReference].self)
    let expected = try #require(cases.last)
    let optimizer = SGD([Tensor(0)], learningRate: 0.4)
    let scheduler = ReduceLROnPlateau(
      optimizer, factor: 0.5, patience: 2, cooldown: 1, minimum: 0.06)
    for (measure, rate) in zip(measures, expected.steps[0].dropFirst()) {
      scheduler.step(measure)
      #expect(abs(optimizer.learningRate - rate) < 1e-12)
    }
    #expect(optimizer.learningRate == 0.06)
  }
}
