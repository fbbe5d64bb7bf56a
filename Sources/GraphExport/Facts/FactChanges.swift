// What has changed from one figure to the next, in the words of a comparison.
extension FigureFacts {
  /// The differences that a reader could notice, most telling first; empty if there are none.
  ///
  /// - Parameter old: the facts of the figure that there is.
  package func changes(since old: FigureFacts) -> [String] {
    var changes: [String] = []
    if title != old.title {
      changes.append("title \(Self.quoted(old.title)) → \(Self.quoted(title))")
    }
    let structure = structureChanges(since: old)
    let numbers = numberChanges(since: old)
    changes += Self.shortened(structure, kind: "nodes") + Self.shortened(numbers, kind: "numbers")
    guard changes.isEmpty else { return changes }
    guard old.plan != nil else { return ["the figure was drawn by an earlier version"] }
    guard look != old.look || plan != old.plan else { return [] }
    // Another version of the tool may draw the same command in another way.
    return command == old.command
      ? ["the look of the figure has changed"]
      : ["the look of the figure has changed, drawn so far by '\(old.command)'"]
  }

  /// How many differences of a kind are said one by one.
  private static let limit = 4

  private static func shortened(_ changes: [String], kind: String) -> [String] {
    guard changes.count > limit + 1 else { return changes }
    return changes.prefix(limit) + ["\(changes.count - limit) more \(kind) changed"]
  }

  private static func quoted(_ text: String?) -> String { text.map { "'\($0)'" } ?? "none" }
}

// Nodes that came, went, or are something else now.
extension FigureFacts {
  private func structureChanges(since old: FigureFacts) -> [String] {
    let before = Dictionary(old.nodes.map { ($0.name, $0) }) { first, _ in first }
    let now = Set(nodes.map(\.name))
    var added = nodes.filter { before[$0.name] == nil }
    var removed = old.nodes.filter { !now.contains($0.name) }
    var changes: [String] = []
    var names: [String: String] = [:]
    for gone in removed {
      // What is the same but for its name was renamed, if nothing else could have been.
      let like = added.filter { $0.isSame(as: gone) }
      guard like.count == 1, removed.filter({ $0.isSame(as: gone) }).count == 1 else { continue }
      changes.append("\(gone.name) is called \(like[0].name) now")
      names[gone.name] = like[0].name
      removed.removeAll { $0.name == gone.name }
      added.removeAll { $0.name == like[0].name }
    }
    changes += Self.withoutResults(added).map { "\($0) added" }
    changes += Self.withoutResults(removed).map { "\($0) removed" }
    for node in nodes {
      guard var old = before[node.name] else { continue }
      old.inputs = old.inputs?.map { names[$0] ?? $0 }
      // What came in place of what went is told there.
      let isTold = zip(node.inputs ?? [], old.inputs ?? []).contains { new, old in
        added.contains { $0.name == new } && removed.contains { $0.name == old }
      }
      if isTold, node.inputs?.count == old.inputs?.count { old.inputs = node.inputs }
      if let change = node.structureChange(since: old) { changes.append(change) }
    }
    if changes.isEmpty, count != old.count { changes.append("\(old.count) → \(count) nodes") }
    return changes
  }

  /// The names of nodes; an operation's result comes and goes with it.
  private static func withoutResults(_ nodes: [NodeFacts]) -> [String] {
    let names = Set(nodes.map(\.name))
    return nodes.map(\.name).filter { name in
      !(name.hasSuffix(".output") && names.contains(String(name.dropLast(7))))
    }
  }
}

extension NodeFacts {
  /// Whether it is the same under another name.
  fileprivate func isSame(as other: NodeFacts) -> Bool {
    kind == other.kind && detail == other.detail && shape == other.shape
      && absence == other.absence && inputs == other.inputs
      && numberChanges(since: other).isEmpty
  }

