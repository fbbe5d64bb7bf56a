// What is said of values that are not finite.

extension NonFiniteValues {
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
        elementCount: nan + infinite, rule: rule.map { $0 + limit(origin, value) },
        "\(what) \(help(origin, value, isLeaf: isLeaf))")
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

  /// Where the type of a result ends that overflows; nothing for others.
  private func limit(_ origin: Origin, _ value: ArraySummary) -> String {
    guard value.nonFiniteElements.nan == 0, let dtype = graph.tensor(origin.tensor)?.dtype,
      let largest = OperationKnowledge.largest(of: dtype),
      let operation = graph.operation(origin.node), !operation.has(.mask),
      !isAtPole(origin.node, OperationKnowledge.of(operation.type))
    else { return "" }
    return ", \(dtype) ends at \(NumberText.rough(largest))"
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
