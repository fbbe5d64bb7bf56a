// What Graphviz writes with two decimals and many points, in fewer bytes that look the same.
extension SVGTag {
  /// Rounds all numbers of some attributes to one decimal.
  mutating func roundNumbers(of names: [StaticString]) {
    for name in names {
      if let value = self[name] { self[name] = value.withOneDecimal[...] }
    }
  }

  /// Makes a rectangle of a polygon, or of a path with round corners, that is one.
  ///
  /// - Parameter isRound: whether the corners of a polygon are rounded; Graphviz would draw them as a path of forty numbers.
  mutating func becomeRectangle(isRound: Bool) {
    guard let (box, radius) = roundedPath ?? sharpPolygon(isRound: isRound) else { return }
    name = Bytes("rect".utf8)
    self["points"] = nil
    self["d"] = nil
    self["x"] = Bytes(Points.short(box.left).utf8)
    self["y"] = Bytes(Points.short(box.top).utf8)
    self["width"] = Bytes(Points.short(box.right - box.left).utf8)
    self["height"] = Bytes(Points.short(box.bottom - box.top).utf8)
    if radius > 0 { self["rx"] = Bytes(Points.short(radius).utf8) }
  }

  /// Makes a path of a line from point to point.
  mutating func becomePath() {
    guard let points = self["points"]?.points, points.count == 2 else { return }
    let (start, end) = (points[0], points[1])
    let rest =
      start.x == end.x
      ? "V\(Points.short(end.y))"
      : start.y == end.y
        ? "H\(Points.short(end.x))" : "L\(Points.short(end.x)) \(Points.short(end.y))"
    name = Bytes("path".utf8)
    self["points"] = nil
    self["d"] = Bytes("M\(Points.short(start.x)) \(Points.short(start.y))\(rest)".utf8)
  }

  /// Graphviz's measure of round corners: a third of the shortest side, but no more than this.
  private static let largestRadius = 12.0

  private func sharpPolygon(isRound: Bool) -> (Box, radius: Double)? {
    guard name.equals("polygon"), let points = self["points"]?.points, points.count >= 4,
      let box = Box(around: points),
      points.allSatisfy({
        [box.left, box.right].contains($0.x) && [box.top, box.bottom].contains($0.y)
      })
    else { return nil }
    let radius = min(Self.largestRadius, min(box.width, box.bottom - box.top) / 3)
    return (box, isRound ? radius : 0)
  }

  /// The rectangle that a path of eight curves goes around, as Graphviz rounds corners.
  private var roundedPath: (Box, radius: Double)? {
    guard name.equals("path"), let path = self["d"], let line = ArrowLine(path: path),
      line.points.count == 25, let box = Box(around: line.points)
    else { return nil }
    let start = line.points[0]
    return (box, start.x - box.left)
  }
}

extension ArraySlice<UInt8> {
  /// The text with all its numbers rounded to one decimal, and none that is zero.
  var withOneDecimal: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var index = startIndex
    while index < endIndex {
      let start = index
      while index < endIndex,
        self[index] == UInt8(ascii: "-") || self[index] == UInt8(ascii: ".")
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index])
      { index += 1 }
      if start == index {
        result.append(self[index])
        index += 1
      } else if let number = self[start..<index].number {
        result += Points.short(number).utf8
      } else {
        result += self[start..<index]
      }
    }
    return result
  }
}

extension SVGTag {
  /// How many bytes `write(to:)` writes.
  var byteCount: Int {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes.count
  }
}

extension String {
  /// The text without blanks at its ends.
  var trimmingBlanks: Substring {
    var inner = self[...]
    while inner.first?.isWhitespace == true { inner.removeFirst() }
    while inner.last?.isWhitespace == true { inner.removeLast() }
    return inner
  }
}
