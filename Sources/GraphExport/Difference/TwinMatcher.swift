/// Which nodes of a model and of its twin in another framework belong together: what is given, what comes out of each module call, and the
/// end.
///
/// Of which operations a module is made up is not looked at: one framework computes by `linear` what the other does by `matmul` and `add`.
struct TwinMatcher {
  /// For each node of the first graph, the position of its partner in the second, and the other way around; -1 for none.
  private(set) var partner: [Int32]
  private(set) var partnerInFirst: [Int32]

  init(_ a: ComparedGraph, _ b: ComparedGraph) {
    partner = [Int32](repeating: -1, count: a.snapshot.nodes.count)
    partnerInFirst = [Int32](repeating: -1, count: b.snapshot.nodes.count)
    let (first, second) = (Self.named(a), Self.named(b))
    for (name, positions) in first {
      for (x, y) in zip(positions, second[name] ?? []) where partnerInFirst[y] < 0 {
        partner[x] = Int32(y)
        partnerInFirst[y] = Int32(x)
      }
    }
  }

  /// Leaves by their names, results by the outermost module call that they leave, and the ends.
  private static func named(_ graph: ComparedGraph) -> [String: [Int]] {
    var named: [String: [Int]] = [:]
    let parents = Dictionary(graph.snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in first }
    for (position, node) in graph.snapshot.nodes.enumerated() {
      guard let tensor = node.tensor else { continue }
      if tensor.isRoot {
        named["end", default: []].append(position)
      } else if graph.isLeaf(position) {
        guard tensor.role != .constant, let label = tensor.label else { continue }
        named["leaf \(letters(label))", default: []].append(position)
      } else if let scope = graph.callLeft(by: position, parents), let call = graph.callText[scope]
      {
        named["call \(letters(call))", default: []].append(position)
      }
    }
    return named
  }

  /// A name without capitals and underscores: `cAttn` is `c_attn`.
  static func letters(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }
}

extension ComparedGraph {
  /// The outermost module call out of which a result goes; nil if all its uses lie in the same call.
  fileprivate func callLeft(by position: Int, _ parents: [Int: Int?]) -> Int? {
    let uses = index.edges(outOf: position).map { Int(index.targets[Int($0)]) }
    let around = uses.map { use in chain(snapshot.nodes[use].scope, parents) }
    var outermost: Int?
    var next = snapshot.nodes[position].scope
    while let scope = next, around.contains(where: { !$0.contains(scope) }) {
      outermost = scope
      next = parents[scope] ?? nil
    }
    return outermost
  }

  private func chain(_ scope: Int?, _ parents: [Int: Int?]) -> Set<Int> {
    var chain = Set<Int>()
    var next = scope
    while let id = next, chain.insert(id).inserted { next = parents[id] ?? nil }
    return chain
  }
}
