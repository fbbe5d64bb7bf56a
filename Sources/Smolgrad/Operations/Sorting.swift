extension Tensor {
  /// The elements along a dimension in ascending or descending order, and where they stood; equal ones keep their order.
  ///
  /// NaN counts as larger than everything.
  ///
  ///     let sorted = Tensor([3, 1, 2]).sort()
  ///     sorted.values  // [1, 2, 3]
  ///     sorted.indices  // [1, 2, 0]
  public func sort(dim: Int = -1, descending: Bool = false) -> ValuesAndIndices {
    required(of: [self], try checkedSort(dim: dim, descending: descending))
  }

  package func checkedSort(dim: Int, descending: Bool) throws(OperandError) -> ValuesAndIndices {
    let axis = try checkedAxis(dim, "sort")
    return gathered(
      "sort", [Attribute("dim", .integer(dim)), Attribute("descending", .boolean(descending))],
      axis, by: Sorting(isDescending: descending))
  }

  /// The indices of the elements along a dimension in ascending or descending order; equal ones keep their order.
  ///
  ///     Tensor([3, 1, 2]).argsort(descending: true)  // [0, 2, 1]
  public func argsort(dim: Int = -1, descending: Bool = false) -> Tensor {
    required(of: [self], try checkedArgsort(dim: dim, descending: descending))
  }

  package func checkedArgsort(dim: Int, descending: Bool) throws(OperandError) -> Tensor {
    _ = try checkedAxis(dim, "argsort")
    let indices = withoutGradients { sort(dim: dim, descending: descending).indices }
    return Tensor.result(
      "argsort", [Attribute("dim", .integer(dim)), Attribute("descending", .boolean(descending))],
      of: [self], indices.array, [])
  }

  /// The `count` largest or smallest elements along a dimension, the first one of them first, and where they stood.
  ///
  /// Which of several equal ones are selected is what PyTorch selects.
  ///
  ///     Tensor([3, 1, 2]).topk(2).values  // [3, 2]
  public func topk(_ count: Int, dim: Int = -1, largest: Bool = true) -> ValuesAndIndices {
    required(of: [self], try checkedTopk(count, dim: dim, largest: largest))
  }

  package func checkedTopk(_ count: Int, dim: Int, largest: Bool) throws(OperandError)
    -> ValuesAndIndices
  {
    let axis = try checkedAxis(dim, "topk")
    guard count >= 0, count <= size(along: axis) else {
      throw OperandError(
        "topk", "dimension \(dim) of shape \(shape) does not have \(count) elements", at: "k")
    }
    return gathered(
      "topk",
      [
        Attribute("k", .integer(count)), Attribute("dim", .integer(dim)),
        Attribute("largest", .boolean(largest)),
      ], axis, by: Top(size: count, isLargest: largest))
  }

  /// The middle one of the sorted elements, the lower one of two; equal ones share the gradient evenly.
  ///
  /// It is NaN where one of the elements is.
  ///
  ///     Tensor([3, 1, 2, 4]).median()  // 2
  public func median() -> Tensor {
    required(of: [self], try checkedMedian())
  }

  package func checkedMedian() throws(OperandError) -> Tensor {
    try checkFilled("median")
    let value = withoutGradients {
      reshape(-1).gathered("median", [], 0, keepDim: false, by: Median()).values
    }
    return Tensor.result(
      "median", of: [self], value.array,
      [
        Derivative("{g} where {a} = {y}, shared by equal ones, else 0") { gradient, y in
          let x = y.inputs[0]
          let shares = withoutGradients {
            let isChosen = (x .== y).logicalOr(
              x.equalsItself().logicalOr(y.equalsItself()).logicalNot()
            ).cast(to: gradient.dtype)
            return isChosen / isChosen.sum()
          }
          return gradient * shares
        }
      ])
  }

  /// The middle ones of the sorted elements along a dimension, the lower one of two, and where they stood.
  ///
  ///     Tensor([[3, 1, 2], [6, 5, 4]]).median(dim: 1).values  // [2, 5]
  public func median(dim: Int, keepDim: Bool = false) -> ValuesAndIndices {
    required(of: [self], try checkedMedian(dim: dim, keepDim: keepDim))
  }

  package func checkedMedian(dim: Int, keepDim: Bool) throws(OperandError) -> ValuesAndIndices {
    let axis = try checkedAxis(dim, "median")
    try checkFilled("median", along: [axis])
    var attributes = [Attribute("dim", .integer(dim))]
    if keepDim { attributes.append(Attribute("keepDim", true)) }
    return gathered("median", attributes, axis, keepDim: keepDim, by: Median())
  }
}

/// Whether an element comes before another in ascending order, NaN last.
@inline(__always)
private func ascends<T: Comparable>(_ a: T, _ b: T) -> Bool { a < b || (b != b && a == a) }

/// All elements in order; equal ones as they stood.
private struct Sorting: RowSelection {
  let isDescending: Bool
  func count(of length: Int) -> Int { length }

  func indices<T: Comparable>(in row: UnsafeBufferPointer<T>) -> [Int] {
    row.indices.sorted { i, j in
      let (a, b) = isDescending ? (row[j], row[i]) : (row[i], row[j])
      return ascends(a, b) || (i < j && !ascends(b, a))
    }
  }
}

/// The first elements of an order.
private struct Top: RowSelection {
  let size: Int
  let isLargest: Bool
  func count(of length: Int) -> Int { size }

  func indices<T: Comparable>(in row: UnsafeBufferPointer<T>) -> [Int] {
    var order = PartialOrder(count: row.count) { i, j in
      isLargest ? ascends(row[j], row[i]) : ascends(row[i], row[j])
    }
    // As PyTorch does, so that of equal elements the same ones are selected.
    if size * 64 <= row.count {
      order.sortFirst(size)
    } else {
      order.select(size - 1)
      order.sort(0, size - 1)
    }
    return Array(order.indices.prefix(size))
  }
}

/// The middle element of the order, the lower one of two; the first NaN where there is one.
private struct Median: RowSelection {
  func count(of length: Int) -> Int { 1 }

  func indices<T: Comparable>(in row: UnsafeBufferPointer<T>) -> [Int] {
    if let index = row.firstIndex(where: { $0 != $0 }) { return [index] }
    return [Sorting(isDescending: false).indices(in: row)[(row.count - 1) / 2]]
  }
}
