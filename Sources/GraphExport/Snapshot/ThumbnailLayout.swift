/// How an array is cut into tiles of cells.
struct ThumbnailLayout: Hashable {
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

  /// The most cells a side of slices that keep each of their elements: room for 16 of 32 x 32, or 4 of 64 x 64.
  static let stackSide = 131
  /// The fewest tiles a side that many slices are joined into.
  private static let fewestTiles = 4
  /// The fewest cells a side that a slice is pooled to before several share a tile.
  private static let fewestCells = 8

  /// The tiles make a square grid; one cell between two of them stays empty.
  ///
  /// Where the elements of all slices find room, each slice is a tile, and each element a cell. Else slices are pooled to no less than 8 x 8
  /// cells; where these are too many still, several slices share a tile, of which there are at least 4 x 4.
  ///
  /// - Parameters:
  ///   - shape: the sizes of the axes.
  ///   - side: the most cells a side.
  ///   - stackSide: the most cells a side of several slices that keep each of their elements.
  init(shape: [Int], side: Int = Thumbnail.side, stackSide: Int = stackSide) {
    height = shape.count < 2 ? 1 : shape[shape.count - 2]
    width = shape.last ?? 1
    slices = shape.dropLast(2).reduce(1, *)
    guard slices * height * width > 0 else {
      (tiles, across, down, tileRows, tileColumns) = (0, 0, 0, 0, 0)
      return
    }
    let square = Int(nearest: Double(slices).squareRoot().rounded(.up))
    let lines = (slices + square - 1) / square
    // Multiplied out, sizes of billions could overflow.
    let fits =
      slices > 1 && square <= stackSide && width <= stackSide && height <= stackSide
      && square * (width + 1) - 1 <= stackSide && lines * (height + 1) - 1 <= stackSide
    if fits {
      (tiles, across, down, tileRows, tileColumns) = (slices, square, lines, height, width)
      return
    }
    let cells = min(max(height, width), Self.fewestCells)
    let most = max(min(Self.fewestTiles, (side + 1) / 2), (side + 1) / (cells + 1))
    across = min(most, square)
    down = min(most, (slices + across - 1) / across)
    tiles = min(slices, across * down)
    tileRows = min(height, max(1, (side - (down - 1)) / down))
    tileColumns = min(width, max(1, (side - (across - 1)) / across))
  }

  var elementCount: Int { slices * height * width }
  var cellCount: Int { tiles * tileRows * tileColumns }
  /// How many rows of cells there are, with those between tiles.
  var rows: Int { down * tileRows + max(down - 1, 0) }
  /// How many cells a row has.
  var columns: Int { across * tileColumns + max(across - 1, 0) }

  /// The row and the column of the first cell of a tile.
  func origin(ofTile tile: Int) -> (row: Int, column: Int) {
    (tile / across * (tileRows + 1), tile % across * (tileColumns + 1))
  }

  /// Whether a cell stays empty: it lies between two tiles, or where no tile is.
  func isGap(row: Int, column: Int) -> Bool {
    let (down, below) = row.quotientAndRemainder(dividingBy: tileRows + 1)
    let (right, behind) = column.quotientAndRemainder(dividingBy: tileColumns + 1)
    return below == tileRows || behind == tileColumns || down * across + right >= tiles
  }

  /// The layout of an array that has a number of rows and columns, with which files may come that were written with fewer cells; nil if
  /// no side makes that.
  static func matching(shape: [Int], rows: Int, columns: Int) -> ThumbnailLayout? {
    let usual = ThumbnailLayout(shape: shape)
    if usual.rows == rows, usual.columns == columns { return usual }
    let least = max(rows, columns, 1)
    guard least <= Thumbnail.side else { return nil }
    for side in least...least + 4 where side <= Thumbnail.side {
      let layout = ThumbnailLayout(shape: shape, side: side, stackSide: side)
      if layout.rows == rows, layout.columns == columns { return layout }
    }
    return nil
  }
}
