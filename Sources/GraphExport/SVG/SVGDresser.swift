import Graphviz

/// Turns the SVG that Graphviz laid out into the figure.
///
/// The paints' numbers become colours, pictures come into their slots, texts keep their width in any font, and cards and arrows get words
/// for those who point or listen.
struct SVGDresser {
  let diagram: Diagram
  let theme: Theme
  let slots: [Slot]
  /// The classes that the figure uses, each a property and a paint.
  var used: Set<PaintClass> = []
  private let cards: [String: Diagram.Card]
  private let groups: [String: Diagram.Group]
  private let neighbours: Neighbours

  init(_ diagram: Diagram, theme: Theme, slots: [Slot]) {
    self.diagram = diagram
    self.theme = theme
    self.slots = slots
    cards = Dictionary(uniqueKeysWithValues: diagram.cards.map { ("n\($0.id)", $0) })
    groups = Dictionary(uniqueKeysWithValues: diagram.groups.map { ("cluster_\($0.id)", $0) })
    neighbours = Neighbours(diagram)
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
    var index = end + 1
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.hasPrefix("<!--") { continue }
      guard var tag = SVGTag(line) else {
        body.append(String(line))
        continue
      }
      if tag.name == "g", index < lines.count, lines[index].hasPrefix("<title>") {
        body += opening(tag, title: SVGTag(lines[index])?.content ?? "")
        index += 1
      } else if tag.name == "polygon", let slot = tag["fill"].flatMap(Marker.slot) {
        body += picture(slots[slot], in: tag["points"] ?? "")
      } else {
        if tag.name == "text" { fit(&tag) }
        paint(&tag)
        body.append(tag.text)
      }
    }
    let head = SVGTag(lines[start...end].joined(separator: " ")[...])
    return (header(head) + body).joined(separator: "\n") + "\n"
  }

  /// The beginning of a card, an arrow, a module or the figure, with our words in place of Graphviz's name for it.
  private func opening(_ tag: SVGTag, title: String) -> [String] {
    func lines(_ classes: String, _ attributes: String = "", title: String) -> [String] {
      ["<g class=\"\(classes)\"\(attributes)>", "<title>\(Quoting.xml(title))</title>"]
    }
    if let card = cards[title] {
      return lines(
        "card \(card.style)\(neighbours.classes(ofCard: card.id))",
        " role=\"img\" tabindex=\"0\" aria-label=\"\(Quoting.xmlValue(card.description))\"",
        title: card.tooltip)
    }
    if let group = groups[title] {
      return lines("group", title: "\(group.type) \(group.detail)")
    }
    if let number = tag["id"].flatMap(SVGName.arrow) {
      let arrow = diagram.arrows[number]
      return lines(
        "arrow \(arrow.style)\(neighbours.classes(ofArrow: arrow))", " aria-hidden=\"true\"",
        title: arrow.tooltip)
    }
    return ["<g class=\"figure\" transform=\"\(tag["transform"] ?? "")\">"]
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

  /// Colours for the paints' numbers, and classes for those readers that know style sheets.
  mutating func paint(_ tag: inout SVGTag) {
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
    let size = "width=\"\(svg?["width"] ?? "100%")\" height=\"\(svg?["height"] ?? "100%")\""
    let fonts = "Helvetica, Arial, Liberation Sans, Nimbus Sans, DejaVu Sans, sans-serif"
    return [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"smolgrad\" \(size) viewBox=\"\(svg?["viewBox"] ?? "")\""
        + " role=\"group\" aria-label=\"\(Quoting.xmlValue(summary))\" font-family=\"\(fonts)\" text-rendering=\"geometricPrecision\">",
      "<title>\(Quoting.xml(diagram.title ?? "computation graph"))</title>",
      "<desc>\(Quoting.xml(summary))</desc>",
      "<style>",
    ] + themeRules() + neighbours.rules() + ["</style>"]
  }

  private var summary: String {
    ["Computation graph", diagram.title, diagram.caption].compactMap(\.self).joined(separator: ", ")
  }
}
