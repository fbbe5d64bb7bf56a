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
      let step = Step(
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
    finding.path = graph.way(from: position)
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

/// A step of the backward pass: through an operation, to one of its arguments.
private struct Step {
  let graph: DiagnosedGraph
  let operation: Int
  let edge: Int32
  let argument: Int
  let result: Int
  let incoming: ArraySummary
  let delivered: ArraySummary

  /// Below this share of the gradient a function counts as saturated.
  private static let flat = 1e-3

  private var node: OperationNode { graph.operation(operation)! }
  private var words: String { graph.words(for: operation) }
  private var label: String { graph.label(argument) }
  private var value: ArraySummary? { graph.tensor(result)?.value }

  /// What is to be said of the step; nil if nothing.
  ///
  /// - Parameter isLost: whether the argument gets no gradient at all.
  func finding(isLost: Bool) -> Finding? {
    switch OperationKnowledge.of(node.type).shape {
    case .dying: return dead
    case .saturating:
      if let saturated { return saturated }
    case .flat:
      return isLost
        ? zero(
          "The derivative of \(words) is 0 everywhere, so nothing comes back to \(label). Use a smooth function in its place, or pass the gradient through it."
        )
        : nil
    case .usual: break
    }
    if isLost { return lost }
    return isJoined
      && delivered.norm <= RoundingShare.lost(graph.tensor(result)?.dtype) * incoming.norm
      ? cancelled : nil
  }

  /// Whether many elements of the gradient are added up.
  private var isJoined: Bool {
    incoming.count > 1
      && (delivered.count < incoming.count || OperationKnowledge.isJoining(node.type))
  }

  private var lost: Finding {
    let others = graph.inputs(operation).filter { $0 != argument }
    if let factor = others.first(where: { graph.tensor($0)?.value.isZero ?? false }) {
      return zero(
        "\(words) multiplies by \(graph.label(factor)), which is 0, so nothing comes back to \(label). Weights that begin with 0 need others that don't."
      )
    }
    if node.has(.mask) {
      return zero(
        "The mask of \(words) takes none of \(label), so nothing comes back to it. Look whether the mask is the wrong way round."
      )
    }
    if graph.tensor(argument)?.value.isZero ?? false {
      return zero("The slope of \(words) is 0 where \(label) is 0. Begin with another number.")
    }
    if isJoined { return cancelled }
    let isUnderflow = others.allSatisfy { !(graph.tensor($0)?.value.isZero ?? true) }
    return zero(
      isUnderflow && node.derivatives.contains { $0.contains("·") }
        ? "What \(words) delivers to \(label) is too small for \(graph.tensor(argument)?.dtype ?? "its type") and becomes 0. Scale the loss up, or compute it in a wider type."
        : "\(words) delivers 0 to \(label): the result does not depend on it there.")
  }

  private func zero(_ message: String) -> Finding {
    graph.finding(
      .zero, .warning, at: operation, .backward, elements: delivered.indices { $0 == 0 },
      elementCount: delivered.count, rule: rule(at: 0), message)
  }

  private var cancelled: Finding {
    graph.finding(
      .cancelled, .warning, at: operation, .backward, elementCount: delivered.count,
      "The gradient that comes to \(words) has the norm \(NumberText.rough(incoming.norm)), and its parts cancel on the way to \(label): norm \(NumberText.rough(delivered.norm)). The result does not depend on \(label), such as the bias before a normalization."
    )
  }

  private func rule(at offset: Int) -> String? {
    graph.backwardRule(
      operation, edge: edge, delivered: delivered,
      at: delivered.elements == nil ? nil : ElementIndex(offset: offset, shape: delivered.shape))
  }
}

// Functions of single elements.
extension Step {
  /// Units whose result is 0, whatever goes in.
  fileprivate var dead: Finding? {
    guard let value, value.count > 0 else { return nil }
    let units = value.isZero ? nil : DeadUnits(value)
    guard value.isZero || !(units?.indices.isEmpty ?? true) else { return nil }
    let isWhole = value.isZero
    let many = units?.indices.count ?? 0
    let what =
      isWhole
      ? value.count == 1 ? "\(words) is 0" : "All \(value.count) elements of \(words) are 0"
      : units!.isSample
        ? "\(many) of \(units!.count) elements of \(words) are 0 for this sample"
        : "\(many) of \(units!.count) units of \(words) are 0 for every sample"
    let help =
      units?.isSample ?? false
      ? "That is usual for one sample; look at more of them."
      : "A smaller step, another beginning of the bias or a leaky function brings such units back."
    return graph.finding(
      .dead, units?.isSample ?? false ? .note : .warning, at: operation, .backward,
      elements: isWhole ? value.indices { $0 == 0 } : units!.indices.map { [$0] },
      elementCount: isWhole ? value.count : many, rule: isWhole ? rule(at: 0) : nil,
      "\(what), so no gradient comes back through them. \(help)")
  }

  /// A function whose slope is nearly 0 at most of its elements.
  fileprivate var saturated: Finding? {
    guard incoming.norm > 0 else { return nil }
    let (flat, elements) = flatElements
    guard flat.count > 0 else { return nil }
    let share = Double(flat.count) / Double(flat.of)
    guard share >= 0.5 else { return nil }
    let many = flat.of == 1 ? words : "\(flat.count) of \(flat.of) elements of \(words)"
    return graph.finding(
      .saturated, .warning, at: operation, .backward, elements: elements, elementCount: flat.count,
      rule: elements.first.flatMap { index in
        delivered.elements == nil
          ? nil : rule(at: ElementIndex(axes: index).offset(in: delivered.shape) ?? 0)
      },
      "\(many) \(flat.of == 1 ? "is" : "are") saturated: nearly nothing of the gradient comes back to \(label). Make the operand smaller: scale the inputs, begin with smaller weights, or normalize before."
    )
  }

  /// How many elements have nearly no slope, of how many that a gradient comes to; and which.
  private var flatElements: (count: (count: Int, of: Int), [[Int]]) {
    guard let delivered = delivered.elements, let incoming = incoming.elements,
      delivered.count == incoming.count, !OperationKnowledge.isJoining(node.type)
    else {
      let isFlat = delivered.norm < Self.flat * incoming.norm && isOneSided
      return ((isFlat ? self.delivered.count : 0, max(self.delivered.count, 1)), [])
    }
    let asked = incoming.indices.filter { incoming[$0] != 0 }
    let flat = asked.filter { abs(delivered[$0]) < Self.flat * abs(incoming[$0]) }
    return (
      (flat.count, max(asked.count, 1)),
      flat.prefix(DiagnosedGraph.mostElements).map {
        ElementIndex(offset: $0, shape: self.delivered.shape).axes
      }
    )
  }

  /// Whether a softmax has all of its weight at one element, so that its slope and not a sum is 0.
  private var isOneSided: Bool {
    guard OperationKnowledge.isJoining(node.type), let elements = value?.elements else {
      return true
    }
    return elements.allSatisfy { $0 < 1e-3 || $0 > 1 - 1e-3 }
  }
}

/// Units that are 0 in every sample: the last axis, or the second one of pictures.
private struct DeadUnits {
  /// Their indices along the axis of units.
  var indices: [Int] = []
  /// How many units there are.
  var count = 0
  /// Whether there is one sample only, of which nothing can be said for sure.
  var isSample = false

  init?(_ value: ArraySummary) {
    let shape = value.shape
    guard let last = shape.last, value.count > 0 else { return nil }
    isSample = value.count == last
    let axis = shape.count > 3 ? 1 : shape.count - 1
    count = shape[axis]
    let stride = shape[(axis + 1)...].reduce(1, *)
    if let elements = value.elements {
      var isDead = [Bool](repeating: true, count: count)
      for (offset, element) in elements.enumerated() where element != 0 {
        isDead[offset / stride % count] = false
      }
      indices = isDead.indices.filter { isDead[$0] }
      return
    }
    // A picture with a column for each unit shows the largest element of each block.
    let picture = value.thumbnail
    guard shape.count == 2, picture.columns == count, picture.pooling != .mean else { return nil }
    indices = (0..<count).filter { column in
      (0..<picture.rows).allSatisfy { picture.cells[$0 * picture.columns + column] == 0 }
    }
  }
}
