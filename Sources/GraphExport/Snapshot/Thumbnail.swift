/// An array as a small grid of numbers, to be drawn as colored cells.
///
/// A vector is one row. A matrix keeps its layout. Of a higher rank the last two axes make a slice, and the slices
/// are laid out in a square grid with a gap between them; see `ThumbnailLayout`. What is larger is pooled by blocks: the element of
/// largest magnitude stands for its block, so that an outlier can't vanish, and a NaN stands before everything. Of an array without
/// negative elements whose blocks have nearly the same largest one, which most elements are far from, the mean stands for each block.
public struct Thumbnail: Hashable, Sendable {
  /// The most cells a side; only slices that keep each of their elements may have more of them together.
  public static let side = 64

  /// Where the cells are.
  let layout: ThumbnailLayout
  /// The numbers of the cells, one tile after the other.
  let numbers: [Double]
  /// What a cell shows that stands for several elements.
  public let pooling: Pooling

  /// How many rows of cells there are.
  public var rows: Int { layout.rows }
  /// How many cells a row has.
  public var columns: Int { layout.columns }
  /// Whether cells stand for more than one element.
  public var isPooled: Bool { pooling != .none }

  /// What a cell shows of its block.
  public enum Pooling: String, Hashable, Sendable, CaseIterable {
    /// The only element that there is.
    case none
    /// The element of largest magnitude.
    case largest
    /// The mean.
    case mean
  }

  /// The least ratio of two numbers that a picture shows as nearly the same.
  static let nearlyTheSame = 0.75

  /// Makes the grid of an array given in row-major order.
  public init(shape: [Int], values: [Double]) {
    let layout = ThumbnailLayout(shape: shape)
    precondition(
      layout.elementCount == values.count,
      "an array of shape \(shape) does not have \(values.count) elements")
    self = ArraySurvey(layout, values).thumbnail
  }

  init(_ layout: ThumbnailLayout, numbers: [Double], _ pooling: Pooling) {
    self.layout = layout
    self.numbers = numbers
    self.pooling = pooling
  }

  /// The cells in row-major order; nil where there is a gap between slices.
  public var cells: [Double?] {
    var cells = [Double?](repeating: nil, count: rows * columns)
    forEachCell { cells[$0 * columns + $1] = $2 }
    return cells
  }

  /// Calls the body with each cell that is not a gap, tile by tile, and in each row by row.
  func forEachCell(_ body: (_ row: Int, _ column: Int, _ value: Double) -> Void) {
    var index = 0
    for tile in 0..<layout.tiles {
      let (top, left) = layout.origin(ofTile: tile)
      for row in top..<top + layout.tileRows {
        for column in left..<left + layout.tileColumns {
          body(row, column, numbers[index])
          index += 1
        }
      }
    }
  }

  /// The same picture with at most so many cells a side: blocks of cells become one, which shows of them what they show of elements.
  func pooled(to side: Int) -> Thumbnail {
    guard max(rows, columns) > side else { return self }
    let tiles = ThumbnailLayout(
      shape: [layout.tiles, layout.tileRows, layout.tileColumns], side: side, stackSide: side)
    let survey = ArraySurvey(tiles, numbers, pooling: isPooled ? pooling : nil)
    return survey.thumbnail
  }

  /// Two thumbnails of arrays of the same shape, with the cells of the one that has fewer; nil where cells do not show the same elements.
  static func alike(_ first: Thumbnail, _ second: Thumbnail) -> (Thumbnail, Thumbnail)? {
    guard first.pooling == second.pooling else { return nil }
    if first.layout == second.layout { return (first, second) }
    if first.numbers.count < second.numbers.count {
      return second.joined(to: first.layout).map { (first, $0) }
    }
    return first.joined(to: second.layout).map { ($0, second) }
  }

  /// The same picture in a layout with fewer cells, if each of these covers whole cells of this one.
  private func joined(to coarse: ThumbnailLayout) -> Thumbnail? {
    let fine = layout
    let joined = pooled(to: max(coarse.rows, coarse.columns))
    let found = joined.layout
    guard pooling == .largest, fine.slices == coarse.slices, fine.height == coarse.height,
      fine.width == coarse.width, fine.tiles == coarse.tiles, found.tiles == coarse.tiles,
      found.tileRows == coarse.tileRows, found.tileColumns == coarse.tileColumns,
      fine.tileRows.isMultiple(of: found.tileRows),
      fine.tileColumns.isMultiple(of: found.tileColumns)
    else { return nil }
    return Thumbnail(coarse, numbers: joined.numbers, pooling)
  }

  /// Two thumbnails are equal if they show the same; a NaN shows the same as a NaN.
  public static func == (a: Thumbnail, b: Thumbnail) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.pooling == b.pooling
      && a.layout.tiles == b.layout.tiles
      && a.numbers.elementsEqual(b.numbers) { $0.identity == $1.identity }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(numbers.map(\.identity))
  }
}
