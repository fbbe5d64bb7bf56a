import Smolgrad

extension GraphSnapshot {
  /// Captures both passes; see `CaptureMode.combined`.
  init(bothPassesOf root: Tensor, title: String?) {
    let forward = history(of: root)
    var capture = Capture(root: root, includesContributions: false, expecting: forward.count)
    for tensor in forward { capture.add(tensor) }
    self = capture.finish(title: title)
    guard root.requiresGradient else { return }
    var backward = CombinedCapture(self, forward)
    let seed =
      root.count == 1
      ? Tensor.ones(root.shape, dtype: root.dtype)
      : root.givenGradient?.detached() ?? .ones(root.shape, dtype: root.dtype)
    backward.begin(root, seed)
    for tensor in forward.reversed() where tensor.requiresGradient { backward.add(tensor) }
    self = backward.snapshot
  }
}

/// The state of one capture of both passes: the backward pass is added, one operation of the forward pass after the other.
private struct CombinedCapture {
  private(set) var snapshot: GraphSnapshot
  /// The nodes of the tensors of the forward pass, by positions.
  private var positions: [ObjectIdentifier: Int] = [:]
  /// What has arrived of the gradient of each tensor.
  private var shares: [ObjectIdentifier: [Share]] = [:]
  private var names = UniqueNames()
  private var operations = OperationNodes()

  /// A part of a gradient, and the operation that computed it; nil for what nothing computed.
  private struct Share {
    var value: Tensor
    var operation: Int?
  }

  init(_ snapshot: GraphSnapshot, _ forward: [Tensor]) {
    self.snapshot = snapshot
    var position = 0
    for tensor in forward {
      // A tensor that was computed stands behind its operation.
      position += tensor.record == nil ? 0 : 1
      positions[ObjectIdentifier(tensor)] = position
      position += 1
    }
    for index in snapshot.nodes.indices {
      _ = names.unique(snapshot.nodes[index].name)
      guard case .tensor(var tensor) = snapshot.nodes[index].content, tensor.requiresGradient
      else { continue }
      // Its gradient has a node of its own.
      tensor.gradient = .absent(.constant)
      tensor.gradientChanges = []
      self.snapshot.nodes[index].content = .tensor(tensor)
    }
  }

  mutating func begin(_ root: Tensor, _ seed: Tensor) {
    shares[ObjectIdentifier(root)] = [Share(value: seed)]
  }

  /// Adds the gradient of a tensor, and what the operation behind the tensor passes on to its arguments.
  mutating func add(_ tensor: Tensor) {
    guard let arrived = shares.removeValue(forKey: ObjectIdentifier(tensor)) else { return }
    let position = positions[ObjectIdentifier(tensor)]!
    var total = arrived.dropFirst().reduce(arrived[0].value) { $0 + $1.value }.detached()
    let gradient = addGradient(&total, arrived, of: position, tensor.gradientChanges)
    guard let record = tensor.record else { return }
    total.requiresGradient = true
    let scope = snapshot.nodes[position].scope
    let first = snapshot.nodes.count
    var passingOn: Int?
    var last: Int?
    var count = 0
    for (input, contribution) in zip(
      record.inputs, tensor.contributions(of: total, recording: true))
    {
      guard let contribution else { continue }
      var operation: Int?
      if contribution === total {
        // What a sum does: each argument gets the gradient as it is.
        if passingOn == nil {
          passingOn = append("copy", scope, .operation(OperationNode(type: "copy")))
          connect(gradient, to: passingOn!, 0)
        }
        operation = passingOn
      } else {
        operation = addSteps(to: contribution, from: total, gradient, scope)
      }
      (last, count) = (operation, count + 1)
      shares[ObjectIdentifier(input), default: []].append(
        Share(value: contribution.detached(), operation: operation))
    }
    // One operation stands for the derivative of another: the only one, or the last of those that lead to one argument.
    let added = snapshot.nodes.indices.suffix(from: first).filter {
      snapshot.nodes[$0].operation != nil
    }
    if let counterpart = count == 1 ? last : added.only {
      snapshot.nodes[counterpart].counterpart = snapshot.nodes[position - 1].id
    }
  }

