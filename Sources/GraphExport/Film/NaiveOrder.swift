/// What comes out if the operations of the backward pass are not sorted topologically.
///
/// From the output on, each operation applies its derivative as soon as the recursion comes to it, and then the recursion goes on to its
/// arguments, one after the other; an operation that has had its turn is not visited again. So a tensor that is used twice passes on what
/// has arrived by then, and not its gradient: this is the mistake for which `backward()` sorts the operations first.
public struct NaiveOrder: Hashable, Sendable {
  /// The computation with the gradients and contributions that come out.
  public private(set) var snapshot: GraphSnapshot
  /// The `id`s of the operations in the order of their turns.
  public private(set) var operations: [Int] = []
  /// The gradients that come out wrong, in the order in which the mistakes are made.
  public private(set) var mistakes: [Mistake] = []
  /// What each operation takes for the gradient of its result in its turn, by the operation's `id`.
  public private(set) var incoming: [Int: Double] = [:]

  /// A gradient that is wrong.
  public struct Mistake: Hashable, Sendable {
    /// The `id` of the tensor.
    public var node: Int
    /// What came out.
    public var gradient: Double
    /// The gradient.
    public var rightGradient: Double
    /// The turn in which its first wrong share arrives, from 1.
    public var turn: Int
  }

  /// Computes the gradients of a computation of single numbers in the naive order.
  ///
  /// - Parameter snapshot: the computation, captured with contributions.
  /// - Throws: `FilmError.needsScalars` where a derivative is not known as a number, `FilmError.noGradients`.
  public init(of snapshot: GraphSnapshot) throws(FilmError) {
    self.snapshot = snapshot
    let index = GraphIndex(snapshot)
    guard
      let root = snapshot.nodes.lastIndex(where: {
        $0.tensor.map { $0.isRoot && $0.gradient.summary != nil } ?? false
      })
    else { throw .noGradients }
    var sums: [Int: Double] = [:]
    var arrived: [Int: Int] = [:]
    if let seed = snapshot.nodes[root].tensor?.gradient.summary?.scalar { sums[root] = seed }
    // The turns that the recursion has still to come to: the last is next.
    var waiting = [root]
    var hadTurn: Set<Int> = []
    while let tensor = waiting.popLast() {
      guard let entry = index.edges(into: tensor).first,
        case let operation = Int(index.sources[Int(entry)]), hadTurn.insert(operation).inserted
      else { continue }
      guard let gradient = sums[tensor] else { continue }
      let name = snapshot.nodes[operation].name
      operations.append(snapshot.nodes[operation].id)
      incoming[snapshot.nodes[operation].id] = gradient
      var arguments: [Int] = []
      for number in index.edges(into: operation).map({ Int($0) }) {
        guard let contribution = snapshot.edges[number].contribution else { continue }
        guard let slope = contribution.localDerivative, contribution.value.scalar != nil else {
          throw .needsScalars(name)
        }
        let argument = position(ofSource: Int(index.sources[number]), index)
        let share = rounded(slope * gradient, like: contribution.value)
        sums[argument] = rounded((sums[argument] ?? 0) + share, like: contribution.value)
        if Self.differ(share, contribution.value), arrived[argument] == nil {
          arrived[argument] = operations.count
        }
        self.snapshot.edges[number].contribution?.value = ArraySummary(
          shape: contribution.value.shape, values: [share],
          isSinglePrecision: contribution.value.isSinglePrecision)
        arguments.append(argument)
      }
      waiting += arguments.reversed()
    }
    compare(sums, arrived)
  }

  /// Puts the gradients into the snapshot, and finds those that are wrong.
  private mutating func compare(_ sums: [Int: Double], _ turns: [Int: Int]) {
    for (position, node) in snapshot.nodes.enumerated() {
      guard case .tensor(var tensor) = node.content, case .computed(let right) = tensor.gradient,
        let number = right.scalar, let sum = sums[position]
      else { continue }
      tensor.gradient = .computed(
        ArraySummary(
          shape: right.shape, values: [sum], isSinglePrecision: right.isSinglePrecision))
      snapshot.nodes[position].content = .tensor(tensor)
      if Self.differ(sum, right), let turn = turns[position] {
        mistakes.append(.init(node: node.id, gradient: sum, rightGradient: number, turn: turn))
      }
    }
    mistakes.sort { ($0.turn, $0.node) < ($1.turn, $1.node) }
  }

  /// Whether a number is another than it should be, and not only rounded in another way.
  private static func differ(_ number: Double, _ right: ArraySummary) -> Bool {
    let known = right.scalar ?? .nan
    let tolerance = (right.isSinglePrecision ? 1e-5 : 1e-12) * max(abs(number), abs(known))
    return number != known && !(abs(number - known) <= tolerance) && !(number.isNaN && known.isNaN)
  }

  private func position(ofSource position: Int, _ index: GraphIndex) -> Int {
    snapshot.nodes[position].reference.flatMap { index.position(of: $0.target) } ?? position
  }

  private func rounded(_ value: Double, like summary: ArraySummary) -> Double {
    summary.isSinglePrecision ? Double(Float(value)) : value
  }

  /// The words that stand on the cards of wrong gradients; the first is where it begins.
  public var marks: [Diagram.Mark] {
    mistakes.enumerated().map { number, mistake in
      let right = NumberText.exact(mistake.rightGradient)
      return Diagram.Mark(
        node: mistake.node,
        words: number == 0 ? "wrong from here: ∇ is \(right)" : "wrong: ∇ is \(right)",
        isOrigin: number == 0, turn: mistake.turn)
    }
  }
}
