import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// Operations in place of which others stand, and operations that are another one now.
@Suite struct ReplacementTests {
  /// A layer, an activation, a layer.
  private final class MLP: Module {
    private let (first, second): (Linear, Linear)
    private let act: (Tensor) -> Tensor

    init(_ act: @escaping (Tensor) -> Tensor) {
      let generator = Generator(seed: 1)
      (first, second) = (
        Linear(3, 4, generator: generator), Linear(4, 2, generator: generator)
      )
      self.act = act
    }

    override var members: [(name: String, value: Any)] { [("c_fc", first), ("c_proj", second)] }

    override func forward(_ x: Tensor) -> Tensor { second(act(first(x))) }
  }

  private final class Block: Module {
    private let mlp: MLP

    init(_ act: @escaping (Tensor) -> Tensor) { mlp = MLP(act) }

    override var members: [(name: String, value: Any)] { [("mlp", mlp)] }

    override func forward(_ x: Tensor) -> Tensor { mlp(x) }
  }

  private final class Activation: Module {
    private let function: (Tensor) -> Tensor

    init(_ function: @escaping (Tensor) -> Tensor) { self.function = function }

    override func forward(_ x: Tensor) -> Tensor { function(x) }
  }

  private func snapshot(_ act: @escaping (Tensor) -> Tensor) -> GraphSnapshot {
    let x = Tensor.randn([2, 3], generator: Generator(seed: 2)).named("x")
    let loss = Block(act)(x).square().mean().named("loss")
    loss.backward()
    return GraphSnapshot(of: loss)
  }

  private func difference(
    _ before: @escaping (Tensor) -> Tensor, _ after: @escaping (Tensor) -> Tensor
  ) -> GraphDifference {
    GraphDifference(from: snapshot(before), to: snapshot(after))
  }

  private func structure(_ difference: GraphDifference) -> [GraphDifference.Change] {
    difference.changes.filter { $0.kind != .value && $0.kind != .gradient }
  }

  /// GELU by its approximation, as GPT-2 has it.
  private static func written(_ x: Tensor) -> Tensor {
    x * 0.5 * (((x + x.pow(3) * 0.044715) * 0.7978845608).tanh() + 1)
  }

