import CSurvey

/// Numbers as people read them in a figure.
enum NumberText {
  /// A number that is the point of its card: up to four decimals (`24.7041`, `-1.5`), or `1.234e-5` where they would say nothing.
  static func exact(_ value: Double) -> String {
    guard value.isFinite else { return special(value) }
    let magnitude = abs(value)
    if value != 0, magnitude < 1e-3 || magnitude >= 1e6 { return scientific(value, digits: 4) }
    return withoutTrailingZeros(formatted(value, SG_FIXED, 4))
  }

  /// A number that describes many others: three significant digits (`0.312`, `-1.5e-5`).
  static func rough(_ value: Double) -> String {
    guard value.isFinite else { return special(value) }
    let magnitude = abs(value)
    if value != 0, magnitude < 1e-3 || magnitude >= 1e5 { return scientific(value, digits: 2) }
    let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    return withoutTrailingZeros(formatted(value, SG_FIXED, decimals))
  }

  /// Two numbers with as many digits as it takes to tell them apart.
  static func apart(_ x: Double, _ y: Double) -> (String, String) {
    for count in [4, 6, 9, 12, 17] {
      let texts = (digits(x, count), digits(y, count))
      if texts.0 != texts.1 { return texts }
    }
    return (digits(x, 4), digits(y, 4))
  }

  /// A measure of integers: with all its digits as far as they are known, else rounded, with a sign that it is.
  static func whole(_ value: Double) -> String {
    guard let integer = Int(exactly: value) else { return rough(value) }
    return integer.magnitude < 1 << 53 ? String(integer) : "≈ \(rough(value))"
  }

  /// A count with a unit: `240`, `32.8 K`, `124 M`.
  static func count(_ count: Int) -> String {
    for (unit, size) in [("G", 1e9), ("M", 1e6), ("K", 1e3)]
    where Double(count) >= 10 * size || (Double(count) >= size && size > 1e3) {
      return "\(rough(Double(count) / size)) \(unit)"
    }
    return String(count)
  }

  /// A share: `62 %`; one that is neither nothing nor all is never rounded to either.
  static func percent(_ share: Double) -> String {
    let percent = (share * 100).rounded()
    if share > 0, percent < 1 { return "<1 %" }
    if share < 1, percent > 99 { return ">99 %" }
    return "\(Int(nearest: percent)) %"
  }

  /// The sizes of the axes: `4×2`, or `scalar`; of very many axes the first and the last ones.
  static func shape(_ shape: [Int]) -> String {
    if shape.count > 16 {
      let ends = [shape.prefix(6), shape.suffix(2)].map { sizes in
        sizes.map { String($0) }.joined(separator: "×")
      }
      return "\(ends[0])×…×\(ends[1]), \(shape.count) axes"
    }
    return shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// A number with so many significant digits.
  static func digits(_ value: Double, _ count: Int) -> String {
    value.isFinite ? formatted(value == 0 ? 0 : value, SG_GENERAL, count) : special(value)
  }

  private static func special(_ value: Double) -> String {
    value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf"
  }

  private static func scientific(_ value: Double, digits: Int) -> String {
    let parts = formatted(value, SG_SCIENTIFIC, digits - 1).split(separator: "e")
    return "\(withoutTrailingZeros(String(parts[0])))e\(Int(parts[1])!)"
  }

  private static func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var digits = text[...]
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return digits == "-0" ? "0" : String(digits)
  }

  private static func formatted(_ value: Double, _ notation: sg_notation, _ digits: Int) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      sg_write_number(buffer.baseAddress!, buffer.count, notation, Int32(digits), value)
      return String(cString: buffer.baseAddress!)
    }
  }
}
