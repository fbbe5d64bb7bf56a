/// Writes a diagram as DOT.
///
/// Decides how everything looks that Graphviz lays out.
struct DOTWriter {
  /// Who reads the DOT.
  enum Dialect: Hashable {
    /// Any program that knows DOT: real colors, pictures made of table cells, tooltips.
    case standalone(Theme)
    /// `SVGFinisher`, after the layout: the paints' numbers as colors, empty slots for pictures.
    case colorCodes
  }

  static let font = "Arial"
  static let fontSize = 11
  static let smallFontSize = 9
  /// The room around a figure, in inches.
  static let padding = 0.15

  let diagram: Diagram
  let dialect: Dialect
  /// Where everything lies, if that is decided already.
  let placement: Placement?
  /// Cards that only feed into what runs by.
  private let sideCards: Set<Int>
  /// The pictures that belong into the slots, in the order of their numbers.
  private(set) var slots: [Slot] = []

  init(_ diagram: Diagram, dialect: Dialect, placement: Placement? = nil) {
    self.diagram = diagram
    self.dialect = dialect
    self.placement = placement
    sideCards = Set(diagram.cards.filter(\.style.isBesideTheFlow).map(\.id))
  }

  /// The diagram as DOT.
  static func dot(_ diagram: Diagram, theme: Theme, placement: Placement? = nil) -> String {
    var writer = DOTWriter(diagram, dialect: .standalone(theme), placement: placement)
    return writer.write()
  }

  /// The diagram as DOT with slots, and what belongs into them.
  static func withColorCodes(_ diagram: Diagram, placement: Placement? = nil) -> (
    dot: String, slots: [Slot]
  ) {
    var writer = DOTWriter(diagram, dialect: .colorCodes, placement: placement)
    let dot = writer.write()
    return (dot, writer.slots)
  }

