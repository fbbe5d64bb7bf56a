import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct DepthViewTests {
  /// The outermost call around a node at a depth or below, found by walking up; nil for the root and for what stays.
  private func part(of node: GraphSnapshot.Node, _ slow: SlowGraph, depth: Int, open: Set<String>)
    -> Int?
  {
    guard node.tensor?.isRoot != true else { return nil }
    let chain = Array(slow.chain(of: node.scope).reversed())
    return chain.enumerated().first { level, scope in level >= depth && !open.contains(scope.path)
    }?
    .element.id
  }

  /// Whether parts drawn as one node each would make a cycle.
  private func hasCycle(_ slow: SlowGraph, _ partOf: [Int: Int]) -> Bool {
    let isOwned = { (id: Int) in partOf[id] != nil && slow.sources(of: id).isEmpty }
    let card = { (id: Int) in partOf[id].map { -1 - $0 } ?? id }
    var edges = Set<[Int]>()
    for edge in slow.snapshot.edges where !isOwned(edge.from) && card(edge.from) != card(edge.to) {
      edges.insert([card(edge.from), card(edge.to)])
    }
    var left = Set(slow.ids.map(card))
    while let free = left.first(where: { id in !edges.contains { $0[1] == id } }) {
      left.remove(free)
      edges = edges.filter { $0[0] != free }
    }
    return !left.isEmpty
  }

  private func check(_ view: GraphSnapshot, _ whole: GraphSnapshot, depth: Int, open: Set<String>) {
    let slow = SlowGraph(whole)
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
    #expect(view.counts == whole.counts, "nothing is lost")
    let pairs = whole.nodes.compactMap { node in
      part(of: node, slow, depth: depth, open: open).map { (node.id, $0) }
    }
    let partOf = Dictionary(uniqueKeysWithValues: pairs)
    let staying = whole.nodes.filter { partOf[$0.id] == nil }.map(\.id)
    #expect(
      Set(view.nodes.filter { $0.module == nil && $0.reference == nil }.map(\.id)) == Set(staying))
    // Each call is a card, or pieces that together hold what it holds.
    for scope in Set(partOf.values) {
      let path = whole.scopes.first { $0.id == scope }!.path
      let cards = view.nodes.compactMap(\.module).filter { $0.path == path }
      let inside = whole.nodes.filter { partOf[$0.id] == scope }
      #expect(
        cards.reduce(into: NodeCounts()) { $0 += $1.counts }
          == inside.reduce(into: NodeCounts()) { $0 += $1.counts })
      for card in cards {
        #expect(card.piece?.count ?? 1 == cards.count)
      }
    }
    let hasPieces = view.nodes.contains { $0.module?.piece != nil }
    #expect(hasPieces == hasCycle(slow, partOf))
    guard !hasPieces else { return }
    // Without pieces it is known which edges there must be.
    let firsts = Dictionary(pairs.map { ($0.1, $0.0) }) { first, _ in first }
    let card = { (id: Int) in partOf[id].map { firsts[$0]! } ?? id }
    var expected = Set<[Int]>()
    var borrowed = Set<[Int]>()
    for edge in whole.edges where card(edge.from) != card(edge.to) {
      let isOwned = partOf[edge.from] != nil && slow.sources(of: edge.from).isEmpty
      if isOwned {
        borrowed.insert([edge.from, card(edge.to)])
      } else {
        expected.insert([card(edge.from), card(edge.to)])
      }
    }
    let references = Dictionary(
      uniqueKeysWithValues: view.nodes.compactMap { node in node.reference.map { (node.id, $0) } })
    #expect(
      Set(view.edges.filter { references[$0.from] == nil }.map { [$0.from, $0.to] }) == expected)
    #expect(
      Set(view.edges.compactMap { edge in references[edge.from].map { [$0.target, edge.to] } })
        == Set(borrowed.map { [card($0[0]), $0[1]] }))
    #expect(references.count == borrowed.count)
  }

  @Test(.slow, arguments: PartialViewTests.seeds, [0, 1, 2])
  func collapsesWhatIsBelow(seed: UInt64, depth: Int) throws {
    let whole = RandomGraph(seed: seed).snapshot
    check(try whole.applying([.depth(.levels(depth))]), whole, depth: depth, open: [])
  }

  @Test(arguments: PartialViewTests.seeds) func keepsOpenWhatWasAskedFor(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed).snapshot
    guard let scope = whole.scopes.last else { return }
    let open = Set(SlowGraph(whole).chain(of: scope.id).map(\.path))
    check(
      try whole.applying([.depth(.levels(0), expanding: [scope.path])]), whole, depth: 0, open: open
    )
  }

  @Test func saysWhatIsInside() throws {
    let whole = GraphSnapshot(of: Samples.layer())
    let view = try whole.applying([.depth(.levels(1))])
    let module = try #require(view.nodes.first { $0.name == "fc" }?.module)
    #expect(module.type == "Linear" && module.path == "fc" && module.kind == .module)
    #expect(module.counts == NodeCounts(operations: 2, tensors: 4, parameters: 8))
    #expect(module.outputs == [.init(label: "h", shape: [2, 2], dtype: "float32")])
    let squares = whole.nodes.filter { $0.tensor?.role == .parameter }
      .compactMap { $0.tensor?.gradient.summary?.elements }.joined().reduce(0) { $0 + $1 * $1 }
    guard case .norms(let norms) = module.gradient else {
      Issue.record("no norm")
      return
    }
    #expect(norms.count == 1 && abs(norms[0] - squares.squareRoot()) < 1e-12)
  }

  /// A weight that two modules share is drawn where it is borrowed; a module that is called twice keeps its own to itself.
  @Test func drawsBorrowedWeights() throws {
    let w = Tensor([[1, 2], [3, 4]], requiresGradient: true)
    w.role = .parameter
    w.path = "a.weight"
    let x = Tensor([[1, 1]]).named("x")
    let tied = Scope.entering(type: "Net", name: "") {
      let h = Scope.entering(type: "A", name: "a") { x.matmul(w) }
      return Scope.entering(type: "B", name: "b") { h.matmul(w) }
    }
    let view = try GraphSnapshot(of: tied).applying([.depth(.levels(1))])
    #expect(view.nodes.map(\.name) == ["x", "a", "a.weight@2", "b", "matmul_2.output"])
    #expect(view.nodes[2].reference?.target == view.nodes[1].id)
    let twice = Scope.entering(type: "Net", name: "") {
      let h = Scope.entering(type: "A", name: "a") { x.matmul(w) }
      return Scope.entering(type: "A", name: "a") { h.matmul(w) }.sum()
    }
    let calls = try GraphSnapshot(of: twice).applying([.depth(.levels(1))])
    #expect(calls.nodes.compactMap(\.module).map(\.call) == [1, 2])
    #expect(!calls.nodes.contains { $0.reference != nil })
  }

  /// What leaves a module and comes back would be a cycle: the module is drawn in two pieces.
  @Test func cutsAModuleInPieces() throws {
    let x = Tensor(2.0, requiresGradient: true).named("x")
    var snapshot = GraphSnapshot(of: (x.exp() * 3).tanh().named("y"))
    snapshot.scopes = [.init(id: 0, type: "M", path: "m")]
    for index in snapshot.nodes.indices
    where ["exp_1", "exp_1.output", "tanh_1"].contains(snapshot.nodes[index].name) {
      snapshot.nodes[index].scope = 0
    }
    let view = try snapshot.applying([.depth(.levels(0))])
    let modules = view.nodes.compactMap(\.module)
    #expect(modules.map(\.piece) == [.init(number: 1, count: 2), .init(number: 2, count: 2)])
    #expect(SlowGraph(view).isTopological)
  }

  /// Contributions to the same tensor are added where all elements are known, and those to different ones never.
  @Test func addsContributions() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = Scope.entering(type: "M", name: "m") { (x * 2 + x * 3).sum() }.named("y")
    y.backward()
    let view = try GraphSnapshot(of: y, capturing: .contributions).applying([.depth(.levels(0))])
    #expect(view.edges.first?.contribution?.value.elements == [5, 5])
    let a = Tensor([1, 2], requiresGradient: true).named("a")
    let b = Scope.entering(type: "A", name: "a") { (a * 2, a * 3) }
    let c = Scope.entering(type: "B", name: "b") { (b.0 + b.1).sum() }
    c.backward()
    let both = try GraphSnapshot(of: c, capturing: .contributions).applying([.depth(.levels(0))])
    let between = try #require(both.edges.first { $0.tensors != nil })
    #expect(between.tensors == 2 && between.contribution == nil)
  }
}
