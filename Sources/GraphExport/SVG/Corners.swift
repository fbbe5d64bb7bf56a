extension SVGTag {
  /// Graphviz's measure of round corners: a third of the shortest side, but no more than this.
  private static let largestRadius = 12.0

  /// Makes a rectangle with round corners of a polygon that is a rectangle.
  ///
  /// Graphviz would draw them as a path of forty numbers.
  mutating func roundCorners() {
    guard let points = self["points"]?.points, points.count >= 4,
      let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      let top = points.map(\.y).min(), let bottom = points.map(\.y).max(),
      points.allSatisfy({ [left, right].contains($0.x) && [top, bottom].contains($0.y) })
    else { return }
    let radius = min(Self.largestRadius, min(right - left, bottom - top) / 3)
    name = Bytes("rect".utf8)
    self["points"] = nil
    self["x"] = Bytes(Points.text(left).utf8)
    self["y"] = Bytes(Points.text(top).utf8)
    self["width"] = Bytes(Points.text(right - left).utf8)
    self["height"] = Bytes(Points.text(bottom - top).utf8)
    self["rx"] = Bytes(Points.text(radius).utf8)
  }
}
