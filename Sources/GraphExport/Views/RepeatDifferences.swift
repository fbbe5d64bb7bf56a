/// What differs between calls that are drawn as one, besides the numbers in their tensors: constants, and what modules were told.
struct RepeatDifferences {
  typealias Attribute = OperationNode.Attribute

  /// What the card of the calls says: `p 0 … 0.1`.
  private(set) var attributes: [Attribute] = []
  /// What the calls inside were told, by their indices.
  private(set) var scopes: [Int: [Attribute]] = [:]
  /// What the operations were told, by their indices.
  private(set) var operations: [Int32: [Attribute]] = [:]

  /// - Parameter scopesInside: the calls inside of each, and itself.
  init(_ sequence: CallSequence, in snapshot: GraphSnapshot, scopesInside: (Int) -> [Int]) {
    var found = Ranges()
    let lists = sequence.scopes.map(scopesInside)
    for (number, scope) in lists[0].enumerated() where lists.allSatisfy({ $0.count > number }) {
      let told = lists.map { snapshot.scopes[$0[number]].attributes }
      guard let joined = Self.joined(told, &found) else { continue }
      scopes[scope] = joined
    }
    var byNode = Ranges()
    for (position, node) in sequence.repeats[0].enumerated() {
      let nodes = sequence.repeats.map { snapshot.nodes[Int($0[position])] }
      let told = nodes.compactMap { $0.operation?.attributes }
      if told.count == nodes.count, let joined = Self.joined(told, &byNode) {
        operations[node] = joined
      }
      let constants = nodes.compactMap { $0.tensor?.role == .constant ? $0.tensor : nil }
      if constants.count == nodes.count {
        byNode.add(name: "constant", constants.compactMap(\.text))
      }
    }
    if found.isEmpty { found = byNode }
    let known = Set(scopes[sequence.scopes[0]]?.map(\.name) ?? [])
    attributes = found.attributes.filter { !known.contains($0.name) }
  }

  /// The attributes with ranges in the place of values that differ; nil if none does.
  private static func joined(_ lists: [[Attribute]], _ found: inout Ranges) -> [Attribute]? {
    guard lists.contains(where: { $0 != lists[0] }) else { return nil }
    var names: [String] = []
    for name in lists.joined().map(\.name) where !names.contains(name) { names.append(name) }
    return names.map { name in
      let values = lists.compactMap { list in list.first { $0.name == name }?.value }
      found.add(name: name, values)
      var range = Ranges()
      range.add(name: name, values)
      return range.attributes.first ?? Attribute(name: name, value: values[0])
    }
  }
}

/// The least and the greatest of several values for each name.
private struct Ranges {
  private var names: [String] = []
  private var values: [String: [String]] = [:]

  var isEmpty: Bool { names.isEmpty }

  /// Adds values of one name; those that are all the same are no range.
  mutating func add(name: String, _ texts: [String]) {
    guard Set(texts).count > 1 else { return }
    if values[name] == nil { names.append(name) }
    values[name, default: []] += texts
  }

  var attributes: [OperationNode.Attribute] {
    names.map { name in
      let texts = values[name]!
      let numbers = texts.compactMap { text in Double(text).map { ($0, text) } }
      guard numbers.count == texts.count, let least = numbers.min(by: { $0.0 < $1.0 }),
        let most = numbers.max(by: { $0.0 < $1.0 })
      else { return .init(name: name, value: "\(texts[0]) … \(texts[texts.count - 1])") }
      return .init(name: name, value: "\(least.1) … \(most.1)")
    }
  }
}

extension TensorNode {
  /// The number that a constant is.
  fileprivate var text: String? { value.scalar.map(\.singleText) }
}

extension Double {
  /// The number with as many digits as single precision needs.
  var singleText: String {
    let text = "\(Float(self))"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension [OperationNode.Attribute] {
  /// Whether two lists differ in nothing but fractions, such as probabilities and scales.
  func differsInFractionsOnly(from other: Self) -> Bool {
    count == other.count
      && zip(self, other).allSatisfy { a, b in
        a.name == b.name && (a.value == b.value || (a.isFraction && b.isFraction))
      }
  }
}

extension OperationNode.Attribute {
  /// Whether the value is a number that need not be whole; a number of axes or steps is.
  var isFraction: Bool {
    Double(value) != nil && (value.contains(".") || value.contains("e"))
  }
}
