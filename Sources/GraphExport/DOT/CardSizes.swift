import Graphviz

/// The sizes of a diagram's cards, as Graphviz will make them.
///
/// Graphviz is asked for one card of each kind: cards whose texts are as wide, whole points as the layout counts them, and whose pictures
/// are as large have the same size. Of ten thousand cards with a number each, some hundred are different.
struct CardSizes {
  /// The question, in DOT: a graph of one card of each kind, `n0`, `n1` and so on, and no arrows.
  let dot: String
  /// Which of them each card of the diagram is like.
  private let kinds: [Int]

  init(_ diagram: Diagram) {
    var examples: [Diagram.Card] = []
    var kindOfContent: [Content: Int] = [:]
    kinds = diagram.cards.map { card in
      let content = Content(card)
      if let kind = kindOfContent[content] { return kind }
      let kind = examples.count
      kindOfContent[content] = kind
      examples.append(card)
      examples[kind].id = kind
      examples[kind].group = nil
      return kind
    }
    var question = diagram
    (question.cards, question.groups, question.arrows, question.legend) = (examples, [], [], [])
    (question.title, question.caption, question.pairs) = (nil, nil, [])
    let placement = Placement(
      centers: examples.map { _ in .init(x: 0, y: 0) }, routes: [], direction: .right)
    dot = DOTWriter.withColorCodes(question, placement: placement).dot
  }

  /// Reads the answer, which is in Graphviz's format `plain`; nil if it is not whole.
  ///
  /// - Returns: the width and the height of each card in points.
  func sizes(fromPlain plain: String) -> [(width: Double, height: Double)]? {
    var found: [Int: (width: Double, height: Double)] = [:]
    for line in plain.utf8.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 6).map {
        String(Substring($0))
      }
      guard words.count > 5, words[0] == "node", let kind = Int(words[1].dropFirst()),
        let width = Double(words[4]), let height = Double(words[5])
      else { continue }
      found[kind] = (width * 72, height * 72)
    }
    let sizes = kinds.compactMap { found[$0] }
    return sizes.count == kinds.count ? sizes : nil
  }
}

/// All of a card that its size depends on.
private struct Content: Hashable {
  var style: Diagram.CardStyle
  var rows: [Row]

  struct Row: Hashable {
    /// Which kind of row it is.
    var kind: Int
    var items: [Item]
  }

  enum Item: Hashable {
    case text(width: Int, size: Int)
    case pill(width: Int, size: Int)
    case picture(rows: Int, columns: Int)
    case other(Diagram.Item)
  }

  init(_ card: Diagram.Card) {
    style = card.style
    rows = card.rows.map { row in
      switch row {
      case .heading(let items): Row(kind: 0, items: items.map(Self.item))
      case .line(let items): Row(kind: 1, items: items.map(Self.item))
      case .comparison(let items): Row(kind: -1, items: items.map(Self.item))
      case .pair(let left, let right): Row(kind: 2, items: [left, right].map(Self.item))
      case .ends(let left, let right):
        Row(kind: 3 + left.count, items: (left + right).map(Self.item))
      }
    }
  }

  private static func item(_ item: Diagram.Item) -> Item {
    switch item {
    case .text(let text, let style): .text(width: width(text, style), size: style.size)
    case .pill(let text, let style): .pill(width: width(text, style), size: style.size)
    case .picture(let thumbnail, _): .picture(rows: thumbnail.rows, columns: thumbnail.columns)
    default: .other(item)
    }
  }

  /// The layout keeps room for whole points.
  private static func width(_ text: String, _ style: Diagram.TextStyle) -> Int {
    let words = text.isEmpty ? "\u{a0}" : Quoting.clean(text)
    return Int(
      nearest:
        TextMetrics.width(of: words, size: Double(style.size), bold: style.isBold).rounded(.up))
  }
}
