/// What can be written as JSON and read again.
protocol JSONValue: Sendable {
  /// Reads a value.
  static func read(_ json: inout JSONReader) throws -> Self
  /// Writes it.
  func write(_ json: inout JSONWriter)
}

extension Int: JSONValue {
  static func read(_ json: inout JSONReader) throws -> Int { try json.integer() }
  func write(_ json: inout JSONWriter) { json.word(description) }
}

extension Bool: JSONValue {
  static func read(_ json: inout JSONReader) throws -> Bool { try json.bool() }
  func write(_ json: inout JSONWriter) { json.word(self ? "true" : "false") }
}

extension String: JSONValue {
  static func read(_ json: inout JSONReader) throws -> String { try json.string() }
  func write(_ json: inout JSONWriter) { json.string(self) }
}

/// NaN and the infinities, which JSON has no number for, are texts.
extension Double: JSONValue {
  static func read(_ json: inout JSONReader) throws -> Double { try json.double() }
  func write(_ json: inout JSONWriter) { json.number(self) }
}

extension JSONWriter {
  /// Writes a number with as many digits as its type needs.
  mutating func number(_ number: Double, isSingle: Bool = false) {
    // In single precision a larger number is infinite.
    let value = isSingle ? Double(Float(number)) : number
    if value.isNaN {
      string("nan")
    } else if value.isInfinite {
      string(value > 0 ? "inf" : "-inf")
    } else if let whole = Int32(exactly: value), value != 0 || value.sign == .plus {
      word(whole.description)
    } else {
      word(isSingle ? Float(value).description : value.description)
    }
  }
}

/// A missing value in a list is `null`; where a member of an object is missing, nothing is written.
extension Optional: JSONValue where Wrapped: JSONValue {
  static func read(_ json: inout JSONReader) throws -> Wrapped? {
    try json.skipsNull() ? nil : Wrapped.read(&json)
  }

  func write(_ json: inout JSONWriter) {
    if let self { self.write(&json) } else { json.word("null") }
  }
}

extension Array: JSONValue where Element: JSONValue {
  static func read(_ json: inout JSONReader) throws -> [Element] {
    try json.list { try Element.read(&$0) }
  }

  func write(_ json: inout JSONWriter) { json.list(self) { $1.write(&$0) } }
}

/// A choice among words.
extension JSONValue where Self: RawRepresentable<String> & CaseIterable {
  static func read(_ json: inout JSONReader) throws -> Self {
    let word = try json.string()
    if let value = Self(rawValue: word) { return value }
    let choices = allCases.map(\.rawValue).joined(separator: ", ")
    throw json.error("'\(word.prefix(40))' is unknown; choices: \(choices)")
  }

  func write(_ json: inout JSONWriter) { json.string(rawValue) }
}
