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
    self.a = Side(a)
    self.b = Side(b)
    partner = [Int32](repeating: -1, count: a.snapshot.nodes.count)
    matchStart()
    for key in StepKey.allCases {
      refine(by: key)
      if key == .weights { findRenamed() }
      if key == .location { findElsewhere() }
    }
    for pair in pairs { partner[self.a.steps[pair.a]] = Int32(self.b.steps[pair.b]) }
    matchMoved()
  }

  /// One of the two graphs.
  fileprivate struct Side {
    let graph: ComparedGraph
    /// The positions of its steps, in topological order.
    let steps: [Int]
    /// What its modules are called in the other graph.
    var names = NewNames()

    init(_ graph: ComparedGraph) {
      self.graph = graph
      steps = graph.snapshot.nodes.indices.filter { graph.isStep($0) }
    }
  }

  /// What is the same at the start stays matched, so that what is inserted into equal steps is found where the numbers part.
  private mutating func matchStart() {
    var tokens = Tokens()
    for (number, (stepA, stepB)) in zip(a.steps, b.steps).enumerated() {
      guard tokens[.location, a, stepA] == tokens[.location, b, stepB],
        a.graph.results(of: stepA).map(\.value) == b.graph.results(of: stepB).map(\.value)
      else { return }
      pairs.append(.init(a: number, b: number))
    }
  }

  /// Matches more between those that are matched.
  private mutating func refine(by key: StepKey) {
    guard pairs.count < a.steps.count, pairs.count < b.steps.count else { return }
    var tokens = Tokens()
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
          let repeated = Self.repeated(first).union(Self.repeated(second))
          first.removeAll { repeated.contains($0.1) }
          second.removeAll { repeated.contains($0.1) }
        }
        all += Alignment(first.map(\.1), first.indices, second.map(\.1), second.indices).pairs
          .map { .init(a: first[$0.a].0, b: second[$0.b].0) }
      }
      if pair.a < a.steps.count { all.append(pair) }
      (startA, startB) = (pair.a + 1, pair.b + 1)
    }
    pairs = all
  }

  /// The tokens that are there more than once.
  private static func repeated(_ steps: [(Int, Int)]) -> Set<Int> {
    Set(Dictionary(steps.map { ($0.1, 1) }, uniquingKeysWith: +).filter { $0.value > 1 }.keys)
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
    let telling = pairs.map { a.graph.text(of: a.steps[$0.a], by: .weights, NewNames()) != nil }
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
    func waiting(_ side: Side, _ matched: Set<Int>) -> [String: [Int]] {
      let steps = side.steps.enumerated().filter { !matched.contains($0.offset) }.map(\.element)
      let own = steps.filter { side.graph.hasOwnParameters($0) }
      return Dictionary(grouping: own) { side.graph.text(of: $0, by: .location, side.names) ?? "" }
    }
    let (first, second) = (waiting(a, matchedA), waiting(b, matchedB))
    elsewhere = Set(first.filter { second[$0.key] != nil }.flatMap(\.value))
    elsewhereInSecond = Set(second.filter { first[$0.key] != nil }.flatMap(\.value))
  }

  /// Of what is left, steps of the same kind with parameters of the same shapes, wherever they stand.
  private mutating func matchMoved() {
    let isTaken = Set(partner)
    for key in [StepKey.weights, .location, .parameters] {
      var tokens = Tokens()
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

/// By what steps are taken to belong together; the first that fits counts.
enum StepKey: CaseIterable {
  /// The operation and the numbers of its parameters, as far as they tell one from others: a stack without its first layer calls the second one
  /// by that one's name.
  case weights
  /// What `location` has, with the attributes and the shape of the result.
  case wholly
  /// The module call, the operation, the result's name, and the names and shapes of what is given.
  case location
  /// The operation and the shapes of its parameters, wherever it stands: it may have another name.
  case parameters
  /// The module call and the operation.
  case call
  /// The operation.
  case operation
  /// The module call and the shape of the result: another operation stands there.
  case result
}

/// What the modules of one graph are called in another.
private struct NewNames {
  private var names: [String: String] = [:]
  private var taken: Set<String> = []

  /// Learns a module's name; false if there is one already.
  mutating func add(_ before: String, _ after: String) -> Bool {
    guard names[before] == nil else { return false }
    names[before] = after
    taken.insert(after)
    return true
  }

  /// The name that something in a module has now; one that nothing has if another module bears the module's name now.
  subscript(name: String) -> String {
    guard !names.isEmpty else { return name }
    var module = name
    while true {
      if let new = names[module] {
        let rest = name.dropFirst(module.count)
        return new.isEmpty && rest.first == "." ? String(rest.dropFirst()) : new + rest
      }
      if taken.contains(module) { return "\u{0}" + name }
      guard !module.isEmpty else { return name }
      module = module.lastIndex(of: ".").map { String(module[..<$0]) } ?? ""
    }
  }
}

/// A number for each token, the same for the same text.
private struct Tokens {
  private var numbers: [String: Int] = [:]

  subscript(key: StepKey, side: StepMatcher.Side, step: Int) -> Int? {
    mutating get {
      guard let text = side.graph.text(of: step, by: key, side.names) else { return nil }
      let number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
  }
}

extension ComparedGraph {
  /// What two steps must have in common; nil if a step has nothing of the kind.
  fileprivate func text(of step: Int, by key: StepKey, _ names: NewNames) -> String? {
    let node = snapshot.nodes[step]
    let type = node.operation?.type ?? node.module.map { "module \($0.type)" } ?? ""
    switch key {
    case .weights:
      let telling = parameters(of: step).compactMap(\.value).filter {
        $0.statistics.minimum != $0.statistics.maximum
      }
      return telling.isEmpty ? nil : "\(type)\n\(telling.hashValue)"
    case .wholly:
      let attributes = node.operation?.attributes.map { "\($0.name)=\($0.value)" } ?? []
      let shapes = results(of: step).map { "\($0.shape)" }
      return ([text(of: step, by: .location, names) ?? ""] + attributes + shapes).joined(
        separator: "\n")
    case .location:
      let leaves = arguments(of: step).compactMap { leafText($0, names) }
      let labels = results(of: step).compactMap(\.label)
      return ([location(of: node, names), type] + labels + leaves).joined(separator: "\n")
    case .parameters:
      return ([type] + parameters(of: step).map { "\($0.shape)" }).joined(separator: "\n")
    case .call: return "\(location(of: node, names))\n\(type)"
    case .operation: return type
    case .result:
      return ([location(of: node, names)] + results(of: step).map { "\($0.shape)" }).joined(
        separator: "\n")
    }
  }

  private func parameters(of step: Int) -> [TensorNode] {
    arguments(of: step).compactMap { snapshot.nodes[$0].tensor }.filter { $0.role == .parameter }
  }

  /// Whether a step has parameters with names.
  fileprivate func hasOwnParameters(_ step: Int) -> Bool {
    parameters(of: step).contains { $0.label != nil }
  }

  private func location(of node: GraphSnapshot.Node, _ names: NewNames) -> String {
    let call =
      node.module.map { "\($0.path)#\($0.call)" } ?? node.scope.flatMap { callText[$0] } ?? ""
    let end = call.lastIndex(of: "#") ?? call.endIndex
    return names[String(call[..<end])] + call[end...]
  }

  private func leafText(_ position: Int, _ names: NewNames) -> String? {
    guard index.edges(into: position).isEmpty else { return nil }
    let node = snapshot.nodes[position]
    if let reference = node.reference { return reference.label }
    guard let tensor = node.tensor else { return nil }
    let shape = tensor.role == .parameter ? "\(tensor.shape)" : ""
    return "\(tensor.label.map { names[$0] } ?? "") \(tensor.role.rawValue) \(shape)"
  }
}
