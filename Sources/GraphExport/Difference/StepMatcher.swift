/// Which steps of two graphs, operations and parts that are drawn as one, belong together.
///
/// By where they stand in the structure: first those that are the same from the start on, to the last number; of the rest those with the same
/// numbers in their parameters, whatever they are called; those in the same module call with the same arguments' names and parameters' shapes;
/// between them those that are alike but renamed, those in the same position that are another operation now, and at last those that have moved.
struct StepMatcher {
  /// For each node of the first graph, the position of its partner in the second; -1 for none.
  private(set) var partner: [Int32]
  /// The first graph's steps whose partner stands elsewhere in the order.
  private(set) var moved: Set<Int> = []

  private var a: Side
  private let b: Side
  private var pairs: [Alignment.Pair] = []
  /// Steps whose parameters the other graph has under the same names elsewhere in the order: these have moved, and are no others.
  private var elsewhere: Set<Int> = []
  private var elsewhereInSecond: Set<Int> = []

  init(_ a: ComparedGraph, _ b: ComparedGraph) {
    self.a = Side(a, isFirst: true)
    self.b = Side(b, isFirst: false)
    partner = [Int32](repeating: -1, count: a.snapshot.nodes.count)
    matchStart()
    for key in StepKey.allCases {
      let known = pairs
      refine(by: key)
      if key == .result {
        pairs = OtherOperations(self.a, self.b, pairs, known: known).fittingPairs
      }
      if key == .weights { findRenamed() }
      if key == .location { findElsewhere() }
    }
    for pair in pairs { partner[self.a.steps[pair.a]] = Int32(self.b.steps[pair.b]) }
    matchMoved()
  }

  /// One of the two graphs.
  struct Side {
    let graph: ComparedGraph
    /// The positions of its steps, in topological order.
    let steps: [Int]
    /// Whether it is the first of the two.
    let isFirst: Bool
    /// What its modules are called in the other graph.
    var names = NewNames()

    init(_ graph: ComparedGraph, isFirst: Bool) {
      self.graph = graph
      self.isFirst = isFirst
      steps = graph.snapshot.nodes.indices.filter { graph.isStep($0) }
    }
  }

  /// What is the same at the start stays matched, so that what is inserted into equal steps is found where the numbers part.
  private mutating func matchStart() {
    var tokens = StepTokens()
    for (number, (stepA, stepB)) in zip(a.steps, b.steps).enumerated() {
      guard tokens[.location, a, stepA] == tokens[.location, b, stepB],
        resultsAreEqual(stepA, stepB)
      else { return }
      pairs.append(.init(a: number, b: number))
    }
  }

  private func resultsAreEqual(_ stepA: Int, _ stepB: Int) -> Bool {
    let (first, second) = (a.graph.resultPositions(of: stepA), b.graph.resultPositions(of: stepB))
    return first.count == second.count
      && zip(first, second).allSatisfy {
        a.graph.snapshot.nodes[$0].tensor?.value == b.graph.snapshot.nodes[$1].tensor?.value
      }
  }

  /// Matches more between those that are matched.
  private mutating func refine(by key: StepKey) {
    guard pairs.count < a.steps.count, pairs.count < b.steps.count else { return }
    var tokens = StepTokens()
    var all: [Alignment.Pair] = []
    var (startA, startB) = (0, 0)
    for pair in pairs + [.init(a: a.steps.count, b: b.steps.count)] {
      if startA < pair.a, startB < pair.b {
        // Only those between are asked for: of a million that are matched nothing is said again.
        var first = (startA..<pair.a).filter { !elsewhere.contains(a.steps[$0]) }
          .compactMap { step in tokens[key, a, a.steps[step]].map { (step, $0) } }
        var second = (startB..<pair.b).filter { !elsewhereInSecond.contains(b.steps[$0]) }
          .compactMap { step in tokens[key, b, b.steps[step]].map { (step, $0) } }
        if key == .weights {
          // Layers that begin as copies of one are told apart by their names.
          let copies = Self.copies(first, a).union(Self.copies(second, b))
          first.removeAll { copies.contains($0.1) }
          second.removeAll { copies.contains($0.1) }
        }
        all += Alignment(first.map(\.1), first.indices, second.map(\.1), second.indices).pairs
          .map { .init(a: first[$0.a].0, b: second[$0.b].0) }
      }
      if pair.a < a.steps.count { all.append(pair) }
      (startA, startB) = (pair.a + 1, pair.b + 1)
    }
    pairs = all
  }

