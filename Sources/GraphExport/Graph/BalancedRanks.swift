/// Ranks with short edges in all, for graphs of some hundred vertices: where `Ranks` moves vertices one by one, whole branches move here.
///
/// What hangs together by edges from one rank to the next moves as one thing towards the side on which more longer edges pull at it, such as
/// a branch of which only the last vertex is used.
struct BalancedRanks {
  /// The rank of each vertex, from 0.
  private(set) var rank: [Int]

  private let edges: [Link]
  private let orders: [Link]

  /// The most rounds; each takes a time in proportion to the graph.
  private static let mostRounds = 40

  /// Ranks the vertices of a graph.
  ///
  /// - Parameters:
  ///   - edges: what should be short; each leads from a smaller number to a larger one.
  ///   - orders: what only has to lead to a later rank, in the same way.
  init(count: Int, edges: [Link], orders: [Link]) {
    (self.edges, self.orders) = (edges, orders)
    let before = Adjacency(count: count, edges + orders, key: \.to, value: \.from)
    let after = Adjacency(count: count, edges + orders, key: \.from, value: \.to)
    rank = [Int](repeating: 0, count: count)
    for vertex in 0..<count { rank[vertex] = before[vertex].map { rank[$0] + 1 }.max() ?? 0 }
    var pull = Self.pulls(count, edges)
    // What has no edges, such as the border of a box, keeps close to what it stands around.
    let loose = Self.pulls(count, orders)
    let isLinked = edges.reduce(into: [Bool](repeating: false, count: count)) {
      ($0[$1.from], $0[$1.to]) = (true, true)
    }
    for vertex in 0..<count where !isLinked[vertex] { pull[vertex] = loose[vertex] }
    var best = rank
    var shortest = length
    for _ in 0..<Self.mostRounds {
      let old = rank
      for vertex in (0..<count).reversed() where pull[vertex] > 0 {
        if let next = after[vertex].map({ rank[$0] }).min() { rank[vertex] = next - 1 }
      }
      for vertex in 0..<count where pull[vertex] < 0 {
        if let last = before[vertex].map({ rank[$0] }).max() { rank[vertex] = last + 1 }
      }
      moveBranches()
      if length < shortest { (best, shortest) = (rank, length) }
      if rank == old { break }
    }
    rank = best
    if let first = rank.min(), first != 0 { for vertex in rank.indices { rank[vertex] -= first } }
  }

  /// How many more edges leave each vertex than enter it.
  private static func pulls(_ count: Int, _ edges: [Link]) -> [Int] {
    edges.reduce(into: [Int](repeating: 0, count: count)) {
      $0[$1.from] += 1
      $0[$1.to] -= 1
    }
  }

  private var length: Int { edges.reduce(0) { $0 + rank[$1.to] - rank[$1.from] } }

  /// How much longer a link is than it has to be.
  private func slack(_ link: Link) -> Int { rank[link.to] - rank[link.from] - 1 }

  private mutating func moveBranches() {
    var sets = DisjointSets(count: rank.count)
    for edge in edges where slack(edge) == 0 { sets.join(edge.from, edge.to) }
    let (branch, count) = sets.numbered()
    var pull = [Int](repeating: 0, count: count)
    var (room, roomBefore) = (
      [Int](repeating: .max, count: count), [Int](repeating: .max, count: count)
    )
    let between = (edges + orders).filter { branch[$0.from] != branch[$0.to] }
    for edge in edges where branch[edge.from] != branch[edge.to] {
      pull[branch[edge.from]] += 1
      pull[branch[edge.to]] -= 1
    }
    for link in between {
      let (from, to) = (branch[link.from], branch[link.to])
      room[from] = min(room[from], slack(link))
      roomBefore[to] = min(roomBefore[to], slack(link))
    }
    var shift = pull.indices.map { pull[$0] > 0 ? room[$0] : pull[$0] < 0 ? -roomBefore[$0] : 0 }
    // Of two that move towards each other one waits.
    for link in between where shift[branch[link.from]] > 0 && shift[branch[link.to]] < 0 {
      shift[branch[link.to]] = 0
    }
    for vertex in rank.indices { rank[vertex] += shift[branch[vertex]] }
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
