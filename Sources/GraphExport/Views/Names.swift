extension GraphSnapshot {
  /// The places of what is called so: a node, or else tensors that the user called so, or else all that lies in a module.
  func places(named name: String) throws(ViewError) -> [Int] {
    if let place = nodes.firstIndex(where: { $0.name == name }) { return [place] }
    let labelled = nodes.indices.filter { nodes[$0].tensor?.label == name }
    if !labelled.isEmpty { return labelled }
    let inside = places(inModule: name)
    guard inside.isEmpty else { return inside }
    throw .unknownName(name, near: near(name, modulesOnly: false))
  }

  /// The places of all that lies in the module at a path, in every call of it, or the card that stands for it.
  func places(inModule path: String) -> [Int] {
    // Scopes by place; a parent stands before its children.
    var isInside: [Int: Bool] = [:]
    for scope in scopes {
      isInside[scope.id] = scope.path == path || scope.parent.map { isInside[$0] ?? false } ?? false
    }
    return nodes.indices.filter { place in
      let node = nodes[place]
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
    return Spelling.nearest(to: name, among: names.filter { met.insert($0).inserted })
  }
}

/// Which words somebody may have meant.
enum Spelling {
  /// Up to five words: those that contain the text or differ from it in few letters first, then the first ones of all.
  static func nearest(to text: String, among words: [String]) -> [String] {
    let wanted = text.lowercased()
    // Comparing letter by letter is slow, and pointless for words of quite another length.
    let scored = words.lazy.enumerated().map { place, word -> (score: Int, place: Int) in
      let word = word.lowercased()
      if !wanted.isEmpty, word.contains(wanted) || wanted.contains(word) {
        return (abs(word.count - wanted.count) / 4, place)
      }
      guard abs(word.utf8.count - wanted.utf8.count) <= 3 else { return (100, place) }
      return (distance(wanted, word), place)
    }
    var best: [(score: Int, place: Int)] = []
    for entry in scored {
      guard best.count < 5 || entry.score < best[best.count - 1].score else { continue }
      let place = best.firstIndex { $0.score > entry.score } ?? best.count
      best.insert(entry, at: place)
      if best.count > 5 { best.removeLast() }
    }
    return best.map { words[$0.place] }
  }

  /// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one word of the other.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    // Far too long to be a slip of the finger, and slow to compare.
    if a.count > b.count + 8 { return a.count }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
