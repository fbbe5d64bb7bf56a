/// How large the cells of a picture are on the page, in points.
///
/// Few cells are drawn larger than many, so that cards have similar sizes.
struct CellSize: Hashable {
  var width: Double
  var height: Double

  /// The longest side of a picture of many cells.
  private static let longest = 96.0
  /// Of a long and low picture, the height; else a vector would be a line.
  private static let shortest = 24.0
  /// A pixel of a screen; cells are a whole number of them.
  static let pixel = 0.75
  /// Pictures of more cells a side are images, others are drawn.
  static let mostDrawn = 16

  init(_ thumbnail: Thumbnail) {
    let most = max(1, thumbnail.rows, thumbnail.columns)
    guard most > Self.mostDrawn else {
      width = Double(min(11, max(6, Int(Self.longest) / most)))
      height = width
      return
    }
    let side = max(1, (Self.longest / Self.pixel / Double(most)).rounded(.down)) * Self.pixel
    width = max(side, min(8, Self.shortest / Double(max(1, thumbnail.columns))))
    height = max(side, min(8, Self.shortest / Double(max(1, thumbnail.rows))))
  }
}

extension Diagram {
  /// Whether a picture has too many cells to be drawn one by one.
  var hasImages: Bool {
    let samples = legend.lazy.compactMap { entry -> Item? in
      if case .item(let item) = entry.sample { item } else { nil }
    }
    return cards.contains { $0.rows.contains { $0.items.contains(where: \.isImage) } }
      || samples.contains(where: \.isImage)
  }
}

extension Diagram.Item {
  fileprivate var isImage: Bool {
    if case .picture(let thumbnail, _) = self { thumbnail.isImage } else { false }
  }
}

extension Thumbnail {
  /// Whether its cells are too many to be drawn one by one.
  var isImage: Bool { max(rows, columns) > CellSize.mostDrawn }
}
