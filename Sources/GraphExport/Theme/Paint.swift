/// A meaning that a theme gives a color.
///
/// Each has a number of its own: the SVG is laid out with these numbers as colors, which are then told apart and replaced by
/// the theme's colors and by classes that a style sheet can address.
public enum Paint: Hashable, Sendable {
  /// What lies behind everything, the inside of a card, and the lines that part it.
  case canvas, card, divider
  /// Text: what matters, what is said in passing, numbers of the forward pass, and why a gradient is not there.
  case ink, detail, value, status
  /// The outline of a card, by what it stands for; names have it too.
  case inputBorder, parameterBorder, bufferBorder, constantBorder, resultBorder, rootBorder
  /// The inside and outline of an operation, and the arrows of the forward pass.
  case operation, operationBorder, arrow
  /// The inside and outline of a group, and its text.
  case group, groupBorder, groupInk
  /// Numbers of the backward pass by their sign, and what lies behind them.
  case positiveGradient, negativeGradient, positiveGradientTint, negativeGradientTint
  /// A cell of a picture, from -8 to +8; 0 is zero exactly.
  case valueCell(Int), gradientCell(Int), differenceCell(Int)
  /// A cell that is NaN or infinite, and the sign on it.
  case nonFiniteCell, nonFiniteSign

  /// A bar that shows what something costs, forward and backward.
  case cost, costBackward
  /// The inside of a card by what it costs, from 1 to `tints`.
  case costTint(Int)

  /// How many steps of strength a tint has.
  public static let tints = 4

  /// The tint of a card by how much of the largest cost it has, from 0 to 1.
  static func costTint(ofShare share: Double) -> Paint {
    .costTint(min(tints, max(1, Int(nearest: share * Double(tints)))))
  }

  /// How many steps of strength a cell has on either side of zero.
  public static let levels = 8

  /// All of them, in the order of their numbers.
  public static let all: [Paint] =
    [
      .canvas, .card, .divider, .ink, .detail, .value, .status, .inputBorder, .parameterBorder,
      .bufferBorder, .constantBorder, .resultBorder, .rootBorder, .operation, .operationBorder,
      .arrow, .group, .groupBorder, .groupInk, .positiveGradient, .negativeGradient,
      .positiveGradientTint, .negativeGradientTint, .nonFiniteCell, .nonFiniteSign,
    ] + (-levels...levels).map { .valueCell($0) } + (-levels...levels).map { .gradientCell($0) }
    + (-levels...levels).map { .differenceCell($0) } + [.cost, .costBackward]
    + (1...tints).map { .costTint($0) }

  /// The name of the paint in a style sheet.
  public var className: String {
    // Spelt out: to ask the language for a case's name takes longer than all else that is done for a small figure's style sheet.
    switch self {
    case .canvas: "canvas"
    case .card: "card"
    case .divider: "divider"
    case .ink: "ink"
    case .detail: "detail"
    case .value: "value"
    case .status: "status"
    case .inputBorder: "inputBorder"
    case .parameterBorder: "parameterBorder"
    case .bufferBorder: "bufferBorder"
    case .constantBorder: "constantBorder"
    case .resultBorder: "resultBorder"
    case .rootBorder: "rootBorder"
    case .operation: "operation"
    case .operationBorder: "operationBorder"
    case .arrow: "arrow"
    case .group: "group"
    case .groupBorder: "groupBorder"
    case .groupInk: "groupInk"
    case .positiveGradient: "positiveGradient"
    case .negativeGradient: "negativeGradient"
    case .positiveGradientTint: "positiveGradientTint"
    case .negativeGradientTint: "negativeGradientTint"
    case .nonFiniteCell: "oddCell"
    case .nonFiniteSign: "oddSign"
    case .valueCell(let level): Self.cellName("v", level)
    case .gradientCell(let level): Self.cellName("g", level)
    case .differenceCell(let level): Self.cellName("d", level)
    case .cost: "cost"
    case .costBackward: "costBackward"
    case .costTint(let level): "costTint\(level)"
    }
  }

  private static func cellName(_ quantity: String, _ level: Int) -> String {
    level < 0 ? "\(quantity)n\(-level)" : "\(quantity)p\(level)"
  }
}
