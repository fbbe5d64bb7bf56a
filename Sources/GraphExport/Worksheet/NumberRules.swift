import Smolgrad

/// The single numbers of a computation, and the rules by which one of them follows from others.
///
/// A rule is only there if it gives the recorded number: an operation with a name that is known but with another result has none, nor has a
/// gradient to which uses contributed that are not drawn.
struct NumberRules {
  typealias Location = GraphSnapshot.NumberLocation

  /// All numbers: values in the order of the computation, then gradients and contributions in that of the backward pass.
  private(set) var locations: [Location] = []
  /// What each of them is.
  private(set) var numbers: [Location: Double] = [:]
  /// How each of them can be worked out; none for what is given.
  private(set) var rules: [Location: [Rule]] = [:]
  /// Tensors to whose gradient more than one operation contributes.
  private var sharedTensors: Set<Int> = []
  /// The contributions to such tensors; any other is the whole gradient.
  private(set) var addends: Set<Location> = []

  private let snapshot: GraphSnapshot
  private let index: GraphIndex

  /// Finds the rules.
  ///
  /// - Parameters:
  ///   - snapshot: what is drawn of the computation.
  ///   - isInvertible: whether an operand may be found from the result by the inverse operation.
  init(_ snapshot: GraphSnapshot, findingOperands isInvertible: Bool) {
    self.snapshot = snapshot
    index = GraphIndex(snapshot)
    // What a node with repeats shows are the ranges of several tensors.
    for node in snapshot.nodes where node.repeats == nil {
      add(Self.elements(node.tensor?.value), at: .value(node.id))
    }
    for node in snapshot.nodes { addForwardRules(of: node, isInvertible) }
    for node in snapshot.nodes.reversed() { addBackwardNumbers(of: node) }
  }

  /// Adds the numbers of an array that are finite.
  private mutating func add(_ elements: [Double]?, at array: Location) {
    for (element, number) in (elements ?? []).enumerated() where number.isFinite {
      let location = array.at(element)
      if numbers.updateValue(number, forKey: location) == nil { locations.append(location) }
    }
  }

  mutating func add(_ rule: Rule, of location: Location) {
    rules[location, default: []].append(rule)
  }

  func isShared(_ tensor: Int) -> Bool { sharedTensors.contains(tensor) }

  func node(_ id: Int) -> GraphSnapshot.Node? {
    index.position(of: id).map { snapshot.nodes[$0] }
  }

  func arguments(of id: Int) -> [GraphSnapshot.Edge] {
    guard let position = index.position(of: id) else { return [] }
    return index.edges(into: position).map { snapshot.edges[Int($0)] }
  }

  private func uses(of id: Int) -> [GraphSnapshot.Edge] {
    guard let position = index.position(of: id) else { return [] }
    return index.edges(outOf: position).map { snapshot.edges[Int($0)] }
  }

  /// Whether a rule gives the recorded number, as exact as the type of the computation is.
  func gives(_ result: Double, _ number: Double) -> Bool {
    abs(result - number) <= 2e-3 * max(abs(number), 1e-3)
  }
}

// Forward.
extension NumberRules {
  /// How the result of an operation follows from its operands and, if that is wanted, one of these from the result.
  private mutating func addForwardRules(of node: GraphSnapshot.Node, _ isInvertible: Bool) {
    guard isOfSingleNumbers(node.id) else {
      addTensorRules(of: node)
      return
    }
    guard let operation = node.operation, let rule = ForwardRule.of(operation),
      let result = onlyResult(of: node.id), let value = numbers[.value(result)],
      case let operands = arguments(of: node.id).map({ Location.value($0.from) }),
      operands.count == max(1, rule.formula.contains("{b}") ? 2 : 1),
      case let known = operands.compactMap({ numbers[$0] }), known.count == operands.count,
      gives(rule.result(known), value)
    else { return }
    func term(_ formula: String) -> Form {
      .terms([Term(template: formula, inputs: operands, output: .value(result))], divisor: 1)
    }
    add(
      Rule(needs: operands, left: .value(result), form: term(rule.formula)),
      of: .value(result))
    guard isInvertible else { return }
    for (number, inverse) in rule.inverses.enumerated() {
      // Where both operands are one tensor, it is on both sides.
      guard let inverse, Set(operands).count == operands.count,
        gives(inverse.operand(value, known), known[number])
      else { continue }
      let others = operands.indices.filter { $0 != number }.map { operands[$0] }
      add(
        Rule(
          needs: [.value(result)] + others, left: operands[number],
          form: term(inverse.formula)), of: operands[number])
    }
  }

