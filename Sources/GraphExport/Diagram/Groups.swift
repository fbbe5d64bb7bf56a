extension DiagramBuilder {
  /// A group for each call of a module, and the group of each scope.
  ///
  /// A call that holds a single operation and nothing else has none: it would only say the operation's name twice.
  static func groups(of snapshot: GraphSnapshot) -> ([Diagram.Group], [Int: Int]) {
    var weight: [Int: Int] = [:]
    for node in snapshot.nodes {
      guard let scope = node.scope else { continue }
      let isCounted = node.operation != nil || [.parameter, .buffer].contains(node.tensor?.role)
      weight[scope, default: 0] += isCounted ? 1 : 0
    }
    for scope in snapshot.scopes.reversed() {
      if let parent = scope.parent { weight[parent, default: 0] += weight[scope.id] ?? 0 }
    }
    var groups: [Diagram.Group] = []
    var groupOfScope: [Int: Int] = [:]
    for scope in snapshot.scopes {
      let parent = scope.parent.flatMap { groupOfScope[$0] }
      guard weight[scope.id, default: 0] > 1 else {
        groupOfScope[scope.id] = parent
        continue
      }
      groupOfScope[scope.id] = scope.id
      groups.append(
        .init(id: scope.id, parent: parent, type: scope.type, detail: detail(of: scope)))
    }
    return (groups, groupOfScope)
  }

  private static func detail(of scope: GraphSnapshot.Scope) -> String {
    var parts: [String] = []
    if !scope.path.isEmpty { parts.append(ShortText.name(scope.path)) }
    if scope.call > 1 { parts.append("call \(scope.call)") }
    if scope.parameterCount > 0 { parts.append(counted(scope.parameterCount, "parameter")) }
    return parts.joined(separator: " · ")
  }
}
