public import Smolgrad

extension GraphSnapshot {
  /// What is captured of a computation.
  public enum CaptureMode: Hashable, Sendable, CaseIterable {
    /// The forward pass, with the gradients that its tensors have now.
    case forward
    /// The same, and what each operation added to each gradient.
    ///
    /// It applies every recorded pullback once more, changes no gradient, and takes about as long as `backward()`.
    case contributions
    /// The backward pass as a computation of its own: the operations that compute the gradients.
    ///
    /// It differentiates the tensor once more with recording on, for its leaves and its named results, and stores no gradient in any of
    /// them. Tensors of the forward pass that the pullbacks use are there as they are, without what they were computed from. A tensor that
    /// requires no gradient is all that there is, and says so. If the tensor has several elements, the pass starts from the gradient that it
    /// has, or from ones.
    case backward
    /// Both passes: the forward pass as it is, and for each of its tensors the gradient, with the operations that compute it.
    ///
    /// It differentiates each operation once more with recording on, and stores no gradient in any tensor. Each gradient, and each operation
    /// of the backward pass that alone applies a derivative, or that is the last of those that lead to one argument, names its counterpart; see
    /// `GraphSnapshot.Node.counterpart`. If the tensor has several elements, the pass starts from the gradient that it has, or from ones.
    case combined
  }

  /// Captures the computation that led to a tensor.
  ///
  /// Nothing else reads tensors. It walks the recorded history without recursion and in an order that the
  /// program alone decides, so the same computation gives an equal snapshot.
  ///
  ///     let x = Tensor(2).named("x")
  ///     let snapshot = GraphSnapshot(of: x * x)
  ///     snapshot.nodes.map(\.name)  // ["x", "mul_1", "mul_1.output"]
  ///     snapshot.edges.count  // 3
  ///
  /// - Parameters:
  ///   - root: the tensor.
  ///   - title: what the computation is called.
  ///   - mode: what is captured of it.
  ///   - parameters: what should have led to the tensor; what of it did not stands in the snapshot by itself. Not for the backward pass.
  public init(
    of root: Tensor, title: String? = nil, capturing mode: CaptureMode = .forward,
    expecting parameters: [Tensor] = []
  ) {
    guard mode != .backward else {
      self.init(backwardOf: root, title: title.map { "\($0), backward pass" })
      return
    }
    guard mode != .combined else {
      self.init(bothPassesOf: root, title: title)
      return
    }
    let history = history(of: root)
    var capture = Capture(
      root: root, includesContributions: mode == .contributions, expecting: history.count)
    for tensor in history { capture.add(tensor) }
    for parameter in parameters { capture.addUnlessKnown(parameter) }
    self = capture.finish(title: title)
  }

  /// The `id` that each operation of a computation has in its snapshot, by its result.
  package static func operationIDs(of root: Tensor) -> [ObjectIdentifier: Int] {
    var ids: [ObjectIdentifier: Int] = [:]
    var next = 0
    for tensor in history(of: root) {
      if tensor.record != nil { ids[ObjectIdentifier(tensor)] = next }
      next += tensor.record == nil ? 1 : 2
    }
    return ids
  }
}

/// The state of one capture.
struct Capture {
  private let root: Tensor
  private let includesContributions: Bool
  private var nodes: [GraphSnapshot.Node] = []
  private var edges: [GraphSnapshot.Edge] = []
  private var ids: [ObjectIdentifier: Int] = [:]
  private var names: CaptureNames
  private var operations = OperationNodes()
  private var scopes = ScopeTable()
  /// What operations take, if the capture was asked for it.
  private var costs: CaptureCosts?
  /// Leaves that belong to a module, to be put into them once all scopes are known.
  private var strays: [(node: Int, path: String?)] = []

  init(
    root: Tensor, includesContributions: Bool, costs: CaptureCosts? = nil, expecting count: Int
  ) {
    self.root = root
    self.costs = costs
    self.includesContributions = includesContributions
    names = CaptureNames(expecting: 2 * count)
    nodes.reserveCapacity(2 * count)
    edges.reserveCapacity(2 * count)
    ids.reserveCapacity(count)
  }

  mutating func add(_ tensor: Tensor) {
    let (name, step) = names.next(tensor)
    guard let record = tensor.record, let step else {
      let id = append(name, scope: nil, .tensor(describe(tensor)))
      ids[ObjectIdentifier(tensor)] = id
      if tensor.role != .input && tensor.role != .result {
        strays.append((id, tensor.path))
      }
      return
    }
    let scope = record.scope.map { scopes.id(of: $0) }
    let operation = append(step, scope: scope, .operation(operations.node(of: record)))
    let contributions = includesContributions ? contributions(of: tensor) : []
    var saved: [Int] = []
    if costs != nil { (nodes[operation].cost, saved) = costs!.next(tensor) }
    for (position, input) in record.inputs.enumerated() {
      edges.append(
        .init(
          from: ids[ObjectIdentifier(input)]!, to: operation, position: position,
          contribution: position < contributions.count ? contributions[position] : nil,
          saved: position < saved.count ? saved[position] : nil))
    }
    let result = append(name, scope: scope, .tensor(describe(tensor)))
    edges.append(.init(from: operation, to: result, position: 0))
    ids[ObjectIdentifier(tensor)] = result
  }

