#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads JSON (RFC 8259) from front to back, piece by piece, as the types ask for it.
///
/// Foundation's decoder first takes in the whole text, whatever it is, lets a name stand twice, and needs seconds for the numbers of a
/// large computation. This one stops at the first thing that no type asked for, goes no deeper than the types do, and keeps only what
/// they keep, so that text of any length and nesting costs no more than the part of it that makes sense.
struct JSONReader {
  /// The most bytes of one text, and of blanks between two things.
  static let longest = 1 << 20

  private let nextPiece: () throws -> Data?
  /// The piece at hand.
  private(set) var bytes: [UInt8] = []
  /// The offset in `bytes` of what is read next.
  var next = 0
  /// How many bytes came before those at hand.
  private var offset = 0
  private var path: [Step] = []
  /// The bare word that was read last.
  private(set) var word: [UInt8] = []

  private enum Step {
    case member(String), index(Int)
  }

  /// A reader of pieces, until one is nil.
  init(_ nextPiece: @escaping () throws -> Data?) {
    self.nextPiece = nextPiece
  }

  /// Reads an object; the body is called with each name and reads its value.
  mutating func object(_ member: (inout JSONReader, String) throws -> Void) throws {
    try open("{", "an object")
    if try closes("}") { return }
    repeat {
      let name = try name()
      path.append(.member(name))
      try member(&self, name)
      path.removeLast()
    } while try continues(until: "}")
  }

  /// Reads an object whose members are known; the body is called with the number of each name and reads its value.
  mutating func object(
    of names: JSONNames, _ member: (inout JSONReader, Int) throws -> Void
  ) throws {
    try open("{", "an object")
    if try closes("}") { return }
    var expected = 0
    repeat {
      let index = try quickName(names, expected) ?? name(names)
      path.append(.member(names[index]))
      try member(&self, index)
      path.removeLast()
      expected = index + 1
    } while try continues(until: "}")
  }

  /// Reads a list; the body reads one element.
  mutating func list<Element>(
    atMost limit: Int = .max, _ element: (inout JSONReader) throws -> Element
  ) throws -> [Element] {
    try open("[", "a list")
    if try closes("]") { return [] }
    var elements: [Element] = []
    path.append(.index(0))
    repeat {
      guard elements.count < limit else { throw error("a list of more than \(limit)", above: 1) }
      path[path.count - 1] = .index(elements.count)
      elements.append(try element(&self))
    } while try continues(until: "]")
    path.removeLast()
    return elements
  }

  /// Reads what stands for a number or another bare word, such as `-1.5e3`, `true` or `null`, into `word`.
  mutating func readWord() throws {
    word.removeAll(keepingCapacity: true)
    while let byte = try peek(), Self.isOfWord(byte) {
      word.append(byte)
      next += 1
      guard word.count <= 1024 else { throw error("a number of more than 1,024 digits") }
    }
  }

  /// Whether what comes next begins so.
  mutating func isNext(_ character: Unicode.Scalar) throws -> Bool {
    try upcoming() == UInt8(ascii: character)
  }

  /// Reads `null` if it is there.
  mutating func skipsNull() throws -> Bool {
    guard try isNext("n") else { return false }
    try readWord()
    guard word == Array("null".utf8) else { throw error("a word that JSON lacks") }
    return true
  }

  /// Makes sure that nothing follows.
  mutating func finish() throws {
    if try upcoming() != nil { throw try unexpected("nothing after the end of the snapshot") }
  }

  /// What is wrong at the path that has been reached, or as many steps above it.
  func error(_ reason: String, above: Int = 0) -> SnapshotError {
    SnapshotError(path(above: above), reason)
  }

  /// What is wrong with a member of the object at hand.
  func error(_ reason: String, at member: String) -> SnapshotError {
    let path = path(above: 0)
    return SnapshotError(path.isEmpty ? member : "\(path).\(member)", reason)
  }

  /// Another kind of thing than what was asked for comes next.
  mutating func unexpected(_ wanted: String) throws -> SnapshotError {
    guard let byte = try upcoming() else { return ending }
    let found =
      switch byte {
      case UInt8(ascii: "{"): "an object"
      case UInt8(ascii: "["): "a list"
      case UInt8(ascii: "\""): "text"
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): "a number"
      case UInt8(ascii: "t"), UInt8(ascii: "f"): "true or false"
      case UInt8(ascii: "n"): "null"
      case 0x21...0x7e: "'\(Unicode.Scalar(byte))'"
      default: "the byte 0x\(String(byte, radix: 16))"
      }
    return error("expected \(wanted), found \(found) (byte \(offset + next))")
  }
}

extension JSONReader {
  /// The text is over where something is missing.
  var ending: SnapshotError {
    error("the text ends here, at byte \(offset + next), too early")
  }

  private func path(above: Int) -> String {
    path.dropLast(above).reduce(into: "") { text, step in
      switch step {
      case .member(let name): text += (text.isEmpty ? "" : ".") + Self.short(name)
      case .index(let index): text += "[\(index)]"
      }
    }
  }

  /// Reads a name and the colon behind it.
  private mutating func name() throws -> String {
    guard try upcoming() == UInt8(ascii: "\"") else {
      throw try unexpected("a name in quotation marks")
    }
    let name = try string()
    guard try upcoming() == UInt8(ascii: ":") else {
      throw try unexpected("a colon after \"\(Self.short(name))\"")
    }
    next += 1
    return name
  }

  /// Reads the name of one of these members.
  private mutating func name(_ names: JSONNames) throws -> Int {
    let name = try name()
    if let index = names.index(of: name) { return index }
    path.append(.member(name))
    throw error("nothing is called so here; choices: \(names.words)")
  }

  private static func short(_ name: String) -> String {
    let short = String(String.UnicodeScalarView(name.unicodeScalars.prefix(40)))
    return short.utf8.count < name.utf8.count ? short + "…" : short
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// The next byte; nil at the end.
  mutating func peek() throws -> UInt8? {
    while next == bytes.count {
      guard let piece = try nextPiece() else { return nil }
      offset += bytes.count
      bytes = Array(piece)
      next = 0
    }
    return bytes[next]
  }

  /// The first byte of what comes next, past any blanks; nil at the end.
  mutating func upcoming() throws -> UInt8? {
    if next < bytes.count, bytes[next] > 0x20, bytes[next] < 0x80 { return bytes[next] }
    return try upcomingPastBlanks()
  }

  private mutating func upcomingPastBlanks() throws -> UInt8? {
    let start = offset + next
    while let byte = try peek() {
      switch byte {
      case 0x20, 0x0a, 0x0d, 0x09: next += 1
      // The mark that some editors put before the first byte.
      case 0xef where offset + next == 0 && bytes.starts(with: [0xef, 0xbb, 0xbf]): next += 3
      default: return byte
      }
      guard offset + next - start <= Self.longest else {
        throw error("more than \(Self.longest) blanks")
      }
    }
    return nil
  }

  /// Takes the sign that something begins with.
  mutating func open(_ sign: Unicode.Scalar, _ what: String) throws {
    guard try isNext(sign) else { throw try unexpected(what) }
    next += 1
  }

  private mutating func closes(_ sign: Unicode.Scalar) throws -> Bool {
    guard try isNext(sign) else { return false }
    next += 1
    return true
  }

  private mutating func continues(until sign: Unicode.Scalar) throws -> Bool {
    if try closes(sign) { return false }
    guard try closes(",") else { throw try unexpected("a comma or '\(sign)'") }
    return true
  }
}
