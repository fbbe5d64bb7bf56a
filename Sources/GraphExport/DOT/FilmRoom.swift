import Graphviz

// What changes in a film, and how much room is kept for it.
extension DOTWriter {
  /// A cell with what is seen of several faces now, with room for the widest of them; of a film, the last one.
  mutating func cell(
    _ faces: [Diagram.Face], align: String, _ attributes: String
  ) -> String {
    guard let last = faces.last else { return "<TD></TD>" }
    if case .picture(let thumbnail, let quantity) = last.item {
      let attributes = " ALIGN=\"\(align)\"\(attributes)"
      let before = faces.dropLast().compactMap { face -> Slot.Face? in
        guard case .picture(let thumbnail, _) = face.item else { return nil }
        return .init(since: face.since, thumbnail: thumbnail)
      }
      return shown(since: last.since) { writer in
        writer.picture(thumbnail, quantity, attributes, before: before)
      }
    }
    let widths = faces.compactMap(\.width)
    let width = faces.count > 1 ? widths.max() : nil
    if let moment, let face = faces.last(where: { $0.since <= moment }), face != last,
      case .text(let words, let style) = face.item, case .pill = last.item
    {
      // It stands where a number on a ground will stand, without the ground.
      return
        "<TD CELLPADDING=\"2\"\(attributes)><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\"><TR><TD\(width.map { " WIDTH=\"\($0)\"" } ?? "")>\(font(words, style))</TD></TR></TABLE></TD>"
    }
    let face = moment.flatMap { moment in faces.last { $0.since <= moment } } ?? last
    return shown(since: face.since) { writer in
      writer.cell(face.item, align: align, attributes, width: width)
    }
  }

  /// The size of the box of a blank, in which people write and the longest answer has room.
  static let boxSize = (width: 74, height: 22)

  /// The cell of a blank: a box with its number, and on a key the answer; its size does not depend on what is in it.
  func box(for blank: Diagram.Blank, size: (width: Int, height: Int) = boxSize) -> String {
    let number =
      "<FONT COLOR=\(color(.detail)) POINT-SIZE=\"\(Self.blankNumberSize)\">\(blank.number)</FONT>"
    let style: Diagram.TextStyle = size.height < Self.boxSize.height ? .valueStatistic : .value
    // Blanks of the answer's size, so that the number stands on the same line without it.
    let answer =
      font("\u{a0}\u{a0}", style) + (blank.answer.map { "<B>\(font($0, style))</B>" } ?? "")
    return
      "<TD BORDER=\"1\" COLOR=\(color(.ink)) FIXEDSIZE=\"TRUE\" WIDTH=\"\(size.width)\" HEIGHT=\"\(size.height)\" ALIGN=\"LEFT\">\(number)\(answer)</TD>"
  }

  /// The room for the longest caption, in points, so that all frames are as wide; nil where there is no film.
  var captionRoom: Int? {
    diagram.playback?.captions.map {
      Int(nearest: TextMetrics.width(of: $0, size: Double(Self.smallFontSize)).rounded(.up))
    }.max()
  }
}

extension Diagram.Face {
  /// How wide its words are, in points; nil for what is no words.
  var width: Int? {
    guard let (text, style) = words else { return nil }
    let width = TextMetrics.width(of: text, size: Double(style.size), bold: style.isBold)
    return Int(nearest: width.rounded(.up)) + Self.padding
  }

  /// The padding of a cell on both sides, which counts as a part of its width, and a point for fonts that are a little wider.
  private static let padding = 9

  /// Its words and how they look.
  var words: (text: String, style: Diagram.TextStyle)? {
    switch item {
    case .text(let text, let style), .pill(let text, let style): (text, style)
    default: nil
    }
  }
}
