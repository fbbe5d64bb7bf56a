import Smolgrad
import SmolgradNN
import Testing

/// What PyTorch computed for a whole model.
private struct ModelReference: Decodable {
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
    let parameters = model.namedParameters()
    let keys = model.stateDict().keys.filter { !$0.hasSuffix("mask") }
    #expect(keys == initial.map { $0.key! })
    for (parameter, expected) in zip(parameters, initial) {
      // Normal numbers, which embeddings start with, may differ in the last bit.
      let tolerance = expected.key!.hasPrefix("w") || expected.key!.hasPrefix("emb") ? 1e-6 : 0
      expectEqual(
        parameter.tensor, expected, "\(parameter.path) at first", tolerance: tolerance)
    }
    expectEqual(inputs, self.inputs, "inputs", tolerance: 2e-6)
    expectEqual(target, self.target, "target")
    var losses: [Double] = []
    for step in self.losses.data.indices {
      optimizer.zeroGradients()
      let value = loss(model(inputs), target)
      value.backward()
      losses.append(value.item())
      if step == 0 {
        for (parameter, expected) in zip(parameters, gradients) {
          expectEqual(parameter.tensor.gradient, expected, "gradient of \(parameter.path)")
        }
      }
      optimizer.step()
    }
    expectEqual(Tensor(losses), self.losses, "losses", tolerance: 1e-5)
    for (parameter, expected) in zip(parameters, trained) {
      expectEqual(parameter.tensor, expected, "\(parameter.path) after training", tolerance: 2e-5)
    }
    #expect(losses.last! < losses.first!)
  }
}

@Suite("Whole models agree with PyTorch")
struct TrainingTests {
  @Test("Multilayer perceptron")
  func mlp() throws {
    let generator = Generator(seed: 1)
    let model = Sequential(
      Linear(2, 5, generator: generator), ReLU(), Linear(5, 10, generator: generator), ReLU(),
      Linear(10, 1, generator: generator), Sigmoid())
    let inputs = Tensor.randn([8, 2], generator: generator)
    let target = Tensor.randint(0, 2, [8, 1], generator: generator).cast(to: .float32)
    let optimizer = SGD(model.parameters(), learningRate: 0.1, momentum: 0.9)
    try reference("mlp", as: ModelReference.self).check(
      model, inputs: inputs, target: target, optimizer: optimizer
    ) { BCELoss()($0, $1) }
  }

  @Test("LeNet")
  func lenet() throws {
    let generator = Generator(seed: 2)
    let model = Sequential(
      Conv2d(1, 3, kernel: 5, padding: 2, generator: generator), Tanh(), AvgPool2d(2),
      Conv2d(3, 4, kernel: 3, generator: generator), ReLU(), MaxPool2d(2), Flatten(),
      Linear(36, 16, generator: generator), ReLU(), Linear(16, 10, generator: generator))
    let inputs = Tensor.randn([4, 1, 16, 16], generator: generator)
    let target = Tensor.randint(0, 10, [4], generator: generator)
    let optimizer = RMSprop(model.parameters(), learningRate: 0.002)
    try reference("lenet", as: ModelReference.self).check(
      model, inputs: inputs, target: target, optimizer: optimizer
    ) { CrossEntropyLoss()($0, $1) }
  }

  @Test("LSTM")
  func lstm() throws {
    let generator = Generator(seed: 3)
    let model = Tagger(generator)
    let inputs = Tensor.randint(0, 9, [3, 6], generator: generator)
    let target = Tensor.randint(0, 3, [3, 6], generator: generator)
    try reference("lstm", as: ModelReference.self).check(
      model, inputs: inputs, target: target,
      optimizer: Adam(model.parameters(), learningRate: 0.01), loss: byStep)
  }

  @Test("GPT")
  func gpt() throws {
    let generator = Generator(seed: 4)
    let model = GPT(tokens: 11, width: 8, heads: 2, layers: 2, context: 6, generator)
    let inputs = Tensor.randint(0, 11, [2, 5], generator: generator)
    let target = Tensor.randint(0, 11, [2, 5], generator: generator)
    try reference("gpt", as: ModelReference.self).check(
      model, inputs: inputs, target: target,
      optimizer: AdamW(model.parameters(), learningRate: 0.01, epsilon: 1e-4), loss: byStep)
  }
}

/// The cross entropy of a prediction for each step of a sequence.
private func byStep(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  prediction.flatten(start: 0, end: 1).crossEntropy(target.flatten())
}
