/// Numbers of a list, and by their positions those among them that are integers beyond `Int32`: a Double may round these.
struct JSONNumbers: Sendable {
  var numbers: [Double] = []
  var integers: [Int: Int] = [:]
}

extension JSONReader {
  /// Reads a whole number.
  mutating func integer() throws -> Int {
    if let number = try quickInteger() { return number }
    let text = try number("a whole number")
    if let number = Int(text) { return number }
    let isWhole = !text.contains { ".eE".contains($0) }
    throw error(isWhole ? "\(text) is too large" : "expected a whole number, found \(text)")
  }

  /// Reads a number, or one of the texts that stand for what JSON has no number for: `"nan"`, `"inf"`, `"-inf"`.
  mutating func double() throws -> Double { try numberOrInteger().number }

  /// Reads a number as `double()` does; where it stands there as an integer beyond `Int32`, that as well.
  mutating func numberOrInteger() throws -> (number: Double, integer: Int?) {
    if try isNext("\"") {
      switch try string() {
      case "nan": return (.nan, nil)
      case "inf": return (.infinity, nil)
      case "-inf": return (-.infinity, nil)
      default: throw error("text that is no number; choices: nan, inf, -inf, or a number as it is")
      }
    }
    if let number = quickDouble() { return (number, nil) }
    let text = try number("a number")
    guard let number = Double(text), number.isFinite else { throw error("\(text) is too large") }
    return (number, Int(text).flatMap { Int32(exactly: $0) == nil ? $0 : nil })
  }

  /// Reads `true` or `false`.
  mutating func bool() throws -> Bool {
    guard try isNext("t") || isNext("f") else { throw try unexpected("true or false") }
    try readWord()
    if word == Array("true".utf8) { return true }
    guard word == Array("false".utf8) else { throw error("a word that JSON lacks") }
    return false
  }

  /// The text of a number, once it is known to be one.
  private mutating func number(_ wanted: String) throws -> String {
    switch try upcoming() ?? 0 {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readWord()
    case UInt8(ascii: "N"), UInt8(ascii: "I"):
      throw error("NaN and Infinity are no numbers in JSON; write \"nan\", \"inf\" or \"-inf\"")
    default: throw try unexpected(wanted)
    }
    let text = String(decoding: word, as: UTF8.self)
    guard Self.isNumber(word) else {
      throw error(
        text == "-Infinity"
          ? "-Infinity is no number in JSON; write \"-inf\"" : "'\(text.prefix(40))' is no number")
    }
    return text
  }

  /// Whether the bytes are a number by JSON's grammar: sign, digits without a leading zero, fraction, exponent.
  private static func isNumber(_ word: [UInt8]) -> Bool {
    var rest = word[...]
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    /// Takes one or more digits.
    func takeDigits() -> Bool {
      let count = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    if rest.first == UInt8(ascii: "0"), rest.dropFirst().first.map(isDigit) == true { return false }
    guard takeDigits() else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard takeDigits() else { return false }
    }
    return rest.isEmpty
  }
}

extension JSONReader {
  /// Reads the number at hand if it is an ordinary one; else nothing.
  ///
  /// Such a number lies in one piece. Where its digits as well as its power of ten are whole numbers that a Double holds, one division
  /// rounds as it should (Clinger: How to read floating point numbers accurately, 1990); up to 19 digits are divided as whole numbers.
  private mutating func quickDouble() -> Double? {
    guard let (number, end) = bytes.withUnsafeBufferPointer({ Self.quickDouble($0, from: next) })
    else { return nil }
    next = end
    return number
  }

  private static func quickDouble(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (number: Double, end: Int)? {
    var position = start
    let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let first = position
    var digits: UInt64 = 0
    var power = 0
    var point: Int?
    while position < bytes.count {
      let byte = bytes[position]
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
        if point != nil { power -= 1 }
      } else if byte == UInt8(ascii: "."), point == nil {
        point = position
      } else {
        break
      }
      position += 1
    }
    // What ends otherwise than with a number in a list or an object, begins with a 0, or is a large integer, is looked at with more care.
    guard position < bytes.count, isEnd(bytes[position]),
      position - first <= (point == nil ? 19 : 20), position > first, point != first,
      point != position - 1,
      bytes[first] != UInt8(ascii: "0") || position == first + 1 || point == first + 1,
      point != nil || digits <= UInt64(Int32.max)
    else { return nil }
    let magnitude =
      digits < 1 << 53
      ? Double(digits) / powersOfTen[-power] : quotient(digits, wholePowersOfTen[-power])
    return (isNegative ? -magnitude : magnitude, position)
  }

  /// Whether a number ends before this byte.
  private static func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
  }

  /// The Double next to a quotient of two whole numbers, of which the first has more than 53 bits.
  private static func quotient(_ dividend: UInt64, _ divisor: UInt64) -> Double {
    // Both begin with a bit that is set, so 63 or 64 bits of the quotient are known.
    let shifts = (dividend.leadingZeroBitCount, divisor.leadingZeroBitCount)
    let (high, low) = ((dividend << shifts.0) >> 1, (dividend << shifts.0) << 63)
    let (quotient, rest) = (divisor << shifts.1).dividingFullWidth((high, low))
    // What is left over decides only between two Doubles that are as far away.
    let bits = rest == 0 ? quotient : quotient | 1
    return Double(sign: .plus, exponent: shifts.1 - shifts.0 - 63, significand: Double(bits))
  }

  /// Reads the whole number at hand if it is an ordinary one; else nothing.
  private mutating func quickInteger() throws -> Int? {
    _ = try upcoming()
    let found = bytes.withUnsafeBufferPointer { bytes -> (number: Int, end: Int)? in
      var (number, end) = (0, next)
      while end < bytes.count, end - next < 18, bytes[end] >= UInt8(ascii: "0"),
        bytes[end] <= UInt8(ascii: "9")
      {
        number = number * 10 + Int(bytes[end] - UInt8(ascii: "0"))
        end += 1
      }
      guard end > next, end < bytes.count, Self.isEnd(bytes[end]),
        end - next == 1 || bytes[next] != UInt8(ascii: "0")
      else { return nil }
      return (number, end)
    }
    guard let found else { return nil }
    next = found.end
    return found.number
  }

  private static let powersOfTen: [Double] = (0...22).map {
    (0..<$0).reduce(1) { power, _ in power * 10 }
  }

  private static let wholePowersOfTen: [UInt64] = (0...18).map {
    (0..<$0).reduce(1) { power, _ in power * 10 }
  }
}
