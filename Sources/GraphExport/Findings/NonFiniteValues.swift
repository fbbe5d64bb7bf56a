/// Where the NaN and infinities of the forward pass began, and how far they came.
///
/// An infinity that a mask puts into a result, or that the program gives, is meant: it counts only once a NaN is made of it, or once it is
/// the result.
struct NonFiniteValues {
  /// Something that was not finite, and where it came from.
  struct Origin {
    /// The operation, or the tensor that nothing computed.
    var node: Int
    /// The first tensor that holds it.
    var tensor: Int
    /// How many tensors it came to.
    var spread = 0
    /// Whether it came to an end of the computation.
    var reachesEnd = false
    /// The operation that first left it out.
    var healer: Int?
  }

  /// The most origins that are known of one tensor.
  private static let mostOrigins = 8

  private(set) var origins: [Origin] = []
  /// For each node the origins of what is not finite in it.
  private var found: [Int: [Int]] = [:]
  /// For each node whose infinities are meant where they came from.
  private var meant: [Int: Int] = [:]
  private let graph: DiagnosedGraph

  init(_ graph: DiagnosedGraph) {
    self.graph = graph
    for position in 0..<graph.count {
      if graph.operation(position) != nil {
        visit(operation: position)
      } else if let tensor = graph.tensor(position), graph.index.edges(into: position).isEmpty {
        visit(leaf: position, tensor)
      }
    }
    markEnds()
  }

  /// The origins of what is not finite in a tensor or in what an operation was given.
  func origins(of position: Int) -> [Int] { found[position] ?? [] }

  /// Whether an operation computed with what is not finite and came to an end.
  func isSpoilt(_ operation: Int) -> Bool {
    (graph.inputs(operation) + graph.uses(operation)).contains { position in
      origins(of: position).contains { origins[$0].reachesEnd }
    }
  }

  private mutating func visit(leaf position: Int, _ tensor: TensorNode) {
    let (nan, infinite) = tensor.value.nonFiniteElements
    if nan > 0 {
      found[position] = [add(Origin(node: position, tensor: position))]
    } else if infinite > 0 {
      meant[position] = position
    }
  }

  private mutating func visit(operation: Int) {
    let inputs = graph.inputs(operation)
    let given = join(inputs)
    let meantInput = inputs.first { meant[$0] != nil }.flatMap { meant[$0] }
    let isMask = graph.operation(operation)?.has(.mask) ?? false
    for result in graph.uses(operation) {
      guard let value = graph.tensor(result)?.value else { continue }
      if value.absence != nil {
        // Nothing is known of it, so what came in may be in it.
        if !given.isEmpty { found[result] = given }
        if let meantInput { meant[result] = meantInput }
        continue
      }
      let (nan, infinite) = value.nonFiniteElements
      if nan + infinite == 0 {
        for origin in given where origins[origin].healer == nil {
          origins[origin].healer = operation
        }
      } else if !given.isEmpty {
        found[result] = given
        for origin in given { origins[origin].spread += 1 }
      } else if nan == 0, meantInput != nil || isMask {
        meant[result] = isMask ? operation : meantInput
      } else {
        found[result] = [add(Origin(node: operation, tensor: result))]
      }
    }
  }

  private mutating func add(_ origin: Origin) -> Int {
    origins.append(origin)
    return origins.count - 1
  }

  /// The origins of several nodes; those beyond the most that are known count as having come to the end.
  private mutating func join(_ positions: [Int]) -> [Int] {
    var joined: [Int] = []
    for position in positions {
      for origin in found[position] ?? [] where !joined.contains(origin) {
        if joined.count < Self.mostOrigins {
          joined.append(origin)
        } else {
          origins[origin].reachesEnd = true
        }
      }
    }
    return joined
  }

  private mutating func markEnds() {
    for position in 0..<graph.count {
      guard let met = found[position] else { continue }
      let isEnd = graph.index.edges(outOf: position).isEmpty || graph.isEnd(position)
      if isEnd { for origin in met { origins[origin].reachesEnd = true } }
    }
    for end in graph.ends where found[end] == nil {
      // An infinity that was meant is still no loss.
      guard let value = graph.tensor(end)?.value, value.count == 1, let source = meant[end] else {
        continue
      }
      // A number that the program gives is no fault of its own, but what is computed with it.
      let isNumber = graph.tensor(source)?.role == .constant
      let node = isNumber ? graph.uses(source).first ?? source : source
      let tensor = graph.operation(node) == nil ? node : graph.uses(node).first ?? end
      found[end] = [add(Origin(node: node, tensor: tensor, spread: 1, reachesEnd: true))]
    }
  }

