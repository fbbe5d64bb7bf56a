import CSurvey

/// One pass over the elements of an array, which finds its statistics and its thumbnail; and another one, where the largest elements of
/// blocks say nothing.
struct ArraySurvey {
  private var findings = sg_statistics()
  private let layout: ThumbnailLayout
  private var grid: sg_grid
  private var cells: [Double]
  private var isFilled: [Bool]
  private var counts: [Int] = []
  /// What cells show of their blocks, if that is known beforehand.
  private let pooling: Thumbnail.Pooling?
  /// How many elements have been looked at.
  private var done = 0

  /// Looks at all elements of an array in row-major order.
  ///
  /// - Parameters:
  ///   - layout: how the array is cut into cells.
  ///   - pooling: what cells show of their blocks; nil for what says most.
  ///   - forEachChunk: calls its argument with one chunk of elements after the other.
  init(
    _ layout: ThumbnailLayout, pooling: Thumbnail.Pooling? = nil,
    forEachChunk: ((Chunk) -> Void) -> Void
  ) {
    self.layout = layout
    self.pooling = pooling
    grid = sg_grid(
      slices: layout.slices, height: layout.height, width: layout.width, tiles: layout.tiles,
      rows: layout.tileRows, columns: layout.tileColumns)
    cells = [Double](repeating: 0, count: layout.cellCount)
    isFilled = [Bool](repeating: false, count: layout.cellCount)
    forEachChunk { add($0) }
    guard pooling.map({ $0 == .mean }) ?? isLargestEverywhere else { return }
    cells = [Double](repeating: 0, count: layout.cellCount)
    counts = [Int](repeating: 0, count: layout.cellCount)
    done = 0
    forEachChunk { addToCells($0) }
    for cell in cells.indices { cells[cell] /= Double(counts[cell]) }
  }

  /// Looks at all elements of an array in row-major order.
  init(_ layout: ThumbnailLayout, _ elements: [Double], pooling: Thumbnail.Pooling? = nil) {
    self.init(layout, pooling: pooling) { body in
      elements.withUnsafeBufferPointer { body(.double($0)) }
    }
  }

  /// Elements that stand one after the other.
  enum Chunk {
    case single(UnsafeBufferPointer<Float>)
    case double(UnsafeBufferPointer<Double>)
  }

  private mutating func add(_ chunk: Chunk) {
    switch chunk {
    case .single(let elements):
      guard !elements.isEmpty else { return }
      sg_survey_f32(
        elements.baseAddress, done, elements.count, &grid, &findings, &cells, &isFilled)
      done += elements.count
    case .double(let elements):
      guard !elements.isEmpty else { return }
      sg_survey_f64(
        elements.baseAddress, done, elements.count, &grid, &findings, &cells, &isFilled)
      done += elements.count
    }
  }

  private mutating func addToCells(_ chunk: Chunk) {
    switch chunk {
    case .single(let elements):
      guard !elements.isEmpty else { return }
      sg_add_to_cells_f32(elements.baseAddress, done, elements.count, &grid, &cells, &counts)
      done += elements.count
    case .double(let elements):
      guard !elements.isEmpty else { return }
      sg_add_to_cells_f64(elements.baseAddress, done, elements.count, &grid, &cells, &counts)
      done += elements.count
    }
  }

  /// Whether all blocks of an array without negative elements have nearly the same largest one, which most elements are far from: a mask, or
  /// a picture with numbers from 0 to 1.
  private var isLargestEverywhere: Bool {
    guard cells.count < layout.elementCount, findings.negative == 0, statistics.nonFinite == 0,
      let least = cells.min(), let most = cells.max(), most > 0
    else { return false }
    let mean = cells.reduce(0) { $0 + $1 / Double(cells.count) }
    return least >= Thumbnail.nearlyTheSame * most
      && findings.mean <= Thumbnail.nearlyTheSame * mean
  }

  /// What can be said of all elements in numbers.
  var statistics: Statistics { Statistics(findings) }

  /// All elements as a picture.
  var thumbnail: Thumbnail {
    let pooling =
      self.pooling
      ?? (cells.count == layout.elementCount ? .none : counts.isEmpty ? .largest : .mean)
    return Thumbnail(layout, numbers: cells, pooling)
  }
}
