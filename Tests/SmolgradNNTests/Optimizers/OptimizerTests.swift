import Smolgrad
import SmolgradNN
import Testing

/// A case of the reference files on training.
struct TrainingReference: Decodable {
  let name: String
  let steps: [[Double]]
}

private let optimizers: [(name: String, make: @Sendable ([Tensor]) -> Optimizer)] = [
  ("SGD", { SGD($0) }),
  (
    "SGD momentum",
    { SGD($0, learningRate: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.01) }
  ),
  ("SGD nesterov", { SGD($0, learningRate: 0.1, momentum: 0.8, nesterov: true) }),
  ("RMSprop", { RMSprop($0) }),
  (
    "RMSprop centered",
    {
      RMSprop(
        $0, learningRate: 0.02, alpha: 0.9, epsilon: 1e-6, weightDecay: 0.1, momentum: 0.5,
        centered: true)
    }
  ),
  ("Adam", { Adam($0) }),
  (
    "Adam amsgrad",
    {
      Adam(
        $0, learningRate: 0.1, betas: (0.8, 0.9), epsilon: 1e-4, weightDecay: 0.1, amsgrad: true)
    }
  ),
  ("AdamW", { AdamW($0) }),
  (
    "AdamW amsgrad",
    { AdamW($0, learningRate: 0.1, betas: (0.8, 0.9), weightDecay: 0.2, amsgrad: true) }
  ),
]

@Suite("Optimizers")
struct OptimizerTests {
  @Test("Ten steps give PyTorch's numbers, also where the gradient is 0")
  func steps() throws {
    let cases = try reference("optimizers", as: [TrainingReference].self)
    #expect(cases.map(\.name) == optimizers.map(\.name))
    for (expected, optimizer) in zip(cases, optimizers) {
      let weight = Tensor([0.5, -1, 2, 1, 30], requiresGradient: true)
      let scale = Tensor([0.3, 0.6, 0, 0.9, 1.2])
      let optimizer = optimizer.make([weight])
      for (index, step) in expected.steps.enumerated() {
        optimizer.zeroGradients()
        (scale * (weight - 1) ** 2).sum().backward()
        optimizer.step()
        for (actual, value) in zip(weight.doubles(), step) {
          #expect(abs(actual - value) <= 2e-6 * (1 + abs(value)), "\(expected.name), step \(index)")
        }
      }
    }
  }

  @Test("A parameter without a gradient is left alone")
  func missingGradient() {
    let (used, unused) = (
      Tensor([1.0], requiresGradient: true), Tensor([1.0], requiresGradient: true)
    )
    for make in optimizers.map(\.make) {
      let optimizer = make([unused, used])
      used.sum().backward()
      optimizer.step()
      optimizer.zeroGradients()
      #expect(unused.doubles() == [1] && unused.gradient == nil)
      #expect(used.gradient == nil && used.gradientWasCleared)
    }
    #expect(used.doubles()[0] < 1)
  }
}