  /// A finding for each origin.
  var findings: [Finding] { origins.flatMap(findings) }

  private func findings(of origin: Origin) -> [Finding] {
    guard let value = graph.tensor(origin.tensor)?.value else { return [] }
    let (nan, infinite) = value.nonFiniteElements
    let elements = value.nonFiniteIndices
    let isLeaf = graph.operation(origin.node) == nil
    let rule =
      isLeaf
      ? nil
      : graph.forwardRule(
        origin.node, result: origin.tensor,
        at: value.nonFiniteOffsets.first.map { ElementIndex(offset: $0, shape: value.shape) })
    let began =
      isLeaf
      ? "\(graph.label(origin.node)) holds \(counts(nan, infinite, value)) from the start"
      : "\(graph.words(for: origin.node)) made \(counts(nan, infinite, value)) \(source(origin))"
    let what = began + (rule.map { ": \($0)" } ?? "") + "."
    guard origin.reachesEnd else {
      let healer = origin.healer.map { " \(graph.words(for: $0)) leaves it out again." } ?? ""
      return [
        graph.finding(
          .healed, .note, at: origin.node, .forward, elements: elements,
          elementCount: nan + infinite, rule: rule, what + healer)
      ]
    }
    var findings = [
      graph.finding(
        .bornForward, .error, at: origin.node, .forward, elements: elements,
        elementCount: nan + infinite, rule: rule, "\(what) \(help(origin, value, isLeaf: isLeaf))")
    ]
    if origin.spread > 0 {
      findings.append(
        graph.finding(
          .spread, .note, at: origin.node, .forward,
          "What \(graph.words(for: origin.node)) made came to \(origin.spread) results behind it."))
    }
    return findings
  }

  private func source(_ origin: Origin) -> String {
    let hasInfinities = graph.inputs(origin.node).contains {
      graph.tensor($0)?.value.isNonFinite ?? false
    }
    return hasInfinities ? "of infinities that were meant, as by a mask" : "of finite numbers"
  }

  /// `NaN`, `3 NaN in 4×2`.
  private func counts(_ nan: Int, _ infinite: Int, _ value: ArraySummary) -> String {
    if value.count == 1 { return DiagnosedGraph.worst(value) }
    let parts = [nan > 0 ? "\(nan) NaN" : nil, infinite > 0 ? "\(infinite) infinite" : nil]
    let first = value.nonFiniteIndices.first.map { ", first at \(ElementIndex(axes: $0).text)" }
    return
      "\(parts.compactMap(\.self).joined(separator: " and ")) of \(value.count) elements\(first ?? "")"
  }

  private func help(_ origin: Origin, _ value: ArraySummary, isLeaf: Bool) -> String {
    guard let operation = graph.operation(origin.node) else {
      return "Look for missing or broken data, or for a weight that an earlier step has spoilt."
    }
    if operation.has(.mask) {
      return
        "The mask's infinity reaches the result: leave masked elements out, or mask with a finite number."
    }
    let knowledge = OperationKnowledge.of(operation.type)
    if value.nonFiniteElements.nan == 0, !isAtPole(origin.node, knowledge) {
      let dtype = graph.tensor(origin.tensor)?.dtype ?? ""
      let largest = OperationKnowledge.largest(of: dtype).map {
        " \(dtype) holds numbers up to \(NumberText.rough($0))."
      }
      return
        "It overflows.\(largest ?? "") \(knowledge.pole == nil ? knowledge.forwardHelp ?? Self.scale : Self.scale)"
    }
    return knowledge.forwardHelp ?? "Look at its operands: they are not what it is defined for."
  }

  private static let scale = "Make its operands smaller, or compute it in a wider type."

  /// Whether an argument has the number at which the operation is infinite.
  private func isAtPole(_ operation: Int, _ knowledge: OperationKnowledge) -> Bool {
    let inputs = graph.inputs(operation)
    guard let pole = knowledge.pole, inputs.indices.contains(pole.argument),
      let value = graph.tensor(inputs[pole.argument])?.value
    else { return false }
    if let elements = value.elements { return elements.contains { abs($0) == abs(pole.number) } }
    return pole.number == 0 ? value.statistics.zero > 0 : true
  }
}

extension ElementIndex {
  init(axes: [Int]) { self.axes = axes }
}
