// Pictures as tables, for formats that nothing can be drawn into after the layout.
extension DOTWriter {
  func rows(of slot: Slot, cells: Theme.Cells) -> String {
    let thumbnail = slot.thumbnail
    let look = CellLook(slot)
    var rows = [String](repeating: "", count: thumbnail.rows)
    for row in 0..<thumbnail.rows {
      for column in 0..<thumbnail.columns {
        let value = thumbnail.cells[row * thumbnail.columns + column]
        rows[row] += value.map { cell($0, slot, look, cells) } ?? "<TD \(size(slot.cell))></TD>"
      }
    }
    return rows.map { "<TR>\($0)</TR>" }.joined()
  }

  private func cell(_ value: Double, _ slot: Slot, _ look: CellLook, _ cells: Theme.Cells) -> String
  {
    if let sign = CellLook.sign(of: value) {
      let font =
        "<FONT COLOR=\(color(.nonFiniteSign)) POINT-SIZE=\"\(max(4, slot.cell - 3))\">\(sign)</FONT>"
      return "<TD \(size(slot.cell)) BGCOLOR=\(color(.nonFiniteCell))>\(font)</TD>"
    }
    guard cells == .sizes else {
      return "<TD \(size(slot.cell)) BGCOLOR=\(color(look.paint(of: value)))></TD>"
    }
    guard let level = look.level(of: value), level != 0 else {
      return "<TD \(size(slot.cell))></TD>"
    }
    // A smaller cell in the middle; the space around it is the same on all sides, so its side loses two points at a time.
    let space = min(
      (slot.cell - 1) / 2, (slot.cell - 1) * (Paint.levels - abs(level)) / Paint.levels / 2)
    let side = slot.cell - 2 * space
    let style = slot.quantity == .gradient ? " STYLE=\"ROUNDED\"" : ""
    let paint = level > 0 ? " BGCOLOR=\(color(.ink))" : " BORDER=\"1\" COLOR=\(color(.ink))"
    return
      "<TD \(size(slot.cell))><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"\(space)\">"
      + "<TR><TD \(size(side))\(style)\(paint)></TD></TR></TABLE></TD>"
  }

  private func size(_ side: Int) -> String {
    "FIXEDSIZE=\"TRUE\" WIDTH=\"\(side)\" HEIGHT=\"\(side)\""
  }
}

/// How strong the cells of a picture are.
struct CellLook {
  private let scale: Double
  private let quantity: Diagram.Quantity

  init(_ slot: Slot) {
    quantity = slot.quantity
    scale = slot.scale ?? Self.magnitude(of: slot.thumbnail)
  }

  /// The largest magnitude of a finite cell.
  static func magnitude(of thumbnail: Thumbnail) -> Double {
    thumbnail.cells.reduce(0) { largest, cell in
      guard let cell, cell.isFinite else { return largest }
      return max(largest, abs(cell))
    }
  }

  /// The strength of a number from -8 to 8, nil if it is not finite: steps in proportion to the largest magnitude of the picture; only zero itself has step 0.
  func level(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    if value == 0 { return 0 }
    let strength = Int(nearest: abs(value).share(of: scale) * Double(Paint.levels))
    return max(1, strength) * (value < 0 ? -1 : 1)
  }

  /// The color of a number in a theme that shows strength by color.
  func paint(of value: Double) -> Paint {
    guard let level = level(of: value) else { return .nonFiniteCell }
    return switch quantity {
    case .value: .valueCell(level)
    case .gradient: .gradientCell(level)
    case .difference: .differenceCell(level)
    }
  }

  /// What marks a cell that is not finite, besides its color.
  static func sign(of value: Double) -> String? {
    value.isNaN ? "×" : value.isInfinite ? (value > 0 ? "▲" : "▼") : nil
  }
}
