/// Which elements of two lists of tokens belong together, in order.
///
/// As far as the lists differ in few positions, this is the longest common subsequence, by the method of E. W. Myers ("An O(ND) Difference
/// Algorithm and Its Variations", 1986). The standard library's `difference(from:)` has no bound: two lists of a million that have nothing
/// in common would take hours. Where this one meets its bound, it goes on between tokens that each list has once.
struct Alignment {
  private let a: [Int]
  private let b: [Int]
  private(set) var pairs: [Pair] = []

  /// The positions of two elements that belong together.
  struct Pair {
    var a: Int
    var b: Int
  }

  /// In how many positions two lists may differ before their unique tokens are looked at.
  private static let mostEdits = 1_000

  /// Aligns two ranges of two lists.
  init(_ a: [Int], _ rangeA: Range<Int>, _ b: [Int], _ rangeB: Range<Int>) {
    self.a = a
    self.b = b
    align(rangeA, rangeB)
  }

  private mutating func align(_ rangeA: Range<Int>, _ rangeB: Range<Int>) {
    // The end goes first: whoever calls has matched what is the same at the start, so the first difference is there.
    var (endA, endB) = (rangeA.upperBound, rangeB.upperBound)
    var tail: [Pair] = []
    while endA > rangeA.lowerBound, endB > rangeB.lowerBound, a[endA - 1] == b[endB - 1] {
      (endA, endB) = (endA - 1, endB - 1)
      tail.append(Pair(a: endA, b: endB))
    }
    var (startA, startB) = (rangeA.lowerBound, rangeB.lowerBound)
    while startA < endA, startB < endB, a[startA] == b[startB] {
      pairs.append(Pair(a: startA, b: startB))
      (startA, startB) = (startA + 1, startB + 1)
    }
    alignMiddle(startA..<endA, startB..<endB)
    pairs += tail.reversed()
  }

  private mutating func alignMiddle(_ rangeA: Range<Int>, _ rangeB: Range<Int>) {
    guard !rangeA.isEmpty, !rangeB.isEmpty else { return }
    if let common = commonSubsequence(rangeA, rangeB) {
      pairs += common
      return
    }
    var (startA, startB) = (rangeA.lowerBound, rangeB.lowerBound)
    for anchor in anchors(rangeA, rangeB) {
      align(startA..<anchor.a, startB..<anchor.b)
      pairs.append(anchor)
      (startA, startB) = (anchor.a + 1, anchor.b + 1)
    }
    guard startA > rangeA.lowerBound else {
      // Nothing tells the elements apart, so those at the same position belong together.
      for (a, b) in zip(rangeA, rangeB) where self.a[a] == self.b[b] {
        pairs.append(Pair(a: a, b: b))
      }
      return
    }
    align(startA..<rangeA.upperBound, startB..<rangeB.upperBound)
  }

  /// The longest common subsequence; nil if more would have to be left out than the bound allows.
  private func commonSubsequence(_ rangeA: Range<Int>, _ rangeB: Range<Int>) -> [Pair]? {
    let (first, second) = (rangeA.lowerBound, rangeB.lowerBound)
    let (n, m) = (rangeA.count, rangeB.count)
    guard abs(n - m) <= Self.mostEdits else { return nil }
    // For each number of edits, how far each diagonal reaches.
    var history: [[Int32]] = []
    var reach: [Int32] = [0, 0, 0]
    for edits in 0...min(n + m, Self.mostEdits) {
      var next = [Int32](repeating: -1, count: 2 * edits + 3)
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        var x = 0
        if edits > 0 {
          // The previous list is shorter by one on each side.
          let above = diagonal + 1 <= edits - 1 ? Int(reach[diagonal + 1 + edits]) : -1
          let left = diagonal - 1 >= -(edits - 1) ? Int(reach[diagonal - 1 + edits]) : -1
          x = max(above, left < 0 ? -1 : left + 1)
          if x < 0 { continue }
        }
        var y = x - diagonal
        guard x <= n, y >= 0, y <= m else { continue }
        while x < n, y < m, a[first + x] == b[second + y] { (x, y) = (x + 1, y + 1) }
        next[diagonal + edits + 1] = Int32(x)
        if x == n, y == m {
          return path(history, edits, diagonal, n, first, second)
        }
      }
      history.append(next)
      reach = next
    }
    return nil
  }

  /// Follows the way back from the end of both lists.
  private func path(
    _ history: [[Int32]], _ edits: Int, _ diagonal: Int, _ n: Int, _ first: Int, _ second: Int
  ) -> [Pair] {
    var pairs: [Pair] = []
    var (x, diagonal) = (n, diagonal)
    for edits in stride(from: edits, to: 0, by: -1) {
      let reach = history[edits - 1]
      let above = diagonal + 1 <= edits - 1 ? Int(reach[diagonal + 1 + edits]) : -1
      let left = diagonal - 1 >= -(edits - 1) ? Int(reach[diagonal - 1 + edits]) : -1
      let comesFromAbove = above >= (left < 0 ? -1 : left + 1)
      let start = comesFromAbove ? above : left + 1
      while x > start {
        x -= 1
        pairs.append(Pair(a: first + x, b: second + x - diagonal))
      }
      x = comesFromAbove ? above : left
      diagonal += comesFromAbove ? 1 : -1
    }
    while x > 0 {
      x -= 1
      pairs.append(Pair(a: first + x, b: second + x))
    }
    return pairs.reversed()
  }

  /// The longest chain of tokens that both ranges have once.
  private func anchors(_ rangeA: Range<Int>, _ rangeB: Range<Int>) -> [Pair] {
    var counts: [Int: (a: Int, b: Int, inA: Int, inB: Int)] = [:]
    for position in rangeA {
      let old = counts[a[position]] ?? (0, 0, 0, 0)
      counts[a[position]] = (position, old.b, old.inA + 1, old.inB)
    }
    for position in rangeB {
      guard let old = counts[b[position]] else { continue }
      counts[b[position]] = (old.a, position, old.inA, old.inB + 1)
    }
    let unique = counts.values.lazy.filter { $0.inA == 1 && $0.inB == 1 }
      .map { Pair(a: $0.a, b: $0.b) }.sorted { $0.a < $1.a }
    return Self.increasing(unique)
  }

  /// The longest part of a list, sorted by the first position, in which the second one grows, too.
  private static func increasing(_ pairs: [Pair]) -> [Pair] {
    var tails: [Int] = []
    var previous = [Int](repeating: -1, count: pairs.count)
    for number in pairs.indices {
      var (low, high) = (0, tails.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[tails[middle]].b < pairs[number].b { low = middle + 1 } else { high = middle }
      }
      if low > 0 { previous[number] = tails[low - 1] }
      if low == tails.count { tails.append(number) } else { tails[low] = number }
    }
    var chain: [Pair] = []
    var next = tails.last ?? -1
    while next >= 0 {
      chain.append(pairs[next])
      next = previous[next]
    }
    return chain.reversed()
  }
}
