extension DiagramBuilder {
  /// A group for each call of a module, and the group of each scope.
  ///
  /// A call that holds a single operation and nothing else has none: it would only say the operation's name twice.
  static func groups(
    of snapshot: GraphSnapshot, showsAttributes: Bool, notes: [Int: String] = [:]
  ) -> ([Diagram.Group], [Int: Int]) {
    var weight: [Int: Int] = [:]
    for node in snapshot.nodes {
      guard let scope = node.scope else { continue }
      let isCounted =
        node.operation != nil || node.module != nil
        || [.parameter, .buffer].contains(node.tensor?.role)
      weight[scope, default: 0] += isCounted ? 1 : 0
    }
    for scope in snapshot.scopes.reversed() {
      if let parent = scope.parent { weight[parent, default: 0] += weight[scope.id] ?? 0 }
    }
    var groups: [Diagram.Group] = []
    let paths = snapshot.pathsAround
    var groupOfScope: [Int: Int] = [:]
    for scope in snapshot.scopes {
      let parent = scope.parent.flatMap { groupOfScope[$0] }
      guard weight[scope.id, default: 0] > 1 else {
        groupOfScope[scope.id] = parent
        continue
      }
      groupOfScope[scope.id] = scope.id
      groups.append(
        .init(
          id: scope.id, parent: parent, type: scope.type,
          detail: [
            detail(
              of: scope, inside: parent.flatMap { paths[$0] }, showsAttributes: showsAttributes),
            notes[scope.id],
          ].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · "),
          repetition: scope.repetition?.times))
    }
    return (groups, groupOfScope)
  }

  /// Inside the box of `h.0`, `h.0.attn` is just `attn`.
  private static func detail(
    of scope: GraphSnapshot.Scope, inside around: String?, showsAttributes: Bool
  ) -> String {
    var parts: [String] = []
    let path = ShortText.path(scope.path, inside: around)
    if let repetition = scope.repetition, repetition.kind == .modules {
      parts.append("\(path) … \(ShortText.path(repetition.lastPath, inside: around))")
    } else if !path.isEmpty {
      parts.append(path)
    }
    if scope.call > 1 { parts.append("call \(scope.call)") }
    if scope.parameterCount > 0 {
      let each = scope.repetition?.kind == .modules ? " each" : ""
      parts.append(counted(scope.parameterCount, "parameter") + each)
    }
    if showsAttributes, !scope.attributes.isEmpty {
      let told = scope.attributes.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      parts.append(ShortText.name(told))
    }
    return parts.joined(separator: " · ")
  }
}

extension GraphSnapshot {
  /// For each scope the path that those inside need not repeat: its own, or that of the scope around it where it has the path of one that
  /// lies inside, as a period of calls has that of the first.
  var pathsAround: [Int: String] {
    var paths: [Int: String] = [:]
    var parents: [Int: Int] = [:]
    for scope in scopes where paths[scope.id] == nil {
      paths[scope.id] = scope.path
      parents[scope.id] = scope.parent
      if let parent = scope.parent, paths[parent] == scope.path {
        paths[parent] = parents[parent].flatMap { paths[$0] } ?? ""
      }
    }
    return paths
  }
}
