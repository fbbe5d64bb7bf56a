// Where the boxes lie on the page, and how much room they need between the ranks.
extension Layers {
  /// How far boxes reach out of their ranks, one around the other.
  private func reaches(_ spacing: LayeredLayout.Spacing) -> [(before: Double, behind: Double)] {
    var reaches = boxRanges.map { _ in
      (before: spacing.boxes + spacing.titleAlong, behind: spacing.boxes)
    }
    for box in nest.parent.indices.reversed() where nest.parent[box] >= 0 {
      let outer = nest.parent[box]
      guard let range = boxRanges[box], let around = boxRanges[outer] else { continue }
      if range.lowerBound == around.lowerBound {
        reaches[outer].before = max(
          reaches[outer].before, reaches[box].before + spacing.boxes + spacing.titleAlong)
      }
      if range.upperBound == around.upperBound {
        reaches[outer].behind = max(reaches[outer].behind, reaches[box].behind + spacing.boxes)
      }
    }
    return reaches
  }

  /// The room that boxes take before and behind each rank.
  func borders(_ spacing: LayeredLayout.Spacing) -> [(before: Double, behind: Double)] {
    var borders = layers.map { _ in (before: 0.0, behind: 0.0) }
    for (range, reach) in zip(boxRanges, reaches(spacing)) {
      guard let range else { continue }
      borders[range.lowerBound].before = max(borders[range.lowerBound].before, reach.before)
      borders[range.upperBound].behind = max(borders[range.upperBound].behind, reach.behind)
    }
    return borders
  }

  /// The box around each group, which reaches over the whole of its ranks; nil for one without cards.
  func frames(
    across: [Double], bands: [Band], spacing: LayeredLayout.Spacing
  ) -> [LayeredLayout.Frame?] {
    var sides = [(low: Double, high: Double)](
      repeating: (.infinity, -.infinity), count: boxRanges.count)
    func add(_ low: Double, _ high: Double, to box: Int) {
      sides[box] = (min(sides[box].low, low), max(sides[box].high, high))
    }
    for layer in layers {
      for vertex in layer where box[vertex] >= 0 {
        let half = breadth(of: vertex) / 2
        add(across[vertex] - half, across[vertex] + half, to: box[vertex])
      }
    }
    var frames: [LayeredLayout.Frame?] = boxRanges.map { _ in nil }
    let reaches = reaches(spacing)
    for box in boxRanges.indices.reversed() {
      guard let range = boxRanges[box] else { continue }
      let low = sides[box].low - spacing.boxes - spacing.titleAcross
      let high = sides[box].high + spacing.boxes
      frames[box] = .init(
        start: .init(along: bands[range.lowerBound].start - reaches[box].before, across: low),
        end: .init(along: bands[range.upperBound].end + reaches[box].behind, across: high))
      if nest.parent[box] >= 0 { add(low, high, to: nest.parent[box]) }
    }
    return frames
  }
}
