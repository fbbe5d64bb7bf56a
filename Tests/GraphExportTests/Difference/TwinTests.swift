import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// The models of `examples/pytorch`, written in Swift, with PyTorch's weights.
@Suite struct TwinTests {
  @Test func mlpIsEqual() throws {
    let twin = try Twin("mlp")
    let y = try twin.run(MLP(), on: "x")
    try twin.expectEqual(
      BCELoss()(y, Tensor([[0.0], [1], [1], [0]], dtype: .float32).named("target")))
  }

  @Test func cnnIsEqual() throws {
    let twin = try Twin("cnn")
    let y = try twin.run(CNN(), on: "x")
    try twin.expectEqual(CrossEntropyLoss()(y, Tensor(integers: [0, 2]).named("target")))
  }

  @Test func gptIsEqual() throws {
    let twin = try Twin("gpt")
    let y = try twin.run(GPT(), on: "tokens")
    let target = try twin.input("target", integers: true).named("target")
    try twin.expectEqual(
      CrossEntropyLoss()(y.flatten(start: 0, end: 1), withoutGradients { target.flatten() }))
  }

  /// A weight that one of the two has changed is still found.
  @Test func changedWeightIsFound() throws {
    let twin = try Twin("gpt")
    let y = try twin.run(GPT(), on: "tokens") { weights in
      weights["h.1.mlp.0.weight"] = weights["h.1.mlp.0.weight"]! * 1.01
    }
    let target = try twin.input("target", integers: true).named("target")
    let loss = CrossEntropyLoss()(
      y.flatten(start: 0, end: 1), withoutGradients { target.flatten() })
    #expect(twin.difference(loss).firstDivergence.forward == "h.1.mlp.0.weight")
  }
}

/// What PyTorch recorded of a model, and its weights.
private struct Twin {
  let snapshot: GraphSnapshot
  private let weights: [String: Tensor]

  init(_ name: String) throws {
    snapshot = try GraphSnapshot(contentsOf: Fixture.pytorch.appending(path: "\(name).json"))
    let printed = try JSONDecoder().decode(
      [String: Printed].self,
      from: Data(contentsOf: Fixture.pytorch.appending(path: "printed.json")))
    weights = try #require(printed[name]).values.filter { !$0.key.hasSuffix("()") }.mapValues {
      Tensor($0.values, shape: $0.shape, dtype: .float32)
    }
  }

  private struct Printed: Decodable {
    struct Numbers: Decodable {
      let shape: [Int]
      let values: [Double]
    }
    let values: [String: Numbers]
  }

  func input(_ name: String, integers: Bool = false) throws -> Tensor {
    let node = snapshot.nodes.first { $0.name == name }?.tensor
    let value = try #require(node?.value)
    let elements = try #require(value.elements)
    return integers
      ? Tensor(integers: elements.map { Int($0) }).reshape(value.shape)
      : Tensor(elements, shape: value.shape, dtype: .float32)
  }

  func run(
    _ model: Module, on name: String, changing change: (inout [String: Tensor]) -> Void = { _ in }
  ) throws -> Tensor {
    var weights = weights
    withoutGradients { change(&weights) }
    for (path, parameter) in model.namedParameters() {
      let weight = try #require(weights[path], "PyTorch has no \(path)")
      withoutGradients { parameter.assign(weight) }
    }
    let x = try withoutGradients { try input(name, integers: name == "tokens") }
    return model(x.named(name))
  }

  func difference(_ loss: Tensor) -> GraphDifference {
    loss.backward()
    var options = GraphDifference.Options()
    options.comparesOnlyResults = true
    options.tolerance.relative = 1e-4
    return GraphDifference(from: snapshot, to: GraphSnapshot(of: loss.named("loss")), options)
  }

  func expectEqual(_ loss: Tensor) throws {
    let difference = difference(loss)
    #expect(Bool(difference.isEqual), "\(difference.text)")
  }
}

private final class MLP: Module {
  let fc1 = Linear(2, 5)
  let fc2 = Linear(5, 1)

  override func forward(_ x: Tensor) -> Tensor { fc2(fc1(x).relu()).sigmoid() }
}

private final class Average: Module {
  override func forward(_ x: Tensor) -> Tensor { x.adaptiveAvgPool2d(1) }
}

private final class CNN: Module {
  let features = Sequential(
    Conv2d(1, 4, kernel: 3, padding: 1), BatchNorm2d(4), ReLU(), MaxPool2d(2),
    Conv2d(4, 8, kernel: 3, padding: 1), ReLU(), Average())
  let classifier = Linear(8, 3)

  override func forward(_ x: Tensor) -> Tensor { classifier(features(x).flatten(start: 1)) }
}

private final class Attention: Module {
  let qkv = Linear(8, 24)
  let proj = Linear(8, 8)

  override func forward(_ x: Tensor) -> Tensor {
    let (batch, length) = (x.shape[0], x.shape[1])
    let parts = qkv(x).split(size: 8, dim: 2).map {
      $0.reshape([batch, length, 2, 4]).transpose(1, 2)
    }
    let scores = parts[0].matmul(parts[1].transpose(-2, -1)) * 0.5
    let later = withoutGradients {
      Tensor.ones([length, length]).triu(diagonal: 1) .> 0
    }
    let weights = scores.maskedFill(later, -Double.infinity).softmax(dim: -1)
    return proj(weights.matmul(parts[2]).transpose(1, 2).reshape([batch, length, 8]))
  }
}

private final class Block: Module {
  let ln_1 = LayerNorm(8)
  let attn = Attention()
  let ln_2 = LayerNorm(8)
  let mlp = Sequential(Linear(8, 32), GELU(), Linear(32, 8))

  override func forward(_ x: Tensor) -> Tensor {
    let x = x + attn(ln_1(x))
    return x + mlp(ln_2(x))
  }
}

private final class GPT: Module {
  let wte = Embedding(11, 8)
  let wpe = Embedding(6, 8)
  let h = [Block(), Block(), Block()]
  let ln_f = LayerNorm(8)
  let lm_head = Linear(8, 11, bias: false)

  override init() {
    super.init()
    lm_head.weight = wte.weight
  }

  override func forward(_ tokens: Tensor) -> Tensor {
    let positions = Tensor(integers: Array(0..<tokens.shape[1]))
    let x = wte(tokens) + wpe(positions)
    return lm_head(ln_f(h.reduce(x) { $1($0) }))
  }
}
