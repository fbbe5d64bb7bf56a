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
    var across = (1...slices).first { $0 * $0 >= slices }!
    var down = (slices + across - 1) / across
    var (rows, columns) = (height, width)
    if slices == 1 || across * (width + 1) > 132 || down * (height + 1) > 132 {
      across = min(across, max(4, 65 / (min(8, max(height, width)) + 1)))
      down = min((slices + across - 1) / across, max(4, 65 / (min(8, max(height, width)) + 1)))
      rows = min(height, max(1, (64 - (down - 1)) / down))
      columns = min(width, max(1, (64 - (across - 1)) / across))
    }
    let tiles = min(slices, across * down)
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
