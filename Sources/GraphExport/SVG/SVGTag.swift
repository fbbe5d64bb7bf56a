/// One line of the SVG that Graphviz writes: a tag with its attributes, and what follows it.
///
/// Graphviz writes each element on a line of its own, every attribute as `name="value"`, and never a `>` inside a value. Nothing else
/// is read here. All of it is UTF-8 and stays so: large figures have hundreds of thousands of lines.
struct SVGTag {
  typealias Bytes = ArraySlice<UInt8>

  var name: Bytes
  private var attributes: [(name: Bytes, value: Bytes)] = []
  /// What stands behind the attributes: `/>`, or `>` and the content.
  var rest: Bytes

  /// Reads a line; nil if it begins with no tag.
  init?(_ line: Bytes) {
    guard line.first == UInt8(ascii: "<"), let end = line.firstIndex(of: UInt8(ascii: ">")),
      end > line.startIndex + 1
    else { return nil }
    let isEmpty = line[end - 1] == UInt8(ascii: "/")
    let inside = line[line.startIndex + 1..<(isEmpty ? end - 1 : end)]
    let nameEnd = inside.firstIndex(of: UInt8(ascii: " ")) ?? inside.endIndex
    name = inside[..<nameEnd]
    guard let first = name.first, first | 0x20 >= UInt8(ascii: "a"),
      first | 0x20 <= UInt8(ascii: "z")
    else { return nil }
    rest = line[(isEmpty ? end - 1 : end)...]
    attributes.reserveCapacity(8)
    var unread = inside[nameEnd...]
    while let equals = unread.firstIndex(of: UInt8(ascii: "=")), equals + 1 < unread.endIndex,
      let close = unread[(equals + 2)...].firstIndex(of: UInt8(ascii: "\""))
    {
      let word = unread[..<equals].drop { $0 == UInt8(ascii: " ") }
      attributes.append((word, unread[equals + 2..<close]))
      unread = unread[(close + 1)...]
    }
  }

  /// The value of an attribute.
  subscript(_ name: StaticString) -> Bytes? {
    get { attributes.first { $0.name.equals(name) }?.value }
    set {
      let index = attributes.firstIndex { $0.name.equals(name) }
      switch (index, newValue) {
      case (let index?, let value?): attributes[index].value = value
      case (let index?, nil): attributes.remove(at: index)
      case (nil, let value?): attributes.append((Bytes(name.bytes), value))
      case (nil, nil): break
      }
    }
  }

  /// The content as it was before Graphviz escaped it, up to the closing tag on the same line.
  var content: String {
    let bytes = rest.dropFirst()
    return Self.unescape(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex)])
  }

  /// Writes the line, without a line break.
  func write(to output: inout [UInt8]) {
    output.append(UInt8(ascii: "<"))
    output += name
    for (name, value) in attributes {
      output.append(UInt8(ascii: " "))
      output += name
      output.append(UInt8(ascii: "="))
      output.append(UInt8(ascii: "\""))
      output += value
      output.append(UInt8(ascii: "\""))
    }
    output += rest
  }

  /// The text that Graphviz has escaped, as it was.
  private static func unescape(_ bytes: Bytes) -> String {
    var remaining = bytes
    guard var start = remaining.firstIndex(of: UInt8(ascii: "&")) else { return bytes.text }
    var result = ""
    while let end = remaining[start...].firstIndex(of: UInt8(ascii: ";")) {
      result.unicodeScalars.append(contentsOf: remaining[..<start].text.unicodeScalars)
      let entity = remaining[(start + 1)..<end].text
      result.unicodeScalars.append(named[entity] ?? numeric(entity) ?? "\u{fffd}")
      remaining = remaining[(end + 1)...]
      guard let next = remaining.firstIndex(of: UInt8(ascii: "&")) else { break }
      start = next
    }
    result.unicodeScalars.append(contentsOf: remaining.text.unicodeScalars)
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

extension ArraySlice<UInt8> {
  /// The bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }

  func equals(_ text: StaticString) -> Bool { elementsEqual(text.bytes) }

  func starts(with text: StaticString) -> Bool { starts(with: text.bytes) }

  /// The points of a polygon: `x,y x,y …`; nil if they are not written so.
  var points: [(x: Double, y: Double)]? {
    var points: [(x: Double, y: Double)] = []
    for pair in split(separator: UInt8(ascii: " ")) {
      guard let comma = pair.firstIndex(of: UInt8(ascii: ",")), let x = pair[..<comma].number,
        let y = pair[(comma + 1)...].number
      else { return nil }
      points.append((x, y))
    }
    return points
  }

  /// A decimal number of at most 15 digits, as Graphviz writes them.
  var number: Double? {
    var digits = self
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var whole = 0.0
    var scale = 0.0
    for byte in digits {
      switch byte {
      case UInt8(ascii: ".") where scale == 0: scale = 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        whole = whole * 10 + Double(byte - UInt8(ascii: "0"))
        scale *= 10
      default: return nil
      }
    }
    let value = scale == 0 ? whole : whole / scale
    return isNegative ? -value : value
  }
}

extension StaticString {
  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
