import Graphviz

/// Turns the SVG that Graphviz laid out into the figure.
///
/// The paints' numbers become colors, pictures come into their slots, corners are rounded, texts keep their width in any font, and cards
/// and arrows get words for those who point or listen.
struct SVGFinisher {
  let diagram: Diagram
  let theme: Theme
  let slots: [Slot]
  /// The classes that the figure uses, each a property and a paint.
  var used: Set<PaintClass> = []
  /// All lines behind the header.
  var body: [UInt8] = []
  /// Words that are not in the body yet.
  private(set) var pending: [PendingWords] = []
  /// The ways of the arrows.
  private(set) var lines: [ArrowLine] = []
  /// The places of the cards.
  private(set) var cardBoxes: [Box] = []
  /// Where the cards begin in the body.
  private(set) var endOfArrows: Int?
  private let cards: [Int: Int]
  private let groups: [Int: Int]
  /// Whether there are words that stand between arrows.
  private let keepsPlaces: Bool
  private let neighbors: Neighbors
  private let brushes: [Brush]
  /// What the lines at hand belong to.
  private var part = Part.figure

  /// The parts of a figure.
  private enum Part {
    case figure, group, arrow
    case card(Diagram.Card)
  }

  init(_ diagram: Diagram, theme: Theme, slots: [Slot]) {
    self.diagram = diagram
    self.theme = theme
    self.slots = slots
    cards = Dictionary(zip(diagram.cards.map(\.id), 0...)) { first, _ in first }
    groups = Dictionary(zip(diagram.groups.map(\.id), 0...)) { first, _ in first }
    keepsPlaces = !diagram.groups.isEmpty || diagram.arrows.contains { $0.label != nil }
    neighbors = Neighbors(diagram)
    brushes = Paint.all.map { Brush($0, theme) }
  }

  /// Finishes the whole text.
  static func finish(_ svg: [UInt8], _ diagram: Diagram, theme: Theme, slots: [Slot]) -> [UInt8] {
    var finisher = SVGFinisher(diagram, theme: theme, slots: slots)
    return finisher.finish(svg)
  }

  private mutating func finish(_ svg: [UInt8]) -> [UInt8] {
    body.reserveCapacity(svg.count + svg.count / 4)
    var unread = svg[...]
    func nextLine() -> SVGTag.Bytes? {
      guard !unread.isEmpty else { return nil }
      let end = unread.firstIndex(of: UInt8(ascii: "\n")) ?? unread.endIndex
      defer { unread = unread[min(end + 1, unread.endIndex)...] }
      return unread[..<end]
    }
    var head: SVGTag.Bytes = []
    while let line = nextLine() {
      guard !head.isEmpty || line.starts(with: "<svg") else { continue }
      head += head.isEmpty ? line : [UInt8(ascii: " ")] + line
      if line.last == UInt8(ascii: ">") { break }
    }
    while let line = nextLine() {
      if line.isEmpty || line.starts(with: "<!--") { continue }
      guard var tag = SVGTag(line) else {
        if line.starts(with: "</g") { part = .figure }
        add(line)
        continue
      }
      if tag.name.equals("g"), unread.starts(with: "<title>") {
        open(tag, title: nextLine().flatMap(SVGTag.init)?.content ?? "")
      } else if tag.name.equals("polygon"), let slot = ColorCode.slot(of: tag["fill"]) {
        draw(slots[slot], in: tag["points"] ?? [])
      } else {
        finish(&tag)
      }
    }
    placeWords()
    return Array(header(SVGTag(head)).utf8) + body
  }

  /// Finishes one element.
  private mutating func finish(_ tag: inout SVGTag) {
    if tag.name.equals("text") { fit(&tag) }
    let corners = tag["points"]?.points
    if tag.name.equals("polygon"), isRound(tag) { tag.roundCorners() }
    paint(&tag)
    switch part {
    case .group:
      if let corners { pending[pending.count - 1].frame = Box(around: corners) }
      if tag.name.equals("text") {
        pending[pending.count - 1].offset = body.count
        pending[pending.count - 1].texts.append(tag)
        return
      }
    case .arrow where tag.name.equals("text"):
      pending.append(PendingWords(offset: body.count, texts: [tag], isTitle: false))
      return
    case .arrow where keepsPlaces && tag.name.equals("path"):
      lines += [tag["d"].flatMap(ArrowLine.init)].compactMap(\.self)
    case .card where keepsPlaces:
      cardBoxes += [corners.flatMap(Box.init(around:)) ?? tag.ellipseBox].compactMap(\.self)
    default: break
    }
    add(tag)
  }

  mutating func add(_ line: SVGTag.Bytes) {
    body += line
    body.append(UInt8(ascii: "\n"))
  }

  mutating func add(_ line: String) {
    body += line.utf8
    body.append(UInt8(ascii: "\n"))
  }

  mutating func add(_ tag: SVGTag) {
    tag.write(to: &body)
    body.append(UInt8(ascii: "\n"))
  }

