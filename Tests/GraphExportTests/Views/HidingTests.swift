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
    #expect(view.counts == whole.counts)
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
    #expect(view.counts == whole.counts)
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
  }

  @Test func joinsTheEndsOfSlices() throws {
    let x = Tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]], requiresGradient: true).named("x")
    let parts = x.split(size: 1).map { $0.sum() } + x.chunk(3, dim: 1).map { $0.sum() }
    let sums = [x[0].sum(), x[0..<2].sum(), x.narrow(dim: 0, start: 1, length: 2).sum()]
    let rest = [x.select(dim: 0, index: 1).sum(), x.diagonal().sum()]
    let y = Tensor.stack(parts + sums + rest).named("y")
    let view = try GraphSnapshot(of: y).applying([.hiding([.views])])
    #expect(Set(view.nodes.compactMap { $0.operation?.type }) == ["sum", "stack"])
    let id = try #require(view.nodes.first { $0.tensor?.label == "x" }?.id)
    #expect(view.edges.count { $0.from == id } == 11)
    // An index that is a tensor picks copies.
    let picked = x[Tensor(integers: [0, 0])].sum().named("z")
    let copies = try GraphSnapshot(of: picked).applying([.hiding([.views])])
    #expect(copies.nodes.contains { $0.operation?.type == "getitem" })
  }

  @Test(arguments: PartialViewTests.seeds) func cutsOffWhatHasNoGradient(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed).snapshot
    let view = try whole.applying([.hiding([.detached])])
    let slow = SlowGraph(whole)
    let carriers = Set(
      whole.nodes.filter { $0.tensor.map { $0.requiresGradient || $0.isRoot } ?? false }.map(\.id))
    let operations = whole.nodes.filter { $0.operation != nil }.map(\.id)
      .filter { !slow.targets(of: $0).isDisjoint(with: carriers) }
    var kept = carriers.union(operations)
    // What was given stays where it is used; what was computed without a gradient does not.
    let given = slow.ids.filter { slow.sources(of: $0).isEmpty }
    kept.formUnion(given.filter { !slow.targets(of: $0).isDisjoint(with: kept) })
    let stubs = view.nodes.filter { $0.stub != nil }
    #expect(Set(view.nodes.map(\.id)).subtracting(stubs.map(\.id)) == kept)
    #expect(
      view.edges.filter { kept.contains($0.from) && kept.contains($0.to) }
        == whole.edges.filter { kept.contains($0.from) && kept.contains($0.to) })
    // A stub for each node that is cut off before one that is kept, and one behind each kept node with others that are cut off.
    let before = slow.ids.filter {
      !kept.contains($0) && !slow.targets(of: $0).isDisjoint(with: kept)
    }
    let after = kept.filter { !slow.targets(of: $0).isSubset(of: kept) }
    #expect(stubs.count { $0.stub?.side == .before } == before.count)
    #expect(stubs.count { $0.stub?.side == .after } == after.count)
    #expect(view.counts == whole.counts)
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
  }

  @Test func saysTheNumberOnTheOperation() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let view = try GraphSnapshot(of: (x * 2.5).named("y")).applying([.hiding([.constants])])
    #expect(view.nodes.map(\.name) == ["x", "mul_1", "y"])
    #expect(view.nodes[1].operation?.attributes == [.init(name: "constant", value: "2.5")])
    #expect(view.hidden == NodeCounts(tensors: 1))
  }

  /// What a view's only use delivers goes on to what it is a view of; a broadcast one is summed on the way.
  @Test func keepsContributionsThatAreTheSame() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = (x.reshape(2, 1).expand([2, 3]) * Tensor([[1, 2, 3], [4, 5, 6]])).sum().named("y")
    y.backward()
    let whole = GraphSnapshot(of: y, capturing: .contributions)
    let view = try whole.applying([.hiding([.views])])
    #expect(view.edges[0].contribution?.value.elements == [6, 15])
    #expect(view.edges[0].from == 0)
    let flat = x.reshape(2, 1)
    let z = (flat * 2 + flat * 3).sum().named("z")
    z.backward()
    let twice = try GraphSnapshot(of: z, capturing: .contributions).applying([.hiding([.views])])
    #expect(
      twice.edges.filter { $0.from == 0 }.compactMap { $0.contribution?.value.elements }
        == [[2, 2], [3, 3]])
  }
}
