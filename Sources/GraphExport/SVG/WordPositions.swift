/// Words that get their position once it is known where all arrows and cards are.
struct PendingWords {
  /// Where they belong in the body.
  var offset: Int
  /// The words, from left to right.
  var texts: [SVGTag] = []
  /// The box of the group whose title they are; nil for the words beside an arrow.
  var frame: Box?
  /// Whether they are the title of a group.
  var isTitle: Bool
  /// Whether they are a number that is not finite, which has the ground of such cells.
  var isMarked = false
}

/// Finds positions for words where no arrow runs.
struct WordPositions {
  /// How far words are from the sides of a group's box and from arrows, in points.
  private static let gap = 4.0
  /// How far words beside an arrow move at most, to the side and up or down, and in which steps.
  private static let (sideward, upright, step) = (72, 28, 2)

  /// The curves of the arrows, and the boxes around them: of thousands few come near some words.
  private let curves: [(line: ArrowLine, start: Int)]
  private let curveBoxes: BoxGrid
  /// The cards, and where words stand already.
  private var taken: BoxGrid

  init(arrows: [ArrowLine], cards: [Box]) {
    curves = arrows.flatMap { line in line.curves.map { (line, $0) } }
    curveBoxes = BoxGrid(curves.map { $0.line.box(ofCurve: $0.start).grown(by: 0.1) })
    taken = BoxGrid(cards)
  }

  /// How far a title moves to the side in its group's box; nil if an arrow runs through it wherever it stands.
  mutating func shift(ofTitle box: Box, in frame: Box?) -> Double? {
    guard let frame else { return 0 }
    var strip = box
    (strip.left, strip.right) = (frame.left, frame.right)
    let obstacles = pieces(in: strip).map { piece in
      (left: min(piece.start.x, piece.end.x), right: max(piece.start.x, piece.end.x))
    }
    let last = frame.right - 2 * Self.gap - box.width
    // Where it is, just behind an arrow, or at the right side.
    let behind = (obstacles.map { $0.right + Self.gap } + [last]).filter {
      (frame.left...max(frame.left, last)).contains($0)
    }
    let left = ([box.left] + behind.sorted()).first { left in
      obstacles.allSatisfy {
        $0.right < left - Self.gap + 0.01 || $0.left > left + box.width + Self.gap - 0.01
      }
    }
    if let left { taken.add(box.moved(right: left - box.left, down: 0)) }
    return left.map { $0 - box.left }
  }

  /// How far words beside an arrow make way for arrows, cards and other words: as little as possible.
  mutating func shift(ofLabel box: Box) -> (right: Double, down: Double) {
    let around = box.grown(by: Double(Self.sideward) + 1)
    let pieces = pieces(in: around)
    let obstacles = taken.numbers(near: around).map { taken.boxes[$0] }
    let isFree = { (shift: (right: Double, down: Double)) in
      let moved = box.moved(right: shift.right, down: shift.down)
      return !pieces.contains { moved.isCrossed(by: $0) }
        && !obstacles.contains { $0.overlaps(moved) }
    }
    // Most can stay, and then nobody needs the list.
    let (right, down) = isFree((0, 0)) ? (0, 0) : Self.shifts.first(where: isFree) ?? (0, 0)
    taken.add(box.moved(right: right, down: down))
    return (right, down)
  }

  /// Whether words in a box cross no arrow, card or other words; they then stand there.
  mutating func take(_ box: Box) -> Bool {
    guard taken.numbers(near: box).isEmpty, !pieces(in: box).contains(where: box.isCrossed)
    else { return false }
    taken.add(box)
    return true
  }

  /// The straight pieces of arrows in a box.
  private func pieces(in box: Box) -> [Segment] {
    curveBoxes.numbers(near: box).flatMap {
      curves[$0].line.pieces(ofCurve: curves[$0].start, in: box)
    }
  }

  /// All shifts, the shortest first; up and down count twice.
  private static let shifts: [(right: Double, down: Double)] = {
    let all = stride(from: -sideward, through: sideward, by: step).flatMap { right in
      stride(from: -upright, through: upright, by: step).map { (right: right, down: $0) }
    }
    return all.map { (length: abs($0.right) + 2 * abs($0.down), shift: $0) }
      .sorted { a, b in
        (a.length, -a.shift.right, a.shift.down) < (b.length, -b.shift.right, b.shift.down)
      }
      .map { (Double($0.shift.right), Double($0.shift.down)) }
  }()
}

// Titles of modules stand where no arrow runs, or else on a ground of their own over the arrows; words beside arrows make way for them.
extension SVGFinisher {
  /// Puts the words into the body.
  mutating func moveWords() {
    guard !pending.isEmpty else { return }
    var positions = WordPositions(arrows: lines, cards: cardBoxes)
    let behind = body
    body = []
    var written = 0
    var covering: [PendingWords] = []
    for words in pending {
      guard let box = Box(of: words.texts) else { continue }
      body += behind[written..<words.offset]
      written = words.offset
      if !words.isTitle {
        let shift = positions.shift(ofLabel: box)
        if words.isMarked {
          addGround(of: box.moved(right: shift.right, down: shift.down), .nonFiniteCell)
        }
        for text in words.texts { add(text.moved(right: shift.right, down: shift.down)) }
      } else if let shift = positions.shift(ofTitle: box, in: words.frame) {
        for text in words.texts { add(text.moved(right: shift, down: 0)) }
      } else {
        covering.append(words)
      }
    }
    let end = endOfArrows ?? behind.count
    body += behind[written..<end]
    for title in covering { cover(with: title) }
    body += behind[end...]
  }

  /// A title on a ground of its own, which hides the arrows behind it.
  private mutating func cover(with title: PendingWords) {
    guard let box = Box(of: title.texts) else { return }
    add("<g class=\"title\">")
    addGround(of: box, .group)
    for text in title.texts { add(text) }
    add("</g>")
  }

  /// A ground behind words in a box.
  private mutating func addGround(of box: Box, _ paint: Paint) {
    let numbers = [box.left - 3, box.top, box.width + 6, box.bottom - box.top].map(Points.text)
    add(
      shape(
        "rect",
        "x=\"\(numbers[0])\" y=\"\(numbers[1])\" width=\"\(numbers[2])\" height=\"\(numbers[3])\"",
        fill: paint, rest: "/>"))
  }
}

extension SVGTag {
  /// The text at another position.
  fileprivate func moved(right: Double, down: Double) -> SVGTag {
    guard right != 0 || down != 0, let x = self["x"]?.number, let y = self["y"]?.number
    else { return self }
    var moved = self
    moved["x"] = Bytes(Points.text(x + right).utf8)
    moved["y"] = Bytes(Points.text(y + down).utf8)
    return moved
  }
}
