import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing
import VizCommands

/// The numbers of the built-in models, against what others computed or plain arithmetic.
@Suite struct ModelTests {
  /// The tensors of a model by their names.
  private func tensors(_ name: String) throws -> [String: TensorNode] {
    let model = try #require([Model].builtIn.first { $0.name == name })
    let nodes = GraphSnapshot(of: try model.trace()).nodes
    return Dictionary(
      uniqueKeysWithValues: nodes.compactMap { node in node.tensor.map { (node.name, $0) } })
  }

  private func expect(_ tensor: TensorNode?, value: Double? = nil, gradient: Double? = nil) {
    for (expected, actual) in [
      (value, tensor?.value.scalar), (gradient, tensor?.gradient.summary?.scalar),
    ] {
      guard let expected else { continue }
      #expect(
        actual.map { abs($0 - expected) < 0.000_05 } == true, "\(actual ?? .nan), not \(expected)")
    }
  }

  @Test func expressionIsThatOfMicrograd() throws {
    let tensors = try tensors("expression")
    expect(tensors["a"], value: -4, gradient: 138.8338)
    expect(tensors["b"], value: 2, gradient: 645.5773)
    expect(tensors["g"], value: 24.7041, gradient: 1)
    #expect("abcdefg".allSatisfy { tensors[String($0)] != nil })
  }

  @Test func neuronHasRoundGradients() throws {
    let tensors = try tensors("neuron")
    expect(tensors["o"], value: 0.7071, gradient: 1)
    expect(tensors["n"], value: 0.8814, gradient: 0.5)
    expect(tensors["x1"], value: 2, gradient: -1.5)
    expect(tensors["w1"], value: -3, gradient: 1)
    expect(tensors["x2"], value: 0, gradient: 0.5)
    expect(tensors["w2"], value: 1, gradient: 0)
    expect(tensors["b"], value: 6.8814, gradient: 0.5)
    #expect(tensors["w1"]?.role == .parameter && tensors["x1"]?.role == .input)
  }

  @Test func linearRegressionFollowsTheClosedForm() throws {
    let tensors = try tensors("linear-regression")
    let xs = try #require(tensors["xs"]?.value.elements)
    let ys = try #require(tensors["ys"]?.value.elements)
    let w = try #require(tensors["w"]?.value.scalar)
    let b = try #require(tensors["b"]?.value.scalar)
    let errors = zip(xs, ys).map { w * $0 + b - $1 }
    let count = Double(xs.count)
    expect(tensors["loss"], value: errors.reduce(0) { $0 + $1 * $1 } / count, gradient: 1)
    expect(tensors["w"], gradient: 2 * zip(errors, xs).reduce(0) { $0 + $1.0 * $1.1 } / count)
    expect(tensors["b"], gradient: 2 * errors.reduce(0, +) / count)
  }

  @Test func mlpComputesItsCrossEntropy() throws {
    let tensors = try tensors("mlp")
    func elements(_ name: String) throws -> [Double] { try #require(tensors[name]?.value.elements) }
    func layer(_ x: [Double], _ name: String) throws -> [Double] {
      let weight = try elements("\(name).weight")
      return try elements("\(name).bias").enumerated().map { row, bias in
        bias + x.enumerated().reduce(0) { $0 + $1.element * weight[row * x.count + $1.offset] }
      }
    }
    let x = try elements("x")
    let y = try elements("y")
    #expect(tensors["x"]?.shape == [8, 2] && tensors["y"]?.shape == [8, 1])
    var loss = 0.0
    for (index, label) in y.enumerated() {
      let point = Array(x[2 * index...2 * index + 1])
      let h1 = try layer(point, "fc1").map { max($0, 0) }
      let h2 = try layer(h1, "fc2").map { max($0, 0) }
      let logit = try layer(h2, "fc3")[0]
      loss += (log1p(exp(-logit)) * label + log1p(exp(logit)) * (1 - label)) / 8
    }
    expect(tensors["loss"], value: loss, gradient: 1)
  }

  @Test func mlpLearnsFromTheTwoWaves() throws {
    let tensors = try tensors("mlp")
    let x = try #require(tensors["x"]?.value.elements)
    let y = try #require(tensors["y"]?.value.elements)
    #expect(Set(y) == [0, 1])
    for (index, label) in y.enumerated() {
      let (abscissa, ordinate) = (x[2 * index], x[2 * index + 1])
      #expect((-1.5...1).contains(abscissa))
      // Class 0 lies within [-1, 1], class 1 within [2, 4], and noise of five deviations is no more.
      #expect((label == 0 ? -2.0...2 : 1...5).contains(ordinate))
    }
    let shapes = ["fc1": [5, 2], "fc2": [10, 5], "fc3": [1, 10]]
    for (name, shape) in shapes { #expect(tensors["\(name).weight"]?.shape == shape) }
  }

  /// A model that is computed at once, also without an optimizing compiler.
  private func small(_ name: String) throws -> Tensor {
    let model = try #require([Model].builtIn.first { $0.name == name })
    return try model.trace(name == "gpt" ? ["vocabulary": 40] : [:])
  }

  @Test(.slow, arguments: [Model].builtIn.map(\.name))
  func isTheSameEachTime(name: String) throws {
    #expect(GraphSnapshot(of: try small(name)) == GraphSnapshot(of: try small(name)))
  }

  /// What operations deliver to a tensor adds up to the gradient that it shows.
  @Test(.slow, arguments: [Model].builtIn.map(\.name)) func contributionsAddUp(name: String) throws
  {
    let snapshot = GraphSnapshot(of: try small(name), capturing: .contributions)
    var checked = 0
    for node in snapshot.nodes {
      guard let gradient = node.tensor?.gradient.summary?.elements else { continue }
      let addends = snapshot.edges.filter { $0.from == node.id }.compactMap {
        $0.contribution?.value.elements
      }
      if addends.isEmpty { continue }
      let scale = gradient.map(abs).max() ?? 0
      for (index, element) in gradient.enumerated() {
        let sum = addends.reduce(0) { $0 + $1[index] }
        #expect(abs(sum - element) <= 1e-5 * scale, "\(node.name)[\(index)]")
      }
      checked += 1
    }
    #expect(checked > 3)
  }

  @Test(arguments: [Model].builtIn.map(\.name)) func everyOperationKnowsItsFormula(name: String)
    throws
  {
    for node in GraphSnapshot(of: try small(name)).nodes {
      guard let operation = node.operation else { continue }
      #expect(!operation.derivatives.isEmpty, "\(node.name)")
    }
  }
}
