extension SVGFinisher {
  /// Puts the pictures of a slot into its middle.
  mutating func drawPictures(_ number: Int, in corners: SVGTag.Bytes) {
    guard let box = corners.points.flatMap(Box.init(around:)) else { return }
    let slot = slots[number]
    for (number, (face, picture)) in zip(slot.before, pictures[number]).enumerated() {
      let end = number + 1 < slot.before.count ? slot.before[number + 1].since : slot.since
      add("<g class=\"p\" style=\"--k:\(face.since);--e:\(end ?? 0)\" opacity=\"0\">")
      addPicture(picture, of: slot.showing(face), in: box, playing: "")
      add("</g>")
    }
    if let picture = pictures[number].last {
      let playing = slot.since.map { "\" style=\"--k:\($0)" } ?? ""
      addPicture(picture, of: slot, in: box, playing: playing)
    }
  }

  private mutating func addPicture(
    _ picture: [UInt8], of slot: Slot, in box: Box, playing: String
  ) {
    let x = ((box.left + box.right) - Double(slot.thumbnail.columns) * slot.cell.width) / 2
    let y = ((box.top + box.bottom) - Double(slot.thumbnail.rows) * slot.cell.height) / 2
    let position = "translate(\(Points.short(x)) \(Points.short(y)))"
    add(
      "<g class=\"picture \(slot.quantity.rawValue)\(playing.isEmpty ? "" : " k")\(playing)\" transform=\"\(position)\">"
    )
    body += picture
    add("</g>")
  }

  /// Draws the cells of a picture: few as paths, those of one look as one; many as an image.
  mutating func draw(_ slot: Slot) {
    add(frame(of: slot))
    if theme.cells == .sizes {
      for line in sizedCells(slot) { add(line) }
    } else if slot.thumbnail.isImage {
      addImages(slot)
    } else {
      addColoredCells(slot)
    }
    for line in signs(slot) { add(line) }
  }

  /// A hairline around the cells: where all of a row is zero, it would look like the card.
  private mutating func frame(of slot: Slot) -> String {
    let width = Points.text(Double(slot.thumbnail.columns) * slot.cell.width + 1)
    let height = Points.text(Double(slot.thumbnail.rows) * slot.cell.height + 1)
    return shape(
      "path", "d=\"M-.5-.5h\(width)v\(height)h-\(width)z\"", fill: .canvas, stroke: .divider,
      rest: "/>")
  }

  /// Cells as the pixels of an image inside the file; of a theme with two palettes as two, of which the style sheet hides one.
  private mutating func addImages(_ slot: Slot) {
    hasImages = true
    let size =
      "width=\"\(Points.text(Double(slot.thumbnail.columns) * slot.cell.width))\""
      + " height=\"\(Points.text(Double(slot.thumbnail.rows) * slot.cell.height))\""
    for (palette, name) in [(theme.palette, "on-light"), (theme.darkPalette, "on-dark")] {
      guard let palette else { continue }
      let png = PixelImage(slot, palette).pngText(level: compressionLevel)
      let look = theme.darkPalette == nil ? "" : " class=\"\(name)\""
      // What no style sheet is read of is light.
      let hidden = name == "on-dark" ? " display=\"none\"" : ""
      add(
        "<image\(look) \(size)\(hidden) preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\" href=\"data:image/png;base64,\(png)\"/>"
      )
    }
  }

  /// Cells as lines as wide as a cell is high, in units of a cell; those beside each other in one color are one line.
  private mutating func addColoredCells(_ slot: Slot) {
    let look = CellLook(slot)
    var lines = Paint.all.map { _ in "" }
    var last: (paint: Paint, row: Int, start: Int, end: Int)?
    func end() {
      guard let run = last else { return }
      lines[ColorCode.number(of: run.paint)] += "M\(run.start) \(run.row)h\(run.end - run.start)"
    }
    slot.thumbnail.forEachCell { row, column, value in
      let paint = look.paint(of: value)
      if let run = last, run.paint == paint, run.row == row, run.end == column {
        last?.end += 1
      } else {
        end()
        last = (paint, row, column, column + 1)
      }
    }
    end()
    add("<g class=\"cells\" transform=\"scale(\(Points.text(slot.cell.width)))translate(0 .5)\">")
    for (paint, line) in zip(Paint.all, lines) where !line.isEmpty {
      add(shape("path", "d=\"\(line)\"", stroke: paint, rest: "/>"))
    }
    add("</g>")
  }

  /// Cells whose size is the magnitude: full for positive, hollow for negative; squares for values, circles for gradients.
  private mutating func sizedCells(_ slot: Slot) -> [String] {
    let look = CellLook(slot)
    var full = ""
    var hollow = ""
    var nonFinite = ""
    slot.thumbnail.forEachCell { row, column, value in
      let middle = (
        x: (Double(column) + 0.5) * slot.cell.width, y: (Double(row) + 0.5) * slot.cell.height
      )
      guard let level = look.level(of: value) else {
        nonFinite += Self.mark(middle, size: slot.cell.width, isRound: false)
        return
      }
      if level == 0 { return }
      let size = (slot.cell.width - 1) * Double(abs(level)) / Double(Paint.levels)
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

  private static let mostSignsOnImage = 16

  /// What marks cells that are no finite numbers, besides their color.
  private mutating func signs(_ slot: Slot) -> [String] {
    // Signs on the pixels of an image are larger than these, and many would hide it.
    let side = max(6, slot.cell.width)
    let most = slot.thumbnail.isImage ? Self.mostSignsOnImage : Int.max
    var signs: [String] = []
    slot.thumbnail.forEachCell { row, column, value in
      guard signs.count < most, let sign = CellLook.sign(of: value) else { return }
      let y = (Double(row) + 0.5) * slot.cell.height + 0.35 * side
      let position =
        "x=\"\(Points.text((Double(column) + 0.5) * slot.cell.width))\" y=\"\(Points.text(y))\""
      signs.append(
        shape(
          "text",
          "\(position) font-size=\"\(Points.text(side))\" text-anchor=\"middle\" aria-hidden=\"true\"",
          fill: .nonFiniteSign, rest: ">\(sign)</text>"))
    }
    return signs
  }

  /// An element with the classes of its paints.
  mutating func shape(
    _ name: String, _ attributes: String, fill: Paint? = nil, stroke: Paint? = nil,
    rest: String
  ) -> String {
    var classes: [String] = []
    for (property, paint) in [fill, stroke].enumerated() {
      guard let number = paint.map(ColorCode.number) else { continue }
      used[property][number] = true
      classes.append(PaintClass.names[property][number].text)
    }
    return "<\(name) \(attributes) class=\"\(classes.joined(separator: " "))\"\(rest)"
  }
}
