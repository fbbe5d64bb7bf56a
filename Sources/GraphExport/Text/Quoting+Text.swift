// Text for readers who see no figure.
extension Quoting {
  /// Text on a terminal: nothing in it moves the cursor, breaks the line or turns the reading direction of what follows.
  package static func terminal(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in clean(text).unicodeScalars {
      switch scalar.value {
      // Line and paragraph separators; the marks that embed, override and isolate a direction.
      case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: result.append("\u{fffd}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Text that begins a paragraph or a list item of Markdown: nothing in it is markup.
  ///
  /// Where a reader's program turns addresses into links, it does so here too; the words stay the same.
  package static func markdown(_ text: String) -> String {
    let scalars = Array(clean(text).unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let isAtEdge = index == 0 || index == scalars.count - 1
      if scalar == " ", isAtEdge || scalars[index - 1] == " " {
        // Markdown drops spaces at the edges, and makes code of four at the beginning.
        result.append(contentsOf: "&#32;".unicodeScalars)
      } else if isMarkup(scalar, at: index, of: scalars) {
        result.append("\\")
        result.append(scalar)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isMarkup(
    _ scalar: Unicode.Scalar, at index: Int, of scalars: [Unicode.Scalar]
  ) -> Bool {
    switch scalar {
    case "\\", "`", "*", "[", "]", "<", ">", "&", "~", "|", "$", "!": return true
    // `mul_1` is no emphasis.
    case "_":
      return index == 0 || index == scalars.count - 1 || !isWord(scalars[index - 1])
        || !isWord(scalars[index + 1])
    // At the beginning they make headings, rules and lists.
    case "#", "+", "-", "=": return index == 0
    case ".", ")": return scalars[..<index].allSatisfy { ("0"..."9").contains($0) }
    default: return false
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
  }
}
