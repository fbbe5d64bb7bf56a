/// The first phase: which layer each card belongs to, so that arrows lead to later layers and are short.
struct Ranks {
  /// The rank of each vertex, from 0.
  private(set) var rank: [Int]

  /// How often cards may move towards the side on which they have more arrows.
  private static let sweeps = 4

  /// Ranks the vertices of a graph; an edge that does not lead forward in the order of the vertices has no say.
  init(count: Int, edges: [Link]) {
    let forward = edges.filter { $0.from < $0.to }
    let before = Adjacency(count: count, forward, key: \.to, value: \.from)
    let after = Adjacency(count: count, forward, key: \.from, value: \.to)
    rank = [Int](repeating: 0, count: count)
    for vertex in 0..<count { rank[vertex] = earliest(vertex, before) }
    // An argument that has no other use takes the rank before its user, and delays nothing.
    let pullsBack = (0..<count).map { vertex in
      let ties = before[vertex].count { !before[$0].isEmpty || after[$0].count > 1 }
      return ties > after[vertex].count
    }
    for _ in 0..<Self.sweeps {
      var hasMoved = false
      for vertex in (0..<count).reversed() where !pullsBack[vertex] {
        hasMoved = move(vertex, to: latest(vertex, after)) || hasMoved
      }
      for vertex in 0..<count where pullsBack[vertex] {
        hasMoved = move(vertex, to: earliest(vertex, before)) || hasMoved
      }
      if !hasMoved { break }
    }
    if let first = rank.min(), first != 0 { for vertex in rank.indices { rank[vertex] -= first } }
  }

  private func earliest(_ vertex: Int, _ before: Adjacency) -> Int {
    before[vertex].reduce(0) { max($0, rank[$1] + 1) }
  }

  private func latest(_ vertex: Int, _ after: Adjacency) -> Int {
    guard let first = after[vertex].first else { return rank[vertex] }
    return after[vertex].reduce(rank[first] - 1) { min($0, rank[$1] - 1) }
  }

  private mutating func move(_ vertex: Int, to new: Int) -> Bool {
    defer { rank[vertex] = new }
    return rank[vertex] != new
  }
}
