import Foundation
import Smolgrad
import TestSupport
import Testing

@testable import GraphExport

/// Both passes in one snapshot and in one figure.
@Suite struct CombinedCaptureTests {
  private func snapshot(_ root: Tensor) -> GraphSnapshot {
    GraphSnapshot(of: root, capturing: .combined)
  }

  /// The gradient that a combined snapshot has of a tensor.
  private func gradient(of label: String, in snapshot: GraphSnapshot) throws -> TensorNode {
    let tensor = try #require(
      snapshot.nodes.first { $0.tensor?.label == label && $0.pass == .forward })
    let node = try #require(snapshot.nodes.first { $0.counterpart == tensor.id })
    return try #require(node.tensor)
  }

  private func isTopological(_ snapshot: GraphSnapshot) -> Bool {
    let positions = Dictionary(uniqueKeysWithValues: zip(snapshot.nodes.map(\.id), 0...))
    return snapshot.edges.allSatisfy { positions[$0.from]! < positions[$0.to]! }
  }

  @Test func gradientsAreThoseOfBackward() throws {
    var random = SplitMix(seed: 2)
    let numbers = { (count: Int) in (0..<count).map { _ in random.unit() * 2 - 1 } }
    let x = Tensor(numbers(6), shape: [2, 3], requiresGradient: true).named("x")
    let w = Tensor(numbers(12), shape: [3, 4], requiresGradient: true).named("w")
    let b = Tensor(numbers(4), requiresGradient: true).named("b")
    let y = (x.matmul(w) + b).tanh().named("y")
    let loss = (y * y + y.exp()).mean().named("loss")
    let snapshot = snapshot(loss)
    try snapshot.validate()
    #expect(isTopological(snapshot))
    #expect([x, w, b].allSatisfy { $0.gradient == nil }, "nothing is stored")
    loss.backward()
    for tensor in [x, w, b, y] {
      let found = try gradient(of: tensor.name!, in: snapshot)
      #expect(found.role == .gradient && found.label == "∂L/∂\(tensor.name!)")
      let expected = try #require(tensor.gradient?.doubles())
      let elements = try #require(found.value.elements)
      #expect(zip(elements, expected).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) })
    }
    // y goes into three arguments.
    let sum = try #require(
      snapshot.nodes.first { $0.operation?.attributes.first?.name == "shares" })
    #expect(sum.operation?.attributes.first?.value == "3" && sum.pass == .backward)
    // The forward pass is that of a plain capture.
    let plain = GraphSnapshot(of: loss)
    #expect(snapshot.nodes.prefix(plain.nodes.count).map(\.name) == plain.nodes.map(\.name))
    #expect(Array(snapshot.edges.prefix(plain.edges.count)) == plain.edges)
  }

  /// Each number of the backward pass can be worked out from what leads to it.
  @Test func operationsComputeWhatTheirResultsSay() throws {
    let a = Tensor(2.0, requiresGradient: true).named("a")
    let b = Tensor(-3.0, requiresGradient: true).named("b")
    let snapshot = snapshot(((a * b + a) * b).named("out"))
    let nodes = Dictionary(uniqueKeysWithValues: snapshot.nodes.map { ($0.id, $0) })
    let number = { (id: Int) in nodes[id]?.tensor?.value.scalar }
    for node in snapshot.nodes where node.pass == .backward {
      guard let operation = node.operation else { continue }
      let arguments = snapshot.edges.filter { $0.to == node.id }.compactMap { number($0.from) }
      for edge in snapshot.edges where edge.from == node.id {
        let result = try #require(number(edge.to))
        switch operation.type {
        case "mul": #expect(result == arguments[0] * arguments[1])
        case "add": #expect(result == arguments.reduce(0, +))
        case "copy": #expect(result == arguments[0])
        default: Issue.record("\(operation.type)")
        }
      }
    }
    // (ab + a)b: by a it is b² + b, by b it is 2ab + a.
    #expect(try gradient(of: "a", in: snapshot).value.scalar == 6)
    #expect(try gradient(of: "b", in: snapshot).value.scalar == -10)
    let partners = snapshot.nodes.filter { $0.operation != nil && $0.counterpart != nil }
    #expect(
      partners.allSatisfy { nodes[$0.counterpart!]?.operation != nil && $0.pass == .backward })
  }

  /// Of the steps of one derivative, the last stands beside the operation.
  @Test func theLastStepOfADerivativeNamesTheOperation() throws {
    let x = Tensor(0.5, requiresGradient: true).named("x")
    let snapshot = snapshot(x.tanh().named("y"))
    let tanh = try #require(snapshot.nodes.first { $0.operation?.type == "tanh" })
    let steps = snapshot.nodes.filter { $0.pass == .backward && $0.operation != nil }
    #expect(steps.count > 1)
    #expect(steps.filter { $0.counterpart == tanh.id }.map(\.id) == [steps.last!.id])
  }

  /// In an overview a module has a card in each pass, and what the backward pass computes of it is in the second one.
  @Test func modulesHaveACardInEachPass() throws {
    let weights = (0..<3).map { layer in
      let weight = Tensor([[0.5, -1], [2, 0.25]], requiresGradient: true)
      (weight.role, weight.path) = (.parameter, "layers.\(layer).weight")
      return weight
    }
    let loss = Scope.entering(type: "Net", name: "") {
      weights.enumerated().reduce(Tensor([[1, 2]]).named("x")) { value, layer in
        Scope.entering(type: "Linear", name: "layers.\(layer.offset)") {
          value.matmul(layer.element)
        }.tanh()
      }
    }.sum().named("loss")
    let whole = snapshot(loss)
    let view = try whole.applying([.depth(.levels(1))])
    try view.validate()
    let modules = view.nodes.filter { $0.module?.type == "Linear" }
    #expect(modules.map(\.pass) == [.forward, .forward, .forward, .backward, .backward, .backward])
    let forward = Dictionary(
      uniqueKeysWithValues: modules.prefix(3).map { ($0.id, $0.module!.path) })
    for module in modules.suffix(3) {
      #expect(module.counterpart.flatMap { forward[$0] } == module.module?.path)
      #expect(module.module?.piece == nil)
    }
    #expect(
      modules.suffix(3).flatMap { $0.module!.outputs.compactMap(\.label) }
        .filter { $0.hasSuffix("weight") }.sorted()
        == (0..<3).map { "∂L/∂layers.\($0).weight" })
    #expect(isTopological(view))
  }

  /// What the backward pass uses far away, or a number, stands beside its use, and dotted arrows lead only as far as that.
  @Test func distantTensorsAreRepeated() throws {
    let x = Tensor(0.5, requiresGradient: true).named("x")
    let drawing = Drawing(of: (x.pow(3) * 2).named("y"), capturing: .combined)
    let drawn = drawing.withLeaves(of: drawing.visible)
    try drawn.validate()
    #expect(isTopological(drawn))
    let references = drawn.nodes.compactMap(\.reference)
    let nodes = Dictionary(uniqueKeysWithValues: drawn.nodes.map { ($0.id, $0) })
    #expect(references.contains { nodes[$0.target]?.tensor?.role == .constant })
    for edge in drawn.edges where nodes[edge.from]?.pass != nodes[edge.to]?.pass {
      #expect(nodes[edge.from]?.tensor?.role != .constant)
    }
  }

  @Test func standsInMirroredLanes() throws {
    let x = Tensor(0.5, requiresGradient: true).named("x")
    let drawing = Drawing(of: (x.exp() * x).named("y"), capturing: .combined)
    #expect(drawing.diagram.direction == .down)
    let svg = try XMLTree.parse(drawing.data(as: .svg)).all
    let cards = svg.filter { $0.attributes["class"]?.hasPrefix("card") == true }
    func top(_ word: String) throws -> Double {
      let card = try #require(
        cards.first { card in card.children.contains { $0.name == "text" && $0.text == word } })
      let text = try #require(card.children.first { $0.name == "text" && $0.text == word })
      return try #require(text.attributes["y"].flatMap(Double.init))
    }
    #expect(abs(try top("x") - top("∂L/∂x")) < 1)
    #expect(abs(try top("y") - top("∂L/∂y")) < 1)
    #expect(try top("x") < top("y"))
  }

  @Test func comesBackFromAFile() throws {
    let x = Tensor([1, -2], requiresGradient: true).named("x")
    let snapshot = snapshot((x * x).sum())
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
  }

  /// The derivative of `floor` is 0 whatever arrives: no operation computes it, and no number lies about by itself.
  @Test func aContributionOfNothingIsNoCard() throws {
    let x = Tensor(1.5, requiresGradient: true).named("x")
    let snapshot = snapshot(x.floor() + x)
    #expect(try gradient(of: "x", in: snapshot).value.scalar == 1)
    let joined = Set(snapshot.edges.flatMap { [$0.from, $0.to] })
    #expect(snapshot.nodes.allSatisfy { joined.contains($0.id) })
  }

  @Test func withoutGradientsThereIsOnePass() {
    #expect(snapshot(Tensor(2) * 3).nodes.allSatisfy { $0.pass == .forward })
  }
}
