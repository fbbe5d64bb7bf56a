/// Operations of one module call in place of which others stand, between the same neighbors: an activation that was written out and is one
/// operation now, or a fused attention.
struct ReplacedSteps: Hashable, Sendable {
  /// The steps of the first graph, and those of the second, in their order.
  var first: [Int]
  var second: [Int]

  /// Finds them among the steps without a partner.
  static func find(_ a: ComparedGraph, _ b: ComparedGraph, _ matching: Matching) -> [ReplacedSteps]
  {
    let before = Group.all(in: a, matching.partner) { Int(matching.partner[$0]) }
    guard !before.isEmpty else { return [] }
    var after: [Group.Neighbor: [Group]] = [:]
    let others = Group.all(in: b, matching.partnerInFirst, position: { $0 })
    for group in others {
      for source in group.sources { after[.source(source), default: []].append(group) }
      if group.sources.isEmpty { after[.nothing, default: []].append(group) }
    }
    let calls = CallsOfReplacements(a, b, matching)
    var taken = Set<Int>()
    // Where no operation of a call has a partner, the call tells; its neighbors may have been replaced too.
    let (wholeBefore, wholeAfter) = (Group.whole(before, in: a), Group.whole(others, in: b))
    return before.compactMap { old in
      let keys = old.sources.isEmpty ? [.nothing] : old.sources.sorted().map(Group.Neighbor.source)
      let candidates = keys.lazy.flatMap { after[$0] ?? [] }
      let new =
        candidates.first { new in
          !taken.contains(new.steps[0]) && !old.users.isDisjoint(with: new.users)
            && calls.belong(old.scope, new.scope)
        }
        ?? old.scope.flatMap { a.callText[$0] }.flatMap {
          wholeBefore[$0] == nil ? nil : wholeAfter[$0]
        }
      guard let new, !taken.contains(new.steps[0]) else { return nil }
      taken.insert(new.steps[0])
      return ReplacedSteps(first: old.steps, second: new.steps)
    }
  }
}

/// Which module calls operations may lie in that replace each other: the same one, or one of them in a call in that of the others.
private struct CallsOfReplacements {
  private let a: ComparedGraph
  private let b: ComparedGraph
  private let matched: [Int: Int]
  private let matchedInFirst: Set<Int>
  private let parents: (first: [Int: Int], second: [Int: Int])

  init(_ a: ComparedGraph, _ b: ComparedGraph, _ matching: Matching) {
    (self.a, self.b, matched) = (a, b, matching.scopes)
    matchedInFirst = Set(matching.scopes.values)
    func parents(_ graph: ComparedGraph) -> [Int: Int] {
      Dictionary(
        graph.snapshot.scopes.compactMap { scope in scope.parent.map { (scope.id, $0) } }
      ) { first, _ in first }
    }
    self.parents = (parents(a), parents(b))
  }

  func belong(_ before: Int?, _ after: Int?) -> Bool {
    if isSame(before, after) { return true }
    // An activation of a module may be written out in the module around it, or the other way around.
    if let before, !matchedInFirst.contains(before) {
      return isSame(outer(before, parents.first, matchedInFirst.contains), after)
    }
    if let after, matched[after] == nil {
      return isSame(before, outer(after, parents.second) { matched[$0] != nil })
    }
    return false
  }

  private func isSame(_ before: Int?, _ after: Int?) -> Bool {
    guard let before, let after else { return before == after }
    if let known = matched[after] { return known == before }
    return a.callText[before] == b.callText[after] && !matchedInFirst.contains(before)
  }

  /// The innermost call around another one that has a partner.
  private func outer(
    _ scope: Int, _ parents: [Int: Int], _ hasPartner: (Int) -> Bool
  ) -> Int? {
    var next = parents[scope]
    while let id = next, !hasPartner(id) { next = parents[id] }
    return next
  }
}

/// Steps of one module call that have no partner, and of which each leads to another one.
private struct Group {
  var steps: [Int]
  var scope: Int?
  /// What goes into them and has a partner, and the steps with a partner that use what they computed, as positions in the second graph.
  var sources: Set<Int> = []
  var users: Set<Int> = []

  enum Neighbor: Hashable {
    case source(Int), nothing
  }

  /// Stands for the end of the computation among the users.
  private static let end = -1

  /// The groups that are all operations of their module call, by what the call is known by.
  static func whole(_ groups: [Group], in graph: ComparedGraph) -> [String: Group] {
    var counts: [Int: Int] = [:]
    for node in graph.snapshot.nodes where node.operation != nil {
      if let scope = node.scope { counts[scope, default: 0] += 1 }
    }
    return groups.reduce(into: [:]) { whole, group in
      guard let scope = group.scope, counts[scope] == group.steps.count else { return }
      whole[graph.callText[scope] ?? ""] = group
    }
  }

  /// - Parameter position: Where what has a partner stands in the second graph.
  static func all(
    in graph: ComparedGraph, _ partner: [Int32], position: (Int) -> Int
  ) -> [Group] {
    var groups: [Group] = []
    var groupOfStep: [Int: Int] = [:]
    let nodes = graph.snapshot.nodes
    func isFree(_ step: Int) -> Bool { nodes[step].operation != nil && partner[step] < 0 }
    for step in nodes.indices where partner[step] < 0 && isFree(step) && groupOfStep[step] == nil {
      var group = Group(steps: [], scope: nodes[step].scope)
      var waiting = [step]
      groupOfStep[step] = groups.count
      while let next = waiting.popLast() {
        group.steps.append(next)
        for near in graph.stepsBefore(next) + graph.stepsBehind(next)
        where isFree(near) && groupOfStep[near] == nil && nodes[near].scope == group.scope {
          groupOfStep[near] = groups.count
          waiting.append(near)
        }
      }
      group.steps.sort()
      for step in group.steps {
        for source in graph.arguments(of: step)
        where partner[source] >= 0 && nodes[source].tensor?.role != .constant {
          group.sources.insert(position(source))
        }
        let users = graph.stepsBehind(step)
        for user in users where partner[user] >= 0 { group.users.insert(position(user)) }
        if users.isEmpty { group.users.insert(end) }
      }
      groups.append(group)
    }
    return groups
  }
}

extension GraphDifference.Change {
  /// A change: other operations stand where some stood.
  init(_ replacement: ReplacedSteps, _ a: ComparedGraph, _ b: ComparedGraph) {
    let first = replacement.first[0]
    // The outer one of both modules.
    let modules = [a.module(of: first) ?? "", b.module(of: replacement.second[0]) ?? ""]
    let module = modules.min { $0.count < $1.count }.flatMap { $0.isEmpty ? nil : $0 }
    self.init(kind: .attribute, node: a.name(of: first), module: module, first: first)
    attribute = Self.replacement
    before = a.words(of: replacement.first)
    after = b.words(of: replacement.second)
    replaced = replacement.first.map(a.name)
    replacements = replacement.second.map(b.name)
  }

  /// The attribute of operations that others have replaced.
  static let replacement = "operations"

  /// `8 operations replaced by gelu`; nil if the change is another one.
  var replacementWords: String? {
    guard replaced != nil, let before, let after else { return nil }
    return "\(before) replaced by \(after)"
  }
}

extension ComparedGraph {
  /// Operations in few words: the names of what they do, or how many they are.
  fileprivate func words(of steps: [Int]) -> String {
    guard steps.count <= 3 else { return "\(steps.count) operations" }
    return steps.compactMap { snapshot.nodes[$0].operation?.type }.joined(separator: ", ")
  }
}
