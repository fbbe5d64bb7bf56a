/// Where gradients become 0, or nearly so: dead units, saturated functions, factors of 0, parts that cancel each other.
struct ZeroGradients {
  private let graph: DiagnosedGraph

  init(_ graph: DiagnosedGraph) { self.graph = graph }

  /// The findings in the order of the backward pass.
  var findings: [Finding] {
    var findings: [Finding] = []
    for position in (0..<graph.count).reversed() {
      if graph.operation(position) != nil {
        findings += self.findings(atOperation: position)
      } else if let gradient = graph.gradient(position), let finding = cancelled(position, gradient)
      {
        findings.append(finding)
      }
    }
    return findings
  }

  /// What an operation does to a gradient that comes to it and is not 0.
  private func findings(atOperation position: Int) -> [Finding] {
    let results = graph.uses(position)
    let incoming = results.compactMap { graph.gradient($0) }
    guard incoming.contains(where: { $0.norm > 0 }), !incoming.contains(where: \.isNonFinite) else {
      return []
    }
    var findings: [Finding] = []
    for edge in graph.index.edges(into: position) {
      let argument = Int(graph.index.sources[Int(edge)])
      guard graph.tensor(argument)?.requiresGradient ?? false,
        let delivered = graph.contribution(edge), !delivered.isNonFinite, delivered.count > 0
      else { continue }
      let isLost = delivered.isZero && (graph.gradient(argument)?.isZero ?? true)
      let step = BackwardStep(
        graph: graph, operation: position, edge: edge, argument: argument, result: results[0],
        incoming: incoming[0], delivered: delivered)
      if let finding = step.finding(isLost: isLost) { findings.append(finding) }
    }
    return findings
  }

  /// A gradient whose parts are large, while their sum is nearly 0.
  private func cancelled(_ position: Int, _ gradient: ArraySummary) -> Finding? {
    let edges = graph.index.edges(outOf: position).filter {
      graph.passesGradients(Int(graph.index.targets[Int($0)]))
    }
    guard edges.count > 1, !gradient.isNonFinite else { return nil }
    let parts = edges.compactMap { graph.contribution($0) }
    guard parts.count == edges.count, let largest = parts.map(\.norm).max(), largest > 0,
      gradient.norm <= RoundingShare.lost(graph.tensor(position)?.dtype) * largest
    else { return nil }
    let operations = edges.map { Int(graph.index.targets[Int($0)]) }
    let sums = parts.prefix(4).map { part in
      part.scalar.map(NumberText.exact) ?? "norm \(NumberText.rough(part.norm))"
    }
    let names = Set(operations.map(graph.words)).sorted().joined(separator: " and ")
    let sum = gradient.scalar.map(NumberText.exact) ?? "norm \(NumberText.rough(gradient.norm))"
    let rule = "∂L/∂\(graph.label(position)) = \(sums.joined(separator: " + ")) = \(sum)"
    var finding = graph.finding(
      .cancelled, .warning, at: operations.max()!, .backward, elementCount: gradient.count,
      rule: rule,
      "What comes back to \(graph.label(position)) from \(names) cancels: \(rule). The result does not depend on it; look for the same thing added and subtracted."
    )
    finding.path = [graph.name(position)]
    return finding
  }
}

/// How small a number has to be beside others for nothing to be left of it.
enum RoundingShare {
  /// The share below which a sum of a type is rounding alone.
  static func lost(_ dtype: String?) -> Double {
    switch dtype {
    case "float64": 1e-12
    case "float16", "bfloat16": 1e-2
    default: 1e-5
    }
  }
}
