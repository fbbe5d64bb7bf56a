#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes JSON: the members in the order in which they come, each element of the longest lists on a line of its own.
struct JSONWriter {
  private var bytes: [UInt8] = []
  /// Whether a comma must come before the next element or member.
  private var isBehindOne = false

  /// What has been written.
  var data: Data { Data(bytes) }

  /// Writes an object, whose members the body writes.
  mutating func object(_ members: (inout JSONWriter) -> Void) {
    between("{", "}", members)
  }

  /// Writes the name of a member; its value comes next.
  mutating func name(_ name: String) {
    separate()
    isBehindOne = false
    string(name)
    append(": ")
    isBehindOne = false
  }

  /// Writes a list, in one line or in as many as it has elements.
  mutating func list<Elements: Collection>(
    _ elements: Elements, inLines: Bool = false,
    _ element: (inout JSONWriter, Elements.Element) -> Void
  ) {
    between("[", "]") { writer in
      for value in elements {
        writer.separate(inLines ? "\n" : " ")
        writer.isBehindOne = false
        element(&writer, value)
        writer.isBehindOne = true
      }
    }
  }

  /// Writes text.
  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0a: append("\\n")
      case 0x0d: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20:
        append("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    isBehindOne = true
  }

  /// Writes a word or number as it stands.
  mutating func word(_ word: String) {
    append(word)
    isBehindOne = true
  }

  /// Ends a line.
  mutating func endLine() { append("\n") }

  private mutating func between(
    _ start: String, _ end: String, _ body: (inout JSONWriter) -> Void
  ) {
    append(start)
    isBehindOne = false
    body(&self)
    append(end)
    isBehindOne = true
  }

  private mutating func separate(_ blank: String = " ") {
    if isBehindOne { append(",") }
    if isBehindOne || blank != " " { append(blank) }
  }

  private mutating func append(_ text: String) { bytes += text.utf8 }
}
