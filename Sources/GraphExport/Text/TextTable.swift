/// Lines whose cells stand below each other.
struct TextTable {
  /// Words in one look.
  struct Cell {
    var words: String
    var style: TerminalStyle

    /// Words that say the same to a terminal whatever stands in them.
    init(_ words: String, _ style: TerminalStyle = .plain) {
      self.words = Quoting.terminal(words)
      self.style = style
    }
  }

  /// A line.
  enum Row {
    /// A cell for each column; the first one so many steps further to the right.
    case cells([Cell], indent: Int)
    /// Words that run over all columns.
    case heading([Cell], indent: Int)
  }

  /// What the columns hold, in words above those that are not empty everywhere.
  var header: [String]
  var rows: [Row]

  private static let gap = "  "
  /// Lines that lie deeper are moved no further to the right.
  private static let deepest = 32

  /// How wide each column is; 0 for one that is left out.
  var columnWidths: [Int] {
    var widths = header.map { _ in 0 }
    for case .cells(let cells, let indent) in rows {
      for (column, cell) in cells.enumerated() where !cell.words.isEmpty {
        let margin = column == 0 ? Self.indentation(indent).count : 0
        widths[column] = max(widths[column], margin + TerminalWidth.columns(cell.words))
      }
    }
    return zip(widths, header).map { $0 == 0 ? 0 : max($0, TerminalWidth.columns($1)) }
  }

  /// How wide the columns and the gaps between them are together.
  var width: Int {
    let columns = columnWidths.filter { $0 > 0 }
    return columns.reduce(0, +) + max(0, columns.count - 1) * Self.gap.count
  }

  /// The lines.
  func lines(inColor: Bool) -> [String] {
    let widths = columnWidths
    var lines: [String] = []
    if widths.contains(where: { $0 > 0 }) {
      let cells = zip(header, widths).map { Cell($1 == 0 ? "" : $0, .detail) }
      lines.append(Self.line(cells, indent: 0, widths: widths, inColor))
    }
    for row in rows {
      switch row {
      case .heading(let cells, let indent):
        lines.append(Self.indentation(indent) + Self.words(cells, inColor))
      case .cells(let cells, let indent):
        lines.append(Self.line(cells, indent: indent, widths: widths, inColor))
      }
    }
    return lines
  }

  /// Cells one after the other, without those that say nothing.
  static func words(_ cells: [Cell], _ inColor: Bool) -> String {
    cells.filter { !$0.words.isEmpty }.map { look(of: $0, inColor) }.joined(separator: gap)
  }

  private static func line(_ cells: [Cell], indent: Int, widths: [Int], _ inColor: Bool) -> String {
    var line = indentation(indent)
    var position = line.count
    var start = 0
    for (cell, width) in zip(cells, widths) where width > 0 {
      if !cell.words.isEmpty {
        line += String(repeating: " ", count: max(0, start - position)) + look(of: cell, inColor)
        position = max(start, position) + TerminalWidth.columns(cell.words)
      }
      start += width + gap.count
    }
    return line
  }

  /// The blanks before a line, of which deep nests have no more than others: the text would grow with the square of the depth.
  private static func indentation(_ steps: Int) -> String {
    String(repeating: gap, count: min(steps, deepest))
  }

  private static func look(of cell: Cell, _ inColor: Bool) -> String {
    inColor ? cell.style.applied(to: cell.words) : cell.words
  }
}
