// Pictures as tables, for formats that nothing can be drawn into after the layout.
extension DOTWriter {
  func rows(of slot: Slot, cells: Theme.Cells) -> String {
    let thumbnail = slot.thumbnail
    let look = CellLook(slot)
    let side = Int(slot.cell.width)
    var rows = [String](repeating: "", count: thumbnail.rows)
    for (index, value) in thumbnail.cells.enumerated() {
      rows[index / thumbnail.columns] +=
        value.map { cell($0, side, slot.quantity, look, cells) } ?? "<TD \(size(side))></TD>"
    }
    return rows.map { "<TR>\($0)</TR>" }.joined()
  }

  private func cell(
    _ value: Double, _ cell: Int, _ quantity: Diagram.Quantity, _ look: CellLook,
    _ cells: Theme.Cells
  ) -> String {
    if let sign = CellLook.sign(of: value) {
      let font =
        "<FONT COLOR=\(color(.nonFiniteSign)) POINT-SIZE=\"\(max(4, cell - 3))\">\(sign)</FONT>"
      return "<TD \(size(cell)) BGCOLOR=\(color(.nonFiniteCell))>\(font)</TD>"
    }
    guard cells == .sizes else {
      return "<TD \(size(cell)) BGCOLOR=\(color(look.paint(of: value)))></TD>"
    }
    guard let level = look.level(of: value), level != 0 else {
      return "<TD \(size(cell))></TD>"
    }
    // A smaller cell in the middle; the space around it is the same on all sides, so its side loses two points at a time.
    let space = min(
      (cell - 1) / 2, (cell - 1) * (Paint.levels - abs(level)) / Paint.levels / 2)
    let side = cell - 2 * space
    let style = quantity == .gradient ? " STYLE=\"ROUNDED\"" : ""
    let paint = level > 0 ? " BGCOLOR=\(color(.ink))" : " BORDER=\"1\" COLOR=\(color(.ink))"
    return
      "<TD \(size(cell))><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"\(space)\">"
      + "<TR><TD \(size(side))\(style)\(paint)></TD></TR></TABLE></TD>"
  }

  private func size(_ side: Int) -> String {
    "FIXEDSIZE=\"TRUE\" WIDTH=\"\(side)\" HEIGHT=\"\(side)\""
  }
}