  fileprivate func structureChange(since old: NodeFacts) -> String? {
    if kind != old.kind { return "\(name): \(old.kind) → \(kind)" }
    if shape != old.shape { return "\(name): shape \(old.shape ?? "none") → \(shape ?? "none")" }
    if detail != old.detail {
      return "\(name): \(old.detail ?? "nothing") → \(detail ?? "nothing")"
    }
    if inputs != old.inputs {
      return "\(name): of \(Self.list(old.inputs)) → of \(Self.list(inputs))"
    }
    return nil
  }

  private static func list(_ names: [String]?) -> String {
    guard let names, !names.isEmpty else { return "nothing" }
    return names.count > 4 ? "\(names.count) inputs" : names.joined(separator: ", ")
  }
}

// Numbers.
extension FigureFacts {
  private func numberChanges(since old: FigureFacts) -> [String] {
    let before = Dictionary(old.nodes.map { ($0.name, $0) }) { first, _ in first }
    return nodes.flatMap { node -> [String] in
      guard let old = before[node.name], old.shape == node.shape else { return [] }
      return node.numberChanges(since: old).map { "\(node.name): \($0)" }
    }
  }
}

extension NodeFacts {
  fileprivate func numberChanges(since old: NodeFacts) -> [String] {
    var changes: [String] = []
    if let value, let before = old.value,
      let change = value.change(since: before, .value, noise: noise)
    {
      changes.append("value \(change)")
    } else if exact != old.exact {
      changes.append("value differs in its \(value?.scalar == nil ? "elements" : "last digits")")
    }
    switch (old.gradient, gradient) {
    case (let before?, let now?):
      if let change = now.change(since: before, .gradient, noise: noise) {
        changes.append("gradient \(change)")
      }
    case (let before?, nil) where absence != nil:
      changes.append("gradient \(before.words(.gradient)) → \(reason(absence))")
    case (nil, let now?) where old.absence != nil:
      changes.append("gradient \(reason(old.absence)) → \(now.words(.gradient))")
    default:
      if let absence, let before = old.absence, before != absence {
        changes.append("gradient \(reason(before)) → \(reason(absence))")
      }
    }
    return changes
  }

  /// How large a number may be that rounding alone makes of 0.
  private var noise: Double { shape?.hasSuffix("float64") == true ? 1e-12 : 1e-7 }

  private func reason(_ absence: String?) -> String {
    absence.flatMap(TensorNode.Gradient.Absence.init)?.reason ?? "none"
  }
}

extension ArrayFacts {
  /// What has changed; of a gradient the norm is said first, of a value the mean.
  fileprivate func change(
    since old: ArrayFacts, _ quantity: Diagram.Quantity, noise: Double
  ) -> String? {
    if let scalar, let before = old.scalar {
      return Self.isSame(scalar, before, noise: noise) ? nil : Self.arrow(before, scalar)
    }
    let names: [(Measure, String)] = [
      (.mean, "mean"), (.deviation, "deviation"), (.norm, "norm"), (.minimum, "minimum"),
      (.maximum, "maximum"), (.nan, "NaN elements"), (.positiveInfinity, "+Inf elements"),
      (.negativeInfinity, "-Inf elements"),
    ]
    let first = quantity == .gradient ? names.filter { $0.0 == .norm } : []
    for (measure, name) in first + names where !isSame(measure, as: old, noise: noise) {
      guard let before = old[measure], let now = self[measure] else { return "differs" }
      return "\(name) \(Self.arrow(before, now))"
    }
    return isSame(.moment, as: old, noise: noise) ? nil : "differs in its elements"
  }

  fileprivate func words(_ quantity: Diagram.Quantity) -> String {
    if let scalar { return NumberText.rough(scalar) }
    return "norm \(NumberText.rough(self[.norm] ?? .nan))"
  }

  /// Both numbers, with as many digits as it takes to tell them apart.
  private static func arrow(_ old: Double, _ new: Double) -> String {
    for digits in [2, 3, 4, 5, 6] {
      let texts = [old, new].map { NumberText.digits($0, digits) }
      if texts[0] != texts[1] { return texts.joined(separator: " → ") }
    }
    return [old, new].map { NumberText.digits($0, 7) }.joined(separator: " → ")
  }
}