  @Test func anActivationThatWasWrittenOutIsOneLine() throws {
    let difference = difference(Self.written) { $0.gelu(.tanh) }
    let change = try #require(structure(difference).first)
    #expect(structure(difference).count == 1)
    #expect(
      change.message == "in mlp: 8 operations replaced by gelu (first divergence)")
    #expect(change.replaced?.count == 8)
    #expect(change.replacements == ["gelu_1"])
    #expect(difference.firstDivergence.forward == change.node)
    #expect(difference.firstDivergence.forward == change.replaced?.first)
  }

  @Test func theOtherWayAroundToo() throws {
    let difference = difference({ $0.gelu(.tanh) }, Self.written)
    #expect(
      structure(difference).map(\.message) == [
        "in mlp: gelu replaced by 8 operations (first divergence)"
      ])
    let drawing = Drawing(of: difference)
    #expect(
      drawing.diagram.cards.contains { $0.texts.contains("gelu replaced by 8 operations") })
  }

  @Test func theSameInSeveralModulesIsOneLine() {
    func snapshot(_ act: @escaping (Tensor) -> Tensor) -> GraphSnapshot {
      let model = Sequential((0..<3).map { _ in Activation(act) })
      return GraphSnapshot(of: model(Tensor([1, 2])).sum().named("loss"))
    }
    let difference = GraphDifference(
      from: snapshot(Self.written), to: snapshot { $0.gelu(.tanh) })
    #expect(structure(difference).count == 3)
    let lines = difference.text.split(separator: "\n").filter { $0.contains("replaced") }
    #expect(
      lines == ["  in 0 and 2 more modules: 8 operations replaced by gelu (first divergence)"])
  }

  @Test func whatIsRemovedAndAddedElsewhereInAModuleIsNoReplacement() {
    func snapshot(_ act: @escaping (Tensor) -> Tensor) -> GraphSnapshot {
      let model = Activation(act)
      return GraphSnapshot(of: model(Tensor([1, 2]).named("x")).sum().named("loss"))
    }
    let difference = GraphDifference(
      from: snapshot { $0.sigmoid().exp().sin() }, to: snapshot { $0.exp().sin().tanh() })
    #expect(!difference.text.contains("replaced"))
    #expect(
      structure(difference).map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.added, .removed])
  }

  @Test func jsonHasTheNames() throws {
    let json = try JSONSerialization.jsonObject(
      with: difference(Self.written) { $0.gelu(.tanh) }.json())
    let changes = try #require((json as? [String: Any])?["changes"] as? [[String: Any]])
    let change = try #require(changes.first { $0["replaced"] != nil })
    #expect(change["kind"] as? String == "attribute")
    #expect(change["attribute"] as? String == "operations")
    #expect(change["from"] as? String == "8 operations" && change["to"] as? String == "gelu")
    #expect(change["replacements"] as? [String] == ["gelu_1"])
    #expect((change["replaced"] as? [String])?.count == 8)
  }

  @Test func aModuleMayBeWrittenOutInTheModuleAroundIt() {
    let swish = Activation { $0.silu() }
    let difference = difference({ swish($0) }) { $0 * $0.sigmoid() }
    #expect(
      structure(difference).map(\.message) == [
        "in mlp: silu replaced by sigmoid, mul (first divergence)"
      ])
  }

  /// All of what a module does is other operations; it is the same module still.
  @Test func aModuleWhoseOperationsAreAllOthersStays() {
    func block(_ function: @escaping (Tensor) -> Tensor) -> GraphSnapshot {
      final class Net: Module {
        let act: Activation
        init(_ act: Activation) { self.act = act }
        override func forward(_ x: Tensor) -> Tensor { act(x.exp()).sin() }
      }
      return GraphSnapshot(of: Net(Activation(function))(Tensor([1, 2]).named("x")))
    }
    let difference = GraphDifference(from: block(Self.written), to: block { $0.gelu() })
    #expect(
      structure(difference).map(\.message) == [
        "in act: 8 operations replaced by gelu (first divergence)"
      ])
  }

  @Test func oneOperationWithArgumentsOfTheSameKindIsAnotherNow() {
    let difference = difference({ $0.relu() }) { $0.tanh() }
    #expect(structure(difference).map(\.message) == ["relu_1: relu → tanh (first divergence)"])
  }

  @Test func eachOfTwoInARowIsAnotherNow() {
    let difference = difference({ $0.exp().sin() }) { $0.cos().tanh() }
    #expect(
      structure(difference).map(\.message) == [
        "exp_1: exp → cos (first divergence)", "sin_1: sin → tanh",
      ])
  }

  @Test func whatIsInsertedBeforeAnotherOperationIsAdded() {
    let (x, c) = (Tensor([1, 2]).named("x"), Tensor([3, 4]).named("c"))
    let difference = GraphDifference(
      from: GraphSnapshot(of: x.exp() + c), to: GraphSnapshot(of: x.exp().tanh() - c))
    #expect(
      structure(difference).map(\.message) == [
        "tanh_1 added (first divergence)", "add_1: add → sub",
      ])
  }

  /// A product of two arrays is no reshape, though both have a result of the same shape.
  @Test func anotherNumberOfArgumentsIsAnotherOperation() {
    let (x, w) = (Tensor([[1, 2], [3, 4]]).named("x"), Tensor([[1, 2], [3, 4]]).named("w"))
    let difference = GraphDifference(
      from: GraphSnapshot(of: x.matmul(w).exp()), to: GraphSnapshot(of: x.sin().exp()))
    #expect(difference.text.contains("at matmul_1: matmul replaced by sin"))
    #expect(!difference.text.contains("matmul → sin"))
  }

  @Test func whatIsRemovedWithoutAnythingInItsPlaceIsRemoved() {
    let difference = difference({ $0.exp().sin().tanh() }) { $0.sin() }
    #expect(structure(difference).map(\.kind) == [.removed, .removed])
  }
}