  /// Adds a leaf that nothing was computed from.
  mutating func addUnlessKnown(_ leaf: Tensor) {
    guard leaf.record == nil, ids[ObjectIdentifier(leaf)] == nil else { return }
    add(leaf)
  }

  private mutating func append(
    _ name: String, scope: Int?, _ content: GraphSnapshot.Content
  ) -> Int {
    nodes.append(.init(id: nodes.count, name: name, scope: scope, content: content))
    return nodes.count - 1
  }

  private func describe(_ tensor: Tensor) -> TensorNode {
    // The result of an operation that was not recorded is an input of what was.
    let isForeign = tensor.role == .result && tensor.record == nil
    return TensorNode(
      role: isForeign ? .input : TensorNode.Role(tensor.role), label: tensor.name ?? tensor.path,
      dtype: tensor.dtype.rawValue, requiresGradient: tensor.requiresGradient,
      isRoot: tensor === root, value: ArraySummary(tensor), gradient: gradient(of: tensor),
      gradientChanges: tensor.gradientChanges.compactMap(TensorNode.GradientChange.init))
  }

  private func contributions(of tensor: Tensor) -> [Contribution?] {
    guard let gradient = tensor.gradient, tensor.requiresGradient else { return [] }
    // The derivative itself is what a gradient of 1 delivers; dividing would fail where the gradient is 0.
    let slopes =
      tensor.count == 1 ? tensor.contributions(of: .ones(tensor.shape, dtype: tensor.dtype)) : []
    return tensor.contributions(of: gradient).enumerated().map { position, contribution in
      guard let contribution else { return nil }
      let slope =
        contribution.count == 1 && position < slopes.count ? slopes[position]?.item() : nil
      return Contribution(value: ArraySummary(contribution), localDerivative: slope)
    }
  }

  private func gradient(of tensor: Tensor) -> TensorNode.Gradient {
    if let gradient = tensor.gradient { return .computed(ArraySummary(gradient)) }
    if tensor.gradientWasCleared { return .absent(.cleared) }
    if tensor.role == .constant { return .absent(.constant) }
    if !tensor.dtype.isFloatingPoint { return .absent(.integer) }
    if !tensor.requiresGradient { return .absent(.notRequired) }
    return .absent(root.gradient == nil ? .notComputed : .unreachable)
  }

  /// Adds the operation that could not go on.
  mutating func add(_ failure: OperationFailure, of operands: [Tensor], in scope: Smolgrad.Scope?) {
    let content = OperationNode(type: failure.operation, failure: failure.message)
    let id = append(
      names.next(operation: failure.operation), scope: scope.map { scopes.id(of: $0) },
      .operation(content))
    for (position, operand) in operands.enumerated() {
      edges.append(.init(from: ids[ObjectIdentifier(operand)]!, to: id, position: position))
    }
  }

  /// Marks the operation that a tensor is the result of.
  mutating func mark(_ tensor: Tensor, _ message: String) {
    guard let result = ids[ObjectIdentifier(tensor)],
      case .operation(var operation) = nodes[result - 1].content
    else { return }
    operation.failure = message
    nodes[result - 1].content = .operation(operation)
  }

  /// Puts parameters into the module that owns them and constants beside the operation that uses them.
  mutating func finish(title: String?) -> GraphSnapshot {
    // For each stray its uses, in order.
    var uses: [Int: [Int]] = [:]
    for stray in strays { uses[stray.node] = [] }
    for edge in edges { uses[edge.from]?.append(edge.to) }
    for (node, path) in strays {
      let calls = uses[node]!.map { use in
        let scope = nodes[use].scope
        return path.flatMap { scopes.owner(of: $0, around: scope) } ?? scope
      }
      guard let first = calls.first else { continue }
      nodes[node].scope = first
      guard let tensor = nodes[node].tensor, tensor.role == .parameter else { continue }
      for call in calls { scopes.count(tensor.value.count, of: node, in: call) }
    }
    return GraphSnapshot(title: title, scopes: scopes.scopes, nodes: nodes, edges: edges)
  }
}

extension TensorNode.GradientChange {
  /// A change by which the gradient became another one; nil for one that left the numbers as they were.
  init?(_ change: GradientChange) {
    let before = ArraySummary(change.before)
    guard change.operation != "hook" || before != ArraySummary(change.after) else { return nil }
    self.init(
      operation: change.operation, attributes: OperationNode.attributes(change.attributes),
      before: before)
  }
}

extension TensorNode.Role {
  fileprivate init(_ role: Tensor.Role) {
    self =
      switch role {
      case .constant: .constant
      case .input: .input
      case .parameter: .parameter
      case .buffer: .buffer
      case .result: .result
      }
  }
}
