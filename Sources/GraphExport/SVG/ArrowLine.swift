/// The line of an arrow in the SVG: cubic curves, end to end.
struct ArrowLine {
  /// The corners, each with two control points before it but the first.
  private(set) var points: [(x: Double, y: Double)] = []

  /// A line of its corners and control points.
  init(points: [(x: Double, y: Double)]) { self.points = points }

  /// Reads `M1,2C3,4 5,6 7,8 …`; nil if it is written otherwise.
  init?(path: SVGTag.Bytes) {
    var numbers: [Double] = []
    let separators = [UInt8(ascii: "M"), UInt8(ascii: "C"), UInt8(ascii: ","), UInt8(ascii: " ")]
    for word in path.split(whereSeparator: { separators.contains($0) }) {
      guard let number = word.number else { return nil }
      numbers.append(number)
    }
    guard numbers.count >= 8, numbers.count % 6 == 2 else { return nil }
    points = stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
  }

  /// Lets the line end at the one of its ends that is nearer to a point.
  mutating func turn(toward tip: (x: Double, y: Double)) {
    func distance(_ point: (x: Double, y: Double)) -> Double {
      abs(point.x - tip.x) + abs(point.y - tip.y)
    }
    if distance(points[0]) < distance(points[points.count - 1]) { points.reverse() }
  }

  /// The line in SVG's notation.
  var text: [UInt8] {
    let pairs = points.map { "\(Points.text($0.x)),\(Points.text($0.y))" }
    return Array("M\(pairs[0])C\(pairs.dropFirst().joined(separator: " "))".utf8)
  }

  /// The line in SVG's notation with one decimal; curves that are straight along an axis are such lines.
  var shortText: String {
    let points = points.map { (x: Points.short($0.x), y: Points.short($0.y)) }
    var text = "M\(points[0].x),\(points[0].y)"
    var isAfterCurve = false
    for start in stride(from: 0, to: points.count - 3, by: 3) {
      let (ends, end) = (start...(start + 3), points[start + 3])
      if ends.allSatisfy({ points[$0].y == end.y }), isMonotone(ends, \.x) {
        text += "H\(end.x)"
        isAfterCurve = false
      } else if ends.allSatisfy({ points[$0].x == end.x }), isMonotone(ends, \.y) {
        text += "V\(end.y)"
        isAfterCurve = false
      } else {
        let pairs = points[(start + 1)...(start + 3)].map { "\($0.x),\($0.y)" }
        text += (isAfterCurve ? " " : "C") + pairs.joined(separator: " ")
        isAfterCurve = true
      }
    }
    return text
  }

  /// Whether a curve goes one way along an axis.
  private func isMonotone(
    _ ends: ClosedRange<Int>, _ axis: KeyPath<(x: Double, y: Double), Double>
  ) -> Bool {
    let numbers = points[ends].map { $0[keyPath: axis] }
    let steps = zip(numbers, numbers.dropFirst()).map { $1 - $0 }
    return steps.allSatisfy { $0 >= 0 } || steps.allSatisfy { $0 <= 0 }
  }

  /// The curves of the line, by the corners at which they begin.
  var curves: StrideTo<Int> { stride(from: 0, to: points.count - 3, by: 3) }

  /// The box around a curve and its control points.
  func box(ofCurve start: Int) -> Box {
    var box = Box(
      left: points[start].x, right: points[start].x, top: points[start].y, bottom: points[start].y)
    for point in points[(start + 1)...(start + 3)] {
      (box.left, box.right) = (min(box.left, point.x), max(box.right, point.x))
      (box.top, box.bottom) = (min(box.top, point.y), max(box.bottom, point.y))
    }
    return box
  }

  /// The straight pieces that stand for a curve, as far as they lie in a box.
  func pieces(ofCurve start: Int, in box: Box) -> [Segment] {
    var found: [Segment] = []
    var last = points[start]
    for step in 1...Self.steps {
      let next = point(after: start, Double(step) / Double(Self.steps))
      let piece = Segment(start: last, end: next)
      if box.isCrossed(by: piece) { found.append(piece) }
      last = next
    }
    return found
  }

  /// How many straight pieces stand for a curve.
  private static let steps = 24

  /// A point of the curve that begins at a corner; `t` runs from 0 to 1.
  private func point(after corner: Int, _ t: Double) -> (x: Double, y: Double) {
    let s = 1 - t
    let (a, b, c, d) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    let (first, second) = (points[corner], points[corner + 1])
    let (third, last) = (points[corner + 2], points[corner + 3])
    return (
      x: a * first.x + b * second.x + c * third.x + d * last.x,
      y: a * first.y + b * second.y + c * third.y + d * last.y
    )
  }
}
