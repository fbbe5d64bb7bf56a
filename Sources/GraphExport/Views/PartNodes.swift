// The nodes that stand for parts.
extension QuotientWriter {
  mutating func node(
    for part: Part, _ piece: ModuleNode.Piece?, _ members: [Int32], id: Int
  ) -> GraphSnapshot.Node {
    var summary = PartSummary(repeats: part.repeats)
    for position in members { summary.add(old.nodes[Int(position)]) }
    var module = ModuleNode(
      kind: part.kind, type: part.type, path: part.path, call: part.call, piece: piece,
      repetition: part.repetition, counts: summary.counts, each: summary.each,
      outputs: outputs(of: members),
      gradient: summary.gradient, attributes: part.attributes,
      nonFiniteValues: summary.nonFiniteValues,
      nonFiniteGradients: summary.nonFiniteGradients)
    if part.kind == .module, part.pass == .forward, part.repeats == 1, piece == nil {
      module.parameters = ownParameters(of: part, members)
      if module.outputs.count == 1 { module.result = result(of: members) }
    }
    if part.kind == .segment {
      module.path = range(of: members)
      if summary.each.operations == 1,
        let position = members.first(where: { old.nodes[Int($0)].operation != nil })
      {
        module.type = old.nodes[Int(position)].operation?.type ?? ""
      }
    }
    var name = module.path.isEmpty ? module.type : module.path
    if part.call > 1 { name += ", call \(part.call)" }
    if part.pass == .backward { name += ".backward" }
    if let piece { name += ", piece \(piece.number)" }
    var node = GraphSnapshot.Node(
      id: id, name: names.unique(name.isEmpty ? "part" : name), scope: part.scope,
      content: .module(module))
    node.cost = summary.cost
    node.pass = part.pass
    node.counterpart = part.counterpart.flatMap { idOfPart[$0] }
    return node
  }

  /// `mul_1 … add_97`: the first and the last step of a segment.
  private func range(of members: [Int32]) -> String {
    let steps = members.lazy.map { old.nodes[Int($0)] }.filter {
      $0.operation != nil || $0.module != nil
    }
    guard let first = steps.first?.name, let last = steps.last?.name else { return "" }
    return first == last ? first : "\(first) … \(last)"
  }

  /// More parameters than these are not told one by one.
  private static let mostParameters = 4

  /// The parameters that a module has itself, and not one of the modules inside, by their names in it; none if these are many.
  private func ownParameters(of part: Part, _ members: [Int32]) -> [TensorNode] {
    let parameters = members.compactMap { position -> TensorNode? in
      guard var tensor = old.nodes[Int(position)].tensor, tensor.role == .parameter,
        let label = tensor.label, label.hasPrefix(part.path + ".")
      else { return nil }
      tensor.label = String(label.dropFirst(part.path.count + 1))
      return tensor.label?.contains(".") == true ? nil : tensor
    }
    return parameters.count > Self.mostParameters ? [] : parameters
  }

  /// The nodes inside of a part whose results are used outside, each with its first user there, or are used nowhere: then with none.
  private func ends(of members: [Int32]) -> [(node: GraphSnapshot.Node, user: GraphSnapshot.Node?)]
  {
    members.map { Int($0) }.filter { !index.edges(into: $0).isEmpty }.compactMap { position in
      let uses = index.edges(outOf: position).map { Int(index.targets[Int($0)]) }
      let user = uses.first { cardOf[$0] != cardOf[position] }
      guard user != nil || uses.isEmpty else { return nil }
      return (old.nodes[position], user.map { old.nodes[$0] })
    }
  }

  /// The tensor that leaves a part, where it is one alone.
  private func result(of members: [Int32]) -> TensorNode? { ends(of: members).only?.node.tensor }

  /// What leaves a part, and what nothing uses.
  private func outputs(of members: [Int32]) -> [ModuleNode.Output] {
    ends(of: members).flatMap { end in
      // The result of an operation may be drawn by itself.
      (end.node.operation == nil ? end.node : end.user ?? end.node).outputs
    }
  }
}

extension GraphSnapshot.Node {
  /// What a reader may see come out of the node.
  fileprivate var outputs: [ModuleNode.Output] {
    switch content {
    case .tensor(let tensor):
      [.init(label: tensor.label, shape: tensor.shape, dtype: tensor.dtype)]
    case .module(let module): module.outputs
    case .operation, .reference, .stub: []
    }
  }
}
