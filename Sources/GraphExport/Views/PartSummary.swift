#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the numbers inside a part add up to.
struct PartSummary {
  private(set) var amount = Amount()
  private(set) var each = Amount()
  private(set) var notFiniteValues = NotFinite()
  private(set) var notFiniteGradients = NotFinite()
  /// How many repeats of everything the part stands for.
  private let repeats: Int
  /// The norms of the gradients of each parameter, one for each of its repeats.
  private var norms: [[Double?]] = []
  private var absence: Gradient.Absence?

  init(repeats: Int) {
    self.repeats = repeats
  }

  mutating func add(_ node: GraphSnapshot.Node) {
    amount += node.amount
    each += node.each
    switch node.content {
    case .tensor(let tensor):
      notFiniteValues += node.repeats?.notFiniteValues ?? NotFinite(tensor.value.statistics)
      notFiniteGradients +=
        node.repeats?.notFiniteGradients ?? NotFinite(tensor.gradient.summary?.statistics)
      guard tensor.role == .parameter else { return }
      norms.append(node.repeats?.gradientNorms ?? [tensor.gradient.summary?.statistics.norm])
      if case .absent(let reason) = tensor.gradient, absence == nil { absence = reason }
    case .module(let module):
      notFiniteValues += module.notFiniteValues
      notFiniteGradients += module.notFiniteGradients
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
      for place in 0..<max(count, norms.count) {
        guard let norm = norms[place % norms.count], !norm.isNaN else { continue }
        sums[place % count] = min(.greatestFiniteMagnitude, hypot(sums[place % count], norm))
      }
    }
    return .norms(sums)
  }
}
