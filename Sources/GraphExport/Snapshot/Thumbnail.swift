/// An array as a small grid of numbers, to be drawn as colored cells.
///
/// A vector is one row. A matrix keeps its layout. Of a higher rank the last two axes make a slice, and the slices
/// are laid out in a square grid with a gap between them. What is larger than 16 cells a side is pooled by blocks: the element of
/// largest magnitude stands for its block, so that an outlier can't vanish, and a NaN stands before everything. Of an array without
/// negative elements whose blocks have nearly the same largest one, which most elements are far from, the mean stands for each block.
public struct Thumbnail: Hashable, Sendable {
  /// The most cells a side.
  public static let side = 16

  /// How many rows of cells there are.
  public let rows: Int
  /// How many cells a row has.
  public let columns: Int
  /// The cells in row-major order; nil where there is a gap between slices.
  public let cells: [Double?]
  /// What a cell shows that stands for several elements.
  public let pooling: Pooling
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
    precondition(
      Layout(shape: shape).elementCount == values.count,
      "an array of shape \(shape) does not have \(values.count) elements")
    self = ArraySurvey(shape: shape, values).thumbnail
  }

  /// Makes the grid of tiles whose cells are given one tile after the other.
  init(_ layout: Layout, pool: [Double], _ pooling: Pooling) {
    let (rows, columns) = (layout.rows, layout.columns)
    var cells = [Double?](repeating: nil, count: rows * columns)
    for tile in 0..<layout.tiles {
      let top = tile / layout.across * (layout.tileRows + 1)
      let left = tile % layout.across * (layout.tileColumns + 1)
      for row in 0..<layout.tileRows {
        for column in 0..<layout.tileColumns {
          cells[(top + row) * columns + left + column] =
            pool[(tile * layout.tileRows + row) * layout.tileColumns + column]
        }
      }
    }
    self.init(rows: rows, columns: columns, cells: cells, pooling)
  }

  /// How an array is cut into tiles of cells.
  struct Layout {
    /// The matrices that the last two axes make, each of `height` x `width` elements.
    let slices: Int
    let height: Int
    let width: Int
    /// The tiles, of which each stands for one slice or more, and their number in each direction.
    let tiles: Int
    let across: Int
    let down: Int
    /// The cells of a tile in each direction.
    let tileRows: Int
    let tileColumns: Int

    /// The tiles make a grid of at most 4 x 4; one cell between two of them stays empty.
    init(shape: [Int]) {
      height = shape.count < 2 ? 1 : shape[shape.count - 2]
      width = shape.last ?? 1
      slices = shape.dropLast(2).reduce(1, *)
      let isEmpty = slices * height * width == 0
      across = isEmpty ? 0 : min(4, Int(nearest: Double(slices).squareRoot().rounded(.up)))
      down = isEmpty ? 0 : min(4, (slices + across - 1) / across)
      tiles = min(slices, across * down)
      let cells = { (count: Int, size: Int) in
        count == 0 ? 0 : min(size, max(1, (Thumbnail.side - (count - 1)) / count))
      }
      tileRows = cells(down, height)
      tileColumns = cells(across, width)
    }

    var elementCount: Int { slices * height * width }
    var cellCount: Int { tiles * tileRows * tileColumns }
    /// How many rows of cells there are, with those between tiles.
    var rows: Int { down * tileRows + max(down - 1, 0) }
    /// How many cells a row has.
    var columns: Int { across * tileColumns + max(across - 1, 0) }

    /// Whether a cell stays empty: it lies between two tiles, or where no tile is.
    func isGap(row: Int, column: Int) -> Bool {
      let (down, below) = row.quotientAndRemainder(dividingBy: tileRows + 1)
      let (right, behind) = column.quotientAndRemainder(dividingBy: tileColumns + 1)
      return below == tileRows || behind == tileColumns || down * across + right >= tiles
    }
  }

  init(rows: Int, columns: Int, cells: [Double?], _ pooling: Pooling) {
    self.rows = rows
    self.columns = columns
    self.cells = cells
    self.pooling = pooling
  }

  /// Calls the body with each cell that is not a gap, row by row.
  func forEachCell(_ body: (_ row: Int, _ column: Int, _ value: Double) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        if let value = cells[row * columns + column] { body(row, column, value) }
      }
    }
  }

  /// Two thumbnails are equal if they show the same; a NaN shows the same as a NaN.
  public static func == (a: Thumbnail, b: Thumbnail) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.pooling == b.pooling
      && a.cells.map { $0?.identity } == b.cells.map { $0?.identity }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(cells.map { $0?.identity })
  }
}