  /// The beginning of a card, an arrow, a module or the figure, with our words in place of Graphviz's name for it.
  private mutating func open(_ tag: SVGTag, title: String) {
    if let index = SVGName.number(title, after: "n").flatMap({ cards[$0] }) {
      endOfArrows = endOfArrows ?? body.count
      let card = diagram.cards[index]
      part = .card(card)
      add(
        "<g class=\"card \(card.style.rawValue)\(neighbors.classes(ofCard: card.id))\" role=\"img\" tabindex=\"0\""
          + " aria-label=\"\(Quoting.xmlValue(card.description))\">")
      add("<title>\(Quoting.xml(card.tooltip))</title>")
    } else if let index = SVGName.number(title, after: "cluster_").flatMap({ groups[$0] }) {
      let group = diagram.groups[index]
      add("<g class=\"group\">")
      add("<title>\(Quoting.xml("\(group.type) \(group.detail)"))</title>")
      part = .group
      pending.append(PendingWords(offset: body.count, isTitle: true))
    } else if let number = tag["id"].flatMap({ SVGName.number($0.text, after: "arrow") }) {
      let arrow = diagram.arrows[number]
      part = .arrow
      add(
        "<g class=\"arrow \(arrow.style.rawValue)\(neighbors.classes(ofArrow: arrow))\" aria-hidden=\"true\">"
      )
      add("<title>\(Quoting.xml(arrow.tooltip))</title>")
    } else {
      add("<g class=\"figure\" transform=\"\(tag["transform"]?.text ?? "")\">")
    }
  }

  /// Whatever font the reader has, the text takes the width that the layout gave it.
  private func fit(_ tag: inout SVGTag) {
    let size = tag["font-size"]?.number ?? Double(DOTWriter.fontSize)
    let words = tag.content
    let isBold = tag["font-weight"]?.equals("bold") ?? false
    let width = TextMetrics.width(of: words, size: size, bold: isBold)
    tag["font-family"] = nil
    if tag["text-anchor"]?.equals("start") ?? false { tag["text-anchor"] = nil }
    tag["font-size"] = SVGTag.Bytes(Points.text(size).utf8)
    tag["textLength"] = SVGTag.Bytes(Points.text(width).utf8)
    tag["lengthAdjust"] = SVGTag.Bytes("spacingAndGlyphs".utf8)
    // Graphviz writes a minus as `&#45;`, which nobody would find.
    tag.rest = SVGTag.Bytes(">\(Quoting.xml(words))</text>".utf8)
  }

  /// Whether the corners of a rectangle are to be round: those of cards and of tints behind words.
  private func isRound(_ tag: SVGTag) -> Bool {
    let paint = ColorCode.paint(of: tag["fill"]) ?? ColorCode.paint(of: tag["stroke"])
    let card: Diagram.Card? = if case .card(let card) = part { card } else { nil }
    switch paint {
    case .group: return true
    case .positiveGradientTint, .negativeGradientTint: return true
    case .card, .operation: return card?.style.isRound ?? false
    default: return paint != nil && paint == card?.style.border && card?.style.isRound == true
    }
  }

  /// Colors for the paints' numbers, and classes for those readers that know style sheets.
  mutating func paint(_ tag: inout SVGTag) {
    let (fill, stroke) = (ColorCode.number(of: tag["fill"]), ColorCode.number(of: tag["stroke"]))
    var classes: SVGTag.Bytes?
    if let fill, brushes.indices.contains(fill) {
      tag["fill"] = brushes[fill].color
      classes = use("fill", fill)
    } else if tag["fill"]?.equals("transparent") ?? false {
      tag["fill"] = SVGTag.Bytes("none".utf8)
    }
    if let stroke, brushes.indices.contains(stroke) {
      tag["stroke"] = brushes[stroke].color
      let outline = use("stroke", stroke)
      classes = classes.map { $0 + [UInt8(ascii: " ")] + (outline ?? []) } ?? outline
    } else if tag["stroke"]?.equals("transparent") ?? false {
      tag["stroke"] = SVGTag.Bytes("none".utf8)
    }
    if let classes { tag["class"] = classes }
    // Graphviz's dots lie so far apart that small cards fall to pieces.
    if tag["stroke-dasharray"]?.equals("1,5") ?? false {
      tag["stroke-dasharray"] = SVGTag.Bytes("1.5,2.5".utf8)
    }
  }

  /// The class of a paint, which the style sheet then knows; nil in a figure that has one palette.
  private mutating func use(_ property: String, _ number: Int) -> SVGTag.Bytes? {
    guard theme.darkPalette != nil else { return nil }
    used.insert(PaintClass(property: property, paint: Paint.all[number]))
    return property == "fill" ? brushes[number].fillClass : brushes[number].strokeClass
  }

  private func header(_ svg: SVGTag?) -> String {
    let size =
      "width=\"\(svg?["width"]?.text ?? "100%")\" height=\"\(svg?["height"]?.text ?? "100%")\""
    let fonts = "Helvetica, Arial, Liberation Sans, Nimbus Sans, DejaVu Sans, sans-serif"
    let lines =
      [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"smolgrad\" \(size) viewBox=\"\(svg?["viewBox"]?.text ?? "")\""
          + " role=\"group\" aria-label=\"\(Quoting.xmlValue(summary))\" font-family=\"\(fonts)\" text-rendering=\"geometricPrecision\">",
        "<title>\(Quoting.xmlValue(diagram.title ?? "computation graph"))</title>",
        "<desc>\(Quoting.xmlValue(summary))</desc>",
        "<style>",
      ] + themeRules() + neighbors.rules() + ["</style>"]
    return lines.map { $0 + "\n" }.joined()
  }

  private var summary: String {
    ["Computation graph", diagram.title, diagram.caption].compactMap(\.self).joined(separator: ", ")
  }
}

/// A paint as the SVG needs it.
private struct Brush {
  var color: SVGTag.Bytes
  var fillClass: SVGTag.Bytes
  var strokeClass: SVGTag.Bytes

  init(_ paint: Paint, _ theme: Theme) {
    color = SVGTag.Bytes(theme.palette[paint].hex.utf8)
    fillClass = SVGTag.Bytes(PaintClass(property: "fill", paint: paint).name.utf8)
    strokeClass = SVGTag.Bytes(PaintClass(property: "stroke", paint: paint).name.utf8)
  }
}
