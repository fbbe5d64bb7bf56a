/// Where gradients become very small or very large on their way back: the first operation at which they pass the limit, and not all behind it.
struct GradientSizes {
  /// How much smaller or larger than at the end the norm of a gradient may become.
  static let limit = 1e5

  private let graph: DiagnosedGraph

  init(_ graph: DiagnosedGraph) { self.graph = graph }

  /// The findings in the order of the backward pass.
  var findings: [Finding] {
    let start = graph.ends.compactMap { graph.gradient($0)?.norm }.max() ?? 0
    guard start > 0, start.isFinite else { return [] }
    var findings: [Finding] = []
    var met: Set<Int> = []
    for position in (0..<graph.count).reversed() where !graph.isEnd(position) {
      guard let gradient = graph.gradient(position), !gradient.isNonFinite, gradient.norm > 0 else {
        continue
      }
      let share = gradient.norm / start
      guard share < 1 / Self.limit || share > Self.limit, share.isFinite else { continue }
      let isVanishing = share < 1
      let operations = graph.uses(position).filter(graph.passesGradients)
      let before = operations.compactMap { norm(atResultsOf: $0).map { $0 / start } }
      // Passed already on the way here.
      guard let largest = before.max(),
        isVanishing ? largest >= 1 / Self.limit : largest <= Self.limit,
        let operation = operations.first(where: {
          norm(atResultsOf: $0).map { $0 / start } == largest
        }),
        met.insert(operation).inserted
      else { continue }
      findings.append(finding(isVanishing, operation, position, gradient, largest * start, start))
    }
    return findings
  }

  private func norm(atResultsOf operation: Int) -> Double? {
    graph.gradientsOfResults(operation).map(\.norm).max()
  }

  private func finding(
    _ isVanishing: Bool, _ operation: Int, _ argument: Int, _ gradient: ArraySummary,
    _ before: Double, _ start: Double
  ) -> Finding {
    let norms =
      "at the end \(NumberText.rough(start)), before \(graph.words(for: operation)) \(NumberText.rough(before)), behind it \(NumberText.rough(gradient.norm))"
    let help =
      isVanishing
      ? "Residual connections, normalization, other activations or larger first weights keep it alive."
      : "Smaller first weights, normalization or clipping keeps it in bounds."
    let row = share(of: gradient).map {
      " Row \($0.row) alone has \(NumberText.percent($0.share)) of it."
    }
    return graph.finding(
      isVanishing ? .vanishing : .exploding, .warning, at: operation, .backward,
      elementCount: gradient.count,
      rule:
        "‖∂L/∂\(graph.label(argument))‖ = \(NumberText.rough(gradient.norm)), at the end \(NumberText.rough(start))",
      "The gradient \(isVanishing ? "vanishes" : "explodes") on its way back: its norm is \(norms). \(help)\(row ?? "")"
    )
  }

  /// The row, along the first axis, that alone has more than 90 % of a gradient's squares.
  private func share(of gradient: ArraySummary) -> (row: Int, share: Double)? {
    guard gradient.shape.count > 1, gradient.shape[0] > 1, let elements = gradient.elements,
      gradient.norm > 0
    else { return nil }
    let length = elements.count / gradient.shape[0]
    let shares = (0..<gradient.shape[0]).map { row in
      elements[(row * length)..<((row + 1) * length)].reduce(0) {
        $0 + ($1 / gradient.norm) * ($1 / gradient.norm)
      }
    }
    guard let row = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[row] > 0.9 else {
      return nil
    }
    return (row, shares[row])
  }
}
