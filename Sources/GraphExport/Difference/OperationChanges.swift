// What differs between two operations, or two parts that are drawn as one.
extension ChangeFinder {
  mutating func compare(
    _ x: OperationNode, _ y: OperationNode, _ first: Int, _ second: Int
  ) {
    func add(_ name: String, _ before: String?, _ after: String?) {
      var change = change(.attribute, first, second)
      (change.attribute, change.before, change.after) = (name, before, after)
      changes.append(change)
    }
    if x.type != y.type { add("operation", x.type, y.type) }
    let isOtherType = typesDiffer(first, second)
    let shapes = zip(a.results(of: first), b.results(of: second)).filter { $0.shape != $1.shape }
    for (name, before, after) in AttributeChanges.between(x.attributes, y.attributes) {
      if isOtherType, LargestNumber.areCounterparts(before, after) { continue }
      // The shape of the result says it already.
      if shapes.contains(where: { $0.shape.isMeant(by: before) && $1.shape.isMeant(by: after) }) {
        continue
      }
      add(name, before, after)
    }
    if x.failure != y.failure { add("failure", x.failure, y.failure) }
    if let (before, after) = argumentChange(first, second) { add("arguments", before, after) }
  }

  /// Whether results of two steps are of different types.
  private func typesDiffer(_ first: Int, _ second: Int) -> Bool {
    zip(a.results(of: first), b.results(of: second)).contains { $0.dtype != $1.dtype }
  }

  /// Compares parts that views have made one node of: what is known of their insides.
  mutating func compare(_ x: ModuleNode, _ y: ModuleNode, _ first: Int, _ second: Int) {
    func add(
      _ kind: GraphDifference.Change.Kind, _ name: String?, _ before: String?, _ after: String?
    ) {
      guard before != after else { return }
      var change = change(kind, first, second)
      (change.attribute, change.before, change.after) = (name, before, after)
      changes.append(change)
    }
    for (name, before, after) in AttributeChanges.between(x.attributes, y.attributes) {
      add(.attribute, name, before, after)
    }
    add(.attribute, "operations", "\(x.counts.operations)", "\(y.counts.operations)")
    add(.attribute, "parameters", "\(x.counts.parameters)", "\(y.counts.parameters)")
    add(.shape, nil, x.outputShapes, y.outputShapes)
    guard !options.comparesOnlyStructure else { return }
    self.add(
      .gradient, first, second, numbers: x.gradient.summary, y.gradient.summary,
      share: options.tolerance.share("float32", "float32"))
  }

  /// The arguments in words, as far as they are others that both graphs have, or other parameters and inputs.
  private func argumentChange(_ first: Int, _ second: Int) -> (String, String)? {
    let (before, after) = (a.arguments(of: first), b.arguments(of: second))
    guard before.count == after.count, !matching.moved.contains(first) else { return nil }
    let others = zip(before, after).filter { Int(matching.partner[$0]) != $1 }
    // What was inserted, removed or moved says itself that other tensors come.
    let areSaid = others.allSatisfy { x, y in
      let hasPartners = (matching.partner[x] >= 0, matching.partnerInFirst[y] >= 0)
      return hasPartners == (true, true)
        ? !matching.moved.contains(x)
        : hasPartners != (false, false) && a.isNamedLeaf(x) && b.isNamedLeaf(y)
    }
    guard !others.isEmpty, areSaid else { return nil }
    // In the words of the first graph, whose names the second may give to others.
    func name(_ position: Int) -> String {
      let partner = Int(matching.partnerInFirst[position])
      return partner < 0 ? b.name(of: position) : a.name(of: partner)
    }
    return (
      others.map { a.name(of: $0.0) }.joined(separator: ", "),
      others.map { name($0.1) }.joined(separator: ", ")
    )
  }
}

extension ModuleNode {
  /// The shapes of what leaves the part.
  fileprivate var outputShapes: String {
    outputs.map { NumberText.shape($0.shape) }.joined(separator: ", ")
  }
}

extension ModuleNode.ParameterGradient {
  /// The norms, one for each repeat.
  fileprivate var summary: ArraySummary? {
    guard case .norms(let norms) = self else { return nil }
    return ArraySummary(shape: [norms.count], values: norms)
  }
}
