/// Where the NaN and infinities of the forward pass began, and how far they came.
///
/// An infinity that a mask puts into a result, or that the program gives, is meant: it counts only once a NaN is made of it, or once it is
/// the result.
struct NonFiniteValues {
  /// Something that was not finite, and where it came from.
  struct Origin {
    /// The operation, or the tensor that nothing computed.
    var node: Int
    /// The first tensor that holds it.
    var tensor: Int
    /// How many tensors it came to.
    var spread = 0
    /// Whether it came to an end of the computation.
    var reachesEnd = false
    /// The operation that first left it out.
    var healer: Int?
  }

  /// The most origins that are known of one tensor.
  private static let mostOrigins = 8

  private(set) var origins: [Origin] = []
  /// For each node the origins of what is not finite in it.
  private var found: [Int: [Int]] = [:]
  /// For each node whose infinities are meant where they came from.
  private var meant: [Int: Int] = [:]
  let graph: DiagnosedGraph

  init(_ graph: DiagnosedGraph) {
    self.graph = graph
    for position in 0..<graph.count {
      if graph.operation(position) != nil {
        visit(operation: position)
      } else if let tensor = graph.tensor(position), graph.index.edges(into: position).isEmpty {
        visit(leaf: position, tensor)
      }
    }
    markEnds()
  }

  /// The origins of what is not finite in a tensor or in what an operation was given.
  func origins(of position: Int) -> [Int] { found[position] ?? [] }

  /// Whether an operation computed with what is not finite and came to an end.
  func isSpoilt(_ operation: Int) -> Bool {
    (graph.inputs(operation) + graph.uses(operation)).contains { position in
      origins(of: position).contains { origins[$0].reachesEnd }
    }
  }

  private mutating func visit(leaf position: Int, _ tensor: TensorNode) {
    let (nan, infinite) = tensor.value.nonFiniteElements
    if nan > 0 {
      found[position] = [add(Origin(node: position, tensor: position))]
    } else if infinite > 0 {
      meant[position] = position
    }
  }

  private mutating func visit(operation: Int) {
    let inputs = graph.inputs(operation)
    let given = join(inputs)
    let meantInput = inputs.first { meant[$0] != nil }.flatMap { meant[$0] }
    let isMask = graph.operation(operation)?.has(.mask) ?? false
    for result in graph.uses(operation) {
      guard let value = graph.tensor(result)?.value else { continue }
      if value.absence != nil {
        // Nothing is known of it, so what came in may be in it.
        if !given.isEmpty { found[result] = given }
        if let meantInput { meant[result] = meantInput }
        continue
      }
      let (nan, infinite) = value.nonFiniteElements
      if nan + infinite == 0 {
        for origin in given where origins[origin].healer == nil {
          origins[origin].healer = operation
        }
      } else if !given.isEmpty {
        found[result] = given
        for origin in given { origins[origin].spread += 1 }
      } else if nan == 0, meantInput != nil || isMask {
        meant[result] = isMask ? operation : meantInput
      } else {
        found[result] = [add(Origin(node: operation, tensor: result))]
      }
    }
  }

  private mutating func add(_ origin: Origin) -> Int {
    origins.append(origin)
    return origins.count - 1
  }

  /// The origins of several nodes; those beyond the most that are known count as having come to the end.
  private mutating func join(_ positions: [Int]) -> [Int] {
    var joined: [Int] = []
    for position in positions {
      for origin in found[position] ?? [] where !joined.contains(origin) {
        if joined.count < Self.mostOrigins {
          joined.append(origin)
        } else {
          origins[origin].reachesEnd = true
        }
      }
    }
    return joined
  }

  private mutating func markEnds() {
    for position in 0..<graph.count {
      guard let met = found[position] else { continue }
      let isEnd = graph.index.edges(outOf: position).isEmpty || graph.isEnd(position)
      if isEnd { for origin in met { origins[origin].reachesEnd = true } }
    }
    for end in graph.ends where found[end] == nil {
      // An infinity that was meant is still no loss.
      guard let value = graph.tensor(end)?.value, value.count == 1, let source = meant[end] else {
        continue
      }
      // A number that the program gives is no fault of its own, but what is computed with it.
      let isNumber = graph.tensor(source)?.role == .constant
      let node = isNumber ? graph.uses(source).first ?? source : source
      let tensor = graph.operation(node) == nil ? node : graph.uses(node).first ?? end
      found[end] = [add(Origin(node: node, tensor: tensor, spread: 1, reachesEnd: true))]
    }
  }
}
