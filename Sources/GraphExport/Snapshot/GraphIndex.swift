/// Where the nodes of a snapshot stand, and which edges enter and leave them.
///
/// Everything is kept by position in lists rather than by `id` in dictionaries: a view of millions of nodes then takes a second. Edges
/// whose ends are missing are left out, so that a snapshot that somebody wrote by hand stops nothing.
struct GraphIndex {
  /// How many nodes there are.
  let count: Int
  /// For each edge, the position of the node that it leaves; -1 if it is left out.
  let sources: [Int32]
  /// For each edge, the position of the node that it enters; -1 if it is left out.
  let targets: [Int32]
  private let positions: Positions
  private let incoming: EdgeLists
  private let outgoing: EdgeLists

  init(_ snapshot: GraphSnapshot) {
    count = snapshot.nodes.count
    positions = Positions(snapshot.nodes)
    var sources = [Int32](repeating: -1, count: snapshot.edges.count)
    var targets = sources
    for (number, edge) in snapshot.edges.enumerated() {
      guard let from = positions[edge.from], let to = positions[edge.to] else { continue }
      sources[number] = Int32(from)
      targets[number] = Int32(to)
    }
    self.sources = sources
    self.targets = targets
    incoming = EdgeLists(by: targets, count: count)
    outgoing = EdgeLists(by: sources, count: count)
  }

  /// The position of a node.
  func position(of id: Int) -> Int? { positions[id] }

  /// The numbers of the edges that enter the node at a position, in their order.
  func edges(into position: Int) -> ArraySlice<Int32> { incoming[position] }

  /// The numbers of the edges that leave the node at a position, in their order.
  func edges(outOf position: Int) -> ArraySlice<Int32> { outgoing[position] }

  /// The edges by the positions of their ends.
  var links: [Link] {
    zip(sources, targets).compactMap { from, to in
      from < 0 ? nil : Link(from: Int(from), to: Int(to))
    }
  }
}

/// The positions of nodes by `id`: a list where the numbers are dense, as those of a capture are.
private struct Positions {
  private var list: [Int32] = []
  private var table: [Int: Int32] = [:]

  init(_ nodes: [GraphSnapshot.Node]) {
    var highest = -1
    var lowest = 0
    for node in nodes {
      highest = max(highest, node.id)
      lowest = min(lowest, node.id)
    }
    if lowest == 0, highest < 4 * nodes.count + 64 {
      list = [Int32](repeating: -1, count: highest + 1)
      for (position, node) in nodes.enumerated() { list[node.id] = Int32(position) }
    } else {
      table.reserveCapacity(nodes.count)
      for (position, node) in nodes.enumerated() { table[node.id] = Int32(position) }
    }
  }

  subscript(id: Int) -> Int? {
    if let position = table[id] { return Int(position) }
    guard list.indices.contains(id), list[id] >= 0 else { return nil }
    return Int(list[id])
  }
}
