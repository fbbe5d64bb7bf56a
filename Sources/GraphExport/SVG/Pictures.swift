extension SVGFinisher {
  /// Draws the cells of a picture in the middle of their slot, those of one look as one path.
  mutating func draw(_ slot: Slot, in corners: SVGTag.Bytes) {
    guard let corners = corners.points, let left = corners.map(\.x).min(),
      let right = corners.map(\.x).max(), let top = corners.map(\.y).min(),
      let bottom = corners.map(\.y).max()
    else { return }
    let thumbnail = slot.thumbnail
    let x = ((left + right) - Double(thumbnail.columns * slot.cell)) / 2
    let y = ((top + bottom) - Double(thumbnail.rows * slot.cell)) / 2
    let position = "translate(\(Points.text(x)) \(Points.text(y)))"
    add("<g class=\"picture \(slot.quantity.rawValue)\" transform=\"\(position)\">")
    add(frame(of: slot))
    for line in theme.cells == .colors ? coloredCells(slot) : sizedCells(slot) { add(line) }
    for line in signs(slot) { add(line) }
    add("</g>")
  }

  /// A hairline around the cells: where all of a row is zero, it would look like the card.
  private mutating func frame(of slot: Slot) -> String {
    let (width, height) = (
      slot.thumbnail.columns * slot.cell + 1, slot.thumbnail.rows * slot.cell + 1
    )
    return shape(
      "path", "d=\"M-.5-.5h\(width)v\(height)h-\(width)z\"", fill: .canvas, stroke: .divider,
      rest: "/>")
  }

  private mutating func coloredCells(_ slot: Slot) -> [String] {
    let look = CellLook(slot)
    var outlines: [Paint: String] = [:]
    slot.thumbnail.forEachCell { row, column, value in
      outlines[look.paint(of: value), default: ""] +=
        "M\(column * slot.cell) \(row * slot.cell)h\(slot.cell)v\(slot.cell)h-\(slot.cell)z"
    }
    return Paint.all.compactMap { paint in
      outlines[paint].map {
        shape("path", "d=\"\($0)\" shape-rendering=\"crispEdges\"", fill: paint, rest: "/>")
      }
    }
  }

  /// Cells whose size is the magnitude: full for positive, hollow for negative; squares for values, circles for gradients.
  private mutating func sizedCells(_ slot: Slot) -> [String] {
    let look = CellLook(slot)
    var full = ""
    var hollow = ""
    var nonFinite = ""
    slot.thumbnail.forEachCell { row, column, value in
      let middle = (
        x: (Double(column) + 0.5) * Double(slot.cell), y: (Double(row) + 0.5) * Double(slot.cell)
      )
      guard let level = look.level(of: value) else {
        nonFinite += Self.mark(middle, size: Double(slot.cell), isRound: false)
        return
      }
      if level == 0 { return }
      let size = (Double(slot.cell) - 1) * Double(abs(level)) / Double(Paint.levels)
      let outline = Self.mark(middle, size: max(1.2, size), isRound: slot.quantity == .gradient)
      if level > 0 { full += outline } else { hollow += outline }
    }
    var shapes: [String] = []
    if !full.isEmpty { shapes.append(shape("path", "d=\"\(full)\"", fill: .ink, rest: "/>")) }
    if !hollow.isEmpty {
      shapes.append(
        shape(
          "path", "d=\"\(hollow)\" stroke-width=\"0.7\"", fill: .canvas, stroke: .ink, rest: "/>"))
    }
    if !nonFinite.isEmpty {
      shapes.append(shape("path", "d=\"\(nonFinite)\"", fill: .nonFiniteCell, rest: "/>"))
    }
    return shapes
  }

  private static func mark(_ middle: (x: Double, y: Double), size: Double, isRound: Bool) -> String
  {
    let side = Points.text(size)
    let radius = Points.text(size / 2)
    return isRound
      ? "M\(Points.text(middle.x - size / 2)) \(Points.text(middle.y))a\(radius) \(radius) 0 1 0 \(side) 0a\(radius) \(radius) 0 1 0 -\(side) 0z"
      : "M\(Points.text(middle.x - size / 2)) \(Points.text(middle.y - size / 2))h\(side)v\(side)h-\(side)z"
  }

  /// What marks cells that are no finite numbers, besides their color.
  private mutating func signs(_ slot: Slot) -> [String] {
    let side = Double(slot.cell)
    var signs: [String] = []
    slot.thumbnail.forEachCell { row, column, value in
      guard let sign = CellLook.sign(of: value) else { return }
      let position =
        "x=\"\(Points.text((Double(column) + 0.5) * side))\" y=\"\(Points.text((Double(row) + 0.85) * side))\""
      signs.append(
        shape(
          "text",
          "\(position) font-size=\"\(Points.text(side))\" text-anchor=\"middle\" aria-hidden=\"true\"",
          fill: .nonFiniteSign, rest: ">\(sign)</text>"))
    }
    return signs
  }

  mutating func shape(
    _ name: String, _ attributes: String, fill: Paint, stroke: Paint? = nil, rest: String
  ) -> String {
    let outline = stroke.map { " stroke=\"\(ColorCode.color(of: $0))\"" } ?? ""
    let line = "<\(name) \(attributes) fill=\"\(ColorCode.color(of: fill))\"\(outline)/>"
    var tag = SVGTag(SVGTag.Bytes(line.utf8))!
    paint(&tag)
    tag.rest = SVGTag.Bytes(rest.utf8)
    var bytes: [UInt8] = []
    tag.write(to: &bytes)
    return bytes[...].text
  }
}
