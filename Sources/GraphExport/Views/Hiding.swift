// Views without some kinds of thing.
extension GraphSnapshot {
  /// The snapshot without some kinds of thing: leaves become words on the operations that use them, views and casts join their ends, and
  /// what is computed without a gradient is cut off.
  func hiding(_ hidden: Set<GraphView.Hidden>) -> GraphSnapshot {
    var view = self
    if hidden.contains(.detached) { view = view.withoutDetached() }
    var joined: [OperationNode.Tag] = []
    if hidden.contains(.views) { joined.append(.view) }
    if hidden.contains(.casts) { joined.append(.cast) }
    view = view.joining(joined)
    var roles: Set<TensorNode.Role> = []
    if hidden.contains(.constants) { roles.insert(.constant) }
    if hidden.contains(.parameters) { roles.insert(.parameter) }
    if hidden.contains(.buffers) { roles.insert(.buffer) }
    if !roles.isEmpty { view = view.withoutLeaves(roles) }
    return hidden.contains(.results) ? view.withoutResults() : view
  }

  /// Results as cards if the figure then stays within some 40 cards; else those without a name are gone.
  func withResultsIfThereIsRoom() -> GraphSnapshot {
    nodes.count <= Self.mostCards ? self : withoutResults()
  }

  /// Results without a name gone, and what used them fed by their operations.
  func withoutResults() -> GraphSnapshot {
    let index = GraphIndex(self)
    var operationOf = [Int32](repeating: -1, count: index.count)
    var counts = hidden ?? NodeCounts()
    for position in 0..<index.count {
      guard let tensor = nodes[position].tensor, tensor.label == nil, !tensor.isRoot,
        !index.edges(outOf: position).isEmpty,
        let edge = index.edges(into: position).only, case let source = index.sources[Int(edge)],
        nodes[Int(source)].operation != nil || nodes[Int(source)].pass == .backward
      else { continue }
      operationOf[position] = source
      counts += nodes[position].counts
    }
    var view = self
    view.hidden = counts
    view.nodes = nodes.indices.filter { operationOf[$0] < 0 }.map { nodes[$0] }
    view.edges = edges.indices.compactMap { number in
      guard index.sources[number] >= 0, operationOf[Int(index.targets[number])] < 0 else {
        return nil
      }
      let operation = operationOf[Int(index.sources[number])]
      guard operation >= 0 else { return edges[number] }
      var edge = edges[number]
      edge.from = nodes[Int(operation)].id
      return edge
    }
    return view.nodes.count == nodes.count ? self : view
  }

  /// Leaves with a role gone, and said in words by the operations that use them: `constant 2`.
  func withoutLeaves(_ roles: Set<TensorNode.Role>) -> GraphSnapshot {
    let index = GraphIndex(self)
    let isHidden = nodes.indices.map { position in
      guard let tensor = nodes[position].tensor, !tensor.isRoot else { return false }
      return roles.contains(tensor.role) && index.edges(into: position).isEmpty
    }
    guard isHidden.contains(true) else { return self }
    var view = self
    var hiddenCounts = hidden ?? NodeCounts()
    view.nodes = []
    for position in 0..<index.count {
      var node = nodes[position]
      guard !isHidden[position] else {
        hiddenCounts += node.counts
        continue
      }
      if case .operation(var operation) = node.content {
        for edge in index.edges(into: position) {
          let source = Int(index.sources[Int(edge)])
          guard isHidden[source], let tensor = nodes[source].tensor else { continue }
          let name = nodes[source].repeats?.rangeOfMeans ?? tensor.shortName
          operation.attributes.append(.init(name: tensor.role.rawValue, value: name))
        }
        node.content = .operation(operation)
      }
      view.nodes.append(node)
    }
    view.edges = edges.indices.filter {
      index.sources[$0] >= 0 && !isHidden[Int(index.sources[$0])]
    }
    .map { edges[$0] }
    view.hidden = hiddenCounts
    return view.withoutUnusedScopes()
  }

  /// What leads to the root without carrying a gradient, cut off.
  private func withoutDetached() -> GraphSnapshot {
    let index = GraphIndex(self)
    var isKept = nodes.indices.map { position in
      switch nodes[position].content {
      case .tensor(let tensor): tensor.requiresGradient || tensor.isRoot
      case .operation:
        index.edges(outOf: position).contains { edge in
          guard let tensor = nodes[Int(index.targets[Int(edge)])].tensor else { return true }
          return tensor.requiresGradient || tensor.isRoot
        }
      case .reference, .module, .stub: true
      }
    }
    // What was given rather than computed stays with the operations that use it.
    for position in 0..<index.count where !isKept[position] && index.edges(into: position).isEmpty {
      isKept[position] = index.edges(outOf: position).contains {
        isKept[Int(index.targets[Int($0)])]
      }
    }
    return isKept.contains(false) ? cutOut(isKept, index) : self
  }
}

extension TensorNode {
  /// The number that it is, or its name, or its shape.
  fileprivate var shortName: String {
    if let label { return label }
    if holdsIntegers, let text = scalarText { return text }
    guard let number = value.scalar else {
      // A single size would look like the number itself.
      return shape.count == 1
        ? "of \(shape[0])" : shape.map(String.init).joined(separator: "×")
    }
    let text = value.isSinglePrecision ? "\(Float(number))" : "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Repeats {
  /// Between which numbers several constants lie; nil if they are all the same, or no single numbers.
  fileprivate var rangeOfMeans: String? {
    let known = means.compactMap(\.self)
    guard let least = known.min(), let most = known.max(), least != most else { return nil }
    return "\(least.singleText) … \(most.singleText)"
  }
}
