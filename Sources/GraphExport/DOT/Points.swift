/// Lengths as Graphviz and SVG read them.
enum Points {
  /// At most two decimals, and none that are zero.
  static func text(_ value: Double) -> String {
    let hundredths = Int(nearest: value * 100)
    let fraction = (hundredths % 100).magnitude
    let digits =
      fraction == 0
      ? ""
      : fraction % 10 == 0 ? ".\(fraction / 10)" : fraction < 10 ? ".0\(fraction)" : ".\(fraction)"
    return (hundredths < 0 ? "-" : "") + "\(hundredths.magnitude / 100)\(digits)"
  }

  /// At most one decimal, for lengths in which more can't be seen.
  static func short(_ value: Double) -> String {
    let tenths = Int(nearest: value * 10)
    let digits = tenths % 10 == 0 ? "" : ".\((tenths % 10).magnitude)"
    return (tenths < 0 ? "-" : "") + "\(tenths.magnitude / 10)\(digits)"
  }

  /// Two numbers with a comma between them.
  static func pair(_ point: Placement.Point) -> String { "\(text(point.x)),\(text(point.y))" }
}
