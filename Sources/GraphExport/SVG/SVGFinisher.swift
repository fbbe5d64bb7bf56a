/// Turns the SVG that Graphviz laid out into the figure.
///
/// The paints' numbers become colors, pictures come into their slots, corners are rounded, texts keep their width in any font, and cards
/// and arrows get words for those who point or listen. What does not depend on the layout is made in `init`, while Graphviz lays out.
struct SVGFinisher {
  let diagram: Diagram
  let theme: Theme
  let slots: [Slot]
  /// Whether the figure uses the class of each property and each paint.
  var used = PaintClass.properties.map { _ in Paint.all.map { _ in false } }
  /// All lines behind the header.
  var body: [UInt8] = []
  /// Words that are not in the body yet.
  var pending: [PendingWords] = []
  /// The ways of the arrows.
  var lines: [ArrowLine] = []
  /// The positions of the cards.
  var cardBoxes: [Box] = []
  /// Whether there are arrows in the body, which stand before all cards.
  private var hasArrows = false
  /// Whether one element hides the arrows from those who listen; of thousands each would say so.
  private var hidesArrowsAtOnce: Bool { neighbors.isLarge && !isView }
  /// Where the cards begin in the body.
  private(set) var endOfArrows: Int?
  private let cards: [Int: Int]
  private let groups: [Int: Int]
  /// How the cards and the arrows begin, in the order of the diagram.
  private var (cardOpenings, arrowOpenings): ([[UInt8]], [[UInt8]]) = ([], [])
  /// What is in each slot: the pictures of a film before the last, and that one, without their positions.
  var pictures: [[[UInt8]]] = []
  /// Whether there are words that stand between arrows.
  let keepsPositions: Bool
  let neighbors: Neighbors
  /// Whether there is a picture that is an image.
  var hasImages = false
  /// How much time zlib takes for an image, from 0 to 9.
  let compressionLevel: Int32
  /// Whether it is a view of a page, which has one style sheet for all of them, and a script that has to find cards and arrows.
  let isView: Bool
  /// Whether an arrow has a marker for its head.
  var hasMarkers = false
  /// What the lines at hand belong to.
  var part = Part.figure
  /// The line of an arrow whose head has not come yet.
  var line: SVGTag?
  /// The frame of a film from which on most of a card's numbers are there.
  var cardFrame: Int?
  /// The last ground of a card that has no border yet, and where it is in the body.
  var ground: (offset: Int, tag: SVGTag)?

  /// The parts of a figure.
  enum Part {
    case figure, group
    case arrow(Diagram.Arrow)
    case card(Diagram.Card)
  }

  init(
    _ diagram: Diagram, theme: Theme, slots: [Slot], compressionLevel: Int32 = 9,
    isView: Bool = false
  ) {
    self.compressionLevel = compressionLevel
    self.isView = isView
    self.diagram = diagram
    self.theme = theme
    self.slots = slots
    cards = Dictionary(zip(diagram.cards.map(\.id), 0...)) { first, _ in first }
    groups = Dictionary(zip(diagram.groups.map(\.id), 0...)) { first, _ in first }
    keepsPositions = !diagram.groups.isEmpty || diagram.arrows.contains { $0.label != nil }
    neighbors = Neighbors(diagram, isFound: isView)
    cardOpenings = diagram.cards.map { card in written { $0.open(card) } }
    arrowOpenings = diagram.arrows.map { arrow in written { $0.open(arrow) } }
    pictures = slots.map { slot in
      (slot.before.map(slot.showing) + [slot]).map { slot in written { $0.draw(slot) } }
    }
  }

  /// What is written into the empty body.
  private mutating func written(_ write: (inout SVGFinisher) -> Void) -> [UInt8] {
    write(&self)
    defer { body = [] }
    return body
  }

  /// The whole figure, of all that Graphviz wrote.
  func finished(_ svg: [UInt8]) -> [UInt8] {
    var finisher = self
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
        if line.starts(with: "</g") {
          flushLine()
          part = .figure
        }
        add(line)
        continue
      }
      if tag.name.equals("g"), unread.starts(with: "<title>") {
        let title = nextLine().flatMap(SVGTag.init)?.content ?? ""
        if title.hasPrefix(SVGName.pairPrefix) {
          // Its end is the next line.
          _ = nextLine()
        } else {
          open(tag, title: title)
        }
      } else if tag.name.equals("polygon"), let slot = ColorCode.slot(of: tag["fill"]) {
        drawPictures(slot, in: tag["points"] ?? [])
      } else {
        finish(&tag)
      }
    }
    moveWords()
    return Array(header(SVGTag(head)).utf8) + body
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
      if endOfArrows == nil {
        if hidesArrowsAtOnce, hasArrows { add("</g>") }
        endOfArrows = body.count
      }
      let card = diagram.cards[index]
      part = .card(card)
      cardFrame = card.usualFrame
      body += cardOpenings[index]
    } else if let index = SVGName.number(title, after: "cluster_").flatMap({ groups[$0] }) {
      let group = diagram.groups[index]
      add("<g class=\"group\">")
      add("<title>\(Quoting.xml("\(group.type) \(group.detail)"))</title>")
      part = .group
      pending.append(PendingWords(offset: body.count, isTitle: true))
    } else if let number = SVGName.number(title, after: "cluster_edge"),
      diagram.cards.indices.contains(number),
      let group = diagram.cards[number].group.flatMap({ groups[$0] }).map({ diagram.groups[$0] })
    {
      add("<g class=\"group\">")
      add("<title>\(Quoting.xml("\(group.type) \(group.detail)"))</title>")
      part = .group
      pending.append(PendingWords(offset: body.count, isTitle: true))
    } else if let number = tag["id"].flatMap({ SVGName.number($0.text, after: "arrow") }) {
      let arrow = diagram.arrows[number]
      part = .arrow(arrow)
      if hidesArrowsAtOnce, !hasArrows { add("<g aria-hidden=\"true\">") }
      hasArrows = true
      body += arrowOpenings[number]
    } else {
      var transform = tag["transform"] ?? []
      let nothing: StaticString = "scale(1 1) rotate(0) "
      if transform.starts(with: nothing) { transform = transform.dropFirst(nothing.bytes.count) }
      add("<g class=\"figure\" transform=\"\(transform.text)\">")
    }
  }

  private mutating func open(_ card: Diagram.Card) {
    let label = "tabindex=\"0\" aria-label=\"\(Quoting.xmlValue(card.description))\""
    // Nobody walks through thousands of cards by a key: there the title is what is read of one.
    add(
      "<g class=\"card \(card.style.rawValue)\(neighbors.classes(ofCard: card.id))\"\(isView ? " data-id=\"\(card.id)\"" : "")\(timing(of: card)) role=\"img\"\(neighbors.isLarge ? "" : " \(label)")>"
    )
    add("<title>\(Quoting.xml(card.tooltip))</title>")
  }

  private mutating func open(_ arrow: Diagram.Arrow) {
    let timing = timing(of: arrow)
    add(
      "<g class=\"arrow \(arrow.style.rawValue)\(timing.name)\(neighbors.classes(ofArrow: arrow))\"\(isView ? " data-from=\"\(arrow.from)\" data-to=\"\(arrow.to)\"" : "")\(timing.style)\(hidesArrowsAtOnce ? "" : " aria-hidden=\"true\"")>"
    )
    if !isHidden(arrow) { add("<title>\(Quoting.xml(arrow.tooltip))</title>") }
  }
}
