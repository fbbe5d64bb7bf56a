/// Indices that are put in order only so far as is needed, by the algorithms of the C++ library that PyTorch uses.
///
/// Where elements are equal, the order among them depends on each step of an algorithm. So these are the steps of libstdc++: quickselect and
/// quicksort with the median of three, insertion sort for what is short, and a heap.
struct PartialOrder {
  private(set) var indices: [Int]
  private let precedes: (Int, Int) -> Bool

  /// So many indices in their own order, and which of two comes first.
  init(count: Int, by precedes: @escaping (Int, Int) -> Bool) {
    indices = Array(0..<count)
    self.precedes = precedes
  }

  /// Puts at one position what would stand there in order, what is smaller before it and what is larger behind (`nth_element`).
  mutating func select(_ position: Int) {
    var (first, last) = (0, indices.count)
    guard first < last, position < last else { return }
    var depth = Self.depth(last - first)
    while last - first > 3 {
      if depth == 0 {
        selectByHeap(first, position + 1, last)
        indices.swapAt(first, position)
        return
      }
      depth -= 1
      let cut = partition(first, last)
      if cut <= position { first = cut } else { last = cut }
    }
    insert(first, last)
  }

  /// Sorts a range (`sort`).
  mutating func sort(_ first: Int, _ last: Int) {
    guard first < last else { return }
    sortRoughly(first, last, Self.depth(last - first))
    insert(first, last - first > 16 ? first + 16 : last)
    if last - first > 16 { for index in first + 16..<last { sink(index) } }
  }

  /// Puts the first ones of the order in front, sorted (`partial_sort`).
  mutating func sortFirst(_ count: Int) { sortFirst(0, count, indices.count) }

  /// Twice the logarithm to base 2: how often a range is cut before a heap takes over.
  private static func depth(_ count: Int) -> Int {
    2 * (Int.bitWidth - 1 - count.leadingZeroBitCount)
  }

  private func comesFirst(_ i: Int, _ j: Int) -> Bool { precedes(indices[i], indices[j]) }

  private mutating func sortRoughly(_ first: Int, _ end: Int, _ limit: Int) {
    var (last, depth) = (end, limit)
    while last - first > 16 {
      if depth == 0 { return sortFirst(first, last, last) }
      depth -= 1
      let cut = partition(first, last)
      sortRoughly(cut, last, depth)
      last = cut
    }
  }

  private mutating func insert(_ first: Int, _ last: Int) {
    guard first < last else { return }
    for index in first + 1..<Swift.max(last, first + 1) {
      if comesFirst(index, first) {
        let value = indices.remove(at: index)
        indices.insert(value, at: first)
      } else {
        sink(index)
      }
    }
  }

  /// Moves an element down to where it belongs; one that comes before it stands somewhere below.
  private mutating func sink(_ start: Int) {
    let value = indices[start]
    var index = start
    while precedes(value, indices[index - 1]) {
      indices[index] = indices[index - 1]
      index -= 1
    }
    indices[index] = value
  }

  /// Cuts a range at the median of three of its elements.
  private mutating func partition(_ start: Int, _ end: Int) -> Int {
    let (a, b, c) = (start + 1, start + (end - start) / 2, end - 1)
    let median: Int
    if comesFirst(a, b) {
      median = comesFirst(b, c) ? b : comesFirst(a, c) ? c : a
    } else {
      median = comesFirst(a, c) ? a : comesFirst(b, c) ? c : b
    }
    indices.swapAt(start, median)
    var (first, last) = (start + 1, end)
    while true {
      while comesFirst(first, start) { first += 1 }
      last -= 1
      while comesFirst(start, last) { last -= 1 }
      if first >= last { return first }
      indices.swapAt(first, last)
      first += 1
    }
  }

  // MARK: The heap, whose first element is the last one of the order

  private mutating func sortFirst(_ first: Int, _ middle: Int, _ last: Int) {
    selectByHeap(first, middle, last)
    var end = middle
    while end - first > 1 {
      end -= 1
      pop(first, end, into: end)
    }
  }

  private mutating func selectByHeap(_ first: Int, _ middle: Int, _ last: Int) {
    let length = middle - first
    if length >= 2 {
      for parent in stride(from: (length - 2) / 2, through: 0, by: -1) {
        adjust(first, parent, length, indices[first + parent])
      }
    }
    guard length > 0 else { return }
    for index in middle..<Swift.max(last, middle) where comesFirst(index, first) {
      pop(first, middle, into: index)
    }
  }

  private mutating func pop(_ first: Int, _ last: Int, into target: Int) {
    let value = indices[target]
    indices[target] = indices[first]
    adjust(first, 0, last - first, value)
  }

  private mutating func adjust(_ first: Int, _ top: Int, _ length: Int, _ value: Int) {
    var (hole, child) = (top, top)
    while child < (length - 1) / 2 {
      child = 2 * (child + 1)
      if comesFirst(first + child, first + child - 1) { child -= 1 }
      indices[first + hole] = indices[first + child]
      hole = child
    }
    if length % 2 == 0, child == (length - 2) / 2 {
      child = 2 * (child + 1)
      indices[first + hole] = indices[first + child - 1]
      hole = child - 1
    }
    while hole > top, precedes(indices[first + (hole - 1) / 2], value) {
      indices[first + hole] = indices[first + (hole - 1) / 2]
      hole = (hole - 1) / 2
    }
    indices[first + hole] = value
  }
}