  /// Whether an operation is one of single numbers alone.
  private func isOfSingleNumbers(_ operation: Int) -> Bool {
    (arguments(of: operation).map(\.from) + uses(of: operation).map(\.to)).allSatisfy {
      (node($0)?.tensor?.value.count ?? 1) == 1
    }
  }

  func onlyResult(of operation: Int) -> Int? {
    let results = uses(of: operation)
    return results.count == 1 && node(results[0].to)?.tensor != nil ? results[0].to : nil
  }
}

// Backward.
extension NumberRules {
  /// The gradient of a tensor, and what its users contribute to it.
  private mutating func addBackwardNumbers(of node: GraphSnapshot.Node) {
    guard let tensor = node.tensor, node.repeats == nil,
      let gradient = Self.elements(tensor.gradient.summary)
    else { return }
    let uses = uses(of: node.id)
    // What a hook changed is not what was delivered.
    if uses.count > 1 || !tensor.gradientChanges.isEmpty { sharedTensors.insert(node.id) }
    for use in uses { addContribution(of: use) }
    add(gradient, at: .gradient(node.id))
    let contributions = uses.compactMap { Self.elements($0.contribution?.value) }
    guard !uses.isEmpty, contributions.count == uses.count,
      contributions.allSatisfy({ $0.count == gradient.count })
    else { return }
    for element in gradient.indices {
      let numbers = contributions.map { $0[element] }
      let size = numbers.reduce(0) { $0 + abs($1) }
      guard gradient[element].isFinite,
        abs(numbers.reduce(0, +) - gradient[element]) <= 2e-3 * max(size, 1e-3)
      else { continue }
      let location = Location.gradient(node.id, element: element)
      let addends = uses.map {
        Location.contribution(operation: $0.to, argument: $0.position, element: element)
      }
      // The only contribution is the gradient, by one rule.
      if let only = addends.only {
        for rule in rules[only] ?? [] { add(rule, of: location) }
      } else if gradient.count > 1 {
        // What each use delivers to an element stands nowhere, so the rule computes it.
        let shares = addends.map { rules[$0]?.first?.terms ?? [] }
        guard shares.allSatisfy({ !$0.isEmpty }) else { continue }
        add(shares.flatMap(\.self), divisor: 1, of: location, left: location)
      } else {
        add(
          Rule(
            needs: addends, left: location, form: .deliveries(uses.map(\.to))),
          of: location)
      }
    }
  }

  /// What an operation delivers to an argument: its formula, with the gradient of its result.
  private mutating func addContribution(of edge: GraphSnapshot.Edge) {
    guard let contribution = edge.contribution else { return }
    let location = Location.contribution(operation: edge.to, argument: edge.position)
    add(Self.elements(contribution.value), at: location)
    guard isOfSingleNumbers(edge.to) else {
      addTensorContributions(of: edge)
      return
    }
    guard let value = numbers[location] else { return }
    if sharedTensors.contains(edge.from) { addends.insert(location) }
    guard let operation = node(edge.to)?.operation, let result = onlyResult(of: edge.to),
      operation.derivatives.indices.contains(edge.position), operation.attributes.isEmpty,
      let slope = contribution.localDerivative,
      let incoming = node(result)?.tensor?.gradient.summary?.scalar,
      gives(slope * incoming, value)
    else { return }
    let term = Term(
      template: operation.derivatives[edge.position],
      inputs: arguments(of: edge.to).map { .value($0.from) }, output: .value(result),
      gradient: .gradient(result))
    add(
      Rule(
        needs: ([.gradient(result)] + term.needs).unique, left: .gradient(edge.from),
        isAddend: sharedTensors.contains(edge.from), form: .terms([term], divisor: 1)),
      of: location)
  }
}

extension [GraphSnapshot.NumberLocation] {
  /// Each of them once, in their order.
  var unique: Self {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
