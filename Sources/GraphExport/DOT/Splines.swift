// The ways of arrows in Graphviz's notation: https://graphviz.org/docs/attr-types/splineType
extension Placement {
  /// The length of an arrow's head in points: Graphviz's 10, times the `arrowsize` that all arrows have.
  static let headLength = 5.5

  /// The corners and control points of an arrow's way, without its head.
  func curve(of number: Int) -> [Point] {
    if curves.indices.contains(number) { return curves[number]?.points ?? [] }
    return curve(routes[number])
  }

  private func curve(_ corners: [Point]) -> [Point] {
    var points = Array(corners.prefix(1))
    for (corner, next) in zip(corners, corners.dropFirst()) {
      let (first, second) = controls(corner, next)
      points += [first, second, next]
    }
    return points
  }

  /// The control points of an arrow's curve, and where its head is; nil for one that has no way.
  func spline(of number: Int, _ arrow: Diagram.Arrow) -> String? {
    if curves.indices.contains(number) { return curves[number]?.text }
    var corners = routes[number]
    guard corners.count > 1, let start = corners.first, let end = corners.last else { return nil }
    let head: String
    if arrow.isAgainstTheFlow || reversed.contains(number) {
      head = "s,\(Points.pair(start))"
      corners[0] = moved(start, by: Self.headLength)
      // A straight piece that is shorter than the head is hidden by it.
      if corners.count > 2, !isForward(corners[0], corners[1]) { corners.remove(at: 1) }
    } else {
      head = "e,\(Points.pair(end))"
      let last = corners.count - 1
      corners[last] = moved(end, by: -Self.headLength)
      if last > 1, !isForward(corners[last - 1], corners[last]) { corners.remove(at: last - 1) }
    }
    return ([head] + curve(corners).map(Points.pair)).joined(separator: " ")
  }

  private func isForward(_ a: Point, _ b: Point) -> Bool {
    direction == .right ? a.x < b.x : a.y > b.y
  }

  private func moved(_ point: Point, by distance: Double) -> Point {
    direction == .right
      ? Point(x: point.x + distance, y: point.y) : Point(x: point.x, y: point.y - distance)
  }

  /// A curve leaves and arrives along; on a straight line the control points lie on it just as well.
  private func controls(_ a: Point, _ b: Point) -> (Point, Point) {
    if direction == .right {
      let middle = (a.x + b.x) / 2
      return (Point(x: middle, y: a.y), Point(x: middle, y: b.y))
    }
    let middle = (a.y + b.y) / 2
    return (Point(x: a.x, y: middle), Point(x: b.x, y: middle))
  }
}

extension Placement.Curve {
  /// The curve in Graphviz's notation.
  fileprivate var text: String {
    let tips = [startTip.map { "s,\(Points.pair($0))" }, endTip.map { "e,\(Points.pair($0))" }]
    return (tips.compactMap(\.self) + points.map(Points.pair)).joined(separator: " ")
  }

  /// Reads a curve in Graphviz's notation; nil if it is no such curve.
  init?(_ text: String) {
    points = []
    for word in text.split(separator: " ") {
      let parts = word.split(separator: ",")
      guard let point = Placement.Point(parts.suffix(2)) else { return nil }
      switch (parts.count, parts[0]) {
      case (3, "s"): startTip = point
      case (3, "e"): endTip = point
      case (2, _): points.append(point)
      default: return nil
      }
    }
    guard points.count % 3 == 1, points.count > 1 else { return nil }
  }
}

extension Placement.Point {
  /// Reads two numbers with a comma between them.
  init?(_ parts: some Sequence<Substring>) {
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == 2 else { return nil }
    self.init(x: numbers[0], y: numbers[1])
  }
}
