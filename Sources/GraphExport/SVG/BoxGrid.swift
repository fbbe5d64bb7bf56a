/// Boxes on the page, of which those near another one are found without looking at all.
struct BoxGrid {
  /// The boxes, in the order in which they were added.
  private(set) var boxes: [Box] = []
  /// The numbers of the boxes in each square of the page.
  private var squares: [Square: [Int]] = [:]
  /// The numbers of those that lie in very many squares.
  private var large: [Int] = []

  private static let side = 256.0
  private static let mostSquares = 64

  private struct Square: Hashable {
    var column: Int
    var row: Int
  }

  /// Makes a grid of some boxes.
  init(_ boxes: [Box] = []) {
    for box in boxes { add(box) }
  }

  /// Adds a box; its number is how many there were.
  mutating func add(_ box: Box) {
    let (columns, rows) = Self.squares(of: box)
    if columns.count * rows.count > Self.mostSquares {
      large.append(boxes.count)
    } else {
      for column in columns {
        for row in rows {
          squares[Square(column: column, row: row), default: []].append(boxes.count)
        }
      }
    }
    boxes.append(box)
  }

  /// The numbers of the boxes that overlap another one, the smallest first.
  func numbers(near box: Box) -> [Int] {
    let (columns, rows) = Self.squares(of: box)
    var found = large.filter { boxes[$0].overlaps(box) }
    for column in columns {
      for row in rows {
        for number in squares[Square(column: column, row: row)] ?? []
        where boxes[number].overlaps(box) { found.append(number) }
      }
    }
    found.sort()
    return found.enumerated().filter { $0 == 0 || found[$0 - 1] != $1 }.map(\.element)
  }

  private static func squares(of box: Box) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    let number = { (position: Double) in
      Int(exactly: (position / side).rounded(.down).clamped) ?? 0
    }
    return (
      number(box.left)...max(number(box.left), number(box.right)),
      number(box.top)...max(number(box.top), number(box.bottom))
    )
  }
}

extension Double {
  /// The number within what a page has room for.
  fileprivate var clamped: Double { isNaN ? 0 : Swift.min(Swift.max(self, -1e6), 1e6) }
}
