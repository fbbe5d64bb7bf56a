/// Goes through both graphs in their common order, and lists what differs.
struct ChangeFinder {
  var changes: [GraphDifference.Change] = []
  private(set) var firstDivergence = GraphDifference.Divergence()

  let a: ComparedGraph
  let b: ComparedGraph
  let matching: Matching
  let options: GraphDifference.Options
  let scopes: ScopeChanges
  /// A difference of gradients that never counts.
  let gradientNoise: Double

  init(
    _ a: ComparedGraph, _ b: ComparedGraph, _ matching: Matching,
    _ options: GraphDifference.Options
  ) {
    self.a = a
    self.b = b
    self.matching = matching
    self.options = options
    scopes = ScopeChanges(a, b, matching, options)
    gradientNoise = max(
      options.tolerance.absolute, options.comparesOnlyResults ? Self.noise(of: b) : 0)
  }

  /// What two frameworks may differ by where a gradient is zero but for rounding, as that of a bias before a normalization: the precision
  /// of a single-precision number of the size of the largest gradient.
  private static func noise(of graph: ComparedGraph) -> Double {
    let magnitudes = graph.snapshot.nodes.lazy.compactMap {
      $0.tensor?.gradient.summary?.statistics.magnitude
    }
    return (magnitudes.max() ?? 0) * Double(Float.ulpOfOne)
  }

  mutating func find() {
    changes = scopes.changes
    for member in matching.members {
      let known = changes.count
      switch (member.first, member.second) {
      case (let first?, let second?): compare(first, second)
      case (let first?, nil): addWithoutPartner(first, isFirst: true)
      case (nil, let second?): addWithoutPartner(second, isFirst: false)
      case (nil, nil): break
      }
      guard firstDivergence.forward == nil else { continue }
      if let number = changes[known...].firstIndex(where: \.isForwardDivergence) {
        diverge(at: changes[number].node, number)
      } else if let (name, module) = wholeModule(around: member) {
        diverge(at: name, changes.firstIndex { $0.isModule && $0.module == module })
      }
    }
    if let number = changes.indices.last(where: { changes[$0].kind == .gradient }) {
      changes[number].isFirstDivergence = true
      firstDivergence.backward = changes[number].node
    }
  }

  private mutating func diverge(at name: String, _ number: Int?) {
    firstDivergence.forward = name
    if let number { changes[number].isFirstDivergence = true }
  }

  /// The name of a step that lies in a module that was added or removed as a whole, and that module's path.
  private func wholeModule(around member: Matching.Member) -> (String, String)? {
    guard (member.first == nil) != (member.second == nil) else { return nil }
    let (position, graph) = member.first.map { ($0, a) } ?? (member.second!, b)
    guard let module = scopes.wholeModule(around: position, isFirst: member.first != nil) else {
      return nil
    }
    return (graph.name(of: position), module)
  }

  private mutating func compare(_ first: Int, _ second: Int) {
    let (x, y) = (a.snapshot.nodes[first], b.snapshot.nodes[second])
    if let x = x.operation, let y = y.operation {
      compare(x, y, first, second)
    }
    if let x = x.tensor, let y = y.tensor {
      compareNames(first, second)
      compare(x, y, first, second)
    }
    if let x = x.module, let y = y.module { compare(x, y, first, second) }
  }

  /// A change of a node.
  func change(
    _ kind: GraphDifference.Change.Kind, _ first: Int?, _ second: Int?
  ) -> GraphDifference.Change {
    let name = first.map(a.name) ?? second.map(b.name) ?? ""
    var change = GraphDifference.Change(
      kind: kind, node: name,
      module: first.flatMap(a.module) ?? second.flatMap(b.module), first: first, second: second)
    if first != nil, let second, let label = b.leafOrResultLabel(second),
      label != first.flatMap(a.leafOrResultLabel)
    {
      change.renamed = label
    }
    return change
  }
}

// Operations, and what only one of the two has.
extension ChangeFinder {
  private mutating func compare(
    _ x: OperationNode, _ y: OperationNode, _ first: Int, _ second: Int
  ) {
    func add(_ name: String, _ before: String?, _ after: String?) {
      var change = change(.attribute, first, second)
      (change.attribute, change.before, change.after) = (name, before, after)
      changes.append(change)
    }
    if x.type != y.type { add("operation", x.type, y.type) }
    for (name, before, after) in AttributeChanges.between(x.attributes, y.attributes) {
      add(name, before, after)
    }
    if x.failure != y.failure { add("failure", x.failure, y.failure) }
    if let (before, after) = argumentChange(first, second) { add("arguments", before, after) }
  }

