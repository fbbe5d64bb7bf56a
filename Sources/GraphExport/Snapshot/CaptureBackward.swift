import Smolgrad

extension GraphSnapshot {
  /// Captures the backward pass; see `CaptureMode.backward`.
  init(backwardOf root: Tensor, title: String?) {
    guard root.requiresGradient else {
      // The tensor alone, which says that it requires none.
      let alone = root.detached()
      var capture = Capture(root: alone, includesContributions: false, expecting: 1)
      capture.add(alone)
      self = capture.finish(title: title)
      return
    }
    let forward = history(of: root)
    var names = CaptureNames(expecting: 2 * forward.count)
    var forwardNames: [ObjectIdentifier: String] = [:]
    forwardNames.reserveCapacity(forward.count)
    for tensor in forward { forwardNames[ObjectIdentifier(tensor)] = names.next(tensor).tensor }
    let wanted = forward.filter { $0.requiresGradient && ($0.isLeaf || $0.name != nil) }
    let seed =
      root.count == 1 ? nil : root.givenGradient?.detached() ?? .ones(root.shape, dtype: root.dtype)
    let found = gradients(
      of: root, withRespectTo: wanted, gradient: seed, recording: true, replaysHooks: true)
    let pairs = zip(wanted, found).compactMap { tensor, gradient in gradient.map { (tensor, $0) } }

    var capture = BackwardCapture(forwardNames: forwardNames)
    for (tensor, gradient) in pairs {
      capture.name(gradient, after: forwardNames[ObjectIdentifier(tensor)]!)
    }
    for tensor in capture.steps(to: pairs.map(\.1)) { capture.add(tensor) }
    self = capture.snapshot(title: title)
  }
}

extension Tensor {
  /// The gradient that a backward pass from here starts from, before hooks change it; nil where there is none.
  var givenGradient: Tensor? { gradientChanges.first?.before ?? gradient }
}

/// The state of one capture of a backward pass.
private struct BackwardCapture {
  /// The tensors of the forward pass.
  let forwardNames: [ObjectIdentifier: String]
  private var labels: [ObjectIdentifier: [String]] = [:]
  private var nodes: [GraphSnapshot.Node] = []
  private var edges: [GraphSnapshot.Edge] = []
  private var ids: [ObjectIdentifier: Int] = [:]
  private var names = UniqueNames()
  private var operations = OperationNodes()
  /// What depends on the gradient that the pass starts from; the rest are factors such as `1 - y²`.
  private var carriers: Set<ObjectIdentifier> = []

  init(forwardNames: [ObjectIdentifier: String]) {
    self.forwardNames = forwardNames
  }

  /// One gradient may be that of several tensors: a sum hands its own on to both of its arguments.
  mutating func name(_ gradient: Tensor, after tensor: String) {
    labels[ObjectIdentifier(gradient), default: []].append("∂L/∂\(tensor)")
  }

  /// What the gradients were computed from, in topological order, and nothing before the forward pass.
  func steps(to gradients: [Tensor]) -> [Tensor] {
    var order: [Tensor] = []
    var seen: Set<ObjectIdentifier> = []
    for gradient in gradients where seen.insert(ObjectIdentifier(gradient)).inserted {
      var path: [(tensor: Tensor, next: Int)] = [(gradient, 0)]
      while let (tensor, next) = path.last {
        let inputs = forwardNames[ObjectIdentifier(tensor)] == nil ? tensor.inputs : []
        if next < inputs.count {
          path[path.count - 1].next += 1
          if seen.insert(ObjectIdentifier(inputs[next])).inserted { path.append((inputs[next], 0)) }
        } else {
          order.append(tensor)
          path.removeLast()
        }
      }
    }
    return order
  }

  mutating func add(_ tensor: Tensor) {
    let id = ObjectIdentifier(tensor)
    if let forwardName = forwardNames[id] {
      ids[id] = append(names.unique(forwardName), describe(tensor, .forward, label: forwardName))
      return
    }
    let label = labels[id].map {
      $0.prefix(3).joined(separator: " = ") + ($0.count > 3 ? " = …" : "")
    }
    if label != nil || tensor.inputs.contains(where: { carriers.contains(ObjectIdentifier($0)) }) {
      carriers.insert(id)
    }
    let isGradient = carriers.contains(id)
    guard let record = tensor.record else {
      let role: TensorNode.Role = isGradient ? .gradient : .constant
      ids[id] = append(
        names.unique(label ?? names.numbered("constant")), describe(tensor, role, label: label))
      return
    }
    let step = names.numbered(record.operation)
    let operation = append(names.unique(step), .operation(operations.node(of: record)))
    for (position, input) in record.inputs.enumerated() {
      edges.append(.init(from: ids[ObjectIdentifier(input)]!, to: operation, position: position))
    }
    let result = append(
      names.unique(label ?? "\(step).output"),
      describe(tensor, isGradient ? .gradient : .result, label: label))
    edges.append(.init(from: operation, to: result, position: 0))
    ids[id] = result
  }

  private func describe(
    _ tensor: Tensor, _ role: TensorNode.Role, label: String?
  ) -> GraphSnapshot.Content {
    .tensor(
      TensorNode(
        role: role, label: label, dtype: tensor.dtype.rawValue,
        value: ArraySummary(tensor), gradient: .absent(.constant)))
  }

  private mutating func append(_ name: String, _ content: GraphSnapshot.Content) -> Int {
    nodes.append(.init(id: nodes.count, name: name, content: content))
    return nodes.count - 1
  }

  func snapshot(title: String?) -> GraphSnapshot {
    GraphSnapshot(title: title, nodes: nodes, edges: edges)
  }
}
