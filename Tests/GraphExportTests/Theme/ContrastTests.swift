import GraphExport
import Testing

@Suite struct ContrastTests {
  /// Each palette once, with the name of a theme that has it.
  static let palettes: [(name: String, palette: Palette)] = Theme.all.flatMap { theme in
    [(theme.name, theme.palette)] + (theme.darkPalette.map { [("\(theme.name), dark", $0)] } ?? [])
  }

  /// Which paints words have, and which paints can be behind them.
  static let texts: [(words: [Paint], backgrounds: [Paint])] = [
    // Names, numbers and formulas on cards.
    (
      [
        .ink, .detail, .value, .status, .inputBorder, .parameterBorder, .bufferBorder,
        .constantBorder, .rootBorder, .positiveGradient, .negativeGradient,
      ], [.card]
    ),
    ([.ink, .detail], [.operation]),
    // On cards that are tinted by what they cost; constants are not.
    (
      [
        .ink, .detail, .value, .status, .inputBorder, .parameterBorder, .bufferBorder, .rootBorder,
        .positiveGradient, .negativeGradient,
      ], (1...Paint.tints).map { .costTint($0) }
    ),
    ([.positiveGradient], [.positiveGradientTint]),
    ([.negativeGradient], [.negativeGradientTint]),
    // Title, caption, legend and the labels of arrows.
    ([.ink, .detail, .positiveGradient, .negativeGradient], [.canvas, .group]),
    ([.groupInk], [.group]),
    ([.nonFiniteSign], [.nonFiniteCell]),
  ]

  @Test(arguments: palettes.map(\.name)) func isEnoughForEveryText(name: String) throws {
    let palette = try #require(Self.palettes.first { $0.name == name }).palette
    for (words, backgrounds) in Self.texts {
      for (paint, background) in words.flatMap({ paint in backgrounds.map { (paint, $0) } }) {
        let contrast = Light(palette[paint]).contrast(with: Light(palette[background]))
        #expect(contrast >= 4.5, "\(paint) on \(background)")
      }
    }
  }

  /// What is no text but must be seen: WCAG 2.2, 1.4.11.
  @Test(arguments: palettes.map(\.name)) func isEnoughForEveryLine(name: String) throws {
    let palette = try #require(Self.palettes.first { $0.name == name }).palette
    let lines: [Paint] = [
      .inputBorder, .parameterBorder, .bufferBorder, .constantBorder, .resultBorder, .rootBorder,
      .arrow,
    ]
    for (line, background) in lines.flatMap({ line in [Paint.canvas, .group].map { (line, $0) } }) {
      let contrast = Light(palette[line]).contrast(with: Light(palette[background]))
      #expect(contrast >= 3, "\(line) on \(background)")
    }
    for background in [Paint.card, .costTint(Paint.tints), .divider] {
      for bar in [Paint.cost, .costBackward] {
        let contrast = Light(palette[bar]).contrast(with: Light(palette[background]))
        #expect(contrast >= (background == .divider ? 2 : 3), "\(bar) on \(background)")
      }
    }
  }

  @Test func isThatOfWCAG() {
    #expect(Light(RGBColor(0x000000)).contrast(with: Light(RGBColor(0xffffff))) == 21)
    // The lightest gray that passes on white is #767676, as every list of such colors says.
    #expect(Light(RGBColor(0x767676)).contrast(with: Light(RGBColor(0xffffff))) >= 4.5)
    #expect(Light(RGBColor(0x777777)).contrast(with: Light(RGBColor(0xffffff))) < 4.5)
  }
}
