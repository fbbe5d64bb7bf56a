extension Placement {
  /// The placement with the titles of groups where no arrow runs, or else on a ground of their own over the arrows.
  ///
  /// In an SVG, `SVGFinisher` does that after the layout.
  var withFreeTitles: Placement {
    var placement = self
    var positions = WordPositions(arrows: curves.compactMap { $0?.line }, cards: [])
    for (group, outline) in boxes.sorted(by: { $0.key < $1.key }) {
      guard let middle = outline.title, let size = outline.titleSize else { continue }
      let frame = Box(
        left: outline.lowerLeft.x, right: outline.upperRight.x, top: -outline.upperRight.y,
        bottom: -outline.lowerLeft.y)
      let title = Box(
        left: middle.x - size.x / 2, right: middle.x + size.x / 2, top: -middle.y - size.y / 2,
        bottom: -middle.y + size.y / 2)
      if let shift = positions.shift(ofTitle: title, in: frame) {
        placement.boxes[group]?.title?.x += shift
      } else {
        placement.boxes[group]?.isTitleOnTop = true
      }
    }
    return placement
  }
}

extension Placement.Curve {
  /// The curve in SVG's coordinates, where y grows downwards.
  fileprivate var line: ArrowLine? {
    let pairs = points.map { "\(Points.text($0.x)),\(Points.text(-$0.y))" }
    guard let first = pairs.first else { return nil }
    return ArrowLine(
      path: SVGTag.Bytes("M\(first)C\(pairs.dropFirst().joined(separator: " "))".utf8))
  }
}
