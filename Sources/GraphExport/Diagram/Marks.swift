extension Diagram {
  /// Words that stand on a card to point at what is wrong there.
  public struct Mark: Hashable, Sendable {
    /// The `id` of the node that is marked.
    public var node: Int
    /// The path of the module around it, whose card takes the mark where the node has none; nil outside of any.
    public var module: String?
    /// The words, such as `NaN begins here`.
    public var words: String
    /// What is said below them, a line each, such as a rule with its numbers.
    public var lines: [String]
    /// Whether it began here; else the card only shows from what.
    public var isOrigin: Bool
    /// In a film, the turn of the backward pass from which on it is seen, from 1; nil for all.
    public var turn: Int?

    /// Makes a mark.
    public init(
      node: Int, module: String? = nil, words: String, lines: [String] = [], isOrigin: Bool = true,
      turn: Int? = nil
    ) {
      self.node = node
      self.module = module
      self.words = words
      self.lines = lines
      self.isOrigin = isOrigin
      self.turn = turn
    }
  }
}

extension DiagramBuilder {
  /// The cards with the marks that the options ask for.
  func marked(_ cards: [Diagram.Card]) -> [Diagram.Card] {
    guard !options.marks.isEmpty else { return cards }
    var cards = cards
    let numbers = Dictionary(cards.indices.map { (cards[$0].id, $0) }) { first, _ in first }
    for mark in options.marks {
      guard let number = numbers[cardID(of: mark.node)] ?? cardOfModule(around: mark, numbers)
      else { continue }
      cards[number].add(mark)
    }
    return cards
  }

  /// The card of the innermost module around a node that is drawn as one.
  private func cardOfModule(around mark: Diagram.Mark, _ numbers: [Int: Int]) -> Int? {
    guard let path = mark.module else { return nil }
    let around = snapshot.nodes.filter { node in
      guard let module = node.module, module.kind == .module else { return false }
      return module.path == path || path.hasPrefix(module.path + ".") || module.path.isEmpty
    }
    return around.max { $0.module!.path.count < $1.module!.path.count }.flatMap { numbers[$0.id] }
  }
}

extension Diagram.Card {
  fileprivate mutating func add(_ mark: Diagram.Mark) {
    if mark.isOrigin {
      // A circle has room for its sign alone.
      if style == .sign || style == .operation { style = .origin }
      rows.append(.line([.pill(mark.words, .warning)]))
    } else {
      if style == .sign { style = .operation }
      rows.append(.line([.text(mark.words, .detail)]))
    }
    let lines = mark.lines.flatMap(ShortText.lines)
    rows += lines.map { .line([.text($0, .formula)]) }
    tooltip += "\n\(([mark.words] + mark.lines).joined(separator: "\n"))"
    description += ", \(([mark.words] + mark.lines).joined(separator: ", "))"
  }
}
