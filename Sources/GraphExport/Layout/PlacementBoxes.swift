// Boxes that are put around cards when these have their positions.
extension Placement {
  /// Puts a box around the cards of each group; not where it would reach over other cards or across another box.
  ///
  /// - Parameter sizes: the width and the height of each card.
  mutating func addBoxes(of diagram: Diagram, sizes: [(width: Double, height: Double)]) {
    let nest = Nest(of: diagram)
    let margin = 10.0
    var areas = [Outline?](repeating: nil, count: nest.parent.count)
    func include(_ low: Point, _ high: Point, in box: Int) {
      let old = areas[box] ?? Outline(lowerLeft: low, upperRight: high)
      areas[box] = Outline(
        lowerLeft: .init(x: min(old.lowerLeft.x, low.x), y: min(old.lowerLeft.y, low.y)),
        upperRight: .init(x: max(old.upperRight.x, high.x), y: max(old.upperRight.y, high.y)))
    }
    let corners = zip(centers, sizes).map { center, size in
      Outline(
        lowerLeft: .init(x: center.x - size.width / 2, y: center.y - size.height / 2),
        upperRight: .init(x: center.x + size.width / 2, y: center.y + size.height / 2))
    }
    for (card, box) in nest.boxOfCard.enumerated() where box >= 0 {
      include(corners[card].lowerLeft, corners[card].upperRight, in: box)
    }
    var kept: [Int: Outline] = [:]
    for box in nest.parent.indices.reversed() {
      guard let inner = areas[box] else { continue }
      let area = Outline(
        lowerLeft: .init(x: inner.lowerLeft.x - margin, y: inner.lowerLeft.y - margin),
        upperRight: .init(
          x: inner.upperRight.x + margin, y: inner.upperRight.y + margin + Self.titleHeight))
      let holds = { (other: Int) in nest.common(box, other) == box }
      let isClean =
        corners.indices.allSatisfy { holds(nest.boxOfCard[$0]) || !corners[$0].meets(area) }
        && kept.allSatisfy { holds($0.key) || !$0.value.meets(area) }
      if isClean { kept[box] = area }
      if nest.parent[box] >= 0 {
        let shown = isClean ? area : inner
        include(shown.lowerLeft, shown.upperRight, in: nest.parent[box])
      }
    }
    for (box, area) in kept { boxes[diagram.groups[box].id] = area }
  }
}

extension Placement.Outline {
  fileprivate func meets(_ other: Self) -> Bool {
    lowerLeft.x < other.upperRight.x && other.lowerLeft.x < upperRight.x
      && lowerLeft.y < other.upperRight.y && other.lowerLeft.y < upperRight.y
  }
}
