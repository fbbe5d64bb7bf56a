/// Where Graphviz put the cards and arrows of a diagram, read from its format `plain`.
///
/// See https://graphviz.org/docs/outputs/plain.
struct PlainLayout {
  /// A card: its middle, its width and its height, in points; y grows upwards.
  struct Box {
    var center: Placement.Point
    var width: Double
    var height: Double
  }

  /// An arrow: the control points of its curve in the direction in which it was written, and where its words stand.
  struct Way {
    var points: [Placement.Point]
    var words: Placement.Point?
  }

  /// The cards by their numbers.
  private(set) var cards: [Int: Box] = [:]
  /// The arrows by their positions in the diagram.
  private(set) var arrows: [Int: Way] = [:]

  /// Reads a layout.
  ///
  /// - Parameters:
  ///   - plain: Graphviz's answer, in inches.
  ///   - writtenEnds: for each arrow of the diagram, the cards that it was written from and to.
  init(_ plain: String, writtenEnds: [(tail: Int, head: Int)]) {
    // Arrows between the same cards come in the order in which they were written.
    var waiting: [[Int]: [Int]] = [:]
    for (number, ends) in writtenEnds.enumerated() {
      waiting[[ends.tail, ends.head], default: []].append(number)
    }
    for line in Self.statements(plain) {
      let words = line.split(separator: " ")
      if words.first == "node", words.count > 5, let id = Int(words[1].dropFirst()) {
        let numbers = words[2...5].compactMap { Double($0) }.map { $0 * 72 }
        guard numbers.count == 4 else { continue }
        cards[id] = Box(
          center: .init(x: numbers[0], y: numbers[1]), width: numbers[2], height: numbers[3])
      } else if words.first == "edge", words.count > 4, let tail = Int(words[1].dropFirst()),
        let head = Int(words[2].dropFirst()), let count = Int(words[3]),
        words.count >= 6 + 2 * count, words[words.count - 2] != "invis",
        let number = waiting[[tail, head]]?.first
      {
        waiting[[tail, head]]?.removeFirst()
        let points = Self.points(words[4..<4 + 2 * count])
        // Between the curve and the style there are the words, and where they stand.
        let hasWords = words.count > 6 + 2 * count
        arrows[number] = Way(
          points: points,
          words: hasWords ? Self.points(words[(words.count - 4)..<(words.count - 2)]).first : nil)
      }
    }
  }

  /// The lines, those joined that belong together.
  private static func statements(_ plain: String) -> [String] {
    var statements: [String] = []
    for line in plain.split(separator: "\n") {
      if ["node ", "edge ", "graph ", "stop"].contains(where: line.hasPrefix) {
        statements.append(String(line))
      } else if let last = statements.indices.last {
        statements[last] += line
      }
    }
    return statements
  }

  private static func points(_ words: ArraySlice<Substring>) -> [Placement.Point] {
    let numbers = words.compactMap { Double($0) }.map { $0 * 72 }
    return stride(from: 0, to: numbers.count - 1, by: 2).map {
      .init(x: numbers[$0], y: numbers[$0 + 1])
    }
  }
}
