/// A number for each thing, the same for equal things.
private struct Numbering<Thing: Hashable> {
  private var numbers: [Thing: Int] = [:]

  subscript(thing: Thing) -> Int {
    mutating get {
      if let number = numbers[thing] { return number }
      numbers[thing] = numbers.count
      return numbers.count - 1
    }
  }
}

/// A number for what a step is matched by, the same for steps that have the same in common.
///
/// Names, shapes and arrays have numbers, and a list of these has one: of a million steps no text is made.
struct StepTokens {
  private var texts = Numbering<String>()
  private var arrays = Numbering<ArraySummary>()
  private var lists = Numbering<[Int]>()
  /// The numbers of module calls, for each of the two graphs.
  private var calls: (first: [Int: Int], second: [Int: Int]) = ([:], [:])
  /// What the step at hand has.
  private var parts: [Int] = []

  /// Stands between lists, which have no negative numbers.
  private static let end = -1

  /// The token of a step; nil if it has nothing of the kind.
  subscript(key: StepKey, side: StepMatcher.Side, step: Int) -> Int? {
    mutating get {
      let node = side.graph.snapshot.nodes[step]
      parts.removeAll(keepingCapacity: true)
      switch key {
      case .weights:
        addType(of: node)
        for tensor in side.graph.parameters(of: step) where tensor.value.isTelling {
          parts.append(arrays[tensor.value])
        }
        if parts.count == 1 { return nil }
      case .wholly:
        addLocation(of: node, step, side)
        for attribute in node.operation?.attributes ?? [] {
          parts += [texts[attribute.name], texts[attribute.value]]
        }
        parts.append(Self.end)
        addResultShapes(of: step, side)
      case .location: addLocation(of: node, step, side)
      case .parameters:
        addType(of: node)
        for tensor in side.graph.parameters(of: step) { parts.append(lists[tensor.shape]) }
      case .call:
        parts.append(call(of: node, side))
        addType(of: node)
      case .operation: addType(of: node)
      case .result:
        parts.append(call(of: node, side))
        addResultShapes(of: step, side)
        parts.append(Self.end)
        parts += side.graph.argumentKinds(of: step).map { texts[$0] }.sorted()
      }
      return lists[parts]
    }
  }

  private mutating func addType(of node: GraphSnapshot.Node) {
    if let operation = node.operation {
      parts.append(texts[operation.type])
    } else {
      parts.append(node.module.map { texts["module \($0.type)"] } ?? Self.end)
    }
  }

  private mutating func addResultShapes(of step: Int, _ side: StepMatcher.Side) {
    for position in side.graph.resultPositions(of: step) {
      guard let tensor = side.graph.snapshot.nodes[position].tensor else { continue }
      parts.append(lists[tensor.shape])
    }
  }

  private mutating func addLocation(
    of node: GraphSnapshot.Node, _ step: Int, _ side: StepMatcher.Side
  ) {
    parts.append(call(of: node, side))
    addType(of: node)
    for position in side.graph.resultPositions(of: step) {
      guard let label = side.graph.snapshot.nodes[position].tensor?.label else { continue }
      parts.append(texts[label])
    }
    parts.append(Self.end)
    for edge in side.graph.index.edges(into: step) {
      addLeaf(Int(side.graph.index.sources[Int(edge)]), side)
    }
    parts.append(Self.end)
  }

  private mutating func addLeaf(_ position: Int, _ side: StepMatcher.Side) {
    guard side.graph.index.edges(into: position).isEmpty else { return }
    switch side.graph.snapshot.nodes[position].content {
    case .reference(let reference): parts += [texts[reference.label], Self.end, Self.end]
    case .tensor(let tensor):
      parts.append(tensor.label.map { texts[side.names[$0]] } ?? Self.end)
      parts.append(texts[tensor.role.rawValue])
      parts.append(tensor.role == .parameter ? lists[tensor.shape] : Self.end)
    case .operation, .module, .stub: break
    }
  }

  /// The number of the module call that a node lies in or is.
  private mutating func call(of node: GraphSnapshot.Node, _ side: StepMatcher.Side) -> Int {
    if let module = node.module { return call(module.path, "\(module.call)", side) }
    guard let scope = node.scope else { return Self.end }
    if let known = side.isFirst ? calls.first[scope] : calls.second[scope] { return known }
    let text = side.graph.callText[scope] ?? ""
    let end = text.lastIndex(of: "#") ?? text.endIndex
    let number = call(String(text[..<end]), String(text[end...].dropFirst()), side)
    if side.isFirst { calls.first[scope] = number } else { calls.second[scope] = number }
    return number
  }

  private mutating func call(_ path: String, _ call: String, _ side: StepMatcher.Side) -> Int {
    lists[[texts[side.names[path]], texts[call]]]
  }
}

extension ComparedGraph {
  /// The parameters that go into a step.
  func parameters(of step: Int) -> [TensorNode] {
    parameterPositions(of: step).compactMap { snapshot.nodes[$0].tensor }
  }

  /// The positions of the parameters that go into a step.
  func parameterPositions(of step: Int) -> [Int] {
    index.edges(into: step).map { Int(index.sources[Int($0)]) }.filter { position in
      if case .tensor(let tensor) = snapshot.nodes[position].content {
        tensor.role == .parameter
      } else {
        false
      }
    }
  }

  /// Whether a step has parameters with names.
  func hasOwnParameters(_ step: Int) -> Bool {
    parameters(of: step).contains { $0.label != nil }
  }

  /// Whether the numbers of a step's parameters tell it from others.
  func hasTellingParameters(_ step: Int) -> Bool {
    parameters(of: step).contains { $0.value.isTelling }
  }

  /// What the arguments of a step are, each tensor once: a parameter, a number of the program, what is given, or what was computed.
  fileprivate func argumentKinds(of step: Int) -> [String] {
    distinctArguments(of: step).map { position in
      guard isLeaf(position) else { return "computed" }
      switch snapshot.nodes[position].tensor?.role {
      case .parameter: return "parameter"
      case .constant: return "constant"
      default: return "given"
      }
    }
  }

  /// The positions of what goes into a step, each once.
  func distinctArguments(of step: Int) -> [Int] {
    arguments(of: step).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension ArraySummary {
  /// Whether the numbers of a parameter tell it from others, which all zeros or all ones don't.
  fileprivate var isTelling: Bool { statistics.minimum != statistics.maximum }
}
