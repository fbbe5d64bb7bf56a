import GraphExport

extension Theme {
  /// A theme of its own: brown ink on yellowed paper, with values in blue and gradients in red.
  static let sepia = Theme(
    name: "sepia",
    palette: Palette(
      [
        .canvas: Color(0xfbf3e0), .card: Color(0xfffaf0), .divider: Color(0xe3d3b4),
        .ink: Color(0x3b2a1a), .detail: Color(0x6b5642), .value: Color(0x3b2a1a),
        .status: Color(0x6b5642),
        .inputBorder: Color(0x2d4f7c), .parameterBorder: Color(0x3d6b35),
        .bufferBorder: Color(0x6b6a1f), .constantBorder: Color(0x8a7558),
        .resultBorder: Color(0x8a7558), .rootBorder: Color(0x8c2f1b),
        .operation: Color(0xf1e4c8), .operationBorder: Color(0xa68f68), .arrow: Color(0x8f7a58),
        .group: Color(0xf7ecd4), .groupBorder: Color(0xd8c39a), .groupInk: Color(0x6b5642),
        .positiveGradient: Color(0x8c3b0a), .negativeGradient: Color(0x8f1d4a),
        .positiveGradientTint: Color(0xfae3cb), .negativeGradientTint: Color(0xf6dbe2),
        .oddCell: Color(0xf4d03f), .oddSign: Color(0x3b2a1a),
      ],
      zero: Color(0xf7efdd),
      value: .init(negative: Color(0x5a3a8c), positive: Color(0x1f7a8c)),
      gradient: .init(negative: Color(0x8f1d4a), positive: Color(0xd96a0b))))
}
