/// Ranks with edges that are as short as can be in all, for graphs of some hundred vertices.
///
/// All vertices begin at the earliest rank. Then those move to later ranks that shorten more edges than they make longer, each with what stands
/// right behind it: the best such set is one side of a smallest cut. When there is none, no ranks have shorter edges.
///
/// Source: J.-C. Picard, "Maximal closure of a graph and applications to combinatorial problems", 1976.
struct BalancedRanks {
  /// The rank of each vertex, from 0.
  private(set) var rank: [Int]

  /// Larger graphs stay on the earliest ranks: the time grows faster than the graph, and `dot` could not lay them out.
  private static let mostVertices = 4000

  /// Ranks the vertices of a graph.
  ///
  /// - Parameters:
  ///   - edges: what should be short; each leads from a smaller number to a larger one.
  ///   - orders: what only has to lead to a later rank, in the same way.
  init(count: Int, edges: [Link], orders: [Link]) {
    let links = edges + orders
    let before = Adjacency(count: count, links, key: \.to, value: \.from)
    rank = [Int](repeating: 0, count: count)
    for vertex in 0..<count { rank[vertex] = before[vertex].map { rank[$0] + 1 }.max() ?? 0 }
    var pull = Self.pulls(count, edges).map { $0 * (orders.count + 1) }
    // What has no edges, such as the border of a box, keeps close to what it stands around, but makes no edge longer.
    let loose = Self.pulls(count, orders)
    let isLinked = edges.reduce(into: [Bool](repeating: false, count: count)) {
      ($0[$1.from], $0[$1.to]) = (true, true)
    }
    for vertex in 0..<count where !isLinked[vertex] { pull[vertex] = loose[vertex] }
    if count <= Self.mostVertices { while move(links, pull) {} }
    if let first = rank.min(), first != 0 { for vertex in rank.indices { rank[vertex] -= first } }
  }

  /// How many more edges leave each vertex than enter it.
  private static func pulls(_ count: Int, _ edges: [Link]) -> [Int] {
    edges.reduce(into: [Int](repeating: 0, count: count)) {
      $0[$1.from] += 1
      $0[$1.to] -= 1
    }
  }

  /// Moves the vertices that gain most by it as far as there is room for all of them; false if none do.
  private mutating func move(_ links: [Link], _ pull: [Int]) -> Bool {
    var cut = MinimumCut(count: rank.count)
    for (vertex, pull) in pull.enumerated() { cut.add(pull, at: vertex) }
    let room = { (link: Link, rank: [Int]) in rank[link.to] - rank[link.from] - 1 }
    for link in links where room(link, rank) == 0 { cut.connect(link.from, link.to) }
    let moves = cut.side()
    let step = links.filter { moves[$0.from] && !moves[$0.to] }.map { room($0, rank) }.min()
    guard let step, step > 0 else { return false }
    for vertex in rank.indices where moves[vertex] { rank[vertex] += step }
    return true
  }
}

/// Numbers in sets, of which two can be joined.
struct DisjointSets {
  private var leader: [Int]

  /// A set for each number from 0 on.
  init(count: Int) { leader = Array(0..<count) }

  private mutating func find(_ number: Int) -> Int {
    var number = number
    while leader[number] != number {
      leader[number] = leader[leader[number]]
      number = leader[number]
    }
    return number
  }

  /// Makes one set of those of two numbers.
  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (find(a), find(b))
    leader[max(a, b)] = min(a, b)
  }

  /// The number of the set of each number, from 0, and how many sets there are.
  mutating func numbered() -> (sets: [Int], count: Int) {
    var sets = leader
    var count = 0
    for number in leader.indices {
      let first = find(number)
      if first == number { count += 1 }
      sets[number] = first == number ? count - 1 : sets[first]
    }
    return (sets, count)
  }
}
