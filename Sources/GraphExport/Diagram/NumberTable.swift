extension Diagram {
  /// The numbers of a small tensor one by one, with boxes of a worksheet among them.
  public struct NumberTable: Hashable, Sendable {
    /// How many numbers a row has.
    public var columns: Int
    /// The numbers in row-major order.
    public var cells: [Cell]

    /// Makes a table.
    public init(columns: Int, cells: [Cell]) {
      self.columns = columns
      self.cells = cells
    }

    /// A number, or a box in its place.
    public enum Cell: Hashable, Sendable {
      case number(String)
      case blank(Blank)
    }

    /// The cells of each row.
    var rows: [ArraySlice<Cell>] {
      stride(from: 0, to: cells.count, by: columns).map {
        cells[$0..<min($0 + columns, cells.count)]
      }
    }

    /// The boxes, in their order.
    var blanks: [Blank] {
      cells.compactMap { if case .blank(let blank) = $0 { blank } else { nil } }
    }

    /// A line for each row: `1  -0.5  (3) ___`.
    var lines: [String] { rows.map { $0.map(\.words).joined(separator: "  ") } }

    /// The whole in a line: `[1, -0.5; (3) ___, 2]`.
    var words: String {
      "[\(rows.map { $0.map(\.words).joined(separator: ", ") }.joined(separator: "; "))]"
    }
  }
}

extension Diagram.NumberTable.Cell {
  var words: String {
    switch self {
    case .number(let text): text
    case .blank(let blank): blank.words
    }
  }
}

extension DiagramBuilder {
  /// What a worksheet has in place of the numbers of a tensor; nil where it shows them as any figure does.
  func worksheetWords(at location: GraphSnapshot.NumberLocation) -> String? {
    options.blanks[location]?.words ?? options.tables[location]?.words
  }

  /// On a worksheet, the numbers of a tensor in lines, for listings.
  func tableLines(of id: Int) -> [String] {
    let tables: [(String, Diagram.NumberTable?)] = [
      ("value", options.tables[.value(id)]), ("gradient", options.tables[.gradient(id)]),
    ]
    return tables.flatMap { name, table -> [String] in
      guard let table else { return [] }
      let lines = table.lines
      return lines.count == 1
        ? ["\(name)  \(lines[0])"]
        : lines.enumerated().map { "\(name)[\($0.offset)]  \($0.element)" }
    }
  }
}
