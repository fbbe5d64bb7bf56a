/// One line of the SVG that Graphviz writes: a tag with its attributes, and what follows it.
///
/// Graphviz writes each element on a line of its own, every attribute as `name="value"`, and never a `>` inside a value. Nothing else
/// is read here.
struct SVGTag {
  var name: String
  var attributes: [(name: String, value: String)]
  /// What stands behind the attributes: `/>`, or `>` and the content.
  var rest: String

  init?(_ line: Substring) {
    guard line.first == "<", let end = line.firstIndex(of: ">") else { return nil }
    let isEmpty = line[..<end].last == "/"
    let inside = line[
      line.index(after: line.startIndex)..<(isEmpty ? line.index(before: end) : end)]
    let nameEnd = inside.firstIndex(of: " ") ?? inside.endIndex
    name = String(inside[..<nameEnd])
    guard name.first?.isLetter == true else { return nil }
    attributes = []
    var remaining = inside[nameEnd...]
    while let equals = remaining.firstRange(of: "=\""),
      let close = remaining[equals.upperBound...].firstIndex(of: "\"")
    {
      let key = remaining[..<equals.lowerBound].drop { $0 == " " }
      attributes.append((String(key), String(remaining[equals.upperBound..<close])))
      remaining = remaining[remaining.index(after: close)...]
    }
    rest = (isEmpty ? "/" : "") + line[end...]
  }

  subscript(_ name: String) -> String? {
    get { attributes.first { $0.name == name }?.value }
    set {
      let place = attributes.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): attributes[place].value = value
      case (let place?, nil): attributes.remove(at: place)
      case (nil, let value?): attributes.append((name, value))
      case (nil, nil): break
      }
    }
  }

  var text: String {
    "<\(name)" + attributes.map { " \($0.name)=\"\($0.value)\"" }.joined() + rest
  }
}

/// Text in XML.
enum XML {
  /// The text with the four characters replaced that mean something in content or in a quoted value.
  static func escape(_ text: String) -> String {
    Quoting.clean(text, keepsLineBreaks: true).replacing("&", with: "&amp;").replacing(
      "<", with: "&lt;"
    )
    .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  /// The text that Graphviz has escaped, as it was.
  static func unescape(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    var result = ""
    var remaining = text
    while let start = remaining.firstIndex(of: "&"),
      let end = remaining[start...].firstIndex(of: ";")
    {
      result += remaining[..<start]
      let entity = remaining[remaining.index(after: start)..<end]
      result += named[String(entity)] ?? numeric(entity) ?? "&\(entity);"
      remaining = remaining[remaining.index(after: end)...]
    }
    return result + remaining
  }

  private static let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]

  private static func numeric(_ entity: Substring) -> String? {
    guard entity.first == "#" else { return nil }
    let digits = entity.dropFirst()
    let number = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
  }
}
