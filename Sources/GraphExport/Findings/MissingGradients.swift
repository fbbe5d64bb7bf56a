/// Tensors that require a gradient and get none, parameters that nothing uses, and operands that were changed after their use.
struct MissingGradients {
  private let graph: DiagnosedGraph
  /// The operations whose results require no gradient, although an operand may.
  private let cuts: NearestGoals

  init(_ graph: DiagnosedGraph) {
    self.graph = graph
    cuts = NearestGoals(graph.index) { position in
      guard graph.operation(position) != nil else { return false }
      let results = graph.uses(position).compactMap { graph.tensor($0) }
      return !results.isEmpty && results.allSatisfy { !$0.requiresGradient }
    }
  }

  /// The findings in the order of the nodes.
  var findings: [Finding] { (0..<graph.count).compactMap(finding) }

  private func finding(at position: Int) -> Finding? {
    if let operation = graph.operation(position) { return stale(position, operation) }
    guard let tensor = graph.tensor(position), graph.index.edges(into: position).isEmpty,
      tensor.requiresGradient, !graph.isEnd(position)
    else { return nil }
    if graph.index.edges(outOf: position).isEmpty { return unused(position, tensor) }
    guard isUnreached(tensor) else { return nil }
    return unreached(position)
  }

  /// Whether no gradient came, or none can come since nothing at the end has one.
  private func isUnreached(_ tensor: TensorNode) -> Bool {
    switch tensor.gradient {
    case .absent(.unreachable): true
    case .absent(.notComputed):
      !graph.ends.isEmpty
        && graph.ends.allSatisfy { end in
          guard let tensor = graph.tensor(end) else { return false }
          return !tensor.requiresGradient && tensor.role == .result
        }
    default: false
    }
  }

  private func unused(_ position: Int, _ tensor: TensorNode) -> Finding {
    let name = graph.label(position)
    return graph.finding(
      .unused, .warning, at: position, .forward,
      "Nothing that leads to the result uses \(name), so it gets no gradient. Use it, or leave it out of the optimizer."
    )
  }

  private func unreached(_ position: Int) -> Finding {
    let name = graph.label(position)
    guard let cut = cuts.goal(from: position, graph.index) else {
      return graph.finding(
        .unreached, .warning, at: position, .backward,
        "No gradient reaches \(name): no way leads from it to where backward began.")
    }
    let words = graph.words(for: cut)
    let dtype = graph.uses(cut).first.flatMap { graph.tensor($0)?.dtype } ?? ""
    let isInteger = OperationKnowledge.largest(of: dtype) == nil && !dtype.hasPrefix("complex")
    let reason =
      isInteger
      ? "\(words) gives \(dtype), and only floating point numbers have gradients. Use a smooth function in its place, such as softmax for argmax or sigmoid for a comparison."
      : "\(words) passes none on: it is detached there. Leave that out if the gradient is wanted."
    var finding = graph.finding(
      .unreached, .warning, at: cut, .backward, "No gradient reaches \(name): \(reason)")
    finding.path = [graph.name(position)]
    return finding
  }

  /// The last operation of the kind whose result or operand was changed, as PyTorch names it: `output 0 of ExpBackward0`.
  private func changed(_ failure: String) -> Int? {
    if let stale = (0..<graph.count).last(where: { graph.operation($0)?.isStale ?? false }) {
      return stale
    }
    guard let match = failure.firstMatch(of: /output \d+ of ([A-Za-z]+?)(?:Backward\d*)?,/) else {
      return nil
    }
    let name = match.1.lowercased()
    return (0..<graph.count).last { position in
      graph.operation(position)?.type.replacing("_", with: "") == name
    }
  }

  private func stale(_ position: Int, _ operation: OperationNode) -> Finding? {
    if let failure = operation.failure, OperationKnowledge.isAboutStaleOperands(failure) {
      return graph.finding(
        .stale, .error, at: changed(failure) ?? position, .backward,
        "\(failure). Change tensors in place only after backward, or compute the result again.")
    }
    guard operation.isStale, !graph.hasFailed else { return nil }
    let hasGradient = graph.passesGradients(position)
    return graph.finding(
      .stale, hasGradient ? .note : .warning, at: position, .backward,
      hasGradient
        ? "An operand of \(graph.words(for: position)) was changed in place after it was used: the values shown are newer than the gradients."
        : "An operand of \(graph.words(for: position)) was changed in place after it was used, so backward can't go through it. Change it after backward, or compute the result again."
    )
  }
}
