/// Where the NaN and infinities of the backward pass began, and how far they came.
struct NonFiniteGradients {
  /// An operation whose derivative made NaN or an infinity of finite gradients.
  private struct Origin {
    var operation: Int
    /// The edge to the argument that got it; nil where only a sum of gradients is not finite.
    var edge: Int32?
    var delivered: ArraySummary
    /// What changed a finite gradient, such as a hook; nil where a derivative made it.
    var change: String?
    var spread = 0
    var reachesLeaf = false
  }

  private let graph: DiagnosedGraph
  private let values: NonFiniteValues
  private var origins: [Origin] = []
  private var originOfOperation: [Int: Int] = [:]
  /// For each tensor the origins of what is not finite in its gradient.
  private var found: [Int: [Int]] = [:]

  init(_ graph: DiagnosedGraph, _ values: NonFiniteValues) {
    self.graph = graph
    self.values = values
    for position in (0..<graph.count).reversed() {
      if let gradient = graph.gradient(position), gradient.isNonFinite { visit(position, gradient) }
    }
  }

  /// Looks where the gradient of a tensor comes from; those of all that is computed from it are known.
  private mutating func visit(_ tensor: Int, _ gradient: ArraySummary) {
    let edges = graph.index.edges(outOf: tensor).filter {
      graph.passesGradients(Int(graph.index.targets[Int($0)]))
    }
    if let change = graph.tensor(tensor)?.gradientChanges.last(where: { !$0.before.isNonFinite }) {
      // The operation behind the tensor, or one that uses it.
      let user = edges.first.map { Int(graph.index.targets[Int($0)]) }
      guard let operation = graph.origin(tensor) ?? user else { return }
      found[tensor] = [
        add(
          Origin(
            operation: operation, delivered: gradient, change: change.words,
            reachesLeaf: true))
      ]
      return
    }
    let known = edges.filter { graph.contribution($0)?.isNonFinite ?? false }
    let unknown = edges.filter { graph.contribution($0) == nil }
    let suspects = known.isEmpty ? unknown : Array(known)
    let spoilt = suspects.filter { edge in
      graph.gradientsOfResults(Int(graph.index.targets[Int(edge)])).contains(where: \.isNonFinite)
    }
    var met: [Int] = []
    for edge in spoilt {
      let results = graph.uses(Int(graph.index.targets[Int(edge)]))
      for origin in results.flatMap({ found[$0] ?? [] })
      where !met.contains(origin) && met.count < 8 {
        met.append(origin)
      }
    }
    for origin in met { origins[origin].spread += 1 }
    let finite = suspects.filter { !spoilt.contains($0) }
    for edge in known.isEmpty ? likely(finite, isAlone: spoilt.isEmpty) : finite {
      met.append(origin(at: edge, graph.contribution(edge) ?? gradient))
    }
    // Each part is finite, and their sum is not.
    if suspects.isEmpty, let edge = edges.first {
      met.append(add(Origin(operation: Int(graph.index.targets[Int(edge)]), delivered: gradient)))
    }
    guard !met.isEmpty else { return }
    found[tensor] = met
    let hasWayOn = graph.origin(tensor).map {
      graph.inputs($0).contains { graph.gradient($0) != nil }
    }
    if hasWayOn != true { for origin in met { origins[origin].reachesLeaf = true } }
  }

  /// Of operations of which it is not known what they delivered, those that are likely to blame.
  private func likely(_ edges: [Int32], isAlone: Bool) -> [Int32] {
    guard isAlone else { return [] }
    let known = edges.first { edge in
      let type = graph.operation(Int(graph.index.targets[Int(edge)]))?.type ?? ""
      return OperationKnowledge.of(type).backwardHelp != nil
    }
    return (known ?? edges.first).map { [$0] } ?? []
  }

