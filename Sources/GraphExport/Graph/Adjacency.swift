/// An edge by the positions of its ends in the list of vertices.
struct Link: Hashable {
  var from: Int
  var to: Int
}

/// For each vertex the vertices at the other ends of its edges, in one array.
struct Adjacency {
  private var starts: [Int]
  private var ends: [Int]

  /// Vertex `key(edge)` gets `value(edge)`, in the order of the edges.
  init<Edges: Collection>(
    count: Int, _ edges: Edges, key: (Edges.Element) -> Int, value: (Edges.Element) -> Int
  ) {
    starts = [Int](repeating: 0, count: count + 1)
    for edge in edges { starts[key(edge) + 1] += 1 }
    for vertex in 0..<count { starts[vertex + 1] += starts[vertex] }
    ends = [Int](repeating: 0, count: edges.count)
    var next = starts
    for edge in edges {
      ends[next[key(edge)]] = value(edge)
      next[key(edge)] += 1
    }
  }

  subscript(vertex: Int) -> ArraySlice<Int> { ends[starts[vertex]..<starts[vertex + 1]] }
}
