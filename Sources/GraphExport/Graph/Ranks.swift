/// The first phase: which layer each card belongs to, so that arrows lead to later layers and are short.
struct Ranks {
  /// The rank of each vertex, from 0.
  private(set) var rank: [Int]

  /// How often cards may move towards the side on which they have more arrows.
  private static let sweeps = 4

  /// What an arrow into a box leaves room for, and what leaves a box.
  ///
  /// Arguments that stand in the box of their user, such as weights, take the rank before it: arrows from outside pass one rank more
  /// there, so that the box begins behind the one before. What leaves a box stands at its end, and not before its use.
  struct Boxes {
    /// Whether an arrow leads into a box.
    var enters: (_ from: Int, _ to: Int) -> Bool
    /// The box of each vertex; -1 for none.
    var box: [Int]
  }

  private let boxes: Boxes?
  /// Whether an argument of the vertex stands in its box and is computed from nothing.
  private var hasArgumentInside: [Bool] = []

  /// Ranks the vertices of a graph; an edge that does not lead forward in the order of the vertices has no say.
  ///
  /// - Parameter isEarly: whether a vertex with as many arrows to both sides stands as early as it may, and not as late.
  init(
    count: Int, edges: [Link], boxes: Boxes? = nil, isEarly: (Int) -> Bool = { _ in false }
  ) {
    self.boxes = boxes
    let forward = edges.filter { $0.from < $0.to }
    let before = Adjacency(count: count, forward, key: \.to, value: \.from)
    let after = Adjacency(count: count, forward, key: \.from, value: \.to)
    rank = [Int](repeating: 0, count: count)
    if let boxes {
      hasArgumentInside = (0..<count).map { vertex in
        boxes.box[vertex] >= 0
          && before[vertex].contains {
            before[$0].isEmpty && boxes.box[$0] == boxes.box[vertex]
          }
      }
    }
    for vertex in 0..<count { rank[vertex] = earliest(vertex, before) }
    // An argument that has no other use takes the rank before its user, and delays nothing.
    let pullsBack = (0..<count).map { vertex in
      let ties = before[vertex].count { !before[$0].isEmpty || after[$0].count > 1 }
      if ties > after[vertex].count || ties == after[vertex].count && isEarly(vertex) {
        return true
      }
      guard let boxes, boxes.box[vertex] >= 0, !before[vertex].isEmpty else { return false }
      return after[vertex].contains { boxes.enters($0, vertex) }
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

  /// How many ranks an arrow takes at least.
  private func length(_ from: Int, _ to: Int) -> Int {
    guard let boxes, hasArgumentInside[to] else { return 1 }
    return boxes.enters(from, to) ? 2 : 1
  }

  private func earliest(_ vertex: Int, _ before: Adjacency) -> Int {
    before[vertex].reduce(0) { max($0, rank[$1] + length($1, vertex)) }
  }

  private func latest(_ vertex: Int, _ after: Adjacency) -> Int {
    guard let first = after[vertex].first else { return rank[vertex] }
    return after[vertex].reduce(rank[first] - length(vertex, first)) {
      min($0, rank[$1] - length(vertex, $1))
    }
  }

  private mutating func move(_ vertex: Int, to new: Int) -> Bool {
    defer { rank[vertex] = new }
    return rank[vertex] != new
  }
}
