import GraphExport

/// Statistics and thumbnail by their definitions, element by element.
struct SlowSurvey {
  var counts: [Int]
  var mean: Double?
  var deviation: Double?
  var minimum: Double?
  var maximum: Double?
  var norm: Double?
  /// The cells of the thumbnail; NaN for NaN, nil for a gap.
  var cells: [Double?] = []

  init(shape: [Int], values: [Double]) {
    let finite = values.filter(\.isFinite)
    counts = [
      values.count { $0 == -.infinity }, finite.count { $0 < 0 }, finite.count { $0 == 0 },
      finite.count { $0 > 0 }, values.count { $0 == .infinity }, values.count { $0.isNaN },
    ]
    measure(finite)
    if !values.isEmpty { pool(shape, values) }
  }

  /// Scaled by the largest magnitude, so that neither squares nor sums leave the range of Double.
  private mutating func measure(_ finite: [Double]) {
    guard let smallest = finite.min(), let largest = finite.max() else { return }
    (minimum, maximum) = (smallest, largest)
    let scale = max(abs(smallest), abs(largest))
    guard scale > 0 else { return (mean, deviation, norm) = (0, 0, 0) }
    let count = Double(finite.count)
    let center = finite.reduce(0) { $0 + $1 / scale } / count
    let squares = finite.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }
    let distances = finite.reduce(0) { $0 + ($1 / scale - center) * ($1 / scale - center) }
    mean = center * scale
    deviation = scale * (distances / count).squareRoot()
    norm = scale * squares.squareRoot()
  }

  private mutating func pool(_ shape: [Int], _ values: [Double]) {
    let height = shape.count < 2 ? 1 : shape[shape.count - 2]
    let width = shape.last ?? 1
    let slices = values.count / (height * width)
    let across = min(4, Int(Double(slices).squareRoot().rounded(.up)))
    let down = min(4, (slices + across - 1) / across)
    let tiles = min(slices, across * down)
    let rows = min(height, max(1, (16 - (down - 1)) / down))
    let columns = min(width, max(1, (16 - (across - 1)) / across))
    let allColumns = across * columns + across - 1
    cells = [Double?](repeating: nil, count: (down * rows + down - 1) * allColumns)
    for (index, value) in values.enumerated() {
      let tile = index / (height * width) * tiles / slices
      let row = tile / across * (rows + 1) + index / width % height * rows / height
      let column = tile % across * (columns + 1) + index % width * columns / width
      let old = cells[row * allColumns + column]
      let wins = old.map { !$0.isNaN && (value.isNaN || abs(value) > abs($0)) } ?? true
      if wins { cells[row * allColumns + column] = value }
    }
  }
}