  /// The tokens of steps whose parameters have the same numbers and are not the same; those of a layer that is called again are.
  private static func copies(_ steps: [(number: Int, token: Int)], _ side: Side) -> Set<Int> {
    var parameters: [Int: [Int]] = [:]
    var copies = Set<Int>()
    for step in steps {
      let own = side.graph.parameterPositions(of: side.steps[step.number])
      if let known = parameters[step.token], known != own { copies.insert(step.token) }
      parameters[step.token] = own
    }
    return copies
  }

  /// Learns from the numbers of parameters what the first graph's modules are called in the second.
  ///
  /// What is the same at the start and stands in a module that is gone by that is no match: the module that has its name now may start alike.
  private mutating func findRenamed() {
    typealias Scopes = (first: Int?, second: Int?)
    func scopes(_ pair: Alignment.Pair) -> Scopes {
      (a.graph.snapshot.nodes[a.steps[pair.a]].scope, b.graph.snapshot.nodes[b.steps[pair.b]].scope)
    }
    func paths(_ scopes: Scopes) -> (String?, String?) {
      (scopes.first.flatMap { a.graph.paths[$0] }, scopes.second.flatMap { b.graph.paths[$0] })
    }
    guard pairs.contains(where: { paths(scopes($0)).0 != paths(scopes($0)).1 }) else { return }
    let parentsA = Dictionary(a.graph.snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in
      first
    }
    let parentsB = Dictionary(b.graph.snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in
      first
    }
    let telling = pairs.map { a.graph.hasTellingParameters(a.steps[$0.a]) }
    for (pair, isTelling) in zip(pairs, telling) where isTelling {
      var around = scopes(pair)
      while case (let before?, let after?) = paths(around), a.names.add(before, after) {
        around = (
          around.first.flatMap { parentsA[$0] ?? nil },
          around.second.flatMap { parentsB[$0] ?? nil }
        )
      }
    }
    pairs = zip(pairs, telling).filter { pair, isTelling in
      let (before, after) = paths(scopes(pair))
      return isTelling || before.map { a.names[$0] } == after
    }.map(\.0)
  }

  /// Of the steps that are not matched yet, those with parameters that stand in both graphs under the same names.
  private mutating func findElsewhere() {
    let (matchedA, matchedB) = (Set(pairs.map(\.a)), Set(pairs.map(\.b)))
    var tokens = StepTokens()
    func waiting(_ side: Side, _ matched: Set<Int>) -> [Int?: [Int]] {
      let steps = side.steps.enumerated().filter { !matched.contains($0.offset) }.map(\.element)
      let own = steps.filter { side.graph.hasOwnParameters($0) }
      return Dictionary(grouping: own) { tokens[.location, side, $0] }
    }
    let (first, second) = (waiting(a, matchedA), waiting(b, matchedB))
    elsewhere = Set(first.filter { second[$0.key] != nil }.flatMap(\.value))
    elsewhereInSecond = Set(second.filter { first[$0.key] != nil }.flatMap(\.value))
  }

  /// Of what is left, steps of the same kind with parameters of the same shapes, wherever they stand.
  private mutating func matchMoved() {
    let isTaken = Set(partner)
    for key in [StepKey.weights, .location, .parameters] {
      var tokens = StepTokens()
      var waiting: [Int: [Int]] = [:]
      for step in b.steps.reversed() where !isTaken.contains(Int32(step)) {
        guard let token = tokens[key, b, step] else { continue }
        waiting[token, default: []].append(step)
      }
      let others = Set(moved.map { partner[$0] })
      for step in a.steps where partner[step] < 0 {
        guard let token = tokens[key, a, step] else { continue }
        while let next = waiting[token]?.popLast() {
          guard !others.contains(Int32(next)) else { continue }
          partner[step] = Int32(next)
          moved.insert(step)
          break
        }
      }
    }
  }
}
