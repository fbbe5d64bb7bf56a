/// What is different between two recorded computations, such as two runs of a model, before and after a change of the program.
///
/// ```swift
/// let difference = GraphDifference(from: before, to: after)
/// print(difference.text)
/// try Drawing(of: difference).write(to: URL(filePath: "difference.svg"))
/// ```
///
/// What belongs together is found by the structure, not by names alone: by the module call, the operation, its arguments and its position in the
/// order. So a renamed module is the same module, and after an inserted operation all that follows is still compared with what it was.
public struct GraphDifference: Hashable, Sendable {
  /// The computation before.
  public let from: GraphSnapshot
  /// The computation after.
  public let to: GraphSnapshot
  /// What differs: first what is said of whole modules, then of nodes in topological order.
  public let changes: [Change]
  /// Where the two begin to differ.
  public let firstDivergence: Divergence

  /// What counts as a difference.
  public let options: Options
  /// Which nodes belong together.
  let matching: Matching

  /// Whether nothing differs, up to the tolerance.
  public var isEqual: Bool { changes.isEmpty }

  /// Compares two computations.
  ///
  ///     let x = Tensor([1, 2]).named("x")
  ///     let before = GraphSnapshot(of: x.exp().sum().named("y"))
  ///     let after = GraphSnapshot(of: (x.exp() * 2).sum().named("y"))
  ///     GraphDifference(from: before, to: after).firstDivergence.forward!  // mul_1
  ///     GraphDifference(from: before, to: before).isEqual  // true
  ///
  /// - Parameters:
  ///   - first: the computation before.
  ///   - second: the computation after.
  ///   - options: what counts as a difference.
  /// - Complexity: proportional to the size of the graphs where they differ in few positions.
  public init(
    from first: GraphSnapshot, to second: GraphSnapshot, _ options: Options = Options()
  ) {
    from = first
    to = second
    self.options = options
    let (a, b) = (ComparedGraph(first), ComparedGraph(second))
    let matching = Matching(a, b, areTwins: options.comparesOnlyResults)
    var finder = ChangeFinder(a, b, matching, options)
    finder.find()
    self.matching = matching
    changes = finder.changes
    firstDivergence = finder.firstDivergence
  }

  /// What counts as a difference.
  public struct Options: Hashable, Sendable {
    /// How far numbers may be apart.
    public var tolerance = Tolerance()
    /// Whether numbers are left out.
    public var comparesOnlyStructure = false
    /// Whether only what comes out matters.
    ///
    /// What is given, the results of module calls and the end are compared, with their gradients, and
    /// not of which operations they are made. Names may differ in capitals and underscores.
    ///
    /// It is for the same model in two frameworks, where one computes by `linear` what the other computes by `matmul` and `add`.
    public var comparesOnlyResults = false
    /// Whether types of elements are left out.
    public var ignoresTypes = false

    /// All differences beyond rounding.
    public init() {}
  }

  /// The first nodes that differ, in the order of each pass; nil where none does.
  public struct Divergence: Hashable, Sendable {
    /// In the forward pass: the first in topological order whose value differs, or that only one of the two has, or that is another operation.
    public var forward: String?
    /// In the backward pass: the first, from the end on, whose gradient differs.
    public var backward: String?
  }
}

extension GraphDifference {
  /// One thing that differs.
  public struct Change: Hashable, Sendable {
    /// What kind of difference it is.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
      /// A tensor's numbers.
      case value
      /// A tensor's gradient, or that it has none.
      case gradient
      /// What an operation or a module is or was told, or the order of its arguments.
      case attribute
      /// The type of a tensor's elements.
      case dtype
      /// The size of a tensor's axes.
      case shape
      /// Only the second has it.
      case added
      /// Only the first has it.
      case removed
      /// The same thing under another name.
      case renamed
      /// The same thing elsewhere in the order.
      case moved
    }

    /// What kind of difference it is.
    public var kind: Kind
    /// The name in the first computation; of what is added, in the second.
    public var node: String
    /// The name in the second computation, where it is another one.
    public var renamed: String?
    /// The path of the module around it; nil outside of any.
    public var module: String?
    /// Which attribute it is about: a name, `operation` for what the operation is, `operations` for those in place of which others stand, `type`
    /// for what a module is, `arguments` for their order.
    public var attribute: String?
    /// What it was, in words.
    public var before: String?
    /// What it is, in words.
    public var after: String?
    /// The largest difference of two numbers as a share of the largest magnitude; nil where there are no numbers.
    public var difference: Double?
    /// How many operations a module has that was added or removed as a whole.
    public var operations: Int?
    /// The names of operations in place of which others stand; nil if it is about something else.
    public var replaced: [String]?
    /// The names of the operations that stand there now; nil if it is about something else.
    public var replacements: [String]?
    /// Whether the first divergence of a pass is here.
    public var isFirstDivergence = false
    /// The change in one line of plain words.
    public var message: String { words }

    /// The positions of the node in the two snapshots; nil where it is not there.
    var first: Int?
    var second: Int?
    /// The number of the module call in the second computation, where it is about a call that both have.
    var scope: Int?
  }
}
