// The text below the figure: its title, its caption and its legend.
extension DOTWriter {
  mutating func figureLabel() -> String? {
    var rows: [String] = []
    var heading: [String] = []
    if let caption = playbackCaption() { rows.append(caption) }
    if let title = diagram.title { heading.append(text(title, .ink, bold: true)) }
    let lines = diagram.caption.map { Self.lines(of: $0, besides: diagram.title ?? "") } ?? []
    if let first = lines.first { heading.append(text(first, .detail)) }
    if !heading.isEmpty { rows.append(heading.joined(separator: "  ")) }
    rows += lines.dropFirst().map { text($0, .detail) }
    let room = captionRoom.map { " WIDTH=\"\($0)\"" } ?? ""
    guard !rows.isEmpty || !diagram.legend.isEmpty else { return nil }
    var cells = rows.map { "<TR><TD\(room) ALIGN=\"LEFT\">\($0)</TD></TR>" }.joined()
    if !diagram.legend.isEmpty {
      // A figure that runs down is narrow, and should not be stretched by its legend.
      let width = diagram.direction == .down ? 2 : diagram.legend.count
      let lines = stride(from: 0, to: diagram.legend.count, by: width).map { start in
        let entries = diagram.legend[start..<min(start + width, diagram.legend.count)]
        return "<TR>\(entries.map { entry(for: $0) }.joined())</TR>"
      }
      let legend =
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">\(lines.joined())</TABLE>"
      // Where the lines above are wider, Graphviz shares the rest out among all columns: most of it goes to empty ones.
      let rest = String(repeating: "<TD></TD>", count: 15)
      cells +=
        "<TR><TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR><TD>\(legend)</TD>\(rest)</TR></TABLE></TD></TR>"
    }
    return
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">\(cells)</TABLE>"
  }

  /// What is said of the frame that is drawn; of a film, the longest caption, for which `SVGFinisher` puts all of them.
  private mutating func playbackCaption() -> String? {
    guard let playback = diagram.playback else { return nil }
    if let moment = playback.moment { return text(playback.captions[moment], .ink) }
    return playback.captions.max { $0.count < $1.count }.map { longest in
      shown(since: ColorCode.captions) { $0.text(longest, .ink) }
    }
  }

  /// The most letters of a line below a figure, with the title; a longer one would make a narrow figure wide.
  private static let longestLine = 160

  /// A caption in lines, parted between two things that it says.
  private static func lines(of caption: String, besides title: String) -> [String] {
    var lines: [String] = []
    for part in caption.split(separator: " · ").map(String.init) {
      let room = longestLine - (lines.count > 1 ? 0 : title.count)
      if let last = lines.last, last.count + part.count <= room {
        lines[lines.count - 1] += " · " + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  private mutating func entry(for entry: Diagram.LegendEntry) -> String {
    let sample: String
    switch entry.sample {
    case .card(let style):
      sample =
        "<TD ALIGN=\"LEFT\" FIXEDSIZE=\"TRUE\" WIDTH=\"28\" HEIGHT=\"20\"><TABLE \(style.outline(isRounding: true)) COLOR=\(color(style.border)) BGCOLOR=\(color(.card)) CELLBORDER=\"0\" CELLSPACING=\"0\">"
        + "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"14\" HEIGHT=\"6\"></TD></TR></TABLE></TD>"
    case .edge:
      sample =
        "<TD ALIGN=\"LEFT\" FIXEDSIZE=\"TRUE\" WIDTH=\"28\" HEIGHT=\"20\"><TABLE BORDER=\"2\" COLOR=\(color(.groupInk)) BGCOLOR=\(color(.group)) CELLBORDER=\"0\" CELLSPACING=\"0\">"
        + "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"14\" HEIGHT=\"6\"></TD></TR></TABLE></TD>"
    case .item(.text(let words, let style)), .item(.pill(let words, let style)):
      sample = "<TD ALIGN=\"LEFT\">\(font(words, style))</TD>"
    case .item(.picture(let thumbnail, let quantity)):
      sample = picture(thumbnail, quantity, " ALIGN=\"LEFT\"")
    case .item(.shares(let shares)):
      sample = bar(shares, width: 32, " ALIGN=\"LEFT\"")
    case .item(.gauge(let low, let high)):
      sample = gauge(low, high, width: 32, " ALIGN=\"LEFT\"")
    case .item(.blank(let blank, _)): sample = box(for: blank)
    case .item(.numbers): sample = "<TD></TD>"
    case .item(.cost(let forward, let backward)):
      sample = cost(forward, backward, width: 32, " ALIGN=\"LEFT\"")
    case .item(.faces):
      sample = "<TD></TD>"
    }
    return "\(sample)<TD ALIGN=\"LEFT\">\(text(entry.meaning, .detail))  </TD>"
  }

  private func text(_ words: String, _ paint: Paint, bold: Bool = false) -> String {
    let content = bold ? "<B>\(Quoting.html(words))</B>" : Quoting.html(words)
    return
      "<FONT COLOR=\(color(paint)) POINT-SIZE=\"\(bold ? Self.fontSize : Self.smallFontSize)\">\(content)</FONT>"
  }
}