  /// Adds the gradient of a tensor: what one operation gave, or the sum of what several did, and what hooks made of it.
  private mutating func addGradient(
    _ total: inout Tensor, _ arrived: [Share], of position: Int, _ changes: [GradientChange]
  ) -> Int {
    let node = snapshot.nodes[position]
    var origin = arrived[0].operation
    if arrived.count > 1 {
      let addends = arrived.map { share in
        let addend = append("share", node.scope, describe(share.value, .gradient))
        if let operation = share.operation { connect(operation, to: addend, 0) }
        return addend
      }
      let sum = OperationNode(
        type: "add", attributes: [.init(name: "shares", value: "\(arrived.count)")])
      origin = append("sum", node.scope, .operation(sum))
      for (index, addend) in addends.enumerated() { connect(addend, to: origin!, index) }
    }
    for change in changes {
      guard let known = TensorNode.GradientChange(change) else { continue }
      let given = append("given", node.scope, describe(total, .gradient))
      if let origin { connect(origin, to: given, 0) }
      origin = append(
        known.operation, node.scope,
        .operation(OperationNode(type: known.operation, attributes: known.attributes)))
      connect(given, to: origin!, 0)
      total = change.after
    }
    let name = node.name.hasSuffix(".output") ? String(node.name.dropLast(7)) : node.name
    let gradient = append(
      nil, node.scope, describe(total, .gradient, label: "∂L/∂\(node.tensor?.label ?? name)"))
    snapshot.nodes[gradient].counterpart = node.id
    if let origin { connect(origin, to: gradient, 0) }
    return gradient
  }

  /// Adds the operations that lead from a gradient to a contribution; the last of them, or nil where there is none.
  private mutating func addSteps(
    to contribution: Tensor, from total: Tensor, _ gradient: Int, _ scope: Int?
  ) -> Int? {
    var known: [ObjectIdentifier: Int] = [ObjectIdentifier(total): gradient]
    /// Whether a tensor depends on the gradient; others are factors.
    var carriers: Set<ObjectIdentifier> = [ObjectIdentifier(total)]
    var last: Int?
    for tensor in steps(to: contribution, total) {
      let id = ObjectIdentifier(tensor)
      guard let record = tensor.record else {
        // A contribution that nothing computed, such as the zeros of `floor`, stands on the gradient's card alone.
        if tensor !== contribution {
          known[id] = append("constant", scope, describe(tensor, .constant))
        }
        continue
      }
      if record.inputs.contains(where: { carriers.contains(ObjectIdentifier($0)) }) {
        carriers.insert(id)
      }
      let operation = append(
        record.operation, scope, .operation(operations.node(of: record)))
      for (index, input) in record.inputs.enumerated() {
        let source = known[ObjectIdentifier(input)] ?? positions[ObjectIdentifier(input)]!
        connect(source, to: operation, index)
      }
      last = operation
      guard tensor !== contribution else { continue }
      let role: TensorNode.Role = carriers.contains(id) ? .gradient : .result
      known[id] = append("\(record.operation).output", scope, describe(tensor, role))
      connect(operation, to: known[id]!, 0)
    }
    return last
  }

  /// What a contribution was computed from, in topological order, behind the gradient and the tensors of the forward pass.
  private func steps(to contribution: Tensor, _ total: Tensor) -> [Tensor] {
    var order: [Tensor] = []
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(total)]
    guard positions[ObjectIdentifier(contribution)] == nil else { return [] }
    var path: [(tensor: Tensor, next: Int)] = [(contribution, 0)]
    while let (tensor, next) = path.last {
      if next < tensor.inputs.count {
        path[path.count - 1].next += 1
        let id = ObjectIdentifier(tensor.inputs[next])
        if positions[id] == nil, seen.insert(id).inserted { path.append((tensor.inputs[next], 0)) }
      } else {
        order.append(tensor)
        path.removeLast()
      }
    }
    return order
  }

  private func describe(
    _ tensor: Tensor, _ role: TensorNode.Role, label: String? = nil
  ) -> GraphSnapshot.Content {
    .tensor(
      TensorNode(
        role: role, label: label, dtype: tensor.dtype.rawValue,
        value: ArraySummary(tensor), gradient: .absent(.constant)))
  }

  /// Adds a node of the backward pass with a name made of its kind, or of its label; its position.
  private mutating func append(
    _ kind: String?, _ scope: Int?, _ content: GraphSnapshot.Content
  ) -> Int {
    var node = GraphSnapshot.Node(
      id: snapshot.nodes.count, name: "", scope: scope, content: content)
    node.name = names.unique(node.tensor?.label ?? names.numbered("\(kind ?? "gradient").backward"))
    node.pass = .backward
    snapshot.nodes.append(node)
    return snapshot.nodes.count - 1
  }

  /// Adds an edge; the nodes' ids are their positions.
  private mutating func connect(_ from: Int, to: Int, _ position: Int) {
    snapshot.edges.append(.init(from: from, to: to, position: position))
  }
}
