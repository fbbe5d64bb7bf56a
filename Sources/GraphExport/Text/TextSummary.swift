/// A computation as lines for a terminal: each tensor with the operation that made it, indented below its module.
struct TextSummary {
  /// The widest line that columns alone may make.
  static let width = 100

  private let snapshot: GraphSnapshot
  private let words: TextWords

  init(_ snapshot: GraphSnapshot, _ options: Diagram.Options) {
    self.snapshot = snapshot
    words = TextWords(snapshot, options)
  }

  /// The whole summary, with a line break behind each line.
  func text(inColor: Bool) -> String {
    let line = { (text: String?, style: TerminalStyle) in
      text.map { [TextTable.words([.init(Quoting.terminal($0), style)], inColor)] } ?? []
    }
    let blocks = [
      line(words.title, .heading), table.lines(inColor: inColor), line(words.caption, .detail),
    ]
    return blocks.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(
      separator: "\n")
  }

  /// The lines between title and caption; where they get too long, calls with many inputs only count them.
  private var table: TextTable {
    let outline = TextOutline(
      of: snapshot.nodes.filter(words.hasLine).map { ($0, words.plain.group(of: $0)) },
      in: words.plain.groups)
    let full = table(of: outline, longestCall: .max)
    guard full.width > Self.width else { return full }
    return table(
      of: outline, longestCall: max(24, full.columnWidths[1] - (full.width - Self.width)))
  }

  private func table(of outline: TextOutline, longestCall: Int) -> TextTable {
    TextTable(
      header: ["tensor", "made by", "shape", "value (mean ± dev)", "gradient (norm)", "source"],
      rows: outline.entries.flatMap { entry in
        switch entry.content {
        case .group(let group):
          let type = TextTable.Cell(Quoting.terminal(ShortText.name(group.type)), .heading)
          let detail = TextTable.Cell(Quoting.terminal(group.detail), .detail)
          return [TextTable.Row.heading([type, detail], indent: entry.depth)]
        case .node(let node):
          let explanations = words.explanations(of: node).map {
            TextTable.Row.heading([.init($0, .positiveGradient)], indent: entry.depth + 1)
          }
          return [.cells(cells(of: node, longestCall: longestCall), indent: entry.depth)]
            + explanations
        }
      })
  }

  private func cells(of node: GraphSnapshot.Node, longestCall: Int) -> [TextTable.Cell] {
    let name = words.name(of: node.id, seenFrom: node.scope)
    if let module = node.module {
      let card = words.plain.card(for: node, module)
      return [
        .init(name), .init(words.origin(of: node.id, module)),
        .init(words.outputs(of: module), .detail), .init(""),
        card.text { $0 == .gradientStatistic ? .positiveGradient : $0 == .status ? .detail : nil }
          .followed(by: words.oddities(of: module)), .init(""),
      ]
    }
    if let stub = node.stub {
      let shape = words.plain.shapeText(stub) ?? ""
      return [
        .init(name, .detail), .init(Quoting.terminal(stub.behind), .detail),
        .init(Quoting.terminal(shape), .detail), .init(""), .init(""), .init(""),
      ]
    }
    guard let tensor = node.tensor else {
      let call = words.call(node.id, longest: longestCall)
      return [.init(name), .init(call), .init(""), .init(""), .init(""), source(of: node)]
    }
    let card = words.plain.card(for: node, tensor)
    let value = card.text { [.value, .valueStatistic].contains($0) ? .value : nil }
    let gradient = card.text { style in
      switch style {
      case .positiveGradient, .gradientStatistic: .positiveGradient
      case .negativeGradient: .negativeGradient
      case .status: .detail
      default: nil
      }
    }
    let shape = "\(NumberText.shape(tensor.shape)) \(Quoting.terminal(tensor.dtype))"
    return [
      .init(name), .init(words.origin(of: node.id, tensor, longestCall: longestCall)),
      .init(shape, .detail), value.followed(by: words.oddities(of: tensor.value)),
      gradient.followed(by: tensor.gradient.summary.map { words.oddities(of: $0) } ?? ""),
      source(of: node),
    ]
  }

  /// Where in the program an operation stands, or that of a result.
  private func source(of node: GraphSnapshot.Node) -> TextTable.Cell {
    let operation = node.operation ?? words.plain.origin(of: node.id)?.1
    return .init(Quoting.terminal(operation?.source ?? ""), .detail)
  }
}

extension Diagram.Card {
  /// The first words on the card whose look counts.
  fileprivate func text(_ look: (Diagram.TextStyle) -> TerminalStyle?) -> TextTable.Cell {
    for item in rows.flatMap(\.items) {
      switch item {
      case .text(let words, let style), .pill(let words, let style):
        if let look = look(style) { return .init(Quoting.terminal(words), look) }
      case .picture, .shares, .gauge: break
      }
    }
    return .init("")
  }
}

extension TextTable.Cell {
  /// The cell with more words in it, unless it or they are empty.
  fileprivate func followed(by more: String) -> Self {
    words.isEmpty || more.isEmpty ? self : .init("\(words), \(more)", style)
  }
}
