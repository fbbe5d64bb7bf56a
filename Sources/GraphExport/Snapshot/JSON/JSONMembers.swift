/// The members of the objects of a type in the order in which they are written, with what is looked up of them for each object.
struct JSONMembers<Object>: Sendable, ExpressibleByArrayLiteral {
  let list: [JSONMember<Object>]
  let names: JSONNames
  /// The bits of those that must be there.
  let required: UInt64

  init(arrayLiteral members: JSONMember<Object>...) {
    list = members
    names = JSONNames(members.map(\.name))
    required = members.enumerated().reduce(0) { bits, member in
      member.element.isRequired ? bits | 1 << member.offset : bits
    }
  }
}

/// The names of members, and their bytes one behind the other.
struct JSONNames: Sendable {
  private let texts: [String]
  private let bytes: [UInt8]
  private let ends: [Int]

  init(_ names: [String]) {
    texts = names
    bytes = names.flatMap(\.utf8)
    ends = names.reduce(into: []) { ends, name in
      ends.append((ends.last ?? 0) + name.utf8.count)
    }
  }

  subscript(index: Int) -> String { texts[index] }

  /// The names in one line.
  var words: String { texts.joined(separator: ", ") }

  /// Which name it is; nil if none.
  func index(of name: String) -> Int? { texts.firstIndex(of: name) }

  /// Which name stands with its quotation marks and a colon at an offset of a text, and where it ends; nil where that is not seen at once.
  ///
  /// - Parameter expected: the name that is looked for first: that behind the last one, as names are written.
  func index(
    in text: UnsafeBufferPointer<UInt8>, at start: Int, expected: Int
  ) -> (index: Int, end: Int)? {
    guard start < text.count, text[start] == UInt8(ascii: "\"") else { return nil }
    for step in texts.indices {
      let index = expected + step < texts.count ? expected + step : expected + step - texts.count
      let first = index == 0 ? 0 : ends[index - 1]
      let end = start + 1 + ends[index] - first
      guard end + 1 < text.count, text[end] == UInt8(ascii: "\""),
        text[end + 1] == UInt8(ascii: ":"),
        (first..<ends[index]).allSatisfy({ bytes[$0] == text[start + 1 + $0 - first] })
      else { continue }
      return (index, end + 2)
    }
    return nil
  }
}

/// Where an object has the value of a member.
///
/// What is stored is written to where it lies: by a key path this takes longer than all else that is done with a number.
struct JSONSlot<Object, Value>: Sendable {
  private let path: any WritableKeyPath<Object, Value> & Sendable
  /// The offset in the object; nil for what is computed.
  private let offset: Int?

  init(_ path: any WritableKeyPath<Object, Value> & Sendable) {
    self.path = path
    offset = MemoryLayout<Object>.offset(of: path)
  }

  func set(_ value: Value, in object: inout Object) {
    guard let offset else {
      object[keyPath: path] = value
      return
    }
    withUnsafeMutablePointer(to: &object) { object in
      UnsafeMutableRawPointer(object).advanced(by: offset)
        .assumingMemoryBound(to: Value.self).pointee = value
    }
  }
}

extension JSONReader {
  /// Reads the name of one of these members if all of it is at hand and has no escapes; else nothing.
  mutating func quickName(_ names: JSONNames, _ expected: Int) throws -> Int? {
    _ = try upcoming()
    let found = bytes.withUnsafeBufferPointer {
      names.index(in: $0, at: next, expected: expected)
    }
    guard let found else { return nil }
    next = found.end
    return found.index
  }
}
