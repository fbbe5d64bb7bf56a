// How a figure shows what was found.
extension Finding {
  /// The mark on the card where it began.
  public var mark: Diagram.Mark {
    Diagram.Mark(
      node: id, module: module, words: kind.words(direction),
      lines: [rule].compactMap(\.self))
  }
}

extension Finding.Kind {
  /// `NaN or Inf begins`, in the words of a card.
  fileprivate func words(_ direction: Finding.Direction) -> String {
    switch self {
    case .bornForward: "not finite from here"
    case .bornBackward: "gradient not finite from here"
    case .spread: "spreads from here"
    case .healed: "left out behind here"
    case .dead: "dead here"
    case .saturated: "saturated here"
    case .zero: "gradient becomes 0 here"
    case .cancelled: "gradient cancels here"
    case .unreached: "gradient ends here"
    case .vanishing: "gradient vanishes here"
    case .exploding: "gradient explodes here"
    case .unused: "nothing uses this"
    case .stale: "changed in place after use"
    case .wrongDerivative: "wrong derivative here"
    case .lostDigits: "digits lost here"
    }
  }
}

extension GraphSnapshot {
  /// The most nodes on the way to the end that a figure of a finding shows.
  private static let longestWay = 12

  /// The smallest part of the computation that explains a finding: where it began, what that was computed from, and the way to the end.
  ///
  /// Of a long way its two ends are shown.
  public func explaining(_ finding: Finding) -> GraphSnapshot {
    let graph = DiagnosedGraph(self)
    guard let start = graph.index.position(of: finding.id) else { return self }
    var isKept = [Bool](repeating: false, count: graph.count)
    isKept[start] = true
    for position in graph.inputs(start) + graph.uses(start) { isKept[position] = true }
    let positions = Dictionary(nodes.indices.map { (nodes[$0].name, $0) }) { first, _ in first }
    let way = finding.path.compactMap { positions[$0] }
    let shown =
      way.count <= Self.longestWay
      ? way : Array(way.prefix(Self.longestWay - 4)) + Array(way.suffix(4))
    for position in shown { isKept[position] = true }
    return cutOut(isKept, graph.index)
  }

  /// The marks of a figure that explains a finding: where it began, and the elements of the operands that it began with.
  public func marks(explaining finding: Finding) -> [Diagram.Mark] {
    let graph = DiagnosedGraph(self)
    guard let start = graph.index.position(of: finding.id), graph.operation(start) != nil,
      let axes = finding.elements.first,
      finding.kind == .bornForward || finding.kind == .bornBackward
    else { return [finding.mark] }
    let element = ElementIndex(axes: axes)
    let operands = Set(graph.inputs(start)).sorted().compactMap { position -> Diagram.Mark? in
      guard let value = graph.tensor(position)?.value, value.count > 1,
        let elements = value.elements, let offset = element.offset(in: value.shape),
        elements.indices.contains(offset)
      else { return nil }
      let index = ElementIndex(offset: offset, shape: value.shape).text
      return Diagram.Mark(
        node: nodes[position].id, words: "\(index) is \(NumberText.exact(elements[offset]))",
        isOrigin: false)
    }
    return [finding.mark] + operands
  }
}