  private mutating func write() -> String {
    var lines = ["digraph \"G\" {"]
    lines += graphAttributes().map { "  \($0)" }
    lines += diagram.cards.enumerated().map { "  \(statement(for: $1, number: $0))" }
    lines += clusters().map { "  \($0)" }
    lines += diagram.arrows.enumerated().map { "  \(statement(for: $1, number: $0))" }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func graphAttributes() -> [String] {
    let isRightward = diagram.direction == .right
    var attributes = [
      "rankdir=\(isRightward ? "LR" : "TB")", "newrank=true", "nslimit=2",
      "nodesep=\(isRightward ? 0.2 : 0.3)", "ranksep=\(isRightward ? 0.32 : 0.28)",
      "pad=\(Self.padding)",
      "outputorder=edgesfirst", "bgcolor=\(color(.canvas))", "fontname=\(Self.font)",
      "fontsize=\(Self.fontSize)",
      "fontcolor=\(color(.ink))",
    ]
    if let label = figureLabel() {
      attributes += ["label=<\(label)>", "labelloc=b", "labeljust=l"]
    }
    return [
      "graph [\(attributes.joined(separator: ", "))];",
      "node [shape=plain, fontname=\(Self.font), fontsize=\(Self.fontSize), fontcolor=\(color(.ink))];",
      "edge [color=\(color(.arrow)), arrowhead=vee, arrowsize=0.55, fontname=\(Self.font), fontsize=\(Self.smallFontSize)];",
    ]
  }

  private mutating func statement(for card: Diagram.Card, number: Int) -> String {
    var attributes: [String] = []
    if let placement { attributes.append("pos=\"\(Points.pair(placement.centers[number]))\"") }
    if card.style == .sign, case .line(let items)? = card.rows.first,
      case .text(let sign, _)? = items.first
    {
      attributes += [
        "label=\(Quoting.escString(sign))", "shape=circle", "fixedsize=true", "width=0.36",
        "style=filled",
        "fillcolor=\(color(.operation))", "color=\(color(.operationBorder))",
      ]
    } else {
      attributes.append("label=<\(table(for: card))>")
    }
    if case .standalone = dialect {
      attributes.append("tooltip=\(Quoting.escString(card.tooltip))")
    }
    return "n\(card.id) [\(attributes.joined(separator: ", "))];"
  }

  private func statement(for arrow: Diagram.Arrow, number: Int) -> String {
    var attributes: [String] = []
    if let spline = placement?.spline(of: number, arrow) { attributes.append("pos=\"\(spline)\"") }
    switch arrow.style {
    case .value:
      // The data run straight; weights stand beside their way.
      if !sideCards.contains(arrow.from) { attributes.append("weight=4") }
      if arrow.label != nil { attributes.append("fontcolor=\(color(.detail))") }
    case .tie: attributes += ["style=dotted"]
    case .positiveGradient, .negativeGradient:
      let paint: Paint = arrow.style == .positiveGradient ? .positiveGradient : .negativeGradient
      attributes += [
        "color=\(color(paint))", "fontcolor=\(color(paint))", "style=dashed", "dir=back",
        "arrowtail=vee",
        "penwidth=\(Points.text(0.8 + 2.2 * (arrow.strength ?? 0)))",
      ]
    }
    if let label = arrow.label {
      attributes.append("label=\(Quoting.escString("\u{a0}\u{a0}\(label)\u{a0}"))")
    }
    switch dialect {
    case .standalone: attributes.append("tooltip=\(Quoting.escString(arrow.tooltip))")
    case .colorCodes: attributes.append("id=\(SVGName.arrow(number))")
    }
    let list = " [\(attributes.joined(separator: ", "))]"
    // An arrow against the flow is written with it and drawn backwards: so it lies beside the arrow of the value.
    let isForward = arrow.style == .value || arrow.style == .tie
    return isForward
      ? "n\(arrow.from) -> n\(arrow.to)\(list);" : "n\(arrow.to) -> n\(arrow.from)\(list);"
  }

  /// The groups as nested clusters, written without recursion: modules may be nested to any depth.
  private func clusters() -> [String] {
    var members: [Int: [Int]] = [:]
    for card in diagram.cards {
      if let group = card.group { members[group, default: []].append(card.id) }
    }
    var children: [Int?: [Diagram.Group]] = [:]
    for group in diagram.groups { children[group.parent, default: []].append(group) }
    var lines: [String] = []
    var open: [[Diagram.Group].Iterator] = [(children[nil] ?? []).makeIterator()]
    while !open.isEmpty {
      guard let group = open[open.count - 1].next() else {
        open.removeLast()
        if !open.isEmpty { lines.append(indentation(open.count - 1) + "}") }
        continue
      }
      let indent = indentation(open.count)
      lines.append(indentation(open.count - 1) + "subgraph cluster_\(group.id) {")
      lines.append("\(indent)graph [\(attributes(of: group).joined(separator: ", "))];")
      let names = (members[group.id] ?? []).map { "n\($0);" }
      if !names.isEmpty { lines.append(indent + names.joined(separator: " ")) }
      open.append((children[group.id] ?? []).makeIterator())
    }
    return lines
  }

  /// The blanks before a line, of which deep nests have no more than others: the text would grow with the square of the depth.
  private func indentation(_ steps: Int) -> String {
    String(repeating: "  ", count: min(steps, 32))
  }

  private func attributes(of group: Diagram.Group) -> [String] {
    let type = "<B>\(Quoting.html(ShortText.name(group.type)))</B>"
    let detail = "<FONT POINT-SIZE=\"\(Self.smallFontSize)\">\(Quoting.html(group.detail))</FONT>"
    let repetition = group.repetition.map { "<B>\(Quoting.html($0))</B>" }
    let label = [type, group.detail.isEmpty ? nil : detail, repetition].compactMap(\.self)
    return [
      "label=<\(label.joined(separator: "  "))>", "labelloc=t", "labeljust=l",
      "style=\"rounded,filled\"",
      "color=\(color(.groupBorder))", "fillcolor=\(color(.group))", "fontcolor=\(color(.groupInk))",
      "margin=10",
    ]
  }

  /// The color of a meaning, quoted.
  func color(_ paint: Paint) -> String {
    switch dialect {
    case .standalone(let theme): Quoting.string(theme.palette[paint].hex)
    case .colorCodes: Quoting.string(ColorCode.color(of: paint))
    }
  }

  /// A new slot for a picture; its color tells which one it is.
  mutating func slot(for picture: Slot) -> String {
    slots.append(picture)
    return Quoting.string(ColorCode.color(ofSlot: slots.count - 1))
  }
}

/// How arrows are told apart in the SVG: two of them may join the same cards.
enum SVGName {
  static func arrow(_ number: Int) -> String { "arrow\(number)" }

  /// The number in a name such as `n12`.
  static func number(_ name: String, after prefix: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }
}

/// A picture that is drawn after the layout.
struct Slot: Hashable {
  var thumbnail: Thumbnail
  var quantity: Diagram.Quantity
  /// The length of a cell's side in points.
  var cell: Int
}

/// Numbers written as colors, which Graphviz carries through the layout: each stands for a paint, or for a slot.
enum ColorCode {
  private static let firstSlot: UInt32 = 0x100000

  static func color(of paint: Paint) -> String { RGBColor(1 + numbers[paint]!).hex }

  static func color(ofSlot slot: Int) -> String { RGBColor(firstSlot + UInt32(slot)).hex }

  /// The index among all paints of the one that a color means.
  static func number(of color: ArraySlice<UInt8>?) -> Int? {
    hexadecimal(color).flatMap { (1...Paint.all.count).contains($0) ? $0 - 1 : nil }
  }

  static func paint(of color: ArraySlice<UInt8>?) -> Paint? {
    number(of: color).map { Paint.all[$0] }
  }

  static func slot(of color: ArraySlice<UInt8>?) -> Int? {
    hexadecimal(color).flatMap { $0 >= firstSlot ? $0 - Int(firstSlot) : nil }
  }

  private static func hexadecimal(_ color: ArraySlice<UInt8>?) -> Int? {
    guard let color, color.count == 7, color.first == UInt8(ascii: "#") else { return nil }
    var number = 0
    for byte in color.dropFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | Int(byte & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | Int(byte & 15) + 9
      default: return nil
      }
    }
    return number
  }

  private static let numbers = Dictionary(uniqueKeysWithValues: zip(Paint.all, UInt32(0)...))
}
