import Graphviz

/// Turns the SVG that Graphviz laid out into the figure: colours for the paints' numbers, pictures in their slots, texts that keep
/// their width in any font, and words for those who point or listen.
struct SVGDresser {
  let diagram: Diagram
  let theme: Theme
  let slots: [Slot]
  /// The classes that the figure uses, each a property and a paint.
  private var used: Set<PaintClass> = []
  private let cards: [String: Diagram.Card]
  private let groups: [String: Diagram.Group]

  init(_ diagram: Diagram, theme: Theme, slots: [Slot]) {
    self.diagram = diagram
    self.theme = theme
    self.slots = slots
    cards = Dictionary(uniqueKeysWithValues: diagram.cards.map { ("n\($0.id)", $0) })
    groups = Dictionary(uniqueKeysWithValues: diagram.groups.map { ("cluster_\($0.id)", $0) })
  }

  /// Dresses the whole text.
  static func dress(_ svg: String, _ diagram: Diagram, theme: Theme, slots: [Slot]) -> String {
    var dresser = SVGDresser(diagram, theme: theme, slots: slots)
    return dresser.dress(svg)
  }

  private mutating func dress(_ svg: String) -> String {
    let lines = svg.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
    guard let start = lines.firstIndex(where: { $0.hasPrefix("<svg") }),
      let end = lines[start...].firstIndex(where: { $0.hasSuffix(">") })
    else { return svg }
    var body: [String] = []
    var arrow = 0
    var index = end + 1
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.hasPrefix("<!--") { continue }
      guard var tag = SVGTag(line) else {
        body.append(String(line))
        continue
      }
      switch tag.name {
      case "g" where index < lines.count && lines[index].hasPrefix("<title>"):
        body.append(contentsOf: opening(tag, title: title(lines[index]), arrow: &arrow))
        index += 1
      case "polygon":
        if let slot = tag["fill"].flatMap(Marker.slot) {
          body.append(contentsOf: picture(slots[slot], in: tag["points"] ?? ""))
          continue
        }
        fallthrough
      default:
        if tag.name == "text" { fit(&tag) }
        paint(&tag)
        body.append(tag.text)
      }
    }
    let head = SVGTag(lines[start...end].joined(separator: " ")[...])
    return (header(head) + body).joined(separator: "\n") + "\n"
  }

  private func title(_ line: Substring) -> String { SVGTag(line)?.content ?? "" }

  /// The group of a card, an arrow or a module, with its words in place of Graphviz's name for it.
  private func opening(_ tag: SVGTag, title: String, arrow: inout Int) -> [String] {
    if let card = cards[title] {
      return [
        "<g class=\"card \(card.style)\" role=\"img\" aria-label=\"\(Quoting.xml(card.description))\">",
        "<title>\(Quoting.xml(card.tooltip))</title>",
      ]
    }
    if let group = groups[title] {
      return [
        "<g class=\"group\">", "<title>\(Quoting.xml("\(group.type) \(group.detail)"))</title>",
      ]
    }
    if tag["class"] == "edge" {
      defer { arrow += 1 }
      return [
        "<g class=\"arrow\" aria-hidden=\"true\">",
        "<title>\(Quoting.xml(arrowTitle(title)))</title>",
      ]
    }
    return ["<g class=\"figure\" transform=\"\(tag["transform"] ?? "")\">"]
  }

  /// Graphviz names an edge after its nodes: `n1->n4`.
  private func arrowTitle(_ title: String) -> String {
    guard let hyphen = title.firstIndex(of: "-"), let from = cards[String(title[..<hyphen])],
      let to = cards[String(title[title.index(hyphen, offsetBy: 2)...])]
    else { return title }
    return "\(from.tooltip.prefix { $0 != "\n" }) → \(to.tooltip.prefix { $0 != "\n" })"
  }

  /// Whatever font the reader has, the text takes the width that the layout gave it.
  private func fit(_ tag: inout SVGTag) {
    let size = Double(tag["font-size"] ?? "") ?? Double(DOTWriter.fontSize)
    let words = tag.content
    let width = TextMetrics.width(of: words, size: size, bold: tag["font-weight"] == "bold")
    tag["font-family"] = nil
    if tag["text-anchor"] == "start" { tag["text-anchor"] = nil }
    tag["font-size"] = Points.text(size)
    tag["textLength"] = Points.text(width)
    tag["lengthAdjust"] = "spacingAndGlyphs"
    // Graphviz writes a minus as `&#45;`, which nobody would find.
    tag.rest = ">\(Quoting.xml(words))</text>"
  }

  private mutating func paint(_ tag: inout SVGTag) {
    var classes: [String] = []
    for attribute in ["fill", "stroke"] {
      if tag[attribute] == "transparent" { tag[attribute] = "none" }
      guard let paint = tag[attribute].flatMap(Marker.paint) else { continue }
      tag[attribute] = theme.palette[paint].hex
      if theme.darkPalette != nil {
        let paintClass = PaintClass(property: attribute, paint: paint)
        classes.append(paintClass.name)
        used.insert(paintClass)
      }
    }
    if !classes.isEmpty { tag["class"] = classes.joined(separator: " ") }
  }

  private func header(_ svg: SVGTag?) -> [String] {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(svg?["width"] ?? "100%")\" height=\"\(svg?["height"] ?? "100%")\""
        + " viewBox=\"\(svg?["viewBox"] ?? "")\" role=\"group\" aria-label=\"\(Quoting.xml(summary))\""
        + " font-family=\"Helvetica, Arial, Liberation Sans, Nimbus Sans, DejaVu Sans, sans-serif\" text-rendering=\"geometricPrecision\">",
      "<title>\(Quoting.xml(diagram.title ?? "computation graph"))</title>",
      "<desc>\(Quoting.xml(summary))</desc>",
    ]
    lines += styleSheet()
    return lines
  }

  private var summary: String {
    ["Computation graph", diagram.title, diagram.caption].compactMap(\.self).joined(separator: ", ")
  }

  /// Colours as variables, for those readers who know them; all others see the light figure's attributes.
  private func styleSheet() -> [String] {
    guard let dark = theme.darkPalette else { return [] }
    let classes = Paint.all.flatMap { paint in
      ["fill", "stroke"].map { PaintClass(property: $0, paint: paint) }.filter(used.contains)
    }
    let paints = Paint.all.filter { paint in classes.contains { $0.paint == paint } }
    let variables = { (palette: Palette) in
      paints.map { "--\($0.className):\(palette[$0].hex)" }.joined(separator: ";")
    }
    return
      [
        "<style>", "svg{\(variables(theme.palette))}",
        "@media (prefers-color-scheme:dark){svg{\(variables(dark))}}",
      ] + classes.map { ".\($0.name){\($0.property):var(--\($0.paint.className))}" } + ["</style>"]
  }
}

