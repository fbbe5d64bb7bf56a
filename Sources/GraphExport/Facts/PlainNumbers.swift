// A snapshot whose numbers are all the same: what is drawn of it depends on everything else.

extension GraphSnapshot {
  /// The snapshot with one number in place of each of its numbers.
  ///
  /// What it looks like is the same on every machine, and another whenever anything but numbers is.
  var withPlainNumbers: GraphSnapshot {
    var plain = self
    for index in plain.nodes.indices {
      plain.nodes[index].content = nodes[index].content.withPlainNumbers
      plain.nodes[index].repeats = nodes[index].repeats.map { repeats in
        Repeats(
          count: repeats.count, means: repeats.means.map { $0.map { _ in plainNumber } },
          gradientNorms: repeats.gradientNorms.map { $0.map { _ in plainNumber } })
      }
    }
    for index in plain.edges.indices {
      plain.edges[index].contribution = edges[index].contribution.map {
        Contribution(
          value: $0.value.withPlainNumbers,
          localDerivative: $0.localDerivative.map { _ in plainNumber })
      }
    }
    return plain
  }
}

private let plainNumber = 0.5

extension GraphSnapshot.Content {
  fileprivate var withPlainNumbers: GraphSnapshot.Content {
    switch self {
    case .tensor(let tensor): return .tensor(tensor.withPlainNumbers)
    case .module(var module):
      module.parameters = module.parameters.map(\.withPlainNumbers)
      module.result = module.result?.withPlainNumbers
      if case .norms(let norms) = module.gradient {
        module.gradient = .norms(norms.map { _ in plainNumber })
      }
      module.nonFiniteValues = NonFiniteCounts()
      module.nonFiniteGradients = NonFiniteCounts()
      return .module(module)
    case .operation, .reference, .stub: return self
    }
  }
}

extension TensorNode {
  fileprivate var withPlainNumbers: TensorNode {
    var plain = self
    plain.value = value.withPlainNumbers
    if let gradient = gradient.summary { plain.gradient = .computed(gradient.withPlainNumbers) }
    for number in gradientChanges.indices {
      plain.gradientChanges[number].before = gradientChanges[number].before.withPlainNumbers
    }
    return plain
  }
}

extension ArraySummary {
  fileprivate var withPlainNumbers: ArraySummary {
    if let elements {
      return ArraySummary(
        shape: shape, values: elements.map { _ in plainNumber },
        isSinglePrecision: isSinglePrecision)
    }
    let old = thumbnail
    var statistics = Statistics(plainNumber)
    statistics.positive = count
    return ArraySummary(
      shape: shape, isSinglePrecision: isSinglePrecision,
      thumbnail: Thumbnail(
        old.layout, numbers: old.numbers.map { _ in plainNumber }, old.pooling),
      statistics: statistics)
  }
}
