import Graphviz

// How much room is kept for words that change in a film.
extension DOTWriter {
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
