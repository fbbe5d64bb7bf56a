extension GraphSnapshot {
  /// Which of the numbers of a snapshot is meant: one of a tensor of few, or the only one, which is element 0.
  public enum NumberLocation: Hashable, Sendable {
    /// An element of the value of a tensor, by the `id` of its node.
    case value(Int, element: Int = 0)
    /// An element of the gradient of a tensor, by the `id` of its node.
    case gradient(Int, element: Int = 0)
    /// What an operation adds to an element of the gradient of an argument: the `id` of the operation's node, and which argument, from 0.
    case contribution(operation: Int, argument: Int, element: Int = 0)

    /// Which element is meant, in row-major order.
    public var element: Int {
      switch self {
      case .value(_, let element), .gradient(_, let element), .contribution(_, _, let element):
        element
      }
    }

    /// The location of the first element of the same array, which stands for the array.
    public var array: NumberLocation {
      switch self {
      case .value(let id, _): .value(id)
      case .gradient(let id, _): .gradient(id)
      case .contribution(let operation, let argument, _):
        .contribution(operation: operation, argument: argument)
      }
    }

    /// The location of another element of the same array.
    func at(_ element: Int) -> NumberLocation {
      switch self {
      case .value(let id, _): .value(id, element: element)
      case .gradient(let id, _): .gradient(id, element: element)
      case .contribution(let operation, let argument, _):
        .contribution(operation: operation, argument: argument, element: element)
      }
    }
  }

  /// The number at a location; nil where there is none that is known.
  public func number(at location: NumberLocation) -> Double? {
    guard let elements = summary(at: location)?.elements else { return nil }
    return elements.indices.contains(location.element) ? elements[location.element] : nil
  }

  /// The numbers at some locations, found together; nil where there is none that is known.
  public func numbers(at locations: [NumberLocation]) -> [Double?] {
    var arrays: [NumberLocation: ArraySummary] = [:]
    for node in nodes {
      guard let tensor = node.tensor else { continue }
      arrays[.value(node.id)] = tensor.value
      arrays[.gradient(node.id)] = tensor.gradient.summary
    }
    for edge in edges {
      arrays[.contribution(operation: edge.to, argument: edge.position)] = edge.contribution?.value
    }
    return locations.map { location in
      let elements = arrays[location.array]?.elements ?? []
      return elements.indices.contains(location.element) ? elements[location.element] : nil
    }
  }

  /// The array that a number belongs to.
  func summary(at location: NumberLocation) -> ArraySummary? {
    switch location {
    case .value(let id, _): nodes.first { $0.id == id }?.tensor?.value
    case .gradient(let id, _): nodes.first { $0.id == id }?.tensor?.gradient.summary
    case .contribution(let operation, let argument, _):
      edges.first { $0.to == operation && $0.position == argument }?.contribution?.value
    }
  }
}
