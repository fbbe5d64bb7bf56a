/// Goes through both graphs in their common order, and lists what differs.
struct ChangeFinder {
  var changes: [GraphDifference.Change] = []
  private(set) var firstDivergence = GraphDifference.Divergence()

  let a: ComparedGraph
  let b: ComparedGraph
  let matching: Matching
  let options: GraphDifference.Options
  let scopes: ScopeChanges
  /// For each step without a partner of the two graphs, that in place of which others stand, or that stands there, its replacement.
  private let replacements: (first: [Int: ReplacedSteps], second: [Int: ReplacedSteps])
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
    func byStep(_ steps: (ReplacedSteps) -> [Int]) -> [Int: ReplacedSteps] {
      Dictionary(
        uniqueKeysWithValues: matching.replacements.flatMap { replacement in
          steps(replacement).map { ($0, replacement) }
        })
    }
    replacements = (byStep(\.first), byStep(\.second))
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
        let number = changes.firstIndex { $0.isModule && $0.module == module }
        // So that the module's card has the mark.
        if let number {
          (changes[number].first, changes[number].second) = (member.first, member.second)
        }
        diverge(at: name, number)
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

// What only one of the two has.
extension ChangeFinder {
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
    if let replacement = isFirst ? replacements.first[position] : replacements.second[position] {
      if isFirst, position == replacement.first[0] {
        changes.append(GraphDifference.Change(replacement, a, b))
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
