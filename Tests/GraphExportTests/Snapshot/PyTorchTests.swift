import Foundation
@testable import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Snapshots that `examples/pytorch` has written: they hold what PyTorch prints without a recorder.
@Suite struct PyTorchTests {
  static let models = ["mlp", "cnn", "gpt"]

  /// What PyTorch says of a model: arrays by the paths of parameters, and of modules with `()` behind it for their results.
  private struct Printed: Decodable {
    var values: [String: Numbers]
    var gradients: [String: Numbers]
  }

  private struct Numbers: Decodable {
    var shape: [Int]
    var values: [Double]
  }

  private func snapshot(_ model: String) throws -> GraphSnapshot {
    try GraphSnapshot(contentsOf: Fixture.pytorch.appending(path: "\(model).json"))
  }

  private func printed(_ model: String) throws -> Printed {
    let file = Fixture.pytorch.appending(path: "printed.json")
    let all = try JSONDecoder().decode([String: Printed].self, from: Data(contentsOf: file))
    return try #require(all[model])
  }

  /// The tensor that a name of PyTorch's means: a parameter or the loss by its label, a module's result by its scope.
  private func tensor(_ name: String, in snapshot: GraphSnapshot) throws -> TensorNode {
    guard name.hasSuffix("()") else {
      return try #require(snapshot.nodes.first { $0.tensor?.label == name }?.tensor, "\(name)")
    }
    let scope = try #require(snapshot.scopes.first { $0.path == name.dropLast(2) }, "\(name)")
    let results = snapshot.nodes.filter { $0.scope == scope.id && $0.tensor?.role == .result }
    return try #require(results.last?.tensor, "\(name)")
  }

  private func check(_ array: ArraySummary, _ numbers: Numbers, _ name: String) {
    let expected = ArraySummary(shape: numbers.shape, values: numbers.values)
    #expect(array.shape == expected.shape, "\(name)")
    #expect(array.elements == expected.elements, "\(name)")
    // The files are of version 3, which had 16 cells a side.
    let picture = expected.elements == nil ? expected.thumbnail.pooled(to: 16) : expected.thumbnail
    #expect(array.thumbnail == picture, "\(name)")
    let statistics = { (array: ArraySummary) in
      [array.statistics.mean, array.statistics.deviation, array.statistics.norm].map { $0 ?? .nan }
    }
    for (ours, theirs) in zip(statistics(array), statistics(expected)) {
      #expect(ours.isClose(to: theirs, tolerance: 1e-12), "\(name)")
    }
    #expect(array.statistics.positive == expected.statistics.positive, "\(name)")
    #expect(array.statistics.minimum == expected.statistics.minimum, "\(name)")
  }

  @Test(arguments: models) func holdWhatPyTorchPrints(model: String) throws {
    let snapshot = try snapshot(model)
    let printed = try printed(model)
    #expect(printed.gradients.count > 6)
    for (name, numbers) in printed.values.sorted(by: { $0.key < $1.key }) {
      check(try tensor(name, in: snapshot).value, numbers, name)
    }
    for (name, numbers) in printed.gradients.sorted(by: { $0.key < $1.key }) {
      check(try #require(try tensor(name, in: snapshot).gradient.summary), numbers, "∇ \(name)")
    }
  }

  /// What operations add to the gradient of a tensor adds up to it.
  @Test(arguments: ["mlp", "cnn"]) func sayWhereGradientsComeFrom(model: String) throws {
    let snapshot = try snapshot(model)
    var checked = 0
    for node in snapshot.nodes {
      guard let gradient = node.tensor?.gradient.summary?.elements else { continue }
      let uses = snapshot.edges.filter { $0.from == node.id }
      let addends = uses.compactMap { $0.contribution?.value.elements }
      // What an operation changes in place has no share of its own.
      guard !uses.isEmpty, addends.count == uses.count else { continue }
      for (index, sum) in gradient.enumerated() {
        #expect(
          addends.reduce(0) { $0 + $1[index] }.isClose(to: sum, tolerance: 1e-6), "\(node.name)")
      }
      checked += 1
    }
    #expect(checked >= 7)
  }

  @Test func groupsModules() throws {
    let snapshot = try snapshot("gpt")
    #expect(snapshot.scopes.filter { $0.type == "Block" }.map(\.path) == ["h.0", "h.1", "h.2"])
    #expect(snapshot.scopes.filter { $0.type == "Block" }.map(\.parent) == [0, 0, 0])
    #expect(
      Set(snapshot.scopes.map(\.type)).isSuperset(of: ["GPT", "Attention", "LayerNorm", "Linear"]))
    // The head shares the weights of the embedding.
    #expect(snapshot.scopes[0].parameterCount == snapshot.parameterCount)
    let printed = try printed("gpt").values.filter { !$0.key.hasSuffix("()") && $0.key != "loss" }
    #expect(snapshot.parameterCount == printed.values.reduce(0) { $0 + $1.values.count })
    let rolled = try snapshot.applying([.rolled, .depth(.levels(1))])
    #expect(rolled.nodes.contains { $0.module?.repetition?.count == 3 })
  }

  /// Formulas in the words of the engine, where both know the operation.
  @Test func explainsInTheWordsOfTheEngine() throws {
    let snapshot = try snapshot("mlp")
    let formulas = Dictionary(
      snapshot.nodes.compactMap { $0.operation }.map { ($0.type, $0.derivatives) }
    ) { first, _ in first }
    let x = Tensor([1.0, 2], requiresGradient: true)
    for result in [x.relu(), x.sigmoid()] {
      let operation = try #require(GraphSnapshot(of: result).nodes.compactMap(\.operation).last)
      #expect(formulas[operation.type] == operation.derivatives)
    }
  }

  @Test(arguments: models) func areDrawn(model: String) throws {
    let drawing = Drawing(try snapshot(model))
    for format in [Format.svg, .text, .alt] {
      #expect(try drawing.data(as: format).count > 500, "\(format.name)")
    }
  }
}
