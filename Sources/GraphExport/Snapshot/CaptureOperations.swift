import Smolgrad

/// Descriptions of operations, of which equal ones share their memory.
struct OperationNodes {
  private var known: [String: (node: OperationNode, tags: OperationTags)] = [:]

  mutating func node(of record: Record) -> OperationNode {
    if record.operandsHaveChanged {
      var node = OperationNode(record)
      node.isStale = true
      return node
    }
    if record.attributes.isEmpty, let (node, tags) = known[record.operation],
      tags == record.tags, node.describes(record)
    {
      return node
    }
    let node = OperationNode(record)
    known[record.operation] = (node, record.tags)
    return node
  }
}

extension OperationNode {
  init(_ record: Record) {
    self.init(
      type: record.operation,
      attributes: Self.attributes(record.attributes),
      derivatives: record.inputs.indices.compactMap { record.formula(forInput: $0)?.template },
      tags: Self.tags(of: record))
  }

  /// Settings as text.
  static func attributes(_ attributes: [Smolgrad.Attribute]) -> [Attribute] {
    attributes.map { Attribute(name: $0.name, value: $0.value.description) }
  }

  /// The tags of an operation, where they are not those that its name says already.
  private static func tags(of record: Record) -> [Tag]? {
    var tags: [Tag] = []
    if record.tags.contains(.permutation) {
      tags.append(.permutation)
    } else if record.tags.contains(.view) {
      tags.append(.view)
    }
    if record.tags.contains(.cast) { tags.append(.cast) }
    if record.tags.contains(.mask) { tags.append(.mask) }
    if record.tags.contains(.fallback) { tags.append(.fallback) }
    return tags == usualTags(of: record.operation) ? nil : tags
  }

  /// Whether it says what one made of a record without attributes would say.
  fileprivate func describes(_ record: Record) -> Bool {
    guard attributes.isEmpty, type == record.operation else { return false }
    var count = 0
    for index in record.inputs.indices {
      guard let template = record.formula(forInput: index)?.template else { continue }
      guard count < derivatives.count, derivatives[count] == template else { return false }
      count += 1
    }
    return count == derivatives.count
  }
}
