/// Tells the text that `embed` writes between two markers from anybody else's.
///
/// It is an image, or a pair of them, and a caption below, or the steps of a film; with empty lines around as formatters like to have them.
enum FigureText {
  /// The number of the first line that `embed` can't have written; nil if there is none.
  static func foreignLine(_ lines: [String]) -> Int? {
    var hasFigure = false
    var number = 0
    while number < lines.count {
      let line = lines[number].trimmingSpace
      if line.isEmpty {
        number += 1
      } else if isImage(line) || isStep(line) {
        hasFigure = true
        number += 1
      } else if !hasFigure, line.hasPrefix("<picture>") {
        guard
          let end = lines[number...].firstIndex(where: {
            $0.trimmingSpace.isEmpty || $0.contains("</picture>")
          }),
          isPicture(lines[number...end].joined(separator: " ").trimmingSpace)
        else { return number }
        hasFigure = true
        number = end + 1
      } else {
        // The caption is the last.
        let end = lines[number...].firstIndex { $0.trimmingSpace.isEmpty } ?? lines.count
        guard hasFigure, isCaption(lines[number..<end].joined(separator: " ").trimmingSpace),
          lines[end...].allSatisfy({ $0.trimmingSpace.isEmpty })
        else { return number }
        return nil
      }
    }
    return nil
  }

  /// A part of what stands around a frame of a film.
  private static func isStep(_ line: Substring) -> Bool {
    line == "<details>" || line == "</details>"
      || line.hasPrefix("<summary>") && line.hasSuffix("</summary>")
        && !line.dropFirst(9).dropLast(10).contains("<")
  }

  /// `![words](address)` and nothing else.
  private static func isImage(_ line: Substring) -> Bool {
    guard line.hasPrefix("![") else { return false }
    // Formatters take away the backslashes before brackets that stand in pairs.
    var depth = 0
    var isEscaped = false
    for (position, sign) in zip(line.indices, line).dropFirst() {
      defer { isEscaped = sign == "\\" && !isEscaped }
      guard !isEscaped else { continue }
      if sign == "[" { depth += 1 }
      if sign == "]" { depth -= 1 }
      guard depth == 0 else { continue }
      let rest = line[line.index(after: position)...]
      return rest.first == "(" && rest.last == ")"
        && !rest.dropFirst().dropLast().contains { $0 == "(" || $0 == ")" || $0 == " " }
    }
    return false
  }

  /// Tags with nothing between them, each of which belongs to a picture.
  private static func isPicture(_ text: Substring) -> Bool {
    guard text.hasSuffix("</picture>") else { return false }
    var rest = text
    while let end = rest.firstIndex(of: ">") {
      let tag = rest[..<end].trimmingSpace
      guard ["<picture", "<source ", "<img ", "</picture"].contains(where: tag.hasPrefix) else {
        return false
      }
      rest = rest[rest.index(after: end)...].trimmingSpace
    }
    return rest.isEmpty
  }

  /// A paragraph in italics.
  private static func isCaption(_ text: Substring) -> Bool {
    guard let mark = text.first, mark == "_" || mark == "*", text.count > 2, text.last == mark
    else { return false }
    return !(text.dropFirst().first?.isWhitespace ?? true)
  }
}

extension StringProtocol {
  /// The text without white space around it.
  var trimmingSpace: Substring {
    let start = Substring(self).drop(while: \.isWhitespace)
    return start[
      ..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)]
  }
}
