/// A position in a line of Markdown, counted in bytes and in columns: a tab reaches to the next multiple of four.
struct MarkdownCursor {
  private let bytes: ArraySlice<UInt8>
  private(set) var offset: Int
  private var column = 0
  /// The columns of a tab that was passed in part.
  private var rest = 0

  init(_ line: ArraySlice<UInt8>) {
    bytes = line
    offset = line.startIndex
  }

  /// What lies ahead, with the white space before it.
  var ahead: ArraySlice<UInt8> { bytes[offset...] }

  /// What lies ahead, without the white space before it.
  var words: ArraySlice<UInt8> { ahead.drop { $0 == 0x20 || $0 == 0x09 } }

  var isBlank: Bool { words.isEmpty }

  /// How many columns of white space lie ahead.
  var indent: Int {
    var (width, end) = (rest, column + rest)
    for byte in ahead.dropFirst(rest > 0 ? 1 : 0) {
      guard byte == 0x20 || byte == 0x09 else { break }
      let step = byte == 0x20 ? 1 : 4 - end % 4
      width += step
      end += step
    }
    return width
  }

  /// Passes so many columns of white space, or as many as there are.
  mutating func skip(columns count: Int) {
    var count = count
    while count > 0, let byte = ahead.first, byte == 0x20 || byte == 0x09 {
      let width = rest > 0 ? rest : byte == 0x20 ? 1 : 4 - column % 4
      let step = min(width, count)
      count -= step
      column += step
      rest = width - step
      if rest == 0 { offset += 1 }
    }
  }

  /// Passes all white space.
  mutating func skipWhitespace() { skip(columns: indent) }

  /// Passes so many bytes, none of which is white space.
  mutating func skip(bytes count: Int) {
    offset += count
    column += count
  }
}
