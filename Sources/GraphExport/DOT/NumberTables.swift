// The numbers of small tensors as tables, with boxes of a worksheet among them.
extension DOTWriter {
  /// The size of a box among the numbers of a tensor.
  static let smallBoxSize = (width: 54, height: 18)

  /// A cell with a table of numbers; before those of a gradient stands its sign.
  func numbers(
    _ table: Diagram.NumberTable, _ quantity: Diagram.Quantity, _ attributes: String
  ) -> String {
    let rows = table.rows.map { row in
      "<TR>\(row.map { cell($0, quantity) }.joined())</TR>"
    }.joined()
    let frame =
      "<TABLE BORDER=\"1\" COLOR=\(color(.divider)) CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"1\">\(rows)</TABLE>"
    guard quantity == .gradient else {
      return "<TD CELLPADDING=\"3\"\(attributes)>\(frame)</TD>"
    }
    let sign = font("∇", .positiveGradient)
    return
      "<TD CELLPADDING=\"3\"\(attributes)><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR><TD VALIGN=\"TOP\">\(sign)</TD><TD>\(frame)</TD></TR></TABLE></TD>"
  }

  private func cell(_ cell: Diagram.NumberTable.Cell, _ quantity: Diagram.Quantity) -> String {
    switch cell {
    case .number(let text):
      let style: Diagram.TextStyle = quantity == .gradient ? .gradientStatistic : .valueStatistic
      return
        "<TD ALIGN=\"RIGHT\" WIDTH=\"28\" HEIGHT=\"\(Self.smallBoxSize.height)\">\(font(text, style))</TD>"
    case .blank(let blank): return box(for: blank, size: Self.smallBoxSize)
    }
  }
}
