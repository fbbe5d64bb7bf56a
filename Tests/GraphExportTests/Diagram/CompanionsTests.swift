import Foundation
import Graphviz
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

@testable import GraphExport

@Suite struct CompanionsTests {
  /// The names of the cards beside others, with the sides on which they stand.
  private func positions(_ loss: Tensor) -> [String: Companions.Side] {
    let snapshot = GraphSnapshot(of: loss)
    let positions = Companions(Diagram(of: snapshot)).positions
    return Dictionary(
      uniqueKeysWithValues: snapshot.nodes.compactMap { node in
        positions[node.id].map {
          (node.tensor?.label ?? node.tensor?.scalarText ?? node.name, $0.side)
        }
      })
  }

  /// Where Graphviz puts the middles of the cards, in inches.
  private func centers(_ diagram: Diagram) throws -> [Int: (x: Double, y: Double)] {
    var centers: [Int: (x: Double, y: Double)] = [:]
    let plain = try Renderer.render(DOTWriter.withColorCodes(diagram).dot, as: .plain).text
    for line in plain.split(separator: "\n") where line.hasPrefix("node n") {
      let words = line.split(separator: " ", maxSplits: 4)
      centers[Int(words[1].dropFirst())!] = (Double(words[2])!, Double(words[3])!)
    }
    return centers
  }

  private func leaf(_ name: String, _ role: Tensor.Role = .parameter) -> Tensor {
    let tensor = Tensor(2.0, requiresGradient: role == .parameter).named(name)
    tensor.role = role
    return tensor
  }

  @Test func parametersConstantsAndTargetsStandBesideTheirUsers() {
    let (x, y) = (leaf("x", .input), leaf("y", .input))
    #expect(positions(x * leaf("w") + leaf("b")) == ["w": .before, "b": .before])
    #expect(positions((x * 3 - y).pow(2)) == ["3": .before, "y": .before, "2": .before])
  }

  @Test func whatIsUsedTwiceOrIsTheFlowDoesNot() {
    let (a, x) = (leaf("a"), leaf("x", .input))
    #expect(positions(a * a).isEmpty)
    #expect(positions(a.exp() + a).isEmpty)
    #expect(positions(a.exp().log()).isEmpty)
    #expect(positions(leaf("w") * x) == ["w": .before])
    // Of two parameters the flow comes from the first.
    #expect(positions(a * leaf("b")) == ["b": .before])
  }

  @Test func twoOfOneCardStandOnItsTwoSidesAndOthersStayAbove() {
    let x = leaf("x", .input)
    func normalized(_ names: [String]) -> Tensor {
      Tensor.stack([x.exp()] + names.map { leaf($0) })
    }
    let two = positions(normalized(["weight", "bias"]))
    #expect(Set(two.values) == [.before, .after] && two.count == 2)
    #expect(Set(positions(normalized(["w1", "w2", "w3"])).keys) == ["w1", "w2"])
    // Where nothing else leads to it none of them is another's like.
    let leaves = ["w1", "w2", "w3", "w4"].map { leaf($0) }
    #expect(positions(Tensor.stack(leaves)).isEmpty)
    // Parameters before what is not learned.
    let norm = BatchNorm1d(3)
    let output = norm(Tensor.ones([2, 3]).named("x").exp())
    let names = positions(output).keys.map { $0.split(separator: ".").last! }
    #expect(Set(names) == ["weight", "bias"])
  }

  @Test func twoUsersOfOneRankHaveTheirsOnDifferentSides() {
    let (x1, x2) = (leaf("x1", .input), leaf("x2", .input))
    #expect(positions(x1 * leaf("w1") + x2 * leaf("w2")) == ["w1": .before, "w2": .after])
    let third = leaf("x3", .input) * leaf("w3")
    #expect(positions(x1 * leaf("w1") + x2 * leaf("w2") + (third + 0)).keys.contains("0"))
  }

