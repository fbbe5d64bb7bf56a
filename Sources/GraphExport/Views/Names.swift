import Spelling

extension GraphSnapshot {
  /// The positions of what is called so: a node, or else tensors that the user called so, or else all that lies in a module, or else
  /// the operations of a file or of a line of it, such as `model.py:12`.
  func positions(named name: String) throws(ViewError) -> [Int] {
    if let position = nodes.firstIndex(where: { $0.name == name }) { return [position] }
    let labelled = nodes.indices.filter { nodes[$0].tensor?.label == name }
    if !labelled.isEmpty { return labelled }
    let inside = positions(inModule: name)
    guard inside.isEmpty else { return inside }
    let written = nodes.indices.filter { nodes[$0].operation?.stands(in: name) ?? false }
    guard written.isEmpty else { return written }
    throw .unknownName(name, near: near(name, modulesOnly: false))
  }

  /// The positions of all that lies in the module at a path, in every call of it, or the card that stands for it.
  func positions(inModule path: String) -> [Int] {
    // Scopes by position; a parent stands before its children.
    var isInside: [Int: Bool] = [:]
    for scope in scopes {
      isInside[scope.id] = scope.path == path || scope.parent.map { isInside[$0] ?? false } ?? false
    }
    return nodes.indices.filter { position in
      let node = nodes[position]
      if let module = node.module, module.kind == .module, module.path == path { return true }
      return node.stub == nil && node.scope.map { isInside[$0] ?? false } ?? false
    }
  }

  /// The names that resemble a name most, the nearest first; those of modules if only they will do.
  func near(_ name: String, modulesOnly: Bool) -> [String] {
    var names = scopes.map(\.path)
    for node in nodes {
      if let module = node.module, module.kind == .module { names.append(module.path) }
      if modulesOnly { continue }
      names.append(node.name)
      if let label = node.tensor?.label { names.append(label) }
    }
    var met: Set<String> = [""]
    return Spelling.suggestions(for: name, among: names.filter { met.insert($0).inserted })
  }
}

extension OperationNode {
  /// Whether it stands in a file, or in a line of one; a path may lack its first folders.
  func stands(in location: String) -> Bool {
    guard let source, let file = source.split(separator: ":").first else { return false }
    return source == location || file == location || source.hasSuffix("/" + location)
      || file.hasSuffix("/" + location)
  }
}
