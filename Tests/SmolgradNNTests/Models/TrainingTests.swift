import Smolgrad
import SmolgradNN
import Testing

/// What PyTorch computed for a whole model.
struct ModelReference: Decodable {
  let initial: [ReferenceTensor]
  let inputs: ReferenceTensor
  let target: ReferenceTensor
  let losses: ReferenceTensor
  let gradients: [ReferenceTensor]
  let trained: [ReferenceTensor]

  /// Trains as PyTorch did, and compares initial weights, inputs, losses, gradients and trained weights.
  func check(
    _ model: Module, inputs: Tensor, target: Tensor, optimizer: Optimizer,
    loss: (Tensor, Tensor) -> Tensor
  ) {
    let parameters = model.stateDict().filter { initial.map(\.key).contains($0.key) }
    #expect(parameters.map(\.key) == initial.map(\.key))
    for (parameter, expected) in zip(parameters, initial) {
      #expect(parameter.value.doubles() == expected.tensor.doubles(), "\(parameter.key) at first")
    }
    expectEqual(inputs, self.inputs, "inputs")
    expectEqual(target, self.target, "target")
    var losses: [Double] = []
    for step in self.losses.data.indices {
      optimizer.zeroGradients()
      let value = loss(model(inputs), target)
      value.backward()
      losses.append(value.item())
      if step == 0 {
        for (parameter, expected) in zip(model.namedParameters(), gradients) {
          expectEqual(parameter.tensor.gradient, expected, "gradient of \(parameter.path)")
        }
      }
      optimizer.step()
    }
    expectEqual(Tensor(losses), self.losses, "losses", tolerance: 1e-5)
    for (parameter, expected) in zip(model.namedParameters(), trained) {
      expectEqual(parameter.tensor, expected, "\(parameter.path) after training", tolerance: 1e-5)
    }
  }
}

@Suite("Whole models agree with PyTorch")
struct TrainingTests {
  @Test("Multilayer perceptron")
  func mlp() throws {
    let expected = try reference("mlp", as: ModelReference.self)
    let generator = Generator(seed: 1)
    let model = Sequential(
      Linear(2, 5, generator: generator), ReLU(), Linear(5, 10, generator: generator), ReLU(),
      Linear(10, 1, generator: generator), Sigmoid())
    let inputs = Tensor.randn([8, 2], generator: generator)
    let target = Tensor.randint(0, 2, [8, 1], generator: generator).cast(to: .float32)
    expected.check(
      model, inputs: inputs, target: target,
      optimizer: SGD(model.parameters(), learningRate: 0.1, momentum: 0.9),
      loss: BCELoss().callAsFunction(_:_:))
  }
}
