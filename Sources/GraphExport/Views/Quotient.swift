// Parts of the graph as one node each, without making a cycle.
extension GraphSnapshot {
  /// The snapshot with some of its nodes drawn as one.
  ///
  /// Where a path leaves a part and comes back into it, the part is drawn in pieces: one node for both ends of the path would be a cycle.
  ///
  /// - Parameters:
  ///   - parts: what the parts are.
  ///   - partOf: the number of each node's part by the node's position, or -1 for a node that stays.
  func collapsing(_ parts: [Part], _ partOf: [Int32], _ index: GraphIndex) -> GraphSnapshot {
    collapsing(pieces(parts, partOf, index), index)
  }

  /// The snapshot with the pieces of some of its nodes drawn as one.
  func collapsing(_ pieces: Pieces, _ index: GraphIndex) -> GraphSnapshot {
    var writer = QuotientWriter(self, pieces.parts, pieces.cards, index)
    return writer.snapshot()
  }

  /// The pieces in which parts are drawn.
  func pieces(_ parts: [Part], _ partOf: [Int32], _ index: GraphIndex) -> Pieces {
    let (parts, partOf) = hasBothPasses ? partedByPass(parts, partOf) : (parts, partOf)
    return Pieces(parts: parts, cards: CardOrder.sorted(parts, partOf, index))
  }

  /// The parts with what they hold of the backward pass in parts of its own.
  private func partedByPass(_ parts: [Part], _ partOf: [Int32]) -> ([Part], [Int32]) {
    var (all, numbers) = (parts, partOf)
    var backwardPart = [Int32](repeating: -1, count: parts.count)
    for (position, node) in nodes.enumerated() where node.pass == .backward {
      guard partOf[position] >= 0 else { continue }
      let part = Int(partOf[position])
      if backwardPart[part] < 0 {
        backwardPart[part] = Int32(all.count)
        var backward = parts[part]
        (backward.pass, backward.counterpart, backward.attributes) = (.backward, part, [])
        all.append(backward)
      }
      numbers[position] = backwardPart[part]
    }
    return (all, numbers)
  }
}

/// Parts, and the nodes in their order: each that stays, and each piece of a part, which takes the `id` of its first node.
struct Pieces {
  let parts: [Part]
  let cards: [CardMembers]
}

/// A part of the graph that becomes one node.
struct Part {
  var kind = ModuleNode.Kind.module
  var type = ""
  var path = ""
  var call = 1
  var repetition: Repetition?
  /// What the module was told when it was made.
  var attributes: [OperationNode.Attribute] = []
  /// The call around it.
  var scope: Int?
  /// How many repeats of everything inside there are, because of it and of the calls around it.
  var repeats = 1
  /// The pass that it belongs to.
  var pass = GraphSnapshot.Node.Pass.forward
  /// In the backward pass, the number of the part whose gradients this one computes.
  var counterpart: Int?
}
