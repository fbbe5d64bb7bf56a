import GraphExport
import Smolgrad
import TestSupport

/// Computations of random structure, the same for the same seed: modules inside modules, leaves used in several of them, paths that leave
/// a module and come back, and results that nothing uses.
struct RandomGraph {
  let snapshot: GraphSnapshot

  init(seed: UInt64, operations: Int = 40) {
    var random = SplitMix(seed: seed)
    var scopes: [GraphSnapshot.Scope] = []
    for id in 0..<random.below(7) {
      let parent = id == 0 ? nil : random.below(3) == 0 ? nil : Optional(random.below(id))
      let path = [parent.map { scopes[$0].path }, "m\(id)"].compactMap(\.self).filter {
        !$0.isEmpty
      }
      scopes.append(
        .init(id: id, parent: parent, type: "M", path: path.joined(separator: ".")))
    }
    let scope = { (random: inout SplitMix) -> Int? in
      scopes.isEmpty || random.below(4) == 0 ? nil : Optional(random.below(scopes.count))
    }
    var nodes: [GraphSnapshot.Node] = []
    var edges: [GraphSnapshot.Edge] = []
    var tensors: [Int] = []
    func add(_ name: String, _ scope: Int?, _ content: GraphSnapshot.Content) -> Int {
      nodes.append(.init(id: nodes.count, name: name, scope: scope, content: content))
      return nodes.count - 1
    }
    func tensor(_ role: TensorNode.Role, _ random: inout SplitMix) -> GraphSnapshot.Content {
      let value = ArraySummary(shape: [2], values: [Double(random.below(9)) - 4, 1])
      let gradient = ArraySummary(shape: [2], values: [Double(random.below(5)), -1])
      return .tensor(
        .init(
          role: role, requiresGradient: role == .parameter || random.below(3) > 0, value: value,
          gradient: random.below(4) == 0 ? .absent(.notRequired) : .computed(gradient)))
    }
    let roles: [TensorNode.Role] = [.input, .parameter, .buffer, .constant]
    let types = ["add", "mul", "reshape", "matmul", "to", "relu"]
    for step in 0..<operations {
      if tensors.isEmpty || random.below(3) == 0 {
        let role = roles[random.below(4)]
        let home = role == .input ? nil : scope(&random)
        tensors.append(add("leaf\(step)", home, tensor(role, &random)))
      }
      let home = scope(&random)
      let type = types[random.below(types.count)]
      let count = ["reshape", "to", "relu"].contains(type) ? 1 : 2
      let operation = add("\(type)_\(step)", home, .operation(.init(type: type)))
      for position in 0..<count {
        // Mostly what came last, so that there are long paths.
        let source =
          random.below(3) > 0
          ? tensors[max(0, tensors.count - 1 - random.below(3))]
          : tensors[random.below(tensors.count)]
        let value = ArraySummary(shape: [2], values: [Double(random.below(5)), 0.5])
        edges.append(
          .init(
            from: source, to: operation, position: position,
            contribution: random.below(2) == 0 ? nil : .init(value: value)))
      }
      let result = add("\(type)_\(step).output", home, tensor(.result, &random))
      edges.append(.init(from: operation, to: result, position: 0))
      tensors.append(result)
    }
    if let last = nodes.indices.last, case .tensor(var tensor) = nodes[last].content {
      tensor.isRoot = true
      nodes[last].content = .tensor(tensor)
    }
    snapshot = GraphSnapshot(scopes: scopes, nodes: nodes, edges: edges)
  }
}
