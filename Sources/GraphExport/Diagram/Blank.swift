extension Diagram {
  /// A box of a worksheet that stands in place of a number.
  public struct Blank: Hashable, Sendable {
    /// What the box is called: 1 for the first.
    public var number: Int
    /// The number that belongs into it; nil where a reader is to find it.
    public var answer: String?
    /// How the number is worked out, on a key.
    public var rule: String?

    /// Makes a blank.
    public init(number: Int, answer: String? = nil, rule: String? = nil) {
      self.number = number
      self.answer = answer
      self.rule = rule
    }

    /// What stands for it where there are no boxes: `(3) ___`, on a key `(3) 0.5`.
    var words: String { "(\(number)) \(answer ?? "___")" }
  }
}

extension Diagram.Options {
  /// Whether the figure is a worksheet or its key.
  ///
  /// Numbers that would give an answer away, such as those of a formula, are then left out.
  var isWorksheet: Bool { !blanks.isEmpty }
}

extension DiagramBuilder {
  /// The blank in place of the contribution of an edge.
  func blank(ofContribution edge: GraphSnapshot.Edge) -> Diagram.Blank? {
    options.blanks[.contribution(operation: edge.to, argument: edge.position)]
  }

  /// `fill in 1 to 8, the easiest first`, on a worksheet and its key.
  var blanksCaption: String? {
    switch options.blanks.count {
    case 0: nil
    case 1: "fill in the box"
    case let count: "fill in 1 to \(count), the easiest first"
    }
  }

  /// On a key, how a tensor's numbers are worked out, and what its operation delivers.
  func answers(of id: Int) -> [String] {
    guard options.isWorksheet else { return [] }
    var arrays: Set<GraphSnapshot.NumberLocation> = [.value(id), .gradient(id)]
    if let (operation, _) = origin(of: id) {
      for argument in arguments(of: operation) {
        arrays.insert(.contribution(operation: operation, argument: argument.position))
      }
    }
    let own = options.blanks.filter { arrays.contains($0.key.array) }.values
    return own.sorted { $0.number < $1.number }.compactMap { blank in
      blank.rule.map { "(\(blank.number)) \($0) = \(blank.answer ?? "")" }
    }
  }
}

extension ArraySummary {
  /// Why a worksheet does not have the numbers of an array.
  static let leftOut = "left out of the worksheet"
}
