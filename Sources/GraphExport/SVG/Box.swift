/// A rectangle in the SVG.
struct Box: Hashable {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double
  var width: Double { right - left }

  /// The box moved by so much.
  func moved(right: Double, down: Double) -> Box {
    Box(
      left: left + right, right: self.right + right, top: top + down, bottom: bottom + down)
  }

  /// The box with so much around it.
  func grown(by margin: Double) -> Box {
    Box(left: left - margin, right: right + margin, top: top - margin, bottom: bottom + margin)
  }

  func contains(_ other: Box) -> Bool {
    left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom
  }

  func overlaps(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  /// Whether a straight line runs through the box: it is cut off at each side in turn (Liang and Barsky, 1984).
  func isCrossed(by line: Segment) -> Bool {
    let (x, y) = (line.end.x - line.start.x, line.end.y - line.start.y)
    var (enters, leaves) = (0.0, 1.0)
    for (toward, distance) in [
      (-x, line.start.x - left), (x, right - line.start.x), (-y, line.start.y - top),
      (y, bottom - line.start.y),
    ] {
      if toward == 0 {
        if distance <= 0 { return false }
      } else if toward < 0 {
        enters = max(enters, distance / toward)
      } else {
        leaves = min(leaves, distance / toward)
      }
    }
    return enters < leaves
  }
}

extension Box {
  /// The rectangle around a polygon; nil if it has no points.
  init?(around points: [(x: Double, y: Double)]) {
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
    else { return nil }
    self.init(left: left, right: right, top: top, bottom: bottom)
  }

  /// The box of a `rect`; nil for anything else.
  init?(rectangle tag: SVGTag) {
    guard let x = tag["x"]?.number, let y = tag["y"]?.number, let width = tag["width"]?.number,
      let height = tag["height"]?.number
    else { return nil }
    self.init(left: x, right: x + width, top: y, bottom: y + height)
  }

  /// The room of several texts together; nil if there are none.
  init?(of texts: [SVGTag]) {
    var points: [(x: Double, y: Double)] = []
    for text in texts {
      guard let x = text["x"]?.number, let y = text["y"]?.number,
        let width = text["textLength"]?.number,
        case let size = text["font-size"]?.number ?? Double(DOTWriter.fontSize)
      else { continue }
      let left = text["text-anchor"]?.equals("middle") == true ? x - width / 2 : x
      points += [(left, y - 0.9 * size), (left + width, y + 0.25 * size)]
    }
    self.init(around: points)
  }
}

extension SVGTag {
  /// The rectangle around an ellipse; nil for anything else.
  var ellipseBox: Box? {
    guard let x = self["cx"]?.number, let y = self["cy"]?.number, let width = self["rx"]?.number,
      let height = self["ry"]?.number
    else { return nil }
    return Box(left: x - width, right: x + width, top: y - height, bottom: y + height)
  }
}

/// A straight line between two points.
struct Segment {
  var start: (x: Double, y: Double)
  var end: (x: Double, y: Double)
}
