import Graphviz

extension Placement {
  /// The placement with a title in each box, as far as its words have room there.
  func withTitles(of groups: [Diagram.Group]) -> Placement {
    var placement = self
    for group in groups {
      guard let box = boxes[group.id] else { continue }
      let room = box.upperRight.x - box.lowerLeft.x - 2 * Self.titleInset
      let words = [TitleWords.all, .type].first { group.titleWidth($0) <= room } ?? .none
      let width = group.titleWidth(words)
      placement.boxes[group.id]?.titleWords = words
      placement.boxes[group.id]?.title = .init(
        x: box.lowerLeft.x + Self.titleInset + width / 2,
        y: box.upperRight.y - (Self.titleHeight + Self.titleInset) / 2)
      placement.boxes[group.id]?.titleSize = .init(x: width, y: Self.titleHeight)
    }
    return placement
  }

  /// How far a title is from the sides of its box.
  private static let titleInset = 8.0
}

extension Diagram.Group {
  /// How wide the title is, in points.
  fileprivate func titleWidth(_ words: Placement.TitleWords) -> Double {
    if words == .none { return 0 }
    let large = Double(DOTWriter.fontSize)
    let bold = { (text: String) in TextMetrics.width(of: text, size: large, bold: true) }
    let name = bold(ShortText.name(type))
    if words == .type { return name }
    let gap = TextMetrics.width(of: "  ", size: large)
    let small = TextMetrics.width(of: detail, size: Double(DOTWriter.smallFontSize))
    return name + (detail.isEmpty ? 0 : gap + small) + (repetition.map { gap + bold($0) } ?? 0)
  }
}
