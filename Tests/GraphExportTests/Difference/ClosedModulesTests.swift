import GraphExport
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// Which modules a figure of two computations closes, and which it opens.
@Suite struct ClosedModulesTests {
  static func stack(layers: Int, doubling: Int? = nil, backward: Bool = false) -> GraphSnapshot {
    let generator = Generator(seed: 1)
    let model = Stack((0..<layers).map { _ in Layer(generator) })
    if let doubling {
      let layer = model.layers[doubling].linear
      withoutGradients { layer.weight.assign(layer.weight * 2) }
    }
    let loss = model(Tensor.ones([2, 4]).named("x")).mean().named("loss")
    // Without gradients, all before the change is equal.
    if backward { loss.backward() }
    return GraphSnapshot(of: loss)
  }

  @Test func whatIsEqualIsOneCardForEachModule() throws {
    let difference = GraphDifference(
      from: Self.stack(layers: 30), to: Self.stack(layers: 30, doubling: 20))
    #expect(difference.firstDivergence.forward == "layers.20.linear.weight")
    let diagram = Drawing(of: difference).diagram
    #expect(diagram.cards.count <= 60)
    #expect(diagram.cards.contains { $0.texts.contains("first divergence, forward") })
    #expect(diagram.cards.filter { $0.style == .module && $0.texts.contains("equal") }.count == 20)
  }

  /// A module out of which something goes between two operations is drawn in pieces; each says what differs in it, and not in its first node.
  @Test func whereItBeginsIsOpen() throws {
    let difference = GraphDifference(
      from: Self.stack(layers: 20, backward: true),
      to: Self.stack(layers: 20, doubling: 7, backward: true))
    let diagram = Drawing(of: difference).diagram
    #expect(diagram.cards.count <= 40)
    #expect(
      diagram.groups.map(\.detail) == [
        "400 parameters", "layers.7 · 20 parameters", "linear · 20 parameters",
      ])
    let first = try #require(diagram.cards.first { $0.texts.contains("first divergence, forward") })
    #expect(first.style == .parameter)
    #expect(first.texts.contains("layers.7.linear.weight") || first.texts.contains("weight"))
  }

  @Test(arguments: [false, true]) func aWholeModuleHasTheMark(isRemoved: Bool) throws {
    let (short, long) = (Self.stack(layers: 3), Self.stack(layers: 4))
    let difference =
      isRemoved ? GraphDifference(from: long, to: short) : GraphDifference(from: short, to: long)
    let card = try #require(
      Drawing(of: difference).diagram.cards.first { $0.texts.contains("layers.3") })
    #expect(card.style == (isRemoved ? .removed : .added))
    #expect(card.texts.contains("first divergence, forward"))
  }

  @Test func piecesOfAModuleSayWhatDiffersInThem() throws {
    func snapshot(sineIn layers: Set<Int>) -> GraphSnapshot {
      let model = Kept((0..<10).map { KeptLayer($0, hasSine: layers.contains($0)) })
      let loss = model(Tensor.ones([2, 4]).named("x")).mean().named("loss")
      var snapshot = GraphSnapshot(of: loss)
      for position in snapshot.nodes.indices {
        guard case .tensor(var tensor) = snapshot.nodes[position].content,
          tensor.label?.hasPrefix("kept") == true
        else { continue }
        tensor.isRoot = true
        snapshot.nodes[position].content = .tensor(tensor)
      }
      return snapshot
    }
    // The first of the two is open; that it changes all numbers behind it is left out.
    var options = GraphDifference.Options()
    options.comparesOnlyStructure = true
    let difference = GraphDifference(
      from: snapshot(sineIn: [3, 5]), to: snapshot(sineIn: []), options)
    #expect(difference.firstDivergence.forward == "sin_1")
    let cards = Drawing(of: difference).diagram.cards
    let pieces = cards.filter { $0.texts.contains { $0.contains("layers.5 · piece") } }
    #expect(pieces.count == 2)
    #expect(pieces.count { $0.texts.contains("equal") } == 1)
    #expect(!pieces.contains { $0.style == .removed })
    #expect(
      cards.contains { $0.style == .removed && $0.texts.contains("first divergence, forward") })
  }

  @Test func aChainKeepsToAFewCards() throws {
    func chain(_ length: Int, inserting: Int?) -> GraphSnapshot {
      var x = Tensor(0.5, dtype: .float64).named("x")
      for step in 0..<length {
        x = x.sin()
        if step == inserting { x = x * 2 }
      }
      return GraphSnapshot(of: x)
    }
    let difference = GraphDifference(
      from: chain(2000, inserting: nil), to: chain(2000, inserting: 1234))
    #expect(difference.firstDivergence.forward == "mul_1")
    #expect(difference.changes.count { $0.kind == .added } == 1)
    let diagram = Drawing(of: difference).diagram
    #expect(diagram.cards.count <= 60)
    #expect(diagram.cards.contains { $0.style == .added })
  }

  /// What rounding explains looks equal on the card of a closed module too.
  @Test func aGradientNormThatRoundingExplainsIsOneNumber() throws {
    func snapshot(shift: Double, scale: Double, count: Int = 4) -> GraphSnapshot {
      let shifts = Shifts((0..<15).map { _ in Shift(shift, count: count) })
      let loss = (shifts(Tensor.ones([count]).named("x")) * scale).sum().named("loss")
      loss.backward()
      return GraphSnapshot(of: loss)
    }
    func rows(_ after: GraphSnapshot) -> [String] {
      let difference = GraphDifference(from: snapshot(shift: 1, scale: 1), to: after)
      return Drawing(of: difference).diagram.cards.flatMap(\.texts)
    }
    let rounded = rows(snapshot(shift: 2, scale: 1.000002))
    #expect(rounded.contains("‖∇‖ 2"))
    #expect(!rounded.contains { $0.hasPrefix("‖∇‖") && $0.contains("→") })
    // The norms of 4 and of 9 ones.
    #expect(rows(snapshot(shift: 1, scale: 1, count: 9)).contains("‖∇‖ 2 → 3"))
  }
}

private final class Layer: Module {
  let linear: Linear

  init(_ generator: Generator) { linear = Linear(4, 4, generator: generator) }

  override func forward(_ x: Tensor) -> Tensor { linear(x).tanh() }
}

private final class Stack: Module {
  let layers: [Layer]

  init(_ layers: [Layer]) { self.layers = layers }

  override func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}

/// Keeps a tensor on the way, as a cache does.
private final class KeptLayer: Module {
  let (number, hasSine): (Int, Bool)

  init(_ number: Int, hasSine: Bool) { (self.number, self.hasSine) = (number, hasSine) }

  override func forward(_ x: Tensor) -> Tensor {
    let kept = x.cos().tanh().named("kept\(number)")
    return (hasSine ? kept.sin() : kept).tanh().exp()
  }
}

private final class Kept: Module {
  let layers: [KeptLayer]

  init(_ layers: [KeptLayer]) { self.layers = layers }

  override func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}

private final class Shift: Module {
  let shift: Tensor

  init(_ value: Double, count: Int) {
    shift = Tensor([Double](repeating: value, count: count), requiresGradient: true)
  }

  override func forward(_ x: Tensor) -> Tensor { x + shift }
}

private final class Shifts: Module {
  let layers: [Shift]

  init(_ layers: [Shift]) { self.layers = layers }

  override func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}
