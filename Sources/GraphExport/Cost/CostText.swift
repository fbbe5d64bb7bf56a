// Costs as people read them in a figure.
extension CostKind {
  /// A cost with its unit: `1.05 M`, `24 KiB`, `1.2 ms`.
  func text(_ number: Double) -> String {
    switch self {
    case .flops: CostUnits.text(number, CostUnits.thousands)
    case .bytes, .saved: CostUnits.text(number, CostUnits.bytes)
    case .time: CostUnits.text(number, CostUnits.seconds)
    case .gradient, .file: CostUnits.text(number, [("", 1)])
    }
  }
}

private enum CostUnits {
  static let thousands = [("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("K", 1e3), ("", 1)]
  static let bytes = [
    ("TiB", 0x1p40), ("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10), ("B", 1),
  ]
  static let seconds = [("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)]

  /// A number in the largest unit of which it is at least one.
  static func text(_ number: Double, _ units: [(name: String, size: Double)]) -> String {
    let unit = units.first { abs(number) >= $0.size } ?? units[units.count - 1]
    let name = unit.name.isEmpty ? "" : " \(unit.name)"
    return digits(number / unit.size) + name
  }

  /// Three digits that count, and all of a whole number below 10,000.
  private static func digits(_ number: Double) -> String {
    if let whole = Int(exactly: number), whole.magnitude < 10_000 { return String(whole) }
    guard number.isFinite else { return "\(number)" }
    let magnitude = abs(number)
    if magnitude != 0, magnitude < 1e-3 || magnitude >= 1e6 {
      let exponent = exponent(of: magnitude)
      return "\(digits(number / power(exponent)))e\(exponent)"
    }
    let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    let scale = power(decimals)
    let rounded = (number * scale).rounded() / scale
    return Int(exactly: rounded).map { String($0) } ?? "\(rounded)"
  }

  private static func exponent(of magnitude: Double) -> Int {
    var (rest, exponent) = (magnitude, 0)
    while rest >= 10 { (rest, exponent) = (rest / 10, exponent + 1) }
    while rest < 1 { (rest, exponent) = (rest * 10, exponent - 1) }
    return exponent
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<exponent.magnitude).reduce(1.0) { power, _ in exponent < 0 ? power / 10 : power * 10 }
  }
}
