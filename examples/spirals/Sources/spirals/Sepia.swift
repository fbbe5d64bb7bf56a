import GraphExport

extension Theme {
  /// A theme of its own: brown ink on yellowed paper, with values in blue and gradients in red.
  static let sepia = Theme(
    name: "sepia",
    palette: Palette(
      [
        .canvas: RGBColor(0xfbf3e0), .card: RGBColor(0xfffaf0), .divider: RGBColor(0xe3d3b4),
        .ink: RGBColor(0x3b2a1a), .detail: RGBColor(0x6b5642), .value: RGBColor(0x3b2a1a),
        .status: RGBColor(0x6b5642),
        .inputBorder: RGBColor(0x2d4f7c), .parameterBorder: RGBColor(0x3d6b35),
        .bufferBorder: RGBColor(0x6b6a1f), .constantBorder: RGBColor(0x8a7558),
        .resultBorder: RGBColor(0x8a7558), .rootBorder: RGBColor(0x8c2f1b),
        .operation: RGBColor(0xf1e4c8), .operationBorder: RGBColor(0xa68f68),
        .arrow: RGBColor(0x8f7a58),
        .group: RGBColor(0xf7ecd4), .groupBorder: RGBColor(0xd8c39a), .groupInk: RGBColor(0x6b5642),
        .positiveGradient: RGBColor(0x8c3b0a), .negativeGradient: RGBColor(0x8f1d4a),
        .positiveGradientTint: RGBColor(0xfae3cb), .negativeGradientTint: RGBColor(0xf6dbe2),
        .nonFiniteCell: RGBColor(0xf4d03f), .nonFiniteSign: RGBColor(0x3b2a1a),
      ],
      zero: RGBColor(0xf7efdd),
      value: .init(negative: RGBColor(0x5a3a8c), positive: RGBColor(0x1f7a8c)),
      gradient: .init(negative: RGBColor(0x8f1d4a), positive: RGBColor(0xd96a0b))))
}
