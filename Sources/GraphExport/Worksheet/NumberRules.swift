import Smolgrad

/// The single numbers of a computation, and the rules by which one of them follows from others.
///
/// A rule is only there if it gives the recorded number: an operation with a name that is known but with another result has none, nor has a
/// gradient to which uses contributed that are not drawn.
struct NumberRules {
  typealias Location = GraphSnapshot.NumberLocation

  /// A rule: the numbers that it takes, and how it is written.
  struct Rule: Hashable {
    var needs: [Location]
    var text: String
  }

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
      guard let value = node.tensor?.value.scalar, value.isFinite else { continue }
      add(.value(node.id), value)
    }
    for node in snapshot.nodes { addForwardRules(of: node, isInvertible) }
    for node in snapshot.nodes.reversed() { addBackwardNumbers(of: node) }
  }

  /// What a number is called: `n`, `∂L/∂n`, `mul_1 → x1`.
  func name(of location: Location) -> String {
    switch location {
    case .value(let id): symbol(id)
    case .gradient(let id): "∂L/∂\(symbol(id))"
    case .contribution(let operation, let argument):
      "\(node(operation)?.name ?? "") → \(arguments(of: operation).first { $0.position == argument }.map { symbol($0.from) } ?? "")"
    }
  }

  private mutating func add(_ location: Location, _ number: Double) {
    guard numbers.updateValue(number, forKey: location) == nil else { return }
    locations.append(location)
  }

  private func node(_ id: Int) -> GraphSnapshot.Node? {
    index.position(of: id).map { snapshot.nodes[$0] }
  }

  private func arguments(of id: Int) -> [GraphSnapshot.Edge] {
    guard let position = index.position(of: id) else { return [] }
    return index.edges(into: position).map { snapshot.edges[Int($0)] }
  }

  private func uses(of id: Int) -> [GraphSnapshot.Edge] {
    guard let position = index.position(of: id) else { return [] }
    return index.edges(outOf: position).map { snapshot.edges[Int($0)] }
  }

  /// The name of a tensor, the plain number that it is, or the name of the operation that computed it.
  private func symbol(_ id: Int) -> String {
    guard let node = node(id) else { return "" }
    if let label = node.tensor?.label { return ShortText.name(label) }
    if let tensor = node.tensor, tensor.role == .constant, let text = tensor.scalarText {
      return text.hasPrefix("-") ? "(\(text))" : text
    }
    let origin = arguments(of: id).first.flatMap { self.node($0.from) }
    return origin?.operation == nil ? node.name : origin?.name ?? node.name
  }

  /// Whether a rule gives the recorded number, as exact as the type of the computation is.
  private func gives(_ result: Double, _ number: Double) -> Bool {
    abs(result - number) <= 2e-3 * max(abs(number), 1e-3)
  }
}

// Forward.
extension NumberRules {
  /// How the result of an operation follows from its operands and, if that is wanted, one of these from the result.
  private mutating func addForwardRules(of node: GraphSnapshot.Node, _ isInvertible: Bool) {
    guard let operation = node.operation, let rule = ForwardRule.of(operation),
      let result = onlyResult(of: node.id), let value = numbers[.value(result)],
      case let operands = arguments(of: node.id).map({ Location.value($0.from) }),
      operands.count == max(1, rule.formula.contains("{b}") ? 2 : 1),
      case let known = operands.compactMap({ numbers[$0] }), known.count == operands.count,
      gives(rule.result(known), value)
    else { return }
    let symbols = arguments(of: node.id).map { symbol($0.from) }
    func text(_ formula: String) -> String {
      Formula(formula).filled { placeholder in
        switch placeholder {
        case .output: symbol(result)
        case .input(let index): symbols[index]
        case .gradient, .attribute: placeholder.symbol
        }
      }
    }
    rules[.value(result), default: []].append(
      Rule(needs: operands, text: "\(symbol(result)) = \(text(rule.formula))"))
    guard isInvertible else { return }
    for (number, inverse) in rule.inverses.enumerated() {
      // Where both operands are one tensor, it is on both sides.
      guard let inverse, Set(operands).count == operands.count,
        gives(inverse.operand(value, known), known[number])
      else { continue }
      let others = operands.indices.filter { $0 != number }.map { operands[$0] }
      rules[operands[number], default: []].append(
        Rule(
          needs: [.value(result)] + others,
          text: "\(symbols[number]) = \(text(inverse.formula))"))
    }
  }

