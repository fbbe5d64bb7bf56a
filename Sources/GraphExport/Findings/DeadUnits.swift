/// Units that are 0 in every sample: the last axis, or the second one of pictures.
struct DeadUnits {
  /// Their indices along the axis of units.
  var indices: [Int] = []
  /// How many units there are.
  var count = 0
  /// Whether there is one sample only, of which nothing can be said for sure.
  var isSample = false

  init?(_ value: ArraySummary) {
    let shape = value.shape
    guard let last = shape.last, value.count > 0 else { return nil }
    isSample = value.count == last
    let axis = shape.count > 3 ? 1 : shape.count - 1
    count = shape[axis]
    let stride = shape[(axis + 1)...].reduce(1, *)
    if let elements = value.elements {
      var isDead = [Bool](repeating: true, count: count)
      for (offset, element) in elements.enumerated() where element != 0 {
        isDead[offset / stride % count] = false
      }
      indices = isDead.indices.filter { isDead[$0] }
      return
    }
    // A picture with a column for each unit shows the largest element of each block.
    let picture = value.thumbnail
    guard shape.count == 2, picture.columns == count, picture.pooling != .mean else { return nil }
    // A matrix has one tile, whose cells stand row by row.
    indices = (0..<count).filter { column in
      (0..<picture.rows).allSatisfy { picture.numbers[$0 * picture.columns + column] == 0 }
    }
  }
}
