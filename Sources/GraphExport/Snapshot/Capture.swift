public import Smolgrad

extension GraphSnapshot {
  /// Captures the computation that led to a tensor, with the gradients that it has now.
  ///
  /// This is the only place that reads tensors. It walks the recorded history without recursion and in an order that the
  /// program alone decides, so the same computation gives an equal snapshot.
  ///
  /// - Parameters:
  ///   - root: the tensor.
  ///   - title: what the computation is called.
  ///   - includesContributions: whether to find out what each operation added to each gradient. It applies every recorded
  ///     pullback once more, changes no gradient, and takes about as long as `backward()`.
  public init(of root: Tensor, title: String? = nil, includesContributions: Bool = false) {
    var capture = Capture(root: root, includesContributions: includesContributions)
    for tensor in history(of: root) { capture.add(tensor) }
    self = capture.finish(title: title)
  }
}

/// The state of one capture.
struct Capture {
  private let root: Tensor
  private let includesContributions: Bool
  private var nodes: [GraphSnapshot.Node] = []
  private var edges: [GraphSnapshot.Edge] = []
  private var ids: [ObjectIdentifier: Int] = [:]
  private(set) var names = UniqueNames()
  private var scopes = ScopeTable()
  /// Leaves that belong to a module, to be placed once all scopes are known.
  private var strays: [(node: Int, owner: String?)] = []

  init(root: Tensor, includesContributions: Bool) {
    self.root = root
    self.includesContributions = includesContributions
  }

  mutating func add(_ tensor: Tensor) {
    guard let record = tensor.record else {
      let name =
        tensor.name ?? tensor.path
        ?? names.numbered(tensor.role == .result ? "input" : tensor.role.rawValue)
      let id = append(names.unique(name), scope: nil, .tensor(describe(tensor)))
      ids[ObjectIdentifier(tensor)] = id
      if tensor.role != .input && tensor.role != .result {
        strays.append((id, tensor.path.map(Self.owner)))
      }
      return
    }
    let scope = record.scope.map { scopes.id(of: $0) }
    let step = names.numbered(record.operation)
    let operation = append(names.unique(step), scope: scope, .operation(OperationNode(record)))
    let contributions = includesContributions ? contributions(of: tensor) : []
    for (position, input) in record.inputs.enumerated() {
      edges.append(
        .init(
          from: ids[ObjectIdentifier(input)]!, to: operation, position: position,
          contribution: position < contributions.count ? contributions[position] : nil))
    }
    let result = append(
      names.unique(tensor.name ?? "\(step).output"), scope: scope, .tensor(describe(tensor)))
    edges.append(.init(from: operation, to: result, position: 0))
    ids[ObjectIdentifier(tensor)] = result
  }

  /// The name that a captured tensor was given.
  func name(of tensor: Tensor) -> String? { ids[ObjectIdentifier(tensor)].map { nodes[$0].name } }

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
      isRoot: tensor === root, value: ArraySummary(tensor), gradient: gradient(of: tensor))
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

  private func gradient(of tensor: Tensor) -> Gradient {
    if let gradient = tensor.gradient { return .computed(ArraySummary(gradient)) }
    if tensor.gradientWasCleared { return .absent(.cleared) }
    if tensor.role == .constant { return .absent(.constant) }
    if !tensor.dtype.isFloatingPoint { return .absent(.integer) }
    if !tensor.requiresGradient { return .absent(.notRequired) }
    return .absent(root.gradient == nil ? .notComputed : .unreachable)
  }

  /// Puts parameters into the module that owns them and constants beside the operation that uses them.
  mutating func finish(title: String?) -> GraphSnapshot {
    var firstUse = [Int?](repeating: nil, count: nodes.count)
    for edge in edges where firstUse[edge.from] == nil { firstUse[edge.from] = edge.to }
    for (node, owner) in strays {
      guard let use = firstUse[node] else { continue }
      nodes[node].scope =
        owner.map { scopes.call(of: $0, around: nodes[use].scope) } ?? nodes[use].scope
    }
    for node in nodes {
      guard let tensor = node.tensor, tensor.role == .parameter, let scope = node.scope else {
        continue
      }
      scopes.count(tensor.value.count, in: scope)
    }
    return GraphSnapshot(title: title, scopes: scopes.scopes, nodes: nodes, edges: edges)
  }

  /// The path of the module that owns a parameter: `fc1` for `fc1.weight`.
  private static func owner(_ path: String) -> String {
    path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
  }
}

extension ArraySummary {
  init(_ tensor: Tensor) {
    self.init(
      shape: tensor.shape, values: tensor.doubles(), isSinglePrecision: tensor.dtype != .float64)
  }
}

extension OperationNode {
  init(_ record: Record) {
    self.init(
      type: record.operation,
      attributes: record.attributes.map { Attribute(name: $0.name, value: $0.value.description) },
      derivatives: record.inputs.indices.compactMap { record.formula(forInput: $0)?.template })
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
