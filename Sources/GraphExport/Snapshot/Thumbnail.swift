/// An array as a small grid of numbers, to be drawn as coloured cells.
///
/// A vector is one row. A matrix keeps its layout. Of a higher rank the last two axes make a slice, and the slices
/// are laid out in a square grid with a gap between them. What is larger than 16 cells a side is pooled by blocks: the element of
/// largest magnitude stands for its block, so that an outlier can't vanish, and a NaN stands before everything.
public struct Thumbnail: Hashable, Sendable {
  /// The most cells a side.
  public static let side = 16

  /// How many rows of cells there are.
  public let rows: Int
  /// How many cells a row has.
  public let columns: Int
  /// The cells in row-major order; nil where there is a gap between slices.
  public let cells: [Double?]
  /// Whether cells stand for more than one element.
  public let isPooled: Bool

  /// Makes the grid of an array given in row-major order.
  public init(shape: [Int], values: [Double]) {
    let height = shape.count < 2 ? 1 : shape[shape.count - 2]
    let width = shape.last ?? 1
    let slices = shape.dropLast(2).reduce(1, *)
    guard !values.isEmpty else {
      self.init(rows: 0, columns: 0, cells: [], isPooled: false)
      return
    }
    // The slices make a grid of at most 4 x 4; one cell between two of them stays empty.
    let across = min(4, Int(Double(slices).squareRoot().rounded(.up)))
    let down = min(4, (slices + across - 1) / across)
    let tile = { (count: Int, size: Int) in min(size, max(1, (Self.side - (count - 1)) / count)) }
    let tileRows = tile(down, height)
    let tileColumns = tile(across, width)
    let shown = min(slices, across * down)
    var pool = [Double?](repeating: nil, count: shown * tileRows * tileColumns)
    var index = 0
    for slice in 0..<slices {
      let first = slice * shown / slices * tileRows
      for row in 0..<height {
        let base = (first + row * tileRows / height) * tileColumns
        for column in 0..<width {
          let cell = base + column * tileColumns / width
          pool[cell] = Self.stronger(pool[cell], values[index])
          index += 1
        }
      }
    }
    let rows = down * tileRows + down - 1
    let columns = across * tileColumns + across - 1
    var cells = [Double?](repeating: nil, count: rows * columns)
    for place in 0..<shown {
      let top = place / across * (tileRows + 1)
      let left = place % across * (tileColumns + 1)
      for row in 0..<tileRows {
        for column in 0..<tileColumns {
          cells[(top + row) * columns + left + column] =
            pool[(place * tileRows + row) * tileColumns + column]
        }
      }
    }
    self.init(rows: rows, columns: columns, cells: cells, isPooled: pool.count < values.count)
  }

  init(rows: Int, columns: Int, cells: [Double?], isPooled: Bool) {
    self.rows = rows
    self.columns = columns
    self.cells = cells
    self.isPooled = isPooled
  }

  /// Calls the body with each cell that is not a gap, row by row.
  func forEachCell(_ body: (_ row: Int, _ column: Int, _ value: Double) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        if let value = cells[row * columns + column] { body(row, column, value) }
      }
    }
  }

  private static func stronger(_ a: Double?, _ b: Double) -> Double {
    guard let a, !b.isNaN else { return b }
    return a.isNaN || abs(a) >= abs(b) ? a : b
  }

  /// Two thumbnails are equal if they show the same; a NaN shows the same as a NaN.
  public static func == (a: Thumbnail, b: Thumbnail) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.isPooled == b.isPooled
      && a.cells.map { $0?.identity } == b.cells.map { $0?.identity }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(cells.map { $0?.identity })
  }
}