  /// Compares parts that views have made one node of: what is known of their insides.
  private mutating func compare(_ x: ModuleNode, _ y: ModuleNode, _ first: Int, _ second: Int) {
    func add(
      _ kind: GraphDifference.Change.Kind, _ name: String?, _ before: String?, _ after: String?
    ) {
      guard before != after else { return }
      var change = change(kind, first, second)
      (change.attribute, change.before, change.after) = (name, before, after)
      changes.append(change)
    }
    for (name, before, after) in AttributeChanges.between(x.attributes, y.attributes) {
      add(.attribute, name, before, after)
    }
    add(.attribute, "operations", "\(x.counts.operations)", "\(y.counts.operations)")
    add(.attribute, "parameters", "\(x.counts.parameters)", "\(y.counts.parameters)")
    add(.shape, nil, x.outputShapes, y.outputShapes)
    guard !options.comparesOnlyStructure else { return }
    self.add(
      .gradient, first, second, numbers: x.gradient.summary, y.gradient.summary,
      share: options.tolerance.share("float32", "float32"))
  }

  /// The arguments in words, where those of one are those of the other in another order or are other tensors that both graphs have.
  private func argumentChange(_ first: Int, _ second: Int) -> (String, String)? {
    let (before, after) = (a.arguments(of: first), b.arguments(of: second))
    let partners = before.map { Int(matching.partner[$0]) }
    let known = Set(after.filter { matching.partnerInFirst[$0] >= 0 })
    // What was inserted, removed or moved says itself that other tensors come.
    guard partners.count == after.count, partners != after, partners.allSatisfy({ $0 >= 0 }),
      known.count == Set(after).count, !matching.moved.contains(first),
      !before.contains(where: matching.moved.contains)
    else { return nil }
    return (
      before.map(a.name).joined(separator: ", "), after.map(b.name).joined(separator: ", ")
    )
  }

  private mutating func addWithoutPartner(_ position: Int, isFirst: Bool) {
    let graph = isFirst ? a : b
    let other = isFirst ? matching.partner[position] : matching.partnerInFirst[position]
    // A result goes with its operation, and a use of a tensor with the tensor.
    let node = graph.snapshot.nodes[position]
    guard graph.isStep(position) || graph.isLeaf(position), node.reference == nil,
      !options.comparesOnlyResults || node.tensor?.role == .parameter
    else { return }
    if other >= 0 {
      // It is told once, where it stands now.
      guard !isFirst else { return }
      changes.append(change(.moved, Int(other), position))
      compare(Int(other), position)
      for (x, y) in zip(a.resultPositions(of: Int(other)), b.resultPositions(of: position)) {
        compare(x, y)
      }
      return
    }
    guard scopes.wholeModule(around: position, isFirst: isFirst) == nil,
      !isPartOfStep(position, in: graph, isFirst ? matching.partner : matching.partnerInFirst)
    else { return }
    changes.append(
      isFirst ? change(.removed, position, nil) : change(.added, nil, position))
  }

  /// Whether a node is a number written in the program that only steps without a partner use: it came or went with them.
  private func isPartOfStep(
    _ position: Int, in graph: ComparedGraph, _ partner: [Int32]
  ) -> Bool {
    graph.snapshot.nodes[position].tensor?.role == .constant
      && graph.index.edges(outOf: position).allSatisfy {
        partner[Int(graph.index.targets[Int($0)])] < 0
      }
  }
}

extension GraphDifference.Change {
  /// Whether a forward pass takes another way from here, or computes other numbers; another name changes nothing.
  fileprivate var isForwardDivergence: Bool {
    switch kind {
    case .attribute where attribute == ChangeFinder.hooks: false
    case .value, .attribute, .dtype, .shape, .added, .removed, .moved: true
    case .gradient, .renamed: false
    }
  }

  /// Whether it is about a whole module, of which no node says when it is reached.
  var isModule: Bool { first == nil && second == nil }
}

extension ModuleNode {
  /// The shapes of what leaves the part.
  fileprivate var outputShapes: String {
    outputs.map { NumberText.shape($0.shape) }.joined(separator: ", ")
  }
}

extension ModuleNode.ParameterGradient {
  /// The norms, one for each repeat.
  fileprivate var summary: ArraySummary? {
    guard case .norms(let norms) = self else { return nil }
    return ArraySummary(shape: [norms.count], values: norms)
  }
}
