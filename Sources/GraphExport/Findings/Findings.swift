extension GraphSnapshot {
  /// What breaks or stops the gradients of the computation, the worst first.
  ///
  /// It works on every snapshot, also on those of PyTorch's models. One that says what operations contribute to gradients
  /// (`CaptureMode.contributions`) tells more: where parts of a gradient cancel, and which of several uses spoils it.
  ///
  ///     let x = Tensor(0, requiresGradient: true).named("x")
  ///     let y = x.sqrt()
  ///     y.backward()
  ///     GraphSnapshot(of: y).findings.map(\.kind.rawValue)  // ["born-backward"]
  public var findings: [Finding] {
    let graph = DiagnosedGraph(self)
    let values = NonFiniteValues(graph)
    let found =
      values.findings + NonFiniteGradients(graph, values).findings
      + MissingGradients(graph).findings + ZeroGradients(graph).findings
      + GradientSizes(graph).findings + graph.wrongDerivatives
    return graph.withWays(Self.shortened(Self.sorted(found)))
  }

  /// The findings of severity `error`; quickly, where all numbers are finite.
  public var errors: [Finding] {
    guard mayHaveErrors else { return [] }
    return findings.filter { $0.severity == .error }
  }

  private var mayHaveErrors: Bool {
    nodes.contains { node in
      switch node.content {
      case .tensor(let tensor):
        tensor.value.isNonFinite || tensor.gradient.summary?.isNonFinite ?? false
      case .operation(let operation):
        operation.failure != nil || operation.check?.verdict == .wrong
      case .reference, .module, .stub: false
      }
    }
  }

  /// The worst first, else in the order in which they were found.
  private static func sorted(_ findings: [Finding]) -> [Finding] {
    findings.enumerated().sorted {
      ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset)
    }.map(\.element)
  }

  /// The most findings of one kind at operations of one name; a computation of single numbers may have thousands.
  private static let mostAlike = 8

  /// The findings without those that say the same of many operations; the last one that stays says how many they are.
  private static func shortened(_ findings: [Finding]) -> [Finding] {
    var shortened: [Finding] = []
    var met: [String: (count: Int, last: Int)] = [:]
    for finding in findings {
      let key = "\(finding.kind.rawValue) \(finding.severity.rawValue) \(finding.operation)"
      let (count, last) = met[key] ?? (0, 0)
      if count < mostAlike {
        met[key] = (count + 1, shortened.count)
        shortened.append(finding)
      } else {
        shortened[last].more = (shortened[last].more ?? 0) + 1
      }
    }
    return shortened
  }
}
