extension JSONReader {
  /// Reads text.
  mutating func string() throws -> String {
    try open("\"", "text")
    if let text = quickString() { return text }
    var text: [UInt8] = []
    while true {
      var end = next
      while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
        bytes[end] >= 0x20
      { end += 1 }
      text += bytes[next..<end]
      next = end
      guard text.count <= Self.longest else {
        throw error("a text of more than \(Self.longest) bytes")
      }
      guard let byte = try peek() else { throw ending }
      switch byte {
      case UInt8(ascii: "\""):
        next += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("text that is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        next += 1
        try text.append(contentsOf: escaped())
      case ..<0x20:
        throw error(
          "a control character within text; write \\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        )
      default: break  // Only a piece has ended.
      }
    }
  }

  /// Reads text up to its end if all of it is at hand, in plain letters and without escapes; else nothing.
  private mutating func quickString() -> String? {
    let found = bytes.withUnsafeBufferPointer { bytes -> (text: String, end: Int)? in
      var end = next
      while end < bytes.count, bytes[end] >= 0x20, bytes[end] < 0x80,
        bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\")
      { end += 1 }
      guard end < bytes.count, bytes[end] == UInt8(ascii: "\""), end - next <= Self.longest else {
        return nil
      }
      let text = UnsafeBufferPointer(rebasing: bytes[next..<end])
      return (String(decoding: text, as: UTF8.self), end)
    }
    guard let found else { return nil }
    next = found.end + 1
    return found.text
  }

  /// The bytes that an escape stands for, from behind its backslash.
  private mutating func escaped() throws -> [UInt8] {
    guard let sign = try take() else { throw ending }
    switch sign {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [sign]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): break
    default: throw error("an escape that JSON lacks: '\\\(Unicode.Scalar(sign))'")
    }
    var units = [try unit()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard try take() == UInt8(ascii: "\\"), try take() == UInt8(ascii: "u") else {
        throw error("half a character: \\u\(String(units[0], radix: 16))")
      }
      units.append(try unit())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw error("half a character: \\u\(String(units[0], radix: 16))")
    }
    return Array(text.utf8)
  }

  private mutating func unit() throws -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = try take() else { throw ending }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("\\u needs four digits from 0 to f")
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private mutating func take() throws -> UInt8? {
    guard let byte = try peek() else { return nil }
    next += 1
    return byte
  }
}
