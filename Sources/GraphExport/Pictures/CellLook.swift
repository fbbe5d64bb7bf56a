/// How strong the cells of a picture are.
struct CellLook {
  private let scale: Double
  private let quantity: Diagram.Quantity

  init(_ slot: Slot) {
    quantity = slot.quantity
    scale = slot.scale ?? Self.magnitude(of: slot.thumbnail)
  }

  /// The largest magnitude of a finite cell.
  static func magnitude(of thumbnail: Thumbnail) -> Double {
    thumbnail.numbers.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  /// The strength of a number from -8 to 8, nil if it is not finite: steps in proportion to the largest magnitude of the picture; only zero itself has step 0.
  func level(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    if value == 0 { return 0 }
    let strength = Int(nearest: abs(value).share(of: scale) * Double(Paint.levels))
    return max(1, strength) * (value < 0 ? -1 : 1)
  }

  /// The color of a number in a theme that shows strength by color.
  func paint(of value: Double) -> Paint {
    guard let level = level(of: value) else { return .nonFiniteCell }
    return switch quantity {
    case .value: .valueCell(level)
    case .gradient: .gradientCell(level)
    case .difference: .differenceCell(level)
    }
  }

  /// What marks a cell that is not finite, besides its color.
  static func sign(of value: Double) -> String? {
    value.isNaN ? "×" : value.isInfinite ? (value > 0 ? "▲" : "▼") : nil
  }
}
