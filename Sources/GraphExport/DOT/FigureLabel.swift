// The text below the figure: its title, its caption and its legend.
extension DOTWriter {
  mutating func figureLabel() -> String? {
    var rows: [String] = []
    var heading: [String] = []
    if let title = diagram.title { heading.append(text(title, .ink, bold: true)) }
    if let caption = diagram.caption { heading.append(text(caption, .detail)) }
    if !heading.isEmpty { rows.append(heading.joined(separator: "  ")) }
    guard !rows.isEmpty || !diagram.legend.isEmpty else { return nil }
    var cells = rows.map { "<TR><TD ALIGN=\"LEFT\">\($0)</TD></TR>" }.joined()
    if !diagram.legend.isEmpty {
      // A figure that runs down is narrow, and should not be stretched by its legend.
      let width = diagram.direction == .down ? 2 : diagram.legend.count
      let lines = stride(from: 0, to: diagram.legend.count, by: width).map { start in
        let entries = diagram.legend[start..<min(start + width, diagram.legend.count)]
        return "<TR>\(entries.map { entry(for: $0) }.joined())</TR>"
      }
      cells +=
        "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">\(lines.joined())</TABLE></TD></TR>"
    }
    return
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">\(cells)</TABLE>"
  }

  private mutating func entry(for entry: Diagram.LegendEntry) -> String {
    let sample: String
    switch entry.sample {
    case .card(let style):
      sample =
        "<TD ALIGN=\"LEFT\" FIXEDSIZE=\"TRUE\" WIDTH=\"28\" HEIGHT=\"20\"><TABLE \(style.outline(isRounding: true)) COLOR=\(color(style.border)) BGCOLOR=\(color(.card)) CELLBORDER=\"0\" CELLSPACING=\"0\">"
        + "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"14\" HEIGHT=\"6\"></TD></TR></TABLE></TD>"
    case .item(.text(let words, let style)), .item(.pill(let words, let style)):
      sample = "<TD ALIGN=\"LEFT\">\(font(words, style))</TD>"
    case .item(.picture(let thumbnail, let quantity)):
      sample = picture(thumbnail, quantity, " ALIGN=\"LEFT\"")
    case .item(.shares(let shares)):
      sample = bar(shares, width: 32, " ALIGN=\"LEFT\"")
    case .item(.gauge(let low, let high)):
      sample = gauge(low, high, width: 32, " ALIGN=\"LEFT\"")
    case .item(.cost(let forward, let backward)):
      sample = cost(forward, backward, width: 32, " ALIGN=\"LEFT\"")
    }
    return "\(sample)<TD ALIGN=\"LEFT\">\(text(entry.meaning, .detail))  </TD>"
  }

  private func text(_ words: String, _ paint: Paint, bold: Bool = false) -> String {
    let content = bold ? "<B>\(Quoting.html(words))</B>" : Quoting.html(words)
    return
      "<FONT COLOR=\(color(paint)) POINT-SIZE=\"\(bold ? Self.fontSize : Self.smallFontSize)\">\(content)</FONT>"
  }
}
