/// A computation as lines for a terminal: each tensor with the operation that made it, indented below its module.
struct TextSummary {
  /// The widest line that columns alone may make.
  static let width = 100

  private let listing: Diagram.Listing

  init(_ listing: Diagram.Listing) { self.listing = listing }

  /// The whole summary, with a line break behind each line.
  func text(inColor: Bool) -> String {
    let line = { (text: String?, style: TerminalStyle) in
      text.map { [TextTable.words([.init($0, style)], inColor)] } ?? []
    }
    let blocks = [
      line(listing.title, .heading), table.lines(inColor: inColor), line(listing.caption, .detail),
    ]
    return blocks.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(
      separator: "\n")
  }

  /// The lines between title and caption; where they get too long, calls with many inputs only count them.
  private var table: TextTable {
    let outline = TextOutline(of: listing)
    let full = table(of: outline, longestCall: .max)
    guard full.width > Self.width else { return full }
    return table(
      of: outline, longestCall: max(24, full.columnWidths[1] - (full.width - Self.width)))
  }

  private func table(of outline: TextOutline, longestCall: Int) -> TextTable {
    TextTable(
      header: [
        "tensor", "made by", "shape", "value (mean ± dev)", "gradient (norm)", "cost", "source",
      ],
      rows: outline.entries.flatMap { entry in
        switch entry.content {
        case .group(let group):
          let type = TextTable.Cell(ShortText.name(group.type), .heading)
          return [TextTable.Row.heading([type, .init(group.detail, .detail)], indent: entry.depth)]
        case .line(let line):
          let explanations = line.explanations.map {
            TextTable.Row.heading([.init($0, .positiveGradient)], indent: entry.depth + 1)
          }
          return [.cells(Self.cells(of: line, longestCall: longestCall), indent: entry.depth)]
            + explanations
        }
      })
  }

  private static func cells(
    of line: Diagram.Listing.Line, longestCall: Int
  ) -> [TextTable.Cell] {
    let gradientStyle: TerminalStyle =
      switch line.gradientStyle {
      case .negativeGradient: .negativeGradient
      case .status, .detail: .detail
      default: .positiveGradient
      }
    return [
      .init(line.name, line.isStub ? .detail : .plain),
      .init(line.origin.words(longest: longestCall), line.isStub ? .detail : .plain),
      .init(line.shape, .detail), .init(line.value, .value), .init(line.gradient, gradientStyle),
      .init(line.cost, .detail), .init(line.source, .detail),
    ]
  }
}

extension Diagram.Listing.Origin {
  /// `sum(x, axis 0)`, or `cat(12 inputs, axis 0)` where that would be too long.
  fileprivate func words(longest: Int) -> String {
    switch self {
    case .words(let words): return words
    case .call(let type, let inputs, let attributes):
      let full = "\(type)(\((inputs + attributes).joined(separator: ", ")))"
      guard inputs.count > 1, TerminalWidth.columns(Quoting.terminal(full)) > longest else {
        return full
      }
      return "\(type)(\((["\(inputs.count) inputs"] + attributes).joined(separator: ", ")))"
    }
  }
}