  private func onlyResult(of operation: Int) -> Int? {
    let results = uses(of: operation)
    return results.count == 1 && node(results[0].to)?.tensor != nil ? results[0].to : nil
  }
}

// Backward.
extension NumberRules {
  /// The gradient of a tensor, and what its users contribute to it.
  private mutating func addBackwardNumbers(of node: GraphSnapshot.Node) {
    guard let tensor = node.tensor, node.repeats == nil,
      let gradient = tensor.gradient.summary?.scalar, gradient.isFinite
    else { return }
    let uses = uses(of: node.id)
    let contributions = uses.compactMap { $0.contribution?.value.scalar }
    let sum = contributions.reduce(0, +)
    let isSum =
      !uses.isEmpty && contributions.count == uses.count
      && abs(sum - gradient) <= 2e-3 * max(contributions.reduce(0) { $0 + abs($1) }, 1e-3)
    if uses.count > 1 { sharedTensors.insert(node.id) }
    for use in uses { addContribution(of: use) }
    add(.gradient(node.id), gradient)
    guard isSum else { return }
    let addends = uses.map { Location.contribution(operation: $0.to, argument: $0.position) }
    let name = "∂L/∂\(symbol(node.id))"
    // The only contribution is the gradient, by one rule.
    if let only = addends.only {
      rules[.gradient(node.id), default: []] += rules[only] ?? []
    } else {
      let sources = uses.map { self.node($0.to)?.name ?? "" }
      rules[.gradient(node.id), default: []].append(
        Rule(
          needs: addends,
          text: "\(name) = the sum of what \(sources.joined(separator: ", ")) deliver"))
    }
  }

  /// What an operation delivers to an argument: its formula, with the gradient of its result.
  private mutating func addContribution(of edge: GraphSnapshot.Edge) {
    let location = Location.contribution(operation: edge.to, argument: edge.position)
    guard let contribution = edge.contribution, let value = contribution.value.scalar,
      value.isFinite
    else { return }
    add(location, value)
    if sharedTensors.contains(edge.from) { addends.insert(location) }
    guard let operation = node(edge.to)?.operation, let result = onlyResult(of: edge.to),
      operation.derivatives.indices.contains(edge.position), operation.attributes.isEmpty,
      let slope = contribution.localDerivative,
      let incoming = node(result)?.tensor?.gradient.summary?.scalar,
      gives(slope * incoming, value)
    else { return }
    let operands = arguments(of: edge.to).map(\.from)
    let formula = Formula(operation.derivatives[edge.position])
    var needs: [Location] = [.gradient(result)]
    let text = formula.filled { placeholder in
      switch placeholder {
      case .gradient: return "∂L/∂\(symbol(result))"
      case .output:
        needs.append(.value(result))
        return symbol(result)
      case .input(let index) where operands.indices.contains(index):
        needs.append(.value(operands[index]))
        return symbol(operands[index])
      case .input, .attribute: return placeholder.symbol
      }
    }
    // A formula with cases may speak of operands that it does not name.
    if formula.template.contains("where") { needs += operands.map { .value($0) } }
    let sign = sharedTensors.contains(edge.from) ? "+=" : "="
    rules[location, default: []].append(
      Rule(needs: needs.unique, text: "∂L/∂\(symbol(edge.from)) \(sign) \(text)"))
  }
}

extension [GraphSnapshot.NumberLocation] {
  /// Each of them once, in their order.
  fileprivate var unique: Self {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
