/// Writes a diagram as DOT.
///
/// Decides how everything looks that Graphviz lays out.
struct DOTWriter {
  /// Who reads the DOT.
  enum Dialect {
    /// Any program that knows DOT: real colors, pictures made of table cells or, where they are large, images of a folder, tooltips.
    case standalone(Theme, ImageFolder?)
    /// `SVGFinisher`, after the layout: the paints' numbers as colors, empty slots for pictures.
    case colorCodes
  }

  static let font = "Arial"
  static let fontSize = 11
  static let smallFontSize = 9
  /// The size of the number of a blank.
  static let blankNumberSize = 8
  /// The room around a figure, in inches.
  static let padding = 0.15

  let diagram: Diagram
  let dialect: Dialect
  /// Where everything lies, if that is decided already.
  let placement: Placement?
  /// Cards that only feed into what runs by.
  let sideCards: Set<Int>
  /// Cards that stand beside others.
  let companions: Companions
  /// The rank of each card; nil where `dot` finds it.
  let moduleRanks: ModuleRanks?
  /// The box around each card, for those that have one.
  let groupOfCard: [Int: Int]
  /// The pictures that belong into the slots, in the order of their numbers.
  private(set) var slots: [Slot] = []
  /// In a film, the frame from which on what is written now is seen.
  var since: Int?

  init(_ diagram: Diagram, dialect: Dialect, placement: Placement? = nil) {
    self.diagram = diagram
    self.dialect = dialect
    self.placement = placement
    sideCards = Set(diagram.cards.filter(\.style.isBesideTheFlow).map(\.id))
    groupOfCard = Dictionary(
      diagram.cards.compactMap { card in card.group.map { (card.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    guard placement == nil, !diagram.pairs.isEmpty else {
      companions = placement == nil ? Companions(diagram) : Companions()
      moduleRanks =
        placement == nil ? ModuleRanks(whereModulesOverlap: diagram, companions) : nil
      return
    }
    let beside = Companions(ofBothPasses: diagram)
    companions =
      ModuleRanks(ofBothPasses: diagram, beside).map { ranks in
        beside.separated(diagram, ranks: ranks.ranks.map(\.cards))
      } ?? beside
    moduleRanks = ModuleRanks(ofBothPasses: diagram, companions)
  }

  /// The diagram as DOT.
  static func dot(_ diagram: Diagram, theme: Theme, placement: Placement? = nil) -> String {
    withImages(diagram, theme: theme, placement: placement, in: nil).dot
  }

  /// The diagram as DOT that takes images from a folder, and the pictures whose images belong there.
  static func withImages(
    _ diagram: Diagram, theme: Theme, placement: Placement?, in folder: ImageFolder?
  ) -> (dot: String, slots: [Slot]) {
    var writer = DOTWriter(diagram, dialect: .standalone(theme, folder), placement: placement)
    let dot = writer.write()
    return (dot, writer.slots)
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
    lines += edges().map { "  \($0)" }
    lines += titlesOnTop().map { "  \($0)" }
    for (number, arrow) in diagram.arrows.enumerated() {
      lines.append("  \(shown(since: arrow.since) { $0.statement(for: arrow, number: number) })")
    }
    lines += ranks().map { "  \($0)" }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func graphAttributes() -> [String] {
    let isRightward = diagram.direction == .right
    var attributes = [
      "rankdir=\(isRightward ? "LR" : "TB")", "newrank=true", "nslimit=\(effort)",
      "nodesep=0.2", "ranksep=\(isRightward ? 0.32 : 0.28)",
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

  /// How long Graphviz moves cards and the bends of arrows until they stand as straight as can be; of thousands it would take minutes.
  private var effort: Int { diagram.cards.count <= Self.fewCards ? 8 : 2 }
  private static let fewCards = 400

  private mutating func statement(for card: Diagram.Card, number: Int) -> String {
    var attributes: [String] = []
    if let placement { attributes.append("pos=\"\(Points.pair(placement.centers[number]))\"") }
    if card.style == .sign, case .line(let items)? = card.rows.first,
      case .text(let sign, _)? = items.first
    {
      attributes += [
        "label=\(Quoting.escString(sign))", "shape=circle", "fixedsize=true", "width=0.36",
        "style=filled",
        "fillcolor=\(color(isAtWork(card) ? .positiveGradientTint : .operation))",
        "color=\(color(isAtWork(card) ? .positiveGradient : .operationBorder))",
      ]
    } else {
      attributes.append("label=<\(table(for: card))>")
    }
    if case .standalone = dialect {
      attributes.append("tooltip=\(Quoting.escString(card.tooltip))")
    }
    return "n\(card.id) [\(attributes.joined(separator: ", "))];"
  }

  /// The color of a meaning, quoted.
  func color(_ paint: Paint) -> String {
    switch dialect {
    case .standalone(let theme, _):
      return Quoting.string(isHidden ? "transparent" : theme.palette[paint].hex)
    case .colorCodes:
      let frame = isHidden ? ColorCode.hidden : moment == nil ? since : nil
      return Quoting.string(ColorCode.color(of: paint, since: frame))
    }
  }

  /// The frame of a film that is drawn; nil for all, or where there is no film.
  var moment: Int? { diagram.playback?.moment }

  /// Whether what is written now is not there yet, and only keeps its room.
  var isHidden: Bool {
    if let since, let moment { since > moment } else { false }
  }

  /// Whether a card is at work in the frame that is drawn.
  func isAtWork(_ card: Diagram.Card) -> Bool { moment.map(card.frames.contains) ?? false }

  /// Writes something that is seen from a frame on.
  mutating func shown<Result>(
    since frame: Int?, _ body: (inout DOTWriter) -> Result
  ) -> Result {
    let outer = since
    since = frame
    defer { since = outer }
    return body(&self)
  }

  /// The number of a new slot for a picture.
  mutating func number(of slot: Slot) -> Int {
    slots.append(slot)
    return slots.count - 1
  }

  /// Whether large pictures are images.
  var hasImages: Bool {
    if case .standalone(_, nil) = dialect { false } else { true }
  }

  /// Whether colors are numbers of paints.
  var hasColorCodes: Bool {
    if case .colorCodes = dialect { true } else { false }
  }
}
