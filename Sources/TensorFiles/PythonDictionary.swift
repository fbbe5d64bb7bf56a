/// The header of an NPY file: a dictionary of texts, truth values and tuples of integers, as Python writes it.
enum PythonDictionary {
  enum Value: Equatable {
    case text(String)
    case boolean(Bool)
    case integers([Int])
    /// Anything else, such as the list of fields of a record.
    case other
  }

  static func parse(_ text: String) throws(TensorFileError) -> [String: Value] {
    var reader = Reader(text: Array(text.utf8))
    return try reader.dictionary()
  }

  private struct Reader {
    let text: [UInt8]
    var position = 0

    mutating func dictionary() throws(TensorFileError) -> [String: Value] {
      var fields: [String: Value] = [:]
      try expect("{")
      while !take("}") {
        guard case .text(let key) = try value() else { throw malformed }
        try expect(":")
        guard fields.updateValue(try value(), forKey: key) == nil else { throw malformed }
        guard take(",") else {
          try expect("}")
          break
        }
      }
      skipSpaces()
      guard position == text.count else { throw malformed }
      return fields
    }

    private mutating func value() throws(TensorFileError) -> Value {
      skipSpaces()
      guard position < text.count else { throw malformed }
      switch text[position] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try quoted())
      case UInt8(ascii: "("): return .integers(try tuple())
      case UInt8(ascii: "["): return try list()
      default:
        let start = position
        while position < text.count, text[position].isLetter { position += 1 }
        switch String(decoding: text[start..<position], as: UTF8.self) {
        case "True": return .boolean(true)
        case "False": return .boolean(false)
        default: throw malformed
        }
      }
    }

    private mutating func quoted() throws(TensorFileError) -> String {
      let quote = text[position]
      let start = position + 1
      guard let end = text[start...].firstIndex(of: quote) else { throw malformed }
      position = end + 1
      return String(decoding: text[start..<end], as: UTF8.self)
    }

    private mutating func tuple() throws(TensorFileError) -> [Int] {
      var integers: [Int] = []
      try expect("(")
      while !take(")") {
        skipSpaces()
        let start = position
        while position < text.count, text[position].isDigit || text[position] == UInt8(ascii: "-") {
          position += 1
        }
        guard let integer = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
          throw malformed
        }
        integers.append(integer)
        // Python 2 wrote long integers with an L.
        _ = take("L")
        guard take(",") else {
          try expect(")")
          break
        }
      }
      return integers
    }

    /// Skips a list with all that is in it.
    private mutating func list() throws(TensorFileError) -> Value {
      var depth = 0
      repeat {
        guard position < text.count else { throw malformed }
        switch text[position] {
        case UInt8(ascii: "["):
          depth += 1
          position += 1
        case UInt8(ascii: "]"):
          depth -= 1
          position += 1
        case UInt8(ascii: "'"), UInt8(ascii: "\""): _ = try quoted()
        default: position += 1
        }
      } while depth > 0
      return .other
    }

    private mutating func skipSpaces() {
      while position < text.count, text[position] <= 0x20 { position += 1 }
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
      skipSpaces()
      guard position < text.count, text[position] == UInt8(ascii: sign) else { return false }
      position += 1
      return true
    }

    private mutating func expect(_ sign: Unicode.Scalar) throws(TensorFileError) {
      guard take(sign) else { throw malformed }
    }

    private var malformed: TensorFileError {
      TensorFileError(
        "the header is no dictionary in Python's notation, at its character \(position)")
    }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
