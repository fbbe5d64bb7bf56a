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

  @Test("Double and half precision take the same steps")
  func precisions() {
    for make in optimizers.map(\.make) {
      let weights = [DType.float32, .float64, .float16].map { dtype in
        let weight = Tensor([0.5, -1, 2], dtype: dtype, requiresGradient: true)
        let optimizer = make([weight])
        for _ in 0..<3 {
          optimizer.zeroGradients()
          ((weight - 1) ** 2).sum().backward()
          optimizer.step()
        }
        #expect(weight.dtype == dtype)
        return weight.doubles()
      }
      for (index, value) in weights[1].enumerated() {
        #expect(abs(weights[0][index] - value) < 1e-5)
        #expect(abs(weights[2][index] - value) < 1e-2)
      }
    }
  }

  @Test("What shared a parameter's elements keeps its own")
  func sharing() {
    for make in optimizers.map(\.make) {
      let weight = Tensor([[1, 2], [3, 4]], requiresGradient: true)
      let optimizer = make([weight])
      let (copy, view) = (weight.detached(), withoutGradients { weight.T })
      (weight * weight).sum().backward()
      optimizer.step()
      #expect(weight.doubles() != [1, 2, 3, 4])
      #expect(copy.doubles() == [1, 2, 3, 4])
      #expect(view.doubles() == [1, 3, 2, 4])
    }
  }
}
