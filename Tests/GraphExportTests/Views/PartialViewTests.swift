import GraphExport
import TestSupport
import Testing

/// Views that show a part of the graph, each against a slow search over many random graphs.
@Suite struct PartialViewTests {
  static let seeds = Array(UInt64(1)...60)

  /// What holds of every view that cuts edges.
  private func check(_ view: GraphSnapshot, shows expected: Set<Int>, of whole: GraphSnapshot) {
    let slow = SlowGraph(whole)
    let shown = Set(view.nodes.filter { $0.stub == nil }.map(\.id))
    #expect(shown == expected)
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
    #expect(view.counts == whole.counts, "nothing is lost")
    // Each cut edge ends in a stub, and each stub ends a cut edge.
    for id in expected {
      let inputs = view.edges.filter { $0.to == id }
      let before = whole.edges.filter { $0.to == id }
      #expect(inputs.count == before.count)
      for (new, old) in zip(inputs, before) {
        #expect(new.position == old.position && new.contribution == old.contribution)
        let isStub = view.nodes.first { $0.id == new.from }?.stub?.side == .before
        #expect(isStub ? !expected.contains(old.from) : new.from == old.from)
      }
      let stubs = view.edges.filter { $0.from == id }.filter { edge in
        view.nodes.first { $0.id == edge.to }?.stub?.side == .after
      }
      let isCut = !slow.targets(of: id).isSubset(of: expected)
      #expect(stubs.count == (isCut ? 1 : 0))
    }
    for stub in view.nodes where stub.stub != nil {
      #expect(view.edges.contains { $0.from == stub.id || $0.to == stub.id })
    }
    // What is behind the stubs is all that is connected to them and not shown.
    let behind = view.nodes.compactMap(\.stub).reduce(into: NodeCounts()) { $0 += $1.counts }
    let edges = expected.reduce(into: Set<Int>()) { $0.formUnion(slow.neighbors(of: $1)) }
    let hidden = SlowGraph(whole).closure(of: edges.subtracting(expected)) { id in
      slow.neighbors(of: id).subtracting(expected)
    }
    let amount = whole.nodes.filter { hidden.contains($0.id) }
      .reduce(into: NodeCounts()) { $0 += $1.counts }
    #expect(behind == amount)
  }

  @Test(arguments: seeds) func focusesOnWhatIsNear(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let whole = RandomGraph(seed: seed, operations: 25).snapshot
    let node = whole.nodes[random.below(whole.nodes.count)]
    let radius = random.below(5)
    let view = try whole.applying([.focus(node.name, radius: radius)])
    check(view, shows: SlowGraph(whole).around([node.id], radius: radius), of: whole)
  }

  @Test(arguments: seeds) func showsAllPaths(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let whole = RandomGraph(seed: seed, operations: 25).snapshot
    let a = whole.nodes[random.below(whole.nodes.count)]
    let b = whole.nodes[random.below(whole.nodes.count)]
    let slow = SlowGraph(whole)
    let expected = slow.descendants(of: [a.id]).intersection(slow.ancestors(of: [b.id]))
    guard !expected.isEmpty else {
      let leadsBack = slow.descendants(of: [b.id]).contains(a.id)
      #expect(throws: ViewError.noPath(from: a.name, to: b.name, leadsBack: leadsBack)) {
        try whole.applying([.path(from: a.name, to: b.name)])
      }
      return
    }
    check(try whole.applying([.path(from: a.name, to: b.name)]), shows: expected, of: whole)
  }

  @Test(arguments: seeds) func showsAModuleAlone(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed, operations: 25).snapshot
    for scope in whole.scopes {
      let expected = SlowGraph(whole).inside(scope.path)
      if expected.isEmpty {
        #expect(throws: ViewError.self) { try whole.applying([.only(scope.path)]) }
      } else {
        check(try whole.applying([.only(scope.path)]), shows: expected, of: whole)
      }
    }
  }

  @Test func hidesALineOfTheProgram() throws {
    var whole = GraphSnapshot(of: Samples.layer())
    let hidden = try #require(whole.nodes.firstIndex { $0.operation != nil })
    guard case .operation(var operation) = whole.nodes[hidden].content else { return }
    operation.source = "nets/model.py:12"
    whole.nodes[hidden].content = .operation(operation)
    for source in ["model.py:12", "nets/model.py", "nets/model.py:12"] {
      let view = try whole.applying([.hidingOperations(of: source)])
      #expect(!view.nodes.contains { $0.name == whole.nodes[hidden].name })
      #expect(view.nodes.contains { $0.tensor?.isRoot == true })
      #expect(view.nodes.contains { $0.stub?.side == .before })
      #expect(view.counts == whole.counts, "nothing is lost")
    }
    #expect(throws: ViewError.self) { try whole.applying([.hidingOperations(of: "model.py:1")]) }
  }

  @Test func namesWhatIsNear() {
    let whole = GraphSnapshot(of: Samples.layer())
    #expect(throws: ViewError.unknownModule("fcc", near: ["fc"])) {
      try whole.applying([.only("fcc")])
    }
    let error = #expect(throws: ViewError.self) { try whole.applying([.focus("losss")]) }
    #expect(error?.description.hasPrefix("nothing is called 'losss'; near it: loss") == true)
    #expect(throws: ViewError.noPath(from: "loss", to: "x", leadsBack: true)) {
      try whole.applying([.path(from: "loss", to: "x")])
    }
    #expect(throws: ViewError.self) {
      try whole.applying([.depth(.automatic, expanding: ["nothing"])])
    }
  }

  @Test func focusesOnAModule() throws {
    let whole = GraphSnapshot(of: Samples.layer())
    let view = try whole.applying([.focus("fc", radius: 0)])
    check(view, shows: SlowGraph(whole).inside("fc"), of: whole)
    #expect(view.nodes.compactMap(\.stub).map(\.label) == ["x", "2 uses"])
  }
}
