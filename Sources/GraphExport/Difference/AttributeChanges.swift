/// Attributes by name that are not the same.
enum AttributeChanges {
  /// What is meant where nothing is said.
  private static let usual = ["reduction": "mean", "approximate": "none"]

  static func between(
    _ a: [OperationNode.Attribute], _ b: [OperationNode.Attribute]
  ) -> [(name: String, before: String?, after: String?)] {
    guard a != b else { return [] }
    let before = Dictionary(a.map { ($0.name, $0.value) }) { first, _ in first }
    let after = Dictionary(b.map { ($0.name, $0.value) }) { first, _ in first }
    let names = a.map(\.name) + b.map(\.name).filter { before[$0] == nil }
    return names.filter { before[$0] != after[$0] }.map {
      ($0, before[$0] ?? usual[$0], after[$0] ?? usual[$0])
    }
  }
}

extension [Int] {
  /// Whether an attribute, such as `2×3`, `[2, 3]` or `[2, -1]`, asks for this shape; -1 stands for what is left over.
  func isMeant(by attribute: String?) -> Bool {
    guard let attribute, attribute.allSatisfy({ "0123456789-×,[]() ".contains($0) }) else {
      return false
    }
    let sizes = attribute.split { !$0.isNumber && $0 != "-" }.map { Int($0) }
    return sizes.count == count && zip(sizes, self).allSatisfy { $0 == $1 || $0 == -1 }
  }
}
