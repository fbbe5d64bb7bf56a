/// The order of an indented text: what lies in a module stands below it, where the first of it would stand.
struct TextOutline {
  /// A line, and how far it is indented.
  struct Entry {
    var content: Content
    var depth: Int
  }

  enum Content {
    case group(Diagram.Group)
    case node(GraphSnapshot.Node)
  }

  private(set) var entries: [Entry] = []

  /// Arranges nodes, each with the group that it lies in; without recursion, for modules may be nested to any depth.
  init(of nodes: [(node: GraphSnapshot.Node, group: Int?)], in groups: [Diagram.Group]) {
    let groups = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, $0) })
    var contents: [Int?: [Content]] = [:]
    var met: Set<Int> = []
    for (node, group) in nodes {
      contents[group, default: []].append(.node(node))
      var next = group
      while let id = next, let group = groups[id], met.insert(id).inserted {
        contents[group.parent, default: []].append(.group(group))
        next = group.parent
      }
    }
    var open = [(contents[nil] ?? []).makeIterator()]
    while !open.isEmpty {
      guard let content = open[open.count - 1].next() else {
        open.removeLast()
        continue
      }
      entries.append(Entry(content: content, depth: open.count - 1))
      if case .group(let group) = content {
        open.append((contents[group.id] ?? []).makeIterator())
      }
    }
  }
}
