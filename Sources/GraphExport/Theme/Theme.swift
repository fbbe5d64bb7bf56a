/// How a figure is colored: one palette, or one for light and one for dark surroundings.
public struct Theme: Hashable, Sendable {
  /// What the theme is called on the command line.
  public let name: String
  /// The colors; in surroundings that nobody told us about, too.
  public let palette: Palette
  /// The colors where the reader prefers dark pages, if they differ.
  public let darkPalette: Palette?

  /// How the cells of pictures show strength and sign.
  public let cells: Cells

  /// The ways a cell can show a number.
  public enum Cells: Hashable, Sendable {
    /// By colors, from one end of a scale to the other.
    case colors
    /// By size: full marks for positive numbers, hollow ones for negative, squares for values, circles for gradients.
    case sizes
  }

  /// Makes a theme.
  public init(name: String, palette: Palette, darkPalette: Palette? = nil, cells: Cells = .colors) {
    self.name = name
    self.palette = palette
    self.darkPalette = darkPalette
    self.cells = cells
  }

  /// One figure that follows the reader's setting (SVG; other formats are light).
  public static let auto = Theme(name: "auto", palette: .light, darkPalette: .dark)
  /// Dark on white.
  public static let light = Theme(name: "light", palette: .light)
  /// Light on nearly black.
  public static let dark = Theme(name: "dark", palette: .dark)

  /// Black on white, for printers and photocopiers: marks and line styles instead of colors.
  public static let print = Theme(name: "print", palette: .print, cells: .sizes)

  /// The themes that come with the library.
  public static let all: [Theme] = [.auto, .light, .dark, .print]
}

/// A color for each meaning.
public struct Palette: Hashable, Sendable {
  private let colors: [Paint: RGBColor]

  /// Makes a palette of the colors that are not computed, and of the two ends of each scale.
  ///
  /// Cells go from `zero` to the end of their sign in equal steps; the first step is visible, since only zero itself is `zero`.
  public init(
    _ colors: [Paint: RGBColor], zero: RGBColor, value: Scale, gradient: Scale,
    difference: Scale = .darkToLime, cost: RGBColor = RGBColor(0x12408a)
  ) {
    var all = colors
    let card = colors[.card] ?? zero
    all[.cost] = cost
    all[.costBackward] = cost.mixed(with: card, 0.35)
    for level in 1...Paint.tints {
      all[.costTint(level)] = card.mixed(with: cost, 0.03 * Double(level))
    }
    for level in -Paint.levels...Paint.levels {
      let share = level == 0 ? 0 : 0.12 + 0.88 * Double(abs(level)) / Double(Paint.levels)
      all[.valueCell(level)] = zero.mixed(with: level < 0 ? value.negative : value.positive, share)
      all[.gradientCell(level)] = zero.mixed(
        with: level < 0 ? gradient.negative : gradient.positive, share)
      all[.differenceCell(level)] = zero.mixed(
        with: level < 0 ? difference.negative : difference.positive, share)
    }
    for paint in Paint.all {
      precondition(all[paint] != nil, "a palette needs a color for \(paint)")
    }
    self.colors = all
  }

  /// The two ends of a scale.
  public struct Scale: Hashable, Sendable {
    /// The colors of the strongest negative and positive cell.
    public var negative: RGBColor, positive: RGBColor

    /// Makes a scale.
    public init(negative: RGBColor, positive: RGBColor) {
      self.negative = negative
      self.positive = positive
    }

    /// From slate to lime, for differences on a light ground.
    public static let darkToLime = Scale(
      negative: RGBColor(0x1f2937), positive: RGBColor(0x7fa31a))
    /// From gray to bright lime, for differences on a dark ground.
    public static let grayToLime = Scale(
      negative: RGBColor(0x8f9bab), positive: RGBColor(0xd2ee5a))
  }

  /// The color of a meaning.
  public subscript(paint: Paint) -> RGBColor { colors[paint]! }

  // The ends of the scales differ in lightness, too: color-blind eyes tell all four apart, as ColorBlindnessTests measures.