  private mutating func origin(at edge: Int32, _ delivered: ArraySummary) -> Int {
    let operation = Int(graph.index.targets[Int(edge)])
    if let known = originOfOperation[operation] { return known }
    let number = add(Origin(operation: operation, edge: edge, delivered: delivered))
    originOfOperation[operation] = number
    return number
  }

  private mutating func add(_ origin: Origin) -> Int {
    origins.append(origin)
    return origins.count - 1
  }

  /// A finding for each origin that is not the consequence of a result that is not finite.
  var findings: [Finding] { origins.flatMap(findings) }

  private func findings(of origin: Origin) -> [Finding] {
    let value = origin.delivered
    let (nan, infinite) = value.nonFiniteElements
    let elements = value.nonFiniteIndices
    let rule = origin.edge.flatMap { edge in
      graph.backwardRule(
        origin.operation, edge: edge, delivered: value,
        at: value.nonFiniteOffsets.first.map { ElementIndex(offset: $0, shape: value.shape) })
    }
    func finding(_ kind: Finding.Kind, _ severity: Finding.Severity, _ message: String) -> Finding {
      graph.finding(
        kind, severity, at: origin.operation, .backward, elements: elements,
        elementCount: nan + infinite, rule: rule, message)
    }
    let what =
      value.count == 1
      ? DiagnosedGraph.worst(value) : "\(nan + infinite) of \(value.count) elements"
    let words = graph.words(for: origin.operation)
    let numbers = rule.map { ": \($0)" } ?? ""
    if values.isSpoilt(origin.operation) {
      return [
        finding(
          .spread, .note,
          "The derivative of \(words) is not finite (\(what)), since its operand or result is not\(numbers)."
        )
      ]
    }
    guard origin.reachesLeaf else {
      return [
        finding(
          .healed, .note,
          "The derivative of \(words) is not finite (\(what)), and is left out on the way back\(numbers)."
        )
      ]
    }
    if let change = origin.change {
      return [
        finding(
          .bornBackward, .error,
          "The gradient beside \(words) is finite, and what \(change) makes of it is not (\(what))."
        )
      ]
    }
    let began =
      origin.edge == nil
      ? "What adds up at the operand of \(words) is finite, and the sum is not (\(what))."
      : "The gradient becomes not finite in the derivative of \(words) (\(what))\(numbers)."
    var findings = [finding(.bornBackward, .error, "\(began) \(help(origin))")]
    if origin.spread > 0 {
      findings.append(
        graph.finding(
          .spread, .note, at: origin.operation, .backward,
          "What the derivative of \(words) made came to \(origin.spread) gradients before it."))
    }
    return findings
  }

  private func help(_ origin: Origin) -> String {
    guard let operation = graph.operation(origin.operation) else { return "" }
    let isOverflow = origin.delivered.nonFiniteElements.nan == 0 && !isSingular(origin.operation)
    if !isOverflow, let help = OperationKnowledge.of(operation.type).backwardHelp { return help }
    let dtype = graph.uses(origin.operation).first.flatMap { graph.tensor($0)?.dtype } ?? ""
    let largest = OperationKnowledge.largest(of: dtype).map {
      " \(dtype) holds numbers up to \(NumberText.rough($0))."
    }
    return isOverflow
      ? "It overflows.\(largest ?? "") Scale the loss down, clip gradients, or compute it in a wider type."
      : "Look at its operands: its derivative is not defined there."
  }

  /// Whether the derivative is likely to be infinite of itself: an operand or the result is 0.
  private func isSingular(_ operation: Int) -> Bool {
    guard OperationKnowledge.of(graph.operation(operation)?.type ?? "").backwardHelp != nil else {
      return false
    }
    return (graph.inputs(operation) + graph.uses(operation)).contains { position in
      guard let value = graph.tensor(position)?.value else { return false }
      return value.elements?.contains { abs($0) < 1e-30 || abs($0) == 1 }
        ?? (value.statistics.zero > 0)
    }
  }
}