/// A property of an element that has the colour of a paint.
private struct PaintClass: Hashable {
  var property: String
  var paint: Paint
  /// The name of the class in the style sheet.
  var name: String { "\(property.prefix(1))-\(paint.className)" }
}

// Pictures.
extension SVGDresser {
  /// The cells of a picture, those of one strength as one path, in the middle of their slot.
  private mutating func picture(_ slot: Slot, in points: String) -> [String] {
    let corners = points.split(separator: " ").map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    guard let left = corners.map({ $0[0] }).min(), let right = corners.map({ $0[0] }).max(),
      let top = corners.map({ $0[1] }).min(), let bottom = corners.map({ $0[1] }).max()
    else { return [] }
    let thumbnail = slot.thumbnail
    let side = Double(slot.cell)
    let x = ((left + right) - Double(thumbnail.columns) * side) / 2
    let y = ((top + bottom) - Double(thumbnail.rows) * side) / 2
    let look = CellLook(slot)
    var outlines: [Paint: String] = [:]
    var signs: [(sign: String, row: Int, column: Int)] = []
    for row in 0..<thumbnail.rows {
      for column in 0..<thumbnail.columns {
        guard let value = thumbnail.cells[row * thumbnail.columns + column] else { continue }
        outlines[look.paint(of: value), default: ""] +=
          "M\(column * slot.cell) \(row * slot.cell)h\(slot.cell)v\(slot.cell)h-\(slot.cell)z"
        if let sign = CellLook.sign(of: value) { signs.append((sign, row, column)) }
      }
    }
    var lines = [
      "<g class=\"picture \(slot.quantity)\" shape-rendering=\"crispEdges\" transform=\"translate(\(Points.text(x)) \(Points.text(y)))\">"
    ]
    for paint in Paint.all {
      guard let outline = outlines[paint] else { continue }
      lines.append(shape("path", "d=\"\(outline)\"", paint, rest: "/>"))
    }
    for (sign, row, column) in signs {
      let place =
        "x=\"\(Points.text((Double(column) + 0.5) * side))\" y=\"\(Points.text((Double(row) + 0.85) * side))\""
      let size = "font-size=\"\(Points.text(side))\" text-anchor=\"middle\""
      lines.append(shape("text", "\(place) \(size)", .oddSign, rest: ">\(sign)</text>"))
    }
    return lines + ["</g>"]
  }

  private mutating func shape(_ name: String, _ attributes: String, _ paint: Paint, rest: String)
    -> String
  {
    var tag = SVGTag("<\(name) \(attributes) fill=\"\(Marker.color(of: paint))\"/>")!
    self.paint(&tag)
    tag.rest = rest
    return tag.text
  }
}
