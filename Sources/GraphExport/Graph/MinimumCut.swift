/// The smallest cut between a source and a sink: the pipes that are full when as much flows as can.
///
/// Source: E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks with power estimation", 1970.
struct MinimumCut {
  private let source: Int
  private let sink: Int
  private var outgoing: [[Int]]
  private var ends: [Int] = []
  /// What can still flow through each pipe; each is followed by its reverse.
  private var room: [Int] = []
  /// How many pipes each vertex is away from the source.
  private var distance: [Int] = []
  /// How many pipes of each vertex are known to lead no further.
  private var tried: [Int] = []

  /// - Parameter count: how many vertices there are besides the source and the sink.
  init(count: Int) {
    (source, sink) = (count, count + 1)
    outgoing = Array(repeating: [], count: count + 2)
  }

  /// Lays a pipe from the source to a vertex, or from there to the sink for less than nothing.
  mutating func add(_ capacity: Int, at vertex: Int) {
    if capacity > 0 { connect(source, vertex, capacity) }
    if capacity < 0 { connect(vertex, sink, -capacity) }
  }

  /// Lays a pipe between two vertices that is never full.
  mutating func connect(_ from: Int, _ to: Int) { connect(from, to, Int.max / 2) }

  private mutating func connect(_ from: Int, _ to: Int, _ capacity: Int) {
    outgoing[from].append(ends.count)
    outgoing[to].append(ends.count + 1)
    ends += [to, from]
    room += [capacity, 0]
  }

  /// Whether each vertex is on the source's side of the cut.
  mutating func side() -> [Bool] {
    while measure() {
      tried = [Int](repeating: 0, count: outgoing.count)
      while push() {}
    }
    return distance[..<source].map { $0 >= 0 }
  }

  /// Finds how far away the vertices are, and whether the sink is reached.
  private mutating func measure() -> Bool {
    distance = [Int](repeating: -1, count: outgoing.count)
    distance[source] = 0
    var reached = [source]
    var next = 0
    while next < reached.count {
      let vertex = reached[next]
      next += 1
      for pipe in outgoing[vertex] where room[pipe] > 0 && distance[ends[pipe]] < 0 {
        distance[ends[pipe]] = distance[vertex] + 1
        reached.append(ends[pipe])
      }
    }
    return distance[sink] >= 0
  }

  /// Lets something flow to the sink on a shortest way; false if there is none left.
  private mutating func push() -> Bool {
    var way: [Int] = []
    var vertex = source
    while vertex != sink {
      if tried[vertex] < outgoing[vertex].count {
        let pipe = outgoing[vertex][tried[vertex]]
        if room[pipe] > 0, distance[ends[pipe]] == distance[vertex] + 1 {
          way.append(pipe)
          vertex = ends[pipe]
        } else {
          tried[vertex] += 1
        }
      } else if let last = way.popLast() {
        vertex = ends[last ^ 1]
        tried[vertex] += 1
      } else {
        return false
      }
    }
    let flow = way.map { room[$0] }.min() ?? 0
    for pipe in way {
      room[pipe] -= flow
      room[pipe ^ 1] += flow
    }
    return true
  }
}
