/// Walks over the rows of several arrays of one shape, of different strides.
///
/// Axes that all arrays step through evenly are merged first, so that contiguous arrays are a single row.
struct Rows {
  /// The elements in a row, and each array's stride along it.
  private(set) var length = 1
  private(set) var strides: (Int, Int, Int) = (0, 0, 0)
  private var outer: [(size: Int, strides: (Int, Int, Int))] = []

  /// The rows of up to three arrays, given by their strides for the common shape.
  init(shape: [Int], _ a: [Int], _ b: [Int], _ c: [Int]) {
    var axes: [(size: Int, strides: (Int, Int, Int))] = []
    for axis in shape.indices where shape[axis] != 1 {
      let size = shape[axis]
      let steps = (a[axis], b[axis], c[axis])
      if let last = axes.last, last.strides == (steps.0 * size, steps.1 * size, steps.2 * size) {
        axes[axes.count - 1] = (last.size * size, steps)
      } else {
        axes.append((size, steps))
      }
    }
    if let row = axes.popLast() { (length, strides) = (row.size, row.strides) }
    outer = axes
  }

  /// Calls `body` with each array's offset at the start of each row, in row-major order.
  func forEach(_ body: (Int, Int, Int) -> Void) {
    if length == 0 || outer.contains(where: { $0.size == 0 }) { return }
    if outer.isEmpty { return body(0, 0, 0) }
    var index = [Int](repeating: 0, count: outer.count)
    var (i, j, k) = (0, 0, 0)
    while true {
      body(i, j, k)
      var axis = outer.count - 1
      while true {
        let (size, steps) = outer[axis]
        index[axis] += 1
        (i, j, k) = (i + steps.0, j + steps.1, k + steps.2)
        if index[axis] < size { break }
        index[axis] = 0
        (i, j, k) = (i - size * steps.0, j - size * steps.1, k - size * steps.2)
        axis -= 1
        if axis < 0 { return }
      }
    }
  }
}
