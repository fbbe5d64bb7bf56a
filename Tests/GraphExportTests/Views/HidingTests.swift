import GraphExport
import Smolgrad
import Testing

@Suite struct HidingTests {
  @Test(arguments: PartialViewTests.seeds) func hidesLeavesAndSaysSo(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed).snapshot
    let slow = SlowGraph(whole)
    let view = try whole.applying([.hiding([.constants, .buffers])])
    let gone = Set(
      whole.nodes.filter { [.constant, .buffer].contains($0.tensor?.role) }.map(\.id))
    #expect(Set(view.nodes.map(\.id)) == Set(slow.ids).subtracting(gone))
    #expect(view.edges == whole.edges.filter { !gone.contains($0.from) })
    #expect(view.amount == whole.amount)
    for node in view.nodes where node.operation != nil {
      let hidden = whole.edges.filter { $0.to == node.id && gone.contains($0.from) }
      #expect(node.operation?.attributes.count == hidden.count)
    }
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
  }

  @Test(arguments: PartialViewTests.seeds) func joinsTheEndsOfViews(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed).snapshot
    let slow = SlowGraph(whole)
    let view = try whole.applying([.hiding([.views, .casts])])
    // What a tensor is a view of, followed step by step.
    func origin(_ id: Int) -> Int {
      guard let operation = slow.sources(of: id).first, slow.node(id)?.tensor != nil,
        slow.node(id)?.tensor?.isRoot == false,
        ["reshape", "to"].contains(slow.node(operation)?.operation?.type),
        let source = slow.sources(of: operation).first
      else { return id }
      return origin(source)
    }
    let gone = Set(slow.ids.filter { origin($0) != $0 }).reduce(into: Set<Int>()) {
      $0.formUnion(slow.sources(of: $1).union([$1]))
    }
    #expect(Set(view.nodes.map(\.id)) == Set(slow.ids).subtracting(gone))
    let expected = whole.edges.filter { !gone.contains($0.to) }
      .map { [origin($0.from), $0.to, $0.position] }
    #expect(view.edges.map { [$0.from, $0.to, $0.position] } == expected)
    #expect(view.amount == whole.amount)
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
  }

  @Test(arguments: PartialViewTests.seeds) func cutsOffWhatHasNoGradient(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed).snapshot
    let view = try whole.applying([.hiding([.detached])])
    for node in view.nodes {
      guard let tensor = node.tensor, !tensor.requiresGradient, !tensor.isRoot else { continue }
      #expect(SlowGraph(whole).sources(of: node.id).isEmpty, "only what was given stays")
    }
    let computed = whole.nodes.filter { $0.tensor?.requiresGradient == true }.map(\.id)
    let uses = Set(whole.edges.map(\.from))
    let isShown = Set(view.nodes.map(\.id))
    for id in computed where uses.contains(id) || !SlowGraph(whole).sources(of: id).isEmpty {
      if SlowGraph(whole).sources(of: id).isEmpty { continue }
      #expect(isShown.contains(id))
    }
    #expect(view.amount == whole.amount)
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
  }

  @Test func saysTheNumberOnTheOperation() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let view = try GraphSnapshot(of: (x * 2.5).named("y")).applying([.hiding([.constants])])
    #expect(view.nodes.map(\.name) == ["x", "mul_1", "y"])
    #expect(view.nodes[1].operation?.attributes == [.init(name: "constant", value: "2.5")])
    #expect(view.hidden == Amount(tensors: 1))
  }

  /// What a view's only use delivers goes on to what it is a view of; a broadcast one is summed on the way.
  @Test func keepsContributionsThatAreTheSame() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = (x.reshape(2, 1).expand([2, 3]) * Tensor([[1, 2, 3], [4, 5, 6]])).sum().named("y")
    y.backward()
    let whole = GraphSnapshot(of: y, includesContributions: true)
    let view = try whole.applying([.hiding([.views])])
    #expect(view.edges[0].contribution?.value.elements == [6, 15])
    #expect(view.edges[0].from == 0)
    let flat = x.reshape(2, 1)
    let z = (flat * 2 + flat * 3).sum().named("z")
    z.backward()
    let twice = try GraphSnapshot(of: z, includesContributions: true).applying([.hiding([.views])])
    #expect(
      twice.edges.filter { $0.from == 0 }.compactMap { $0.contribution?.value.elements }
        == [[2, 2], [3, 3]])
  }
}
