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
    /// These: `n` for the value of a tensor, `n.grad` for its gradient, `mul_1..n` for what an operation adds to it.
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
    /// How many rules have to be applied to get there from what is shown, this one included.
    public var steps: Int
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
    let maker = BlankMaker(snapshot, options, findingOperands: isInvertible)
    self.snapshot = snapshot
    self.options = options
    blanks = try maker.blanks(choice, count: count)
  }

  /// The snapshot without the numbers that belong into the blanks, and without all that tells of them.
  ///
  /// What is drawn of it knows no answer.
  public var snapshotWithoutAnswers: GraphSnapshot {
    snapshot.hiding(
      Set(blanks.map(\.location)), showsContributions: options.explanation != .none)
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
