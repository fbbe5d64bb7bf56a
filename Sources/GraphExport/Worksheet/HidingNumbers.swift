extension GraphSnapshot {
  /// The snapshot without some of its numbers, and without all from which these could be read.
  ///
  /// - Parameters:
  ///   - locations: the numbers.
  ///   - showsContributions: whether the figure shows what operations contribute.
  func hiding(_ locations: Set<NumberLocation>, showsContributions: Bool) -> GraphSnapshot {
    var hidden = self
    // An array of which a number is hidden has none: the others stand in its table.
    let locations = Set(locations.map(\.array))
    // A summary of many numbers tells of each.
    hidden.training = nil
    for position in nodes.indices {
      let id = nodes[position].id
      hidden.nodes[position].repeats = nodes[position].repeats.map { Repeats(count: $0.count) }
      switch nodes[position].content {
      case .tensor(var tensor):
        if locations.contains(.value(id)) { tensor.value = tensor.value.withoutNumbers }
        if locations.contains(.gradient(id)), let gradient = tensor.gradient.summary {
          tensor.gradient = .computed(gradient.withoutNumbers)
          for number in tensor.gradientChanges.indices {
            tensor.gradientChanges[number].before = gradient.withoutNumbers
          }
        }
        hidden.nodes[position].content = .tensor(tensor)
      case .operation(var operation):
        operation.check = nil
        hidden.nodes[position].content = .operation(operation)
      case .module(var module):
        (module.parameters, module.result, module.gradient) = ([], nil, .none)
        (module.nonFiniteValues, module.nonFiniteGradients) = (NonFiniteCounts(), NonFiniteCounts())
        hidden.nodes[position].content = .module(module)
      case .reference, .stub: break
      }
    }
    for position in edges.indices {
      guard let contribution = edges[position].contribution else { continue }
      let edge = edges[position]
      let isHidden = locations.contains(.contribution(operation: edge.to, argument: edge.position))
      // The derivative of a product is its other operand.
      hidden.edges[position].contribution =
        showsContributions
        ? Contribution(value: isHidden ? contribution.value.withoutNumbers : contribution.value)
        : nil
    }
    return hidden.withoutSingleContributions(of: locations)
  }

  /// Without contributions that are the whole of a gradient that is a blank.
  private func withoutSingleContributions(of locations: Set<NumberLocation>) -> GraphSnapshot {
    var hidden = self
    var uses: [Int: [Int]] = [:]
    for (position, edge) in edges.enumerated() where edge.contribution != nil {
      uses[edge.from, default: []].append(position)
    }
    for (tensor, positions) in uses
    where positions.count == 1 && locations.contains(.gradient(tensor)) {
      let contribution = edges[positions[0]].contribution!
      hidden.edges[positions[0]].contribution = Contribution(
        value: contribution.value.withoutNumbers)
    }
    return hidden
  }
}

extension ArraySummary {
  /// The summary of an array of the same shape of which no number is known.
  fileprivate var withoutNumbers: ArraySummary {
    ArraySummary(shape: shape, absence: Self.leftOut)
  }
}
