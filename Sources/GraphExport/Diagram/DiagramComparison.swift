extension Diagram {
  /// What the nodes of a figure of two computations were in the first of them.
  package struct Comparison: Hashable, Sendable {
    /// How many differences there are, in words.
    package var summary = ""
    /// What is to be said of each node, by its `id`; of a node without an entry nothing differs.
    package var entries: [Int: Entry] = [:]
    /// What is to be said of each module call itself, by its `id`.
    var scopes: [Int: Entry] = [:]

    /// What is to be said of one node, or of one module call.
    package struct Entry: Hashable, Sendable {
      /// Which of the two computations has the node.
      package var presence = Presence.both
      /// What the tensor was, where its numbers differ.
      var before: TensorNode?
      /// Whether the value, and whether the gradient differs.
      var valueDiffers = false
      var gradientDiffers = false
      /// What else differs, a line each, such as `kernel 3 → 5`.
      var lines: [String] = []
      /// Of these lines those that a part in which the node lies says too.
      var linesOfPart: [String] = []
      /// Whether it, or something in it, stood elsewhere.
      var hasMoved = false
      /// The names of the attributes of which a line says what they were and are.
      var changedAttributes: Set<String> = []
      /// The passes whose first divergence is here, in words.
      var firstIn: [String] = []
      /// Each difference in one line of plain words.
      var messages: [String] = []
      /// The largest difference of two numbers as a share of the largest magnitude; 0 where no numbers differ.
      var largestShare = 0.0
      /// For a part that is drawn as one: how many tensors and operations lie in it, and how many of them differ.
      var members = 0
      var differing = 0
      /// The squared norms of the gradients of the parameters, before and after; nil where there are none.
      var squaredNorms: [Double]?
    }

    /// Which of the two computations has a node.
    package enum Presence: String, Hashable, Sendable, CaseIterable {
      case both, first, second
    }
  }
}

extension Diagram.Comparison {
  /// A node without the attributes of which a line of its own says what they were and are.
  func withoutChanges(_ node: GraphSnapshot.Node) -> GraphSnapshot.Node {
    guard let changed = entries[node.id]?.changedAttributes, !changed.isEmpty else { return node }
    var node = node
    switch node.content {
    case .operation(var operation):
      operation.attributes.removeAll { changed.contains($0.name) }
      node.content = .operation(operation)
    case .module(var module):
      module.attributes.removeAll { changed.contains($0.name) }
      node.content = .module(module)
    case .tensor, .reference, .stub: break
    }
    return node
  }

  /// Module calls without the attributes of which a line says what they were and are.
  func withoutChanges(_ snapshot: GraphSnapshot) -> GraphSnapshot {
    var snapshot = snapshot
    for (position, scope) in snapshot.scopes.enumerated() {
      guard let changed = scopes[scope.id]?.changedAttributes else { continue }
      snapshot.scopes[position].attributes.removeAll { changed.contains($0.name) }
    }
    return snapshot
  }
}
