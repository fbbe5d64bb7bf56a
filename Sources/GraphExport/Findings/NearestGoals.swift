/// How far each node is from the nearest of some nodes behind it.
///
/// It is found for all nodes in one pass from the end, since there may be as many findings as nodes.
struct NearestGoals {
  /// The number of steps; nil where no way leads there.
  private var distances: [Int?]

  init(_ index: GraphIndex, isGoal: (Int) -> Bool) {
    distances = [Int?](repeating: nil, count: index.count)
    for position in (0..<index.count).reversed() {
      if isGoal(position) {
        distances[position] = 0
      } else {
        let behind = index.edges(outOf: position).compactMap {
          distances[Int(index.targets[Int($0)])]
        }
        distances[position] = behind.min().map { $0 + 1 }
      }
    }
  }

  /// The positions on the shortest way from a node to a goal, both included.
  ///
  /// Of several ways it is that of the first uses. Where no way leads there, it is the node alone.
  func way(from start: Int, _ index: GraphIndex) -> [Int] {
    var way = [start]
    while let distance = distances[way[way.count - 1]], distance > 0 {
      let behind = index.edges(outOf: way[way.count - 1]).map { Int(index.targets[Int($0)]) }
      way.append(behind.first { distances[$0] == distance - 1 }!)
    }
    return way
  }

  /// The nearest goal; nil where no way leads to one.
  func goal(from start: Int, _ index: GraphIndex) -> Int? {
    distances[start] == nil ? nil : way(from: start, index).last
  }
}
