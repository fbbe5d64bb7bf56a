/// An order of vertices in which every edge leads forward.
enum FlowOrder {
  /// The vertices in such an order, those with small numbers first; nil where there is a cycle.
  static func sorted(count: Int, _ links: [Link]) -> [Int]? {
    let after = Adjacency(count: count, links, key: \.from, value: \.to)
    var waiting = [Int](repeating: 0, count: count)
    for link in links { waiting[link.to] += 1 }
    var ready = SmallestFirst()
    for vertex in 0..<count where waiting[vertex] == 0 { ready.insert(Int32(vertex)) }
    var order: [Int] = []
    order.reserveCapacity(count)
    while let vertex = ready.popFirst() {
      order.append(Int(vertex))
      for next in after[Int(vertex)] {
        waiting[next] -= 1
        if waiting[next] == 0 { ready.insert(Int32(next)) }
      }
    }
    return order.count == count ? order : nil
  }
}
