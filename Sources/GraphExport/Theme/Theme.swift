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
  private let colors: [Paint: Color]

  /// Makes a palette of the colors that are not computed, and of the two ends of each scale.
  ///
  /// Cells go from `zero` to the end of their sign in equal steps; the first step is visible, since only zero itself is `zero`.
  public init(_ colors: [Paint: Color], zero: Color, value: Scale, gradient: Scale) {
    var all = colors
    for level in -Paint.levels...Paint.levels {
      let share = level == 0 ? 0 : 0.12 + 0.88 * Double(abs(level)) / Double(Paint.levels)
      all[.valueCell(level)] = zero.mixed(with: level < 0 ? value.negative : value.positive, share)
      all[.gradientCell(level)] = zero.mixed(
        with: level < 0 ? gradient.negative : gradient.positive, share)
    }
    for paint in Paint.all {
      precondition(all[paint] != nil, "a palette needs a color for \(paint)")
    }
    self.colors = all
  }

  /// The two ends of a scale.
  public struct Scale: Hashable, Sendable {
    /// The colors of the strongest negative and positive cell.
    public var negative: Color, positive: Color

    /// Makes a scale.
    public init(negative: Color, positive: Color) {
      self.negative = negative
      self.positive = positive
    }
  }

  /// The color of a meaning.
  public subscript(paint: Paint) -> Color { colors[paint]! }

  // The ends of the scales differ in lightness, too: color-blind eyes tell all four apart, as ColorBlindnessTests measures.

  /// Dark on white.
  public static let light = Palette(
    [
      .canvas: Color(0xffffff), .card: Color(0xffffff), .divider: Color(0xe2e8f0),
      .ink: Color(0x111827), .detail: Color(0x5b6472), .value: Color(0x111827),
      .status: Color(0x5b6472),
      .inputBorder: Color(0x33508a), .parameterBorder: Color(0x2f6f4f),
      .bufferBorder: Color(0x5f6b2d),
      .constantBorder: Color(0x6b7280), .resultBorder: Color(0x6b7280),
      .rootBorder: Color(0x9b2c2c),
      .operation: Color(0xeef2f7), .operationBorder: Color(0x94a3b8), .arrow: Color(0x8492a6),
      .group: Color(0xf8fafc), .groupBorder: Color(0xcbd5e1), .groupInk: Color(0x475569),
      .positiveGradient: Color(0x9a4a04), .negativeGradient: Color(0xa21a56),
      .positiveGradientTint: Color(0xfdf1e3), .negativeGradientTint: Color(0xf9e4ee),
      .oddCell: Color(0xfde047), .oddSign: Color(0x111827),
    ],
    zero: Color(0xf6f8f9),
    value: Scale(negative: Color(0x513095), positive: Color(0x2b8ea3)),
    gradient: Scale(negative: Color(0x9a2546), positive: Color(0xe4660b)))

  /// Light on nearly black.
  public static let dark = Palette(
    [
      .canvas: Color(0x0d1117), .card: Color(0x161b22), .divider: Color(0x30363d),
      .ink: Color(0xe6edf3), .detail: Color(0x9aa5b1), .value: Color(0xe6edf3),
      .status: Color(0x9aa5b1),
      .inputBorder: Color(0x8ab4f8), .parameterBorder: Color(0x7ccba2),
      .bufferBorder: Color(0xc3cf7a),
      .constantBorder: Color(0x9aa5b1), .resultBorder: Color(0x8b949e),
      .rootBorder: Color(0xff9a8f),
      .operation: Color(0x21262d), .operationBorder: Color(0x6e7681), .arrow: Color(0x768390),
      .group: Color(0x11161d), .groupBorder: Color(0x3d444d), .groupInk: Color(0xadbac7),
      .positiveGradient: Color(0xffb066), .negativeGradient: Color(0xff8fc0),
      .positiveGradientTint: Color(0x33230f), .negativeGradientTint: Color(0x381527),
      .oddCell: Color(0xfde047), .oddSign: Color(0x111827),
    ],
    zero: Color(0x1f252d),
    value: Scale(negative: Color(0x937df8), positive: Color(0x7bd8e1)),
    gradient: Scale(negative: Color(0xdd3181), positive: Color(0xfeab5f)))

  /// Black on white.
  public static let print = Palette(
    [
      .canvas: Color(0xffffff), .card: Color(0xffffff), .divider: Color(0xb0b0b0),
      .ink: Color(0x000000), .detail: Color(0x404040), .value: Color(0x000000),
      .status: Color(0x404040),
      .inputBorder: Color(0x000000), .parameterBorder: Color(0x000000),
      .bufferBorder: Color(0x000000), .constantBorder: Color(0x707070),
      .resultBorder: Color(0x707070), .rootBorder: Color(0x000000),
      .operation: Color(0xeeeeee), .operationBorder: Color(0x707070), .arrow: Color(0x606060),
      .group: Color(0xffffff), .groupBorder: Color(0x909090), .groupInk: Color(0x303030),
      .positiveGradient: Color(0x000000), .negativeGradient: Color(0x000000),
      .positiveGradientTint: Color(0xf0f0f0), .negativeGradientTint: Color(0xf0f0f0),
      .oddCell: Color(0x000000), .oddSign: Color(0xffffff),
    ],
    zero: Color(0xffffff),
    value: Scale(negative: Color(0x808080), positive: Color(0x000000)),
    gradient: Scale(negative: Color(0x808080), positive: Color(0x000000)))
}
