/// A computation with blanks to fill in: numbers of a figure that a reader can work out from those that are shown.
///
///     let x = Tensor(2, requiresGradient: true).named("x")
///     let y = (x * x + 1).named("y")
///     y.backward()
///     let snapshot = GraphSnapshot(of: y, capturing: .contributions)
///     let worksheet = try Worksheet(of: snapshot, blanks: .values)
///     worksheet.blanks.map(\.rule)  // ["mul_1 = x · x", "y = mul_1 + 1"]
///
/// `Drawing(of:showingAnswers:)` draws it, and its key.
public struct Worksheet: Hashable, Sendable {
  /// Which numbers may be blanks.
  public enum Choice: Hashable, Sendable {
    /// What operations computed.
    case values
    /// The gradients of tensors.
    case gradients
    /// What operations add to a gradient that is a sum.
    case contributions
    /// Each number that can be worked out.
    case all
    /// These: `n` for the value of a tensor, `n.grad` for its gradient, `mul_1..n` for what an operation adds to it; `h[0,1]` and `h.grad[0,1]`
    /// for a number of a small tensor, and `h` for all of them that can be worked out.
    case named([String])
    /// These, as far as they can be worked out.
    case locations([GraphSnapshot.NumberLocation])
  }

  /// A number that a reader is to find.
  public struct Blank: Hashable, Sendable {
    /// What its box is called: 1 for the first.
    public var number: Int
    /// Where it stands.
    public var location: GraphSnapshot.NumberLocation
    /// What it is called: `n`, `∂L/∂n`, `mul_1 → x1`.
    public var name: String
    /// What belongs there.
    public var answer: Double
    /// The same as a key has it, with up to four decimals.
    public var text: String
    /// How it is worked out, in symbols.
    public var rule: String
    /// The numbers that the rule takes; each is shown, a blank before this one, or to be worked out beside them.
    public var needs: [GraphSnapshot.NumberLocation]
    /// How many rules have to be applied to get there from what is shown, this one included; a sum of products counts for each of them.
    public var steps: Int

    /// The box that stands there.
    func box(showingAnswer showsAnswer: Bool) -> Diagram.Blank {
      Diagram.Blank(
        number: number, answer: showsAnswer ? text : nil, rule: showsAnswer ? rule : nil)
    }
  }

  /// What is drawn of the computation, with all of its numbers.
  public let snapshot: GraphSnapshot
  /// What the figure shows.
  public let options: Diagram.Options
  /// The blanks in an order in which they can be filled in, which is that of their difficulty: those with few steps first.
  public let blanks: [Blank]

  /// Chooses numbers that can be worked out.
  ///
  /// - Parameters:
  ///   - snapshot: the computation as it is drawn. Gradients need one that was captured with contributions.
  ///   - options: what the figure shows: what it does not show is no blank, and no help.
  ///   - choice: which numbers may be blanks.
  ///   - count: how many blanks there are at most, from all parts of the computation; nil for as many as possible.
  ///   - isInvertible: whether an operand, such as an input, may be a blank that is found from the result by the inverse operation.
  /// - Throws: `WorksheetError` where nothing, or nothing of a name, can be worked out.
  public init(
    of snapshot: GraphSnapshot, _ options: Diagram.Options = .init(), blanks choice: Choice = .all,
    count: Int? = nil, findingOperands isInvertible: Bool = false
  ) throws(WorksheetError) {
    var maker = BlankMaker(snapshot, options, findingOperands: isInvertible)
    self.snapshot = snapshot
    self.options = options
    blanks = try maker.blanks(choice, count: count)
    arrays = maker.tables
    copies = maker.copies(of: blanks)
  }

  /// The arrays that are drawn number by number, by the location of their first number: those with blanks, and those that are needed to
  /// work them out.
  let arrays: Set<GraphSnapshot.NumberLocation>

  /// Arrays that hold an answer too, as a gradient that a sum passes on, and are not drawn number by number: their pictures and statistics
  /// would tell it.
  let copies: Set<GraphSnapshot.NumberLocation>

  /// The numbers of these arrays, with boxes in place of those that are blanks.
  func tables(
    showingAnswers showsAnswers: Bool
  ) -> [GraphSnapshot.NumberLocation: Diagram.NumberTable] {
    let boxes = Dictionary(
      uniqueKeysWithValues: blanks.map { ($0.location, $0.box(showingAnswer: showsAnswers)) })
    var tables: [GraphSnapshot.NumberLocation: Diagram.NumberTable] = [:]
    for array in arrays {
      guard let summary = snapshot.summary(at: array), let elements = summary.elements else {
        continue
      }
      tables[array] = Diagram.NumberTable(
        columns: max(1, summary.shape.last ?? 1),
        cells: elements.enumerated().map { element, number in
          boxes[array.at(element)].map { .blank($0) } ?? .number(NumberText.exact(number))
        })
    }
    return tables
  }

  /// The snapshot without the numbers that belong into the blanks, and without all that tells of them.
  ///
  /// What is drawn of it knows no answer.
  public var snapshotWithoutAnswers: GraphSnapshot {
    snapshot.hiding(
      copies.union(blanks.map(\.location)), showsContributions: options.explanation != .none)
  }
}

/// Why there is no worksheet, in one sentence.
public enum WorksheetError: Error, Hashable, CustomStringConvertible {
  /// No number of this kind can be worked out, for this reason.
  case nothing(String)
  /// There is no number of this name; these are there.
  case unknownName(String, choices: [String])
  /// The number of this name can't be worked out, for this reason.
  case notWorkable(String, reason: String)

  /// The sentence.
  public var description: String {
    switch self {
    case .nothing(let reason): reason
    case .unknownName(let name, let choices):
      "there is no number '\(name)' that could be a blank; choices: \(choices.joined(separator: ", "))"
    case .notWorkable(let name, let reason): "'\(name)' can't be a blank: \(reason)"
    }
  }
}
