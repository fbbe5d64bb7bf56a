/// The stretch that a rank takes along the flow.
struct Band: Hashable {
  var start: Double
  var end: Double
  var middle: Double { (start + end) / 2 }
}

/// What lies between two ranks.
private struct Gap {
  /// The room that it takes at least, for boxes and words.
  var least: Double
  /// How far the steepest arrow goes across.
  var steepest: Double

  /// How wide it is.
  ///
  /// - Parameter room: what steep arrows get at most.
  func size(_ room: Double) -> Double { max(least, min(room, steepest / 3)) }

  /// How many times as much room as usual steep arrows get at most.
  private static let mostRoom = 8.0

  /// The room for steep arrows that gives a layout bearable proportions, as far as it can.
  ///
  /// - Parameters:
  ///   - thickness: how long all ranks are.
  ///   - breadth: how broad the layout is.
  static func room(
    forSteepArrowsOf gaps: [Gap], thickness: Double, breadth: Double,
    _ spacing: LayeredLayout.Spacing
  ) -> Double {
    let length = { (room: Double) in gaps.reduce(thickness) { $0 + $1.size(room) } }
    var room = spacing.widestRanks
    while room > spacing.ranks, length(room) > spacing.proportion * breadth { room *= 0.8 }
    while room < mostRoom * spacing.widestRanks, length(room) * spacing.proportion < breadth {
      room *= 1.25
    }
    return room
  }
}

// The last phase: how far the ranks are apart, and the ways of the arrows.
extension Layers {
  /// Where each rank begins and ends; there is more room between two where steep arrows lie, or words beside arrows.
  func bands(
    across: [Double], labels: [Double], spacing: LayeredLayout.Spacing
  ) -> [Band] {
    let thickness = layers.map { layer in
      layer.reduce(0) { max($0, $1 < cardCount ? sizes[$1].along : 0) }
    }
    let gaps = gaps(across: across, labels: labels, spacing)
    let end = layers.joined().reduce(0) { max($0, across[$1] + breadth(of: $1) / 2) }
    let room = Gap.room(
      forSteepArrowsOf: gaps, thickness: thickness.reduce(0, +), breadth: end, spacing)
    var bands: [Band] = []
    var start = borders(spacing).first?.before ?? 0
    for (gap, thickness) in zip(gaps, thickness) {
      start += gap.size(room)
      bands.append(Band(start: start, end: start + thickness))
      start += thickness
    }
    return bands
  }

  /// What is between each rank and the one before it.
  private func gaps(
    across: [Double], labels: [Double], _ spacing: LayeredLayout.Spacing
  ) -> [Gap] {
    let borders = borders(spacing)
    var words = layers.map { _ in 0.0 }
    for (path, label) in zip(paths, labels) where label > 0 && path.count > 1 {
      words[rank[path[0]]] = max(words[rank[path[0]]], label + spacing.ranks / 2)
    }
    return layers.enumerated().map { index, layer in
      guard index > 0 else { return Gap(least: 0, steepest: 0) }
      let steepest = layer.reduce(0) { steepest, vertex in
        before[vertex].reduce(steepest) { max($0, abs(across[$1] - across[vertex])) }
      }
      let boxes = borders[index - 1].behind + borders[index].before
      return Gap(
        least: max(
          spacing.ranks, min(words[index - 1], spacing.widestRanks),
          boxes > 0 ? boxes + spacing.ranks / 2 : 0),
        steepest: steepest)
    }
  }

  /// The way of each edge: straight through the ranks that it passes, a curve between two ranks.
  func routes(
    across: [Double], bands: [Band], spacing: LayeredLayout.Spacing
  ) -> [LayeredLayout.Route] {
    let shifts = shifts(spacing)
    let borders = borders(spacing)
    // Where a rank begins and ends for arrows, which change sides between boxes.
    let starts = bands.indices.map { bands[$0].start - borders[$0].before }
    let ends = bands.indices.map { bands[$0].end + borders[$0].behind }
    return paths.indices.map { edge in
      let path = paths[edge]
      guard let first = path.first, let last = path.last else { return [] }
      let shift = { (vertex: Int) in across[vertex] + shifts[edge] }
      let start = bands[rank[first]].middle + sizes[first].along / 2
      let end = bands[rank[last]].middle - sizes[last].along / 2
      var route = [LayeredLayout.Point(along: start, across: shift(first))]
      func run(to along: Double, _ across: Double) {
        let corner = LayeredLayout.Point(along: along, across: across)
        // The widest card of a rank reaches as far as the rank does.
        if let last = route.last, along - last.along < 0.01 { return }
        // Three in a row are no corner.
        if route.suffix(2).allSatisfy({ $0.across == across }), route.count > 1 {
          route.removeLast()
        }
        route.append(corner)
      }
      run(to: ends[rank[first]], shift(first))
      for bend in path.dropFirst().dropLast() {
        run(to: starts[rank[bend]], shift(bend))
        run(to: ends[rank[bend]], shift(bend))
      }
      run(to: starts[rank[last]], shift(last))
      run(to: end, shift(last))
      return route
    }
  }

  /// How far beside the middle each edge lies, for those that join the same two cards.
  private func shifts(_ spacing: LayeredLayout.Spacing) -> [Double] {
    var count: [Link: Int] = [:]
    var number = [Int](repeating: 0, count: paths.count)
    func ends(_ path: [Int]) -> Link? {
      path.isEmpty ? nil : .init(from: path[0], to: path[path.count - 1])
    }
    for (edge, path) in paths.enumerated() {
      guard let ends = ends(path) else { continue }
      number[edge] = count[ends, default: 0]
      count[ends] = number[edge] + 1
    }
    return paths.enumerated().map { edge, path in
      guard let ends = ends(path) else { return 0 }
      return (Double(number[edge]) - Double(count[ends]! - 1) / 2) * spacing.parallelArrows
    }
  }
}
