/// What differs between module calls: those that only one of the two computations has, other names, types and attributes.
///
/// What is said of a module is not said again of each node in it.
struct ScopeChanges {
  private(set) var changes: [GraphDifference.Change] = []
  private let a: ComparedGraph
  private let b: ComparedGraph
  /// The module calls of each graph of whose nodes none has a partner, and the path of the outermost of them around each.
  private var wholeA: [Int: String] = [:]
  private var wholeB: [Int: String] = [:]
  /// For the first graph's module calls, the path of the partner.
  private var newPaths: [Int: String] = [:]

  init(
    _ a: ComparedGraph, _ b: ComparedGraph, _ matching: Matching,
    _ options: GraphDifference.Options
  ) {
    self.a = a
    self.b = b
    for (second, first) in matching.scopes { newPaths[first] = b.paths[second] }
    guard !options.comparesOnlyResults else { return }
    findWholeModules(matching)
    compareScopes(matching)
  }

  /// The path of the module around a node that was added or removed as a whole; nil if there is none.
  func wholeModule(around position: Int, isFirst: Bool) -> String? {
    let graph = isFirst ? a : b
    return graph.snapshot.nodes[position].scope.flatMap { (isFirst ? wholeA : wholeB)[$0] }
  }

  /// The name that a tensor of a renamed module has now, if nothing but the module's name changed.
  func renamed(_ label: String, _ first: Int, _ second: Int) -> String? {
    // The parameter may be used outside of the module that owns it, so the longest path that fits counts.
    let owner = a.snapshot.scopes.filter { scope in
      !scope.path.isEmpty && label.hasPrefix(scope.path + ".") && newPaths[scope.id] != nil
    }.max { $0.path.count < $1.path.count }
    guard let owner, let path = newPaths[owner.id] else { return nil }
    let rest = label.dropFirst(owner.path.count)
    return path.isEmpty ? String(rest.dropFirst()) : path + rest
  }

  private mutating func findWholeModules(_ matching: Matching) {
    let (replaced, new) = (
      Set(matching.replacements.flatMap(\.first)), Set(matching.replacements.flatMap(\.second))
    )
    let wholeScopes = (
      Self.wholeScopes(of: a) { matching.partner[$0] >= 0 || replaced.contains($0) },
      Self.wholeScopes(of: b) { matching.partnerInFirst[$0] >= 0 || new.contains($0) }
    )
    wholeA = addOutermost(of: a, wholeScopes.0, .removed)
    wholeB = addOutermost(of: b, wholeScopes.1, .added)
  }

  /// The calls that hold an operation, and none with a partner or another in its place.
  private static func wholeScopes(
    of graph: ComparedGraph, hasCounterpart: (Int) -> Bool
  ) -> Set<Int> {
    var steps: [Int: Int] = [:]
    var matched = Set<Int>()
    let parents = Dictionary(graph.snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in first }
    for position in graph.snapshot.nodes.indices where graph.isStep(position) {
      var next = graph.snapshot.nodes[position].scope
      while let id = next {
        steps[id, default: 0] += 1
        if hasCounterpart(position), !matched.insert(id).inserted { break }
        next = parents[id] ?? nil
      }
    }
    return Set(steps.keys).subtracting(matched)
  }

  /// Lists those that lie in no other; the path of the outermost one around each.
  private mutating func addOutermost(
    of graph: ComparedGraph, _ whole: Set<Int>, _ kind: GraphDifference.Change.Kind
  ) -> [Int: String] {
    var outermost: [Int: String] = [:]
    // A parent stands before its children.
    for scope in graph.snapshot.scopes where whole.contains(scope.id) {
      if let path = scope.parent.flatMap({ outermost[$0] }) {
        outermost[scope.id] = path
        continue
      }
      outermost[scope.id] = scope.path
      var change = GraphDifference.Change(kind: kind, node: scope.title)
      change.module = scope.path
      change.operations = graph.operationCount(inside: scope.id)
      changes.append(change)
    }
    return outermost
  }

  private mutating func compareScopes(_ matching: Matching) {
    let scopesA = Dictionary(a.snapshot.scopes.map { ($0.id, $0) }) { first, _ in first }
    for scope in b.snapshot.scopes {
      guard let id = matching.scopes[scope.id], let old = scopesA[id] else { continue }
      var change = GraphDifference.Change(kind: .attribute, node: old.title)
      (change.module, change.scope) = (old.path, scope.id)
      func add(_ name: String, _ before: String?, _ after: String?) {
        (change.attribute, change.before, change.after) = (name, before, after)
        changes.append(change)
      }
      let around = scope.parent.flatMap { b.paths[$0] } ?? ""
      let aroundOld = old.parent.flatMap { a.paths[$0] } ?? ""
      // The calls of a module have the same name, type and attributes: the first one tells.
      guard old.call == 1 else { continue }
      // Inside a renamed module only what is called otherwise there is said.
      if ShortText.path(scope.path, inside: around) != ShortText.path(old.path, inside: aroundOld) {
        var renamed = change
        (renamed.kind, renamed.renamed) = (.renamed, scope.title)
        changes.append(renamed)
      }
      if scope.type != old.type { add("type", old.type, scope.type) }
      for (name, x, y) in AttributeChanges.between(old.attributes, scope.attributes) {
        add(name, x, y)
      }
    }
  }
}

extension GraphSnapshot.Scope {
  /// What messages call the module call: its path, or its type if it is the outermost.
  fileprivate var title: String {
    (path.isEmpty ? type : path) + (call > 1 ? ", call \(call)" : "")
  }
}

extension ComparedGraph {
  fileprivate func operationCount(inside scope: Int) -> Int {
    let parents = Dictionary(snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in first }
    return snapshot.nodes.count { node in
      guard node.operation != nil || node.module != nil else { return false }
      var next = node.scope
      while let id = next {
        if id == scope { return true }
        next = parents[id] ?? nil
      }
      return false
    }
  }

  /// The name that a tensor has of its own.
  func leafOrResultLabel(_ position: Int) -> String? { snapshot.nodes[position].tensor?.label }
}