  /// Dark on white.
  public static let light = Palette(
    [
      .canvas: RGBColor(0xffffff), .card: RGBColor(0xffffff), .divider: RGBColor(0xe2e8f0),
      .ink: RGBColor(0x111827), .detail: RGBColor(0x5b6472), .value: RGBColor(0x111827),
      .status: RGBColor(0x5b6472),
      .inputBorder: RGBColor(0x33508a), .parameterBorder: RGBColor(0x2f6f4f),
      .bufferBorder: RGBColor(0x5f6b2d),
      .constantBorder: RGBColor(0x6b7280), .resultBorder: RGBColor(0x6b7280),
      .rootBorder: RGBColor(0x9b2c2c),
      .operation: RGBColor(0xeef2f7), .operationBorder: RGBColor(0x94a3b8),
      .arrow: RGBColor(0x8492a6),
      .group: RGBColor(0xf8fafc), .groupBorder: RGBColor(0xcbd5e1), .groupInk: RGBColor(0x475569),
      .positiveGradient: RGBColor(0x9a4a04), .negativeGradient: RGBColor(0xa21a56),
      .positiveGradientTint: RGBColor(0xfdf1e3), .negativeGradientTint: RGBColor(0xf9e4ee),
      .nonFiniteCell: RGBColor(0xfde047), .nonFiniteSign: RGBColor(0x111827),
    ],
    zero: RGBColor(0xf6f8f9),
    value: Scale(negative: RGBColor(0x513095), positive: RGBColor(0x2b8ea3)),
    gradient: Scale(negative: RGBColor(0x9a2546), positive: RGBColor(0xe4660b)))

  /// Light on nearly black.
  public static let dark = Palette(
    [
      .canvas: RGBColor(0x0d1117), .card: RGBColor(0x161b22), .divider: RGBColor(0x30363d),
      .ink: RGBColor(0xe6edf3), .detail: RGBColor(0x9aa5b1), .value: RGBColor(0xe6edf3),
      .status: RGBColor(0x9aa5b1),
      .inputBorder: RGBColor(0x8ab4f8), .parameterBorder: RGBColor(0x7ccba2),
      .bufferBorder: RGBColor(0xc3cf7a),
      .constantBorder: RGBColor(0x9aa5b1), .resultBorder: RGBColor(0x8b949e),
      .rootBorder: RGBColor(0xff9a8f),
      .operation: RGBColor(0x21262d), .operationBorder: RGBColor(0x6e7681),
      .arrow: RGBColor(0x768390),
      .group: RGBColor(0x11161d), .groupBorder: RGBColor(0x3d444d), .groupInk: RGBColor(0xadbac7),
      .positiveGradient: RGBColor(0xffb066), .negativeGradient: RGBColor(0xff8fc0),
      .positiveGradientTint: RGBColor(0x33230f), .negativeGradientTint: RGBColor(0x381527),
      .nonFiniteCell: RGBColor(0xfde047), .nonFiniteSign: RGBColor(0x111827),
    ],
    zero: RGBColor(0x1f252d),
    value: Scale(negative: RGBColor(0x937df8), positive: RGBColor(0x7bd8e1)),
    gradient: Scale(negative: RGBColor(0xdd3181), positive: RGBColor(0xfeab5f)),
    difference: .grayToLime, cost: RGBColor(0xa8ccff))

  /// Black on white.
  public static let print = Palette(
    [
      .canvas: RGBColor(0xffffff), .card: RGBColor(0xffffff), .divider: RGBColor(0xb0b0b0),
      .ink: RGBColor(0x000000), .detail: RGBColor(0x404040), .value: RGBColor(0x000000),
      .status: RGBColor(0x404040),
      .inputBorder: RGBColor(0x000000), .parameterBorder: RGBColor(0x000000),
      .bufferBorder: RGBColor(0x000000), .constantBorder: RGBColor(0x707070),
      .resultBorder: RGBColor(0x707070), .rootBorder: RGBColor(0x000000),
      .operation: RGBColor(0xeeeeee), .operationBorder: RGBColor(0x707070),
      .arrow: RGBColor(0x606060),
      .group: RGBColor(0xffffff), .groupBorder: RGBColor(0x909090), .groupInk: RGBColor(0x303030),
      .positiveGradient: RGBColor(0x000000), .negativeGradient: RGBColor(0x000000),
      .positiveGradientTint: RGBColor(0xf0f0f0), .negativeGradientTint: RGBColor(0xf0f0f0),
      .nonFiniteCell: RGBColor(0x000000), .nonFiniteSign: RGBColor(0xffffff),
    ],
    zero: RGBColor(0xffffff),
    value: Scale(negative: RGBColor(0x808080), positive: RGBColor(0x000000)),
    gradient: Scale(negative: RGBColor(0x808080), positive: RGBColor(0x000000)),
    difference: Scale(negative: RGBColor(0x808080), positive: RGBColor(0x000000)),
    cost: RGBColor(0x000000))
}
