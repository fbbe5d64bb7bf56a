/// One line of the SVG that Graphviz writes: a tag with its attributes, and what follows it.
///
/// Graphviz writes each element on a line of its own, every attribute as `name="value"`, and never a `>` inside a value. Nothing else
/// is read here. Places are looked for in the UTF-8 bytes: `>` with a combining mark behind it is another `Character`.
struct SVGTag {
  var name: String
  var attributes: [(name: String, value: String)]
  /// What stands behind the attributes: `/>`, or `>` and the content.
  var rest: String

  init?(_ line: Substring) {
    let bytes = line.utf8
    guard bytes.first == UInt8(ascii: "<"), let end = bytes.firstIndex(of: UInt8(ascii: ">")) else {
      return nil
    }
    let isEmpty = bytes[..<end].last == UInt8(ascii: "/")
    let inside = bytes[
      bytes.index(after: bytes.startIndex)..<(isEmpty ? bytes.index(before: end) : end)]
    let nameEnd = inside.firstIndex(of: UInt8(ascii: " ")) ?? inside.endIndex
    name = String(line[inside.startIndex..<nameEnd])
    guard name.first?.isLetter == true else { return nil }
    attributes = []
    // name="value" name="value": the text between quotation marks is by turns a name and a value.
    let parts = inside[nameEnd...].split(
      separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
    for (key, value) in zip(parts, parts.dropFirst()).enumerated().filter({
      $0.offset.isMultiple(of: 2)
    }).map(\.element) {
      let word = key.drop { $0 == UInt8(ascii: " ") }.dropLast()
      attributes.append((String(Substring(word)), String(Substring(value))))
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

  /// The content as it was before Graphviz escaped it, up to the closing tag on the same line.
  var content: String {
    let bytes = rest.utf8.dropFirst()
    return Self.unescape(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex)])
  }

  var text: String {
    "<\(name)" + attributes.map { " \($0.name)=\"\($0.value)\"" }.joined() + rest
  }

  /// The text that Graphviz has escaped, as it was.
  private static func unescape(_ bytes: Substring.UTF8View) -> String {
    var result = ""
    var remaining = bytes
    while let start = remaining.firstIndex(of: UInt8(ascii: "&")),
      let end = remaining[start...].firstIndex(of: UInt8(ascii: ";"))
    {
      result.unicodeScalars.append(contentsOf: Substring(remaining[..<start]).unicodeScalars)
      let entity = String(Substring(remaining[remaining.index(after: start)..<end]))
      let scalar = named[entity] ?? numeric(entity)
      result.unicodeScalars.append(scalar ?? "\u{fffd}")
      remaining = remaining[remaining.index(after: end)...]
    }
    result.unicodeScalars.append(contentsOf: Substring(remaining).unicodeScalars)
    return result
  }

  private static let named: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
  ]

  private static func numeric(_ entity: String) -> Unicode.Scalar? {
    guard entity.first == "#" else { return nil }
    let digits = entity.dropFirst()
    let number = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap(Unicode.Scalar.init)
  }
}
