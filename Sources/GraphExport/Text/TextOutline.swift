/// The order of an indented text: what lies in a module stands below it, where the first of it would stand.
struct TextOutline {
  /// A line, and how far it is indented.
  struct Entry {
    var content: Content
    var depth: Int
  }

  enum Content {
    case group(Diagram.Group)
    case line(Diagram.Listing.Line)
  }

  private(set) var entries: [Entry] = []

  /// Arranges lines below the groups that they lie in; without recursion, for modules may be nested to any depth.
  init(of listing: Diagram.Listing) {
    let groups = Dictionary(uniqueKeysWithValues: listing.groups.map { ($0.id, $0) })
    var contents: [Int?: [Content]] = [:]
    var met: Set<Int> = []
    for line in listing.lines {
      contents[line.group, default: []].append(.line(line))
      var next = line.group
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