  /// In Graphviz's layout each stands at the height of its user, and no other card between them.
  @Test(arguments: Diagram.Direction.allCases) func standOnTheRankOfTheirUsers(
    direction: Diagram.Direction
  ) throws {
    var drawing = Drawing(of: Samples.layer())
    drawing.direction = direction
    let diagram = drawing.diagram
    let positions = Companions(diagram).positions
    #expect(positions.count == 2)
    let centers = try centers(diagram)
    for (card, position) in positions {
      let (own, user) = (try #require(centers[card]), try #require(centers[position.user]))
      let isBefore = position.side == .before
      switch direction {
      case .down: #expect(abs(own.y - user.y) < 0.01 && (own.x < user.x) == isBefore)
      case .right: #expect(abs(own.x - user.x) < 0.01 && own.y != user.y)
      }
    }
  }

  /// Arrows into a box lead to its beginning, and pass nothing that stands in it: both products share a rank, and not the second one with the sum.
  @Test func whatIsFedFromOutsideStandsAtTheBeginningOfItsBox() throws {
    let inputs = ["x0", "x1"].map { leaf($0, .input).exp() }
    let snapshot = GraphSnapshot(of: WeightedSum()(inputs).tanh().named("y"))
    let pairs = Companions(Diagram(of: snapshot)).pairs
    let types = Dictionary(
      uniqueKeysWithValues: snapshot.nodes.map { ($0.id, $0.operation?.type) })
    #expect(pairs.map { [types[$0.first], types[$0.second]] } == [["mul", "mul"]])
  }

  /// The weights of a neuron that follows others stand each left of its product, with nothing between them, so that its box begins with the
  /// products.
  @Test(arguments: [3, 4]) func theWeightsOfANeuronStandInARow(count: Int) throws {
    let inputs = ["x0", "x1"].map { leaf($0, .input).exp() }
    let hidden = (0..<count).map { _ in WeightedSum()(inputs) }
    let diagram = Diagram(of: GraphSnapshot(of: WeightedSum()(hidden).tanh().named("y")))
    let boxes = Dictionary(grouping: diagram.cards.filter { $0.group != nil }, by: \.group)
      .mapValues { $0.map(\.id) }.values.sorted { $0.count < $1.count }
    // It has more weights than the others.
    let last = try #require(boxes.last)
    let companions = Companions(diagram)
    #expect(companions.cardsOfRows.count == count)
    let centers = try centers(diagram)
    for card in companions.cardsOfRows {
      let position = try #require(companions.positions[card])
      #expect(last.contains(card))
      let (own, user) = (try #require(centers[card]), try #require(centers[position.user]))
      #expect(abs(own.y - user.y) < 0.01 && own.x < user.x)
      #expect(
        !centers.values.contains { abs($0.y - own.y) < 0.01 && own.x < $0.x && $0.x < user.x })
    }
    let heights = { (cards: [Int]) in cards.compactMap { centers[$0].map(\.y) } }
    let others = heights(boxes.dropLast().flatMap(\.self))
    #expect(
      heights(last).allSatisfy { y in others.allSatisfy { y < $0 } }, "it stands below the others")
  }

  @Test(arguments: [2, 3, 4]) func neuronsStandFromLeftToRight(count: Int) throws {
    let inputs = ["x0", "x1"].map { leaf($0, .input) }
    let hidden = SumLayer(count)(inputs)
    let diagram = Diagram(of: GraphSnapshot(of: WeightedSum()(hidden).tanh().named("y")))
    let centers = try centers(diagram)
    let neurons = diagram.groups.filter { $0.parent != nil }.sorted { $0.detail < $1.detail }
    #expect(neurons.count == count)
    let positions = neurons.map { neuron in
      diagram.cards.filter { $0.group == neuron.id }.compactMap { centers[$0.id].map(\.x) }
    }
    for (left, right) in zip(positions, positions.dropFirst()) {
      #expect(try #require(left.max()) < (try #require(right.min())))
    }
  }

  /// The way of the data runs straight down between the parameters of a module that has more than two.
  @Test func theFlowRunsStraightBetweenFourLeaves() throws {
    let snapshot = try GraphSnapshot(
      json: Data(contentsOf: Fixture.pytorch.appending(path: "cnn.json")))
    let centers = try centers(Drawing(snapshot).diagram)
    let norm = try #require(snapshot.nodes.first { $0.operation?.type == "batch_norm" })
    let input = try #require(snapshot.edges.first { $0.to == norm.id }?.from)
    #expect(abs(centers[norm.id]!.x - centers[input]!.x) < 0.05)
  }

  /// A box whose parameters find no room beside their user stands below the box that the data come from, not beside it.
  @Test func boxesWithParametersAboveTheirUserStandBelowEachOther() throws {
    let snapshot = try GraphSnapshot(
      json: Data(contentsOf: Fixture.pytorch.appending(path: "cnn.json")))
    let svg = try XMLTree.parse(Drawing(snapshot).data(as: .svg))
    let groups = svg.all.filter { $0.attributes["class"] == "group" }
    func frame(_ title: String) throws -> (top: Double, bottom: Double) {
      let group = try #require(groups.first { $0.children.first?.text.hasPrefix(title) == true })
      let box = try #require(group.children.first { $0.name == "rect" })
      let top = try #require(box.attributes["y"].flatMap(Double.init))
      return (top, top + (try #require(box.attributes["height"].flatMap(Double.init))))
    }
    #expect(try frame("Conv2d").bottom < frame("BatchNorm2d").top)
  }
}

/// A neuron's sum, number by number.
private final class WeightedSum: Module {
  let weights = [0.5, 1.5, 2.5, 3.5].map { Tensor($0).asParameter() }
  let bias = Tensor(0.25).asParameter()

  func callAsFunction(_ x: [Tensor]) -> Tensor {
    scoped { zip(weights, x).reduce(bias) { $0 + $1.0 * $1.1 } }
  }
}

private final class SumLayer: Module {
  let sums: [WeightedSum]

  init(_ count: Int) { sums = (0..<count).map { _ in WeightedSum() } }

  func callAsFunction(_ x: [Tensor]) -> [Tensor] { scoped { sums.map { $0(x) } } }
}
