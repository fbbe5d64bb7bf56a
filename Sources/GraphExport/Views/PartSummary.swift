#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the numbers inside a part add up to.
struct PartSummary {
  private(set) var counts = NodeCounts()
  private(set) var each = NodeCounts()
  private(set) var nonFiniteValues = NonFiniteCounts()
  private(set) var nonFiniteGradients = NonFiniteCounts()
  private(set) var cost: NodeCost?
  /// How many repeats of everything the part stands for.
  private let repeats: Int
  /// The norms of the gradients of each parameter, one for each of its repeats.
  private var norms: [[Double?]] = []
  private var absence: TensorNode.Gradient.Absence?

  init(repeats: Int) {
    self.repeats = repeats
  }

  mutating func add(_ node: GraphSnapshot.Node) {
    counts += node.counts
    each += node.each
    if let own = node.cost { cost = cost.map { $0 + own } ?? own }
    switch node.content {
    case .tensor(let tensor):
      nonFiniteValues += node.repeats?.nonFiniteValues ?? NonFiniteCounts(tensor.value.statistics)
      nonFiniteGradients +=
        node.repeats?.nonFiniteGradients ?? NonFiniteCounts(tensor.gradient.summary?.statistics)
      guard tensor.role == .parameter else { return }
      norms.append(node.repeats?.gradientNorms ?? [tensor.gradient.summary?.statistics.norm])
      if case .absent(let reason) = tensor.gradient, absence == nil { absence = reason }
    case .module(let module):
      nonFiniteValues += module.nonFiniteValues
      nonFiniteGradients += module.nonFiniteGradients
      switch module.gradient {
      case .none: break
      case .absent(let reason): absence = absence ?? reason
      case .norms(let norms): self.norms.append(norms)
      }
    case .operation, .reference, .stub: break
    }
  }

  /// The norm over all parameters, for each repeat that has parameters of its own.
  ///
  /// The repeats of a node are listed with those of the innermost module slowest, so that the repeats of a module around it alternate.
  var gradient: ModuleNode.ParameterGradient {
    let known = norms.filter { $0.contains { $0 != nil } }
    guard !known.isEmpty else { return absence.map { .absent($0) } ?? .none }
    let count = max(1, min(repeats, known.map(\.count).max() ?? 1))
    var sums = [Double](repeating: 0, count: count)
    for norms in known {
      for index in 0..<max(count, norms.count) {
        guard let norm = norms[index % norms.count], !norm.isNaN else { continue }
        sums[index % count] = min(.greatestFiniteMagnitude, hypot(sums[index % count], norm))
      }
    }
    return .norms(sums)
  }
}
