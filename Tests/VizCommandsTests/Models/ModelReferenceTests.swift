import Foundation
import GraphExport
import Smolgrad
import Testing
import VizCommands

/// The bigger built-in models at small sizes against the numbers that `scripts/reference/builtin_models.py` got from PyTorch.
@Suite struct ModelReferenceTests {
  private struct Reference: Decodable {
    var options: [String: String]
    var loss: Double
    var tensors: [Entry]
  }

  private struct Entry: Decodable {
    var name: String
    var value: Numbers
    var gradient: Numbers
  }

  /// The elements, or where there are many their mean and norm.
  private struct Numbers: Decodable {
    var shape: [Int]
    var data: [Double]?
    var mean: Double?
    var norm: Double?
  }

  @Test(arguments: [
    "cnn", "rnn-rnn", "rnn-lstm", "rnn-gru", "gpt", "resnet", "scalar-mlp-relu",
    "scalar-mlp-tanh", "chain",
  ])
  func computesWhatPyTorchDoes(name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Reference"))
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    let model = try #require([Model].builtIn.last { name.hasPrefix($0.name) })
    let loss = try model.trace(reference.options.mapValues { Model.Value($0) })
    #expect(abs(loss.item() - reference.loss) <= 1e-5 * (1 + abs(reference.loss)))

    let nodes = GraphSnapshot(of: loss).nodes.filter { $0.tensor != nil }
    let tensors = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0.tensor!) })
    let parameters = nodes.filter { $0.tensor?.role == .parameter }.map(\.name)
    #expect(Set(parameters).subtracting(reference.tensors.map(\.name)).isEmpty)
    for entry in reference.tensors {
      let tensor = try #require(tensors[entry.name], "\(entry.name)")
      expect(tensor.value, entry.value, "\(entry.name)")
      expect(try #require(tensor.gradient.summary), entry.gradient, "gradient of \(entry.name)")
    }
  }

  private func expect(_ summary: ArraySummary, _ expected: Numbers, _ name: String) {
    #expect(summary.shape == expected.shape, "\(name)")
    func expectNear(_ actual: Double?, _ expected: Double) {
      let error = actual.map { abs($0 - expected) } ?? .infinity
      #expect(error <= 2e-6 + 2e-5 * abs(expected), "\(name): \(actual ?? .nan), not \(expected)")
    }
    if let data = expected.data {
      #expect(summary.elements?.count == data.count)
      for (actual, expected) in zip(summary.elements ?? [], data) { expectNear(actual, expected) }
    } else {
      expectNear(summary.statistics.mean, expected.mean!)
      expectNear(summary.statistics.norm, expected.norm!)
    }
  }

  /// The count that gives GPT-2 its 124,439,808 weights.
  @Test func gptHasTheWeightsOfGPT2() throws {
    func expected(layers: Int, width: Int, context: Int, vocabulary: Int) -> Int {
      let block = 12 * width * width + 13 * width
      return layers * block + (vocabulary + context + 2) * width
    }
    let published = expected(layers: 12, width: 768, context: 1024, vocabulary: 50257)
    #expect(published == 124_439_808)

    let gpt = try #require([Model].builtIn.first { $0.name == "gpt" })
    let one = try gpt.trace(["layers": 1, "embedding": 8, "context": 4, "vocabulary": 40])
    let three = try gpt.trace(["layers": 3, "embedding": 16, "context": 5, "vocabulary": 40])
    let counts = [one, three].map { GraphSnapshot(of: $0).parameterCount }
    let small = expected(layers: 1, width: 8, context: 4, vocabulary: 40)
    #expect(counts == [small, expected(layers: 3, width: 16, context: 5, vocabulary: 40)])
  }
}
