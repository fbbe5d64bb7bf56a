/// Which cards belong together in boxes, and which boxes lie in others.
struct Nest {
  /// The box around each box, which stands before it; -1 for none.
  let parent: [Int]
  /// The innermost box around each card; -1 for none.
  let boxOfCard: [Int]
  /// How many boxes are around each box.
  private let depth: [Int]

  /// Makes a nest of its boxes and of the innermost one around each card.
  init(parent: [Int] = [], boxOfCard: [Int] = []) {
    self.parent = parent
    self.boxOfCard = boxOfCard
    var depth = [Int](repeating: 0, count: parent.count)
    for box in parent.indices where parent[box] >= 0 { depth[box] = depth[parent[box]] + 1 }
    self.depth = depth
  }

  var isEmpty: Bool { parent.isEmpty }

  /// The innermost box around two others; -1 for none.
  func common(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while a != b {
      if a < 0 || b < 0 { return -1 }
      if depth[a] >= depth[b] { a = parent[a] } else { b = parent[b] }
    }
    return a
  }

  /// The box directly in a box, or on the page, that is or lies around another one; nil where the other does not lie in it.
  func child(of outer: Int, around inner: Int) -> Int? {
    var box = inner
    while box >= 0, parent[box] != outer { box = parent[box] }
    return box >= 0 ? box : nil
  }

  /// The same with boxes around some of the cards only.
  func keeping(_ isKept: [Bool]) -> Nest {
    Nest(parent: parent, boxOfCard: zip(boxOfCard, isKept).map { $1 ? $0 : -1 })
  }

  /// Whether an arrow between two cards leads into the box of the second one.
  func enters(from: Int, to: Int) -> Bool {
    let (a, b) = (boxOfCard[from], boxOfCard[to])
    return b >= 0 && a != b && common(a, b) != b
  }

  /// The box in which an arrow passes a rank: one around its end, or else one around its beginning, that reaches there.
  func box(passedBy edge: Link, at rank: Int, _ ranges: [ClosedRange<Int>?]) -> Int {
    let around = common(boxOfCard[edge.from], boxOfCard[edge.to])
    for end in [edge.to, edge.from] {
      var box = boxOfCard[end]
      while box != around, ranges[box]?.contains(rank) != true { box = parent[box] }
      if box != around { return box }
    }
    return around
  }

  /// The first and the last rank of each box.
  func ranges(_ rank: [Int]) -> [ClosedRange<Int>?] {
    var ranges = [ClosedRange<Int>?](repeating: nil, count: parent.count)
    func add(_ range: ClosedRange<Int>, to box: Int) {
      guard box >= 0 else { return }
      let old = ranges[box] ?? range
      ranges[box] =
        min(old.lowerBound, range.lowerBound)...max(old.upperBound, range.upperBound)
    }
    for (card, box) in boxOfCard.enumerated() { add(rank[card]...rank[card], to: box) }
    for box in parent.indices.reversed() {
      if let range = ranges[box] { add(range, to: parent[box]) }
    }
    return ranges
  }

  /// The same without the boxes of modules whose cards lie apart: which have cards in less than half of their ranks.
  func withoutScattered(_ rank: [Int]) -> Nest {
    var ranks = [Set<Int>](repeating: [], count: parent.count)
    for (card, box) in boxOfCard.enumerated() where box >= 0 { ranks[box].insert(rank[card]) }
    for box in parent.indices.reversed() where parent[box] >= 0 {
      ranks[parent[box]].formUnion(ranks[box])
    }
    let lengths = ranges(rank).map { $0?.count ?? 1 }
    // The box itself, or the one around it that is kept.
    var kept = [Int](repeating: -1, count: parent.count)
    var outer = parent
    for box in parent.indices {
      outer[box] = parent[box] < 0 ? -1 : kept[parent[box]]
      kept[box] = 2 * ranks[box].count < lengths[box] ? outer[box] : box
    }
    return Nest(parent: outer, boxOfCard: boxOfCard.map { $0 < 0 ? -1 : kept[$0] })
  }
}
