import CSurvey

/// One pass over the elements of an array, which finds its statistics and its thumbnail.
struct ArraySurvey {
  private var findings = sg_statistics()
  private let layout: Thumbnail.Layout
  private var grid: sg_grid
  private var cells: [Double]
  private var isFilled: [Bool]
  /// How many elements have been looked at.
  private var position = 0

  init(shape: [Int]) {
    layout = Thumbnail.Layout(shape: shape)
    grid = sg_grid(
      slices: layout.slices, height: layout.height, width: layout.width, tiles: layout.tiles,
      rows: layout.tileRows, columns: layout.tileColumns)
    cells = [Double](repeating: 0, count: layout.cellCount)
    isFilled = [Bool](repeating: false, count: layout.cellCount)
  }

  /// Looks at the elements that follow in row-major order.
  mutating func add(_ elements: UnsafeBufferPointer<Float>) {
    guard !elements.isEmpty else { return }
    sg_survey_f32(
      elements.baseAddress, position, elements.count, &grid, &findings, &cells, &isFilled)
    position += elements.count
  }

  /// Looks at the elements that follow in row-major order.
  mutating func add(_ elements: UnsafeBufferPointer<Double>) {
    guard !elements.isEmpty else { return }
    sg_survey_f64(
      elements.baseAddress, position, elements.count, &grid, &findings, &cells, &isFilled)
    position += elements.count
  }

  /// What can be said of all elements in numbers.
  var statistics: Statistics { Statistics(findings) }

  /// All elements as a picture.
  var thumbnail: Thumbnail { Thumbnail(layout, pool: cells) }
}

extension sg_statistics {
  /// The Euclidean norm: the root of n · (mean² + deviation²), without an overflow half way.
  var norm: Double {
    let (mean, count) = (abs(mean), Double(negative + zero + positive))
    let larger = max(mean, deviation)
    guard larger > 0 else { return 0 }
    let ratio = min(mean, deviation) / larger
    return larger * (1 + ratio * ratio).squareRoot() * count.squareRoot()
  }
}
