extension DiagnosedGraph {
  /// The most elements that a finding names.
  static let mostElements = 8

  /// A finding at an operation or at a tensor, with what the snapshot knows of the node.
  ///
  /// Of the way to the end it has the beginning: `withWays` finds the rest for those that are not left out.
  func finding(
    _ kind: Finding.Kind, _ severity: Finding.Severity, at position: Int,
    _ direction: Finding.Direction, elements: [[Int]] = [], elementCount: Int? = nil,
    rule: String? = nil, _ message: String
  ) -> Finding {
    let node = snapshot.nodes[position]
    return Finding(
      kind: kind, severity: severity, node: node.name, id: node.id,
      operation: node.operation?.type ?? node.tensor?.role.rawValue ?? node.module?.type ?? "",
      direction: direction, elements: Array(elements.prefix(Self.mostElements)),
      elementCount: elementCount ?? elements.count, rule: rule, path: [node.name],
      module: module(position), source: node.operation?.source, message: message)
  }

  /// Findings with the ways that begin where theirs do.
  func withWays(_ findings: [Finding]) -> [Finding] {
    let starts = Set(findings.compactMap(\.path.first))
    let positions = Dictionary(
      (0..<count).filter { starts.contains(name($0)) }.map { (name($0), $0) }
    ) { first, _ in first }
    return findings.map { finding in
      var finding = finding
      if let start = finding.path.first.flatMap({ positions[$0] }) {
        finding.path = way(from: start)
      }
      return finding
    }
  }

  /// Operation and module in words: `log in fc1`.
  func words(for position: Int) -> String {
    let type = operation(position)?.type ?? label(position)
    return module(position).map { "\(type) in \($0)" } ?? type
  }
}

extension ArraySummary {
  /// The indices along the axes of the elements for which the condition holds; at most eight, and none where they are not known.
  func indices(where condition: (Double) -> Bool) -> [[Int]] {
    if let elements {
      let found = elements.indices.filter { condition(elements[$0]) }
      return found.prefix(DiagnosedGraph.mostElements).map {
        ElementIndex(offset: $0, shape: shape).axes
      }
    }
    return nonFiniteOffsets.prefix(DiagnosedGraph.mostElements).map {
      ElementIndex(offset: $0, shape: shape).axes
    }
  }

  /// The indices of the first elements that are NaN or infinite.
  var nonFiniteIndices: [[Int]] { indices { !$0.isFinite } }
}

/// Where an element stands in an array.
struct ElementIndex {
  /// The index along each axis.
  var axes: [Int]

  /// The index of an element by its offset in row-major order.
  init(offset: Int, shape: [Int]) {
    var (rest, axes) = (offset, [Int](repeating: 0, count: shape.count))
    for axis in shape.indices.reversed() where shape[axis] > 0 {
      axes[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    self.axes = axes
  }

  /// The index of the element that stands for this one in an array that is broadcast; nil where its shape does not fit.
  func offset(in shape: [Int]) -> Int? {
    guard shape.count <= axes.count else { return nil }
    var offset = 0
    for (size, index) in zip(shape, axes.suffix(shape.count)) {
      guard size == 1 || index < size else { return nil }
      offset = offset * size + (size == 1 ? 0 : index)
    }
    return offset
  }

  /// `[0, 2]`, or nothing for a single number.
  var text: String { axes.isEmpty ? "" : "[\(axes.map(String.init).joined(separator: ", "))]" }
}
