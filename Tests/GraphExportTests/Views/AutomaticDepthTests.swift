import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct AutomaticDepthTests {
  @Test(arguments: Samples.all) func leavesASmallComputationAsItIs(sample: Samples) {
    let whole = GraphSnapshot(of: sample.compute())
    #expect(whole.automaticallyCollapsed() == whole)
    var plain = Drawing(whole)
    plain.collapsesLargeGraphs = false
    #expect(Drawing(whole).dot == plain.dot)
  }

  @Test(arguments: (UInt64(1)...40).quick(5)) func staysWithinSomeCards(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed, operations: 60 + 10 * Int(seed)).snapshot
    let view = try whole.applying([.depth(.automatic)])
    #expect(view.nodes.count <= 60)
    #expect(view.counts == whole.counts, "nothing is lost")
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
    #expect(view.nodes.contains { $0.tensor?.isRoot == true })
  }

  /// Of modules that compute alike, either all are open or none.
  @Test(arguments: 2...6) func opensAllNeuronsOrNone(count: Int) {
    let x = (0..<2).map { Tensor(Double($0) + 0.5).named("x\($0)") }
    let loss = Scope.entering(type: "Net", name: "") {
      let outputs = (0..<count).map { neuron in
        Scope.entering(type: "Neuron", name: "n\(neuron)") {
          let w = (0..<3).map { number in
            let w = Tensor(Double(neuron - number) + 0.25, requiresGradient: true)
            (w.role, w.path) = (.parameter, "n\(neuron).w\(number)")
            return w
          }
          return (x[0] * w[0] + x[1] * w[1] + w[2]).tanh()
        }
      }
      return outputs.dropFirst().reduce(outputs[0]) { ($0 * $1).exp().log().sin().cos() }
    }.named("loss")
    loss.backward()
    let view = GraphSnapshot(of: loss).automaticallyCollapsed()
    let closed = view.nodes.count { $0.module?.type == "Neuron" }
    #expect(closed == 0 || closed == count, "\(closed) of \(count)")
  }

  /// Edges between segments are those between what lies in them.
  @Test(arguments: Array(UInt64(1)...20)) func joinsSegmentsAsTheirStepsAreJoined(seed: UInt64)
    throws
  {
    var whole = RandomGraph(seed: seed, operations: 80).snapshot
    whole.scopes = []
    for index in whole.nodes.indices { whole.nodes[index].scope = nil }
    let view = whole.automaticallyCollapsed()
    let slow = SlowGraph(whole)
    let shown = Set(view.nodes.filter { $0.module == nil }.map(\.id))
    // Segments follow each other: which steps one holds is known by how many operations it has.
    var steps = whole.nodes.filter { !slow.sources(of: $0.id).isEmpty && !shown.contains($0.id) }[
      ...]
    var cardOf = Dictionary(uniqueKeysWithValues: shown.map { ($0, $0) })
    let names = whole.nodes.map(\.name)
    let segments = view.nodes.filter { $0.module?.kind == .segment }.sorted { a, b in
      let first = [a, b].map { $0.module!.path.split(separator: " ").first.map(String.init) ?? "" }
      return names.firstIndex(of: first[0])! < names.firstIndex(of: first[1])!
    }
    #expect(!segments.isEmpty)
    for segment in segments {
      var left = try #require(segment.module?.counts.operations)
      while let step = steps.first, left > 0 || step.operation == nil {
        if step.operation != nil { left -= 1 }
        cardOf[step.id] = segment.id
        steps.removeFirst()
      }
      #expect(left == 0)
    }
    #expect(steps.isEmpty)
    let pairs = whole.edges.compactMap { edge -> [Int]? in
      guard let from = cardOf[edge.from], let to = cardOf[edge.to], from != to else { return nil }
      return [from, to]
    }
    let leaves = Set(view.nodes.filter { $0.module?.kind == .leaves }.map(\.id))
    #expect(
      Set(view.edges.filter { !leaves.contains($0.from) }.map { [$0.from, $0.to] }) == Set(pairs))
  }

  @Test func showsModulesAsFarDownAsTheyFit() throws {
    // 5 stages of 4 blocks of 6 operations: the stages and what they hold are 45 cards, the stages alone 6.
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = Scope.entering(type: "Net", name: "") {
      (0..<5).reduce(x) { x, stage in
        Scope.entering(type: "Stage", name: "s\(stage)") {
          (0..<4).reduce(x) { x, block in
            Scope.entering(type: "Block", name: "b\(block)") {
              // No two are alike, so that nothing is folded.
              (0..<(1 + block + stage)).reduce(x) { x, _ in x.tanh() }
            }
          }
        }
      }
    }.named("y")
    let view = GraphSnapshot(of: y).automaticallyCollapsed()
    #expect(view.nodes.compactMap(\.module).map(\.path).contains("s2.b3"))
    #expect(view.nodes.count == 22)
  }

  /// A model of one heavy block that is easy to open, and many light ones.
  private static func model(mask: Int) -> GraphSnapshot {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let ids = Tensor([1, 0]).named("mask")
    let loss = Scope.entering(type: "Net", name: "") {
      // What computes no gradient.
      let mask = (0..<mask).reduce(ids) { value, _ in value.exp() }
      let y = Scope.entering(type: "Heavy", name: "heavy") {
        (0..<8).reduce(x) { x, number in
          let w = Tensor([Double](repeating: 0.5, count: 2), requiresGradient: true)
          w.role = .parameter
          w.path = "heavy.\(number).w"
          return Scope.entering(type: "Layer\(number)", name: "\(number)") {
            (0...number).reduce(x * w) { x, _ in x.tanh() }
          }
        }
      }
      return Scope.entering(type: "Light", name: "light") {
        Scope.entering(type: "Inner", name: "inner") { y + mask }
      }.sum()
    }.named("loss")
    loss.backward()
    return GraphSnapshot(of: loss)
  }

  /// A mask is one card, however it is computed, and changes nothing else.
  @Test(arguments: [0, 3, 18, 60]) func drawsAMaskAsOneCard(operations: Int) throws {
    let whole = Self.model(mask: operations)
    let view = whole.automaticallyCollapsed()
    #expect(view.counts == whole.counts, "nothing is lost")
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
    let cards = view.nodes.compactMap(\.module)
    #expect((0..<8).allSatisfy { number in cards.contains { $0.path == "heavy.\(number)" } })
    #expect(
      cards.filter { $0.kind == .segment }.map(\.type)
        == (operations == 0 ? [] : ["\(operations) operations without a gradient"]))
  }

  /// Such as the experts of a mixture that no token came to.
  @Test(arguments: [(1, "unused w0"), (3, "3 unused parameters")])
  func joinsParametersThatNothingUses(count: Int, name: String) throws {
    let loss = Scope.entering(type: "Net", name: "") {
      (0..<6).reduce(Tensor([1, 2], requiresGradient: true).named("x")) { x, number in
        Scope.entering(type: "Layer\(number)", name: "\(number)") {
          (0..<10).reduce(x) { x, _ in x.tanh() }
        }
      }.sum()
    }.named("loss")
    loss.backward()
    let unused = (0..<count).map { number in
      let w = Tensor([1, 2], requiresGradient: true)
      w.role = .parameter
      w.path = "experts.w\(number)"
      return w
    }
    let whole = GraphSnapshot(of: loss, expecting: unused)
    let view = whole.automaticallyCollapsed()
    #expect(view.counts == whole.counts, "nothing is lost")
    #expect(SlowGraph(view).isConsistent)
    #expect(view.nodes.compactMap(\.module).filter { $0.kind == .leaves }.map(\.type) == [name])
  }

  @Test func opensAModelWithoutAnyGradient() {
    let y = Scope.entering(type: "Net", name: "") {
      (0..<4).reduce(Tensor([1, 2]).named("x")) { x, stage in
        Scope.entering(type: "Stage\(stage)", name: "s\(stage)") {
          (0..<20).reduce(x) { x, block in
            Scope.entering(type: "Block\(block % 2)", name: "b\(block)") {
              x.tanh().exp()
            }
          }
        }
      }
    }.named("y")
    let view = GraphSnapshot(of: y).automaticallyCollapsed()
    #expect(view.nodes.count >= 6)
  }

  /// A cell in a loop is one card, although so few nodes would be drawn as they are.
  @Test func drawsACellInALoopAsOneCard() throws {
    let w = Tensor([0.5, -1], requiresGradient: true)
    w.role = .parameter
    w.path = "cell.w"
    let inputs = (0..<8).map { Tensor([Double($0), 1]).named("x\($0)") }
    let loss = Scope.entering(type: "Net", name: "") {
      inputs.reduce(Tensor([0.0, 0]).named("h")) { h, x in
        Scope.entering(type: "Cell", name: "cell") { (h * w + x).tanh() }
      }.sum()
    }.named("loss")
    loss.backward()
    let whole = GraphSnapshot(of: loss)
    #expect(whole.nodes.count < 64)
    let view = whole.automaticallyCollapsed()
    #expect(view.counts == whole.counts)
    let cells = view.nodes.compactMap(\.module).filter { $0.type == "Cell" }
    #expect(cells.map(\.repetition) == [Repetition(kind: .calls, count: 8, lastPath: "cell")])
  }

  @Test func drawsResultsOnlyWhereThereIsRoom() throws {
    let whole = Self.model(mask: 60)
    let open = try whole.applying([.depth(.levels(9)), .hidingCrowdedResults])
    #expect(!open.nodes.contains { $0.tensor?.role == .result && $0.tensor?.label == nil })
    let few = try whole.applying([.depth(.levels(1)), .hiding([.detached])])
    #expect(few.nodes.count <= 40)
    #expect(try few.applying([.hidingCrowdedResults]) == few)
  }

  @Test func saysWhatIsInsideAndFolded() throws {
    var x = Tensor(1.0, requiresGradient: true).named("x")
    for _ in 0..<500 { x = x.tanh() }
    let diagram = Drawing(of: x.named("y")).diagram
    #expect(diagram.caption?.hasPrefix("500 operations · 501 tensors") == true)
    #expect(diagram.caption?.hasSuffix("operations inside cards") == true)
    #expect(diagram.direction == .down)
    #expect(diagram.legend.contains { $0.meaning == "operations drawn as one" })
  }
}
