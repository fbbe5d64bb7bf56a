import Smolgrad
import SmolgradNN
import Testing

private func optimizer() -> SGD { SGD([Tensor(1.0, requiresGradient: true)], learningRate: 1) }

private func weights() -> [Tensor] { [Tensor.rand([10]).asParameter()] }

/// Modules, optimizers and schedules with numbers that PyTorch refuses, and what is said about each of them.
private let misuses: [(sentence: String, run: @Sendable () -> Void)] = [
  ("SGD: the learning rate must not be negative", { _ = SGD(weights(), learningRate: -1) }),
  ("SGD: the momentum must not be negative", { _ = SGD(weights(), momentum: -1) }),
  ("SGD: the weight decay must not be negative", { _ = SGD(weights(), weightDecay: -1) }),
  ("Adam: a beta of 1.0", { _ = Adam(weights(), betas: (1, 0.9)) }),
  ("Adam: the epsilon must not be negative", { _ = Adam(weights(), epsilon: -1) }),
  ("RMSprop: the alpha must not be negative", { _ = RMSprop(weights(), alpha: -1) }),
  (
    "cosineAnnealingWarmRestarts: the period",
    {
      LRScheduler(optimizer(), .cosineAnnealingWarmRestarts(period: 0)).step()
    }
  ),
  (
    "cosineAnnealingWarmRestarts: the factor",
    {
      LRScheduler(optimizer(), .cosineAnnealingWarmRestarts(period: 1, factor: 0)).step()
    }
  ),
  ("cosineAnnealingLR: half the period", { _ = LRSchedule.cosineAnnealingLR(halfPeriod: 0) }),
  ("stepLR: the step size", { _ = LRSchedule.stepLR(stepSize: 0) }),
  ("linearLR: the start factor", { _ = LRSchedule.linearLR(startFactor: 0) }),
  ("linearLR: the end factor", { _ = LRSchedule.linearLR(endFactor: 2) }),
  ("linearLR: the number of steps", { _ = LRSchedule.linearLR(totalSteps: 0) }),
  ("polynomialLR: the number of steps", { _ = LRSchedule.polynomialLR(totalSteps: 0) }),
  ("constantLR: the factor", { _ = LRSchedule.constantLR(factor: 2) }),
  ("oneCycleLR: the number of steps", { _ = LRSchedule.oneCycleLR(maximum: 1, totalSteps: 0) }),
  (
    "oneCycleLR: the rising share",
    {
      _ = LRSchedule.oneCycleLR(maximum: 1, totalSteps: 4, risingShare: 2)
    }
  ),
  ("ReduceLROnPlateau: the factor", { _ = ReduceLROnPlateau(optimizer(), factor: 1) }),
  ("shape [2, -1] has a negative size", { _ = Linear(-1, 2) }),
  ("too many elements", { _ = Linear(.max, .max) }),
  ("too many elements", { _ = Conv2d(.max, 8, kernel: 3) }),
  ("negative size", { _ = Conv2d(1, 1, kernel: -1) }),
  ("negative size", { _ = Embedding(-1, 2) }),
  ("getitem: index 7", { _ = Embedding(2, 2, padding: 7) }),
  ("negative size", { _ = BatchNorm2d(-1) }),
  ("GroupNorm: 4 channels can't be divided", { _ = GroupNorm(0, 4) }),
  ("MultiheadAttention: the width", { _ = MultiheadAttention(0, heads: 2) }),
  ("MultiheadAttention: the width", { _ = MultiheadAttention(.max, heads: 1) }),
  ("CausalSelfAttention: the context", { _ = CausalSelfAttention(4, heads: 2, context: -1) }),
  ("the number of layers", { _ = LSTM(2, 2, layers: 0) }),
  ("a size must be", { _ = GRU(2, .max) }),
  ("dropout 2.0", { _ = RNN(2, 2, dropout: 2) }),
  ("probability nan", { _ = Dropout(.nan) }),
  ("a single value for each of the 3 groups", { _ = GroupNorm(3, 3)(.ones([1, 3])) }),
]

@Suite struct RefusalTests {
  @Test(arguments: misuses.indices)
  func stopWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index] in misuses[index].run()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains(misuses[index].sentence), "\(misuses[index].sentence): \(text.prefix(300))")
  }

  @Test func restartsAfterVeryManySteps() {
    let constant = LRSchedule.cosineAnnealingWarmRestarts(period: 1)
    #expect(constant.rate(1, 1_000_000_000_000) == 1)
    let growing = LRSchedule.cosineAnnealingWarmRestarts(period: 2, factor: 1 << 39)
    #expect(growing.rate(1, .max) <= 1)
  }

  /// A gradient that is changed for one parameter leaves the others' alone.
  @Test func clippingLeavesSharedGradientsAlone() {
    let a = Tensor([1, 2], requiresGradient: true), b = Tensor([1, 2], requiresGradient: true)
    (a + b).sum().backward()
    clipGradientNorm([a], maximum: 0.1)
    #expect(b.gradient!.doubles() == [1, 1])
  }
}
