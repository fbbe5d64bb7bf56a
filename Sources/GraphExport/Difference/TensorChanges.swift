// What differs between two tensors.
extension ChangeFinder {
  mutating func compareNames(_ first: Int, _ second: Int) {
    guard let before = a.snapshot.nodes[first].tensor?.label,
      let after = b.snapshot.nodes[second].tensor?.label, before != after,
      scopes.renamed(before, first, second) != after
    else { return }
    if options.comparesOnlyResults { return }
    var change = change(.renamed, first, second)
    change.renamed = after
    changes.append(change)
  }

  mutating func compare(_ x: TensorNode, _ y: TensorNode, _ first: Int, _ second: Int) {
    if x.shape != y.shape {
      var change = change(.shape, first, second)
      (change.before, change.after) = (NumberText.shape(x.shape), NumberText.shape(y.shape))
      changes.append(change)
    }
    if x.dtype != y.dtype, !options.ignoresTypes {
      var change = change(.dtype, first, second)
      (change.before, change.after) = (x.dtype, y.dtype)
      changes.append(change)
    }
    if x.requiresGradient != y.requiresGradient, a.isLeaf(first) {
      var change = change(.attribute, first, second)
      change.attribute = "requires_grad"
      (change.before, change.after) = ("\(x.requiresGradient)", "\(y.requiresGradient)")
      changes.append(change)
    }
    guard !options.comparesOnlyStructure, x.shape == y.shape else { return }
    // A number of the program has no type of its own.
    if options.ignoresTypes, x.role == .constant, y.role == .constant, let before = x.value.scalar,
      let after = y.value.scalar, LargestNumber.areCounterparts(before, after)
    {
      return
    }
    let largest = LargestNumber.Pair(x.dtype, y.dtype)
    let isNumber = max(Tolerance.rounding(of: x.dtype), Tolerance.rounding(of: y.dtype)) > 0
    add(
      .value, first, second, numbers: x.value, y.value,
      share: options.tolerance.relative
        ?? (isNumber ? max(a.rounding[first], b.rounding[second]) : 0), largest: largest)
    compareHooks(x, y, first, second)
    switch (x.gradient, y.gradient) {
    case (.computed(let before), .computed(let after)):
      add(
        .gradient, first, second, numbers: before, after,
        share: options.tolerance.relative ?? max(a.coarsestRounding, b.coarsestRounding))
    case (.absent(let before), .absent(let after)) where before == after: break
    default:
      // Of what only one of the two computes, the reason says the rest.
      guard x.gradient.summary != nil || y.gradient.summary != nil else { return }
      var change = change(.gradient, first, second)
      (change.before, change.after) = (x.gradient.words, y.gradient.words)
      changes.append(change)
    }
  }

  /// Compares what changed the gradient on its way.
  private mutating func compareHooks(_ x: TensorNode, _ y: TensorNode, _ first: Int, _ second: Int)
  {
    let (before, after) = (x.hooks, y.hooks)
    guard before != after, !options.comparesOnlyResults else { return }
    var change = change(.attribute, first, second)
    (change.attribute, change.before, change.after) = (Self.hooks, before, after)
    changes.append(change)
  }

  /// The attribute of a tensor that says what changed its gradient; the forward pass does not depend on it.
  static let hooks = "gradient changed by"

  mutating func add(
    _ kind: GraphDifference.Change.Kind, _ first: Int, _ second: Int,
    numbers before: ArraySummary?, _ after: ArraySummary?, share: Double,
    largest: LargestNumber.Pair? = nil
  ) {
    guard let before, let after,
      let difference = NumberDifference(
        before, after, share: share,
        absolute: kind == .gradient ? gradientNoise : options.tolerance.absolute, largest: largest)
    else { return }
    var change = change(kind, first, second)
    (change.before, change.after) = difference.words(before, after)
    change.difference = difference.share
    changes.append(change)
  }

}

extension TensorNode {
  /// What changed the gradient, by name; nil if nothing did.
  fileprivate var hooks: String? {
    let names = gradientChanges.map { change in
      ([change.operation] + change.attributes.map(\.value)).joined(separator: " ")
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}

extension TensorNode.Gradient {
  /// The gradient in words: its norm, or why there is none.
  fileprivate var words: String {
    switch self {
    case .computed(let summary): "norm \(NumberText.rough(summary.statistics.norm ?? .nan))"
    case .absent(let absence): absence.reason
    }
  }
}
