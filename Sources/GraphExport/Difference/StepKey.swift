/// By what steps are taken to belong together; the first that fits counts.
enum StepKey: CaseIterable {
  /// The operation and the numbers of its parameters, as far as they tell one from others: a stack without its first layer calls the second one
  /// by that one's name.
  case weights
  /// What `location` has, with the attributes and the shape of the result.
  case wholly
  /// The module call, the operation, the result's name, and the names and shapes of what is given.
  case location
  /// The operation and the shapes of its parameters, wherever it stands: it may have another name.
  case parameters
  /// The module call and the operation.
  case call
  /// The operation.
  case operation
  /// The module call and the shape of the result: another operation stands there.
  case result
}

/// What the modules of one graph are called in another.
struct NewNames {
  private var names: [String: String] = [:]
  private var taken: Set<String> = []

  /// Learns a module's name; false if there is one already.
  mutating func add(_ before: String, _ after: String) -> Bool {
    guard names[before] == nil else { return false }
    names[before] = after
    taken.insert(after)
    return true
  }

  /// The name that something in a module has now; one that nothing has if another module bears the module's name now.
  subscript(name: String) -> String {
    guard !names.isEmpty else { return name }
    var module = name
    while true {
      if let new = names[module] {
        let rest = name.dropFirst(module.count)
        return new.isEmpty && rest.first == "." ? String(rest.dropFirst()) : new + rest
      }
      if taken.contains(module) { return "\u{0}" + name }
      guard !module.isEmpty else { return name }
      module = module.lastIndex(of: ".").map { String(module[..<$0]) } ?? ""
    }
  }
}

/// A number for each token, the same for the same text.
struct Tokens {
  private var numbers: [String: Int] = [:]

  subscript(key: StepKey, side: StepMatcher.Side, step: Int) -> Int? {
    mutating get {
      guard let text = side.graph.text(of: step, by: key, side.names) else { return nil }
      let number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
  }
}

extension ComparedGraph {
  /// What two steps must have in common; nil if a step has nothing of the kind.
  func text(of step: Int, by key: StepKey, _ names: NewNames) -> String? {
    let node = snapshot.nodes[step]
    let type = node.operation?.type ?? node.module.map { "module \($0.type)" } ?? ""
    switch key {
    case .weights:
      let telling = parameters(of: step).compactMap(\.value).filter {
        $0.statistics.minimum != $0.statistics.maximum
      }
      return telling.isEmpty ? nil : "\(type)\n\(telling.hashValue)"
    case .wholly:
      let attributes = node.operation?.attributes.map { "\($0.name)=\($0.value)" } ?? []
      let shapes = results(of: step).map { "\($0.shape)" }
      return ([text(of: step, by: .location, names) ?? ""] + attributes + shapes).joined(
        separator: "\n")
    case .location:
      let leaves = arguments(of: step).compactMap { leafText($0, names) }
      let labels = results(of: step).compactMap(\.label)
      return ([location(of: node, names), type] + labels + leaves).joined(separator: "\n")
    case .parameters:
      return ([type] + parameters(of: step).map { "\($0.shape)" }).joined(separator: "\n")
    case .call: return "\(location(of: node, names))\n\(type)"
    case .operation: return type
    case .result:
      return ([location(of: node, names)] + results(of: step).map { "\($0.shape)" }).joined(
        separator: "\n")
    }
  }

  private func parameters(of step: Int) -> [TensorNode] {
    arguments(of: step).compactMap { snapshot.nodes[$0].tensor }.filter { $0.role == .parameter }
  }

  /// Whether a step has parameters with names.
  func hasOwnParameters(_ step: Int) -> Bool {
    parameters(of: step).contains { $0.label != nil }
  }

  private func location(of node: GraphSnapshot.Node, _ names: NewNames) -> String {
    let call =
      node.module.map { "\($0.path)#\($0.call)" } ?? node.scope.flatMap { callText[$0] } ?? ""
    let end = call.lastIndex(of: "#") ?? call.endIndex
    return names[String(call[..<end])] + call[end...]
  }

  private func leafText(_ position: Int, _ names: NewNames) -> String? {
    guard index.edges(into: position).isEmpty else { return nil }
    let node = snapshot.nodes[position]
    if let reference = node.reference { return reference.label }
    guard let tensor = node.tensor else { return nil }
    let shape = tensor.role == .parameter ? "\(tensor.shape)" : ""
    return "\(tensor.label.map { names[$0] } ?? "") \(tensor.role.rawValue) \(shape)"
  }
}
