// Names of blanks, and what is said of those that don't fit.
extension BlankMaker {
  /// What a name means: one number, or all of an array that can be worked out.
  func locations(
    named name: String
  ) throws(WorksheetError) -> [(location: Location, isNamed: Bool)] {
    if let location = try contribution(named: name) { return [(location, true)] }
    let (array, element) = try array(named: name)
    guard let summary = snapshot.summary(at: array), summary.count > 1 else {
      return [(try checked(array, name), true)]
    }
    if let element { return [(try checked(array.at(element), name), true)] }
    let all = (0..<summary.count).map { array.at($0) }.filter {
      rules.rules[$0] != nil && isShown($0)
    }
    guard !all.isEmpty else { throw .notWorkable(name, reason: reason(array)) }
    return all.map { ($0, false) }
  }

  private func contribution(named name: String) throws(WorksheetError) -> Location? {
    guard let dots = name.firstRange(of: "..") else { return nil }
    let (from, to) = (name[..<dots.lowerBound], name[dots.upperBound...])
    let edges = snapshot.edges.filter { edge in
      nodes[edge.from].map { names(of: $0).contains(String(to)) } == true
        && nodes[edge.to]?.name == String(from)
    }
    for edge in edges {
      let location = Location.contribution(operation: edge.to, argument: edge.position)
      if isShown(location) { return try checked(location, name) }
    }
    guard edges.isEmpty else {
      throw .notWorkable(
        name,
        reason: options.explanation == .none
          ? "the figure does not show it; ask for contributions by --explain"
          : "it is the whole gradient, which is \(to).grad")
    }
    throw unknown(name)
  }

  /// The array that a name means, and which of its elements; nil for the whole.
  private func array(named name: String) throws(WorksheetError) -> (Location, element: Int?) {
    // A name of the user's own may end with an index.
    if let array = array(withName: name) { return (array, nil) }
    guard name.hasSuffix("]"), let open = name.lastIndex(of: "["),
      let array = array(withName: String(name[..<open]))
    else { throw unknown(name) }
    let words = name[name.index(after: open)...].dropLast().split(separator: ",")
    let indices = words.compactMap { Int($0.filter { $0 != " " }) }
    let shape = snapshot.summary(at: array)?.shape ?? []
    guard indices.count == words.count, indices.count == shape.count,
      zip(indices, shape).allSatisfy({ (0..<$1).contains($0) })
    else {
      throw .notWorkable(
        name,
        reason:
          "\(name[..<open]) has the shape \(NumberText.shape(shape)), so that its last number is \(name[..<open])\(NumberText.indices(of: max(0, shape.reduce(1, *) - 1), in: shape))"
      )
    }
    return (array, zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 })
  }

  private func array(withName name: String) -> Location? {
    let isGradient = name.hasSuffix(".grad")
    let stem = isGradient ? String(name.dropLast(5)) : name
    // A name of the user's own counts before one that was made.
    let found = snapshot.nodes.filter { $0.tensor != nil && names(of: $0).contains(stem) }
    guard let node = found.first(where: { $0.tensor?.label == stem }) ?? found.first else {
      return nil
    }
    return isGradient ? .gradient(node.id) : .value(node.id)
  }

  private func checked(_ location: Location, _ name: String) throws(WorksheetError) -> Location {
    if rules.rules[location] != nil, isShown(location) { return location }
    throw .notWorkable(name, reason: reason(location))
  }

  /// What a tensor is called: by its label, its name, and the operation that computed it.
  private func names(of node: GraphSnapshot.Node) -> [String] {
    let origin = snapshot.edges.first { $0.to == node.id }.flatMap { nodes[$0.from] }
    let step = origin?.operation == nil ? nil : origin?.name
    return [node.tensor?.label, node.name, step].compactMap { $0 }
  }

  private func unknown(_ name: String) -> WorksheetError {
    let possible = rules.locations.filter { rules.rules[$0] != nil && isShown($0) }
    return .unknownName(name, choices: possible.prefix(24).map(word))
  }

  /// A location as it is written on the command line.
  private func word(_ location: Location) -> String {
    switch location {
    case .value: return rules.name(of: location)
    case .gradient(let id, let element):
      let name = rules.name(of: .value(id, element: element))
      guard name.hasSuffix("]"), (nodes[id]?.tensor?.value.count ?? 1) > 1,
        let open = name.lastIndex(of: "[")
      else { return "\(name).grad" }
      return "\(name[..<open]).grad\(name[open...])"
    case .contribution: return rules.name(of: location).replacing(" → ", with: "..")
    }
  }

  private func reason(_ location: Location) -> String {
    switch location {
    case .value(let id, _):
      guard let tensor = nodes[id]?.tensor else { return "it is no tensor" }
      if let reason = reasonOfSize(tensor.value, location) { return reason }
      if !options.shows(.value) { return "the figure shows no values" }
      let origin = snapshot.edges.first { $0.to == id }.flatMap { nodes[$0.from]?.operation }
      guard let origin else {
        return "it is given; its gradient is \(word(.gradient(id, element: location.element)))"
      }
      let operands = snapshot.edges.filter { $0.to == node(before: id) }.map(\.from)
      let areSingle = operands.allSatisfy { nodes[$0]?.tensor?.value.count == 1 }
      return areSingle && ForwardRule.of(origin) == nil
        ? "worksheets have no rule for \(origin.type)"
        : "what it is computed of is not drawn number by number, or is too much to compute by hand"
    case .gradient(let id, _):
      guard let gradient = nodes[id]?.tensor?.gradient else { return "it is no tensor" }
      guard let summary = gradient.summary else { return "it has no gradient" }
      if let reason = reasonOfSize(summary, location) { return reason }
      if !options.shows(.gradient) { return "the figure shows no gradients" }
      if !snapshot.edges.contains(where: { $0.from == id }) {
        return "it is where the backward pass begins"
      }
      return summary.scalar == nil
        ? "what its uses contribute is not known, or is too much to compute by hand"
        : Self.needsContributions
    case .contribution: return "its formula is not known"
    }
  }

  private func node(before tensor: Int) -> Int? {
    snapshot.edges.first { $0.to == tensor }?.from
  }

  /// Why an array is not drawn number by number; nil for those that are.
  private func reasonOfSize(_ summary: ArraySummary, _ location: Location) -> String? {
    guard summary.scalar == nil, !tables.contains(location.array) else { return nil }
    return
      "it has \(summary.count) numbers, and a worksheet writes those of vectors and matrices with up to \(NumberRules.mostElements), at most 10 in a row"
  }

  private static let needsContributions =
    "the snapshot does not say what all of its uses contribute; trace it with --explain"

  func reason(_ choice: Worksheet.Choice) -> String {
    let canBeWorkedOut = rules.locations.contains { rules.rules[$0] != nil && isShown($0) }
    let kind =
      switch choice {
      case .values: "value"
      case .gradients: "gradient"
      case .contributions: "contribution"
      case .all, .named, .locations: "number"
      }
    if !canBeWorkedOut, snapshot.nodes.contains(where: { $0.module != nil }) {
      return
        "no \(kind) outside of modules that are drawn as one card can be a blank; open them, as --depth all does"
    }
    if !canBeWorkedOut {
      return
        "no \(kind) can be a blank: each is given, or belongs to large arrays; worksheets are made of computations with single numbers and small tensors, such as eval \"a * b + c\" a=2 b=3 c=1"
    }
    if case .contributions = choice {
      return
        "no contribution can be a blank: each tensor has one use, so that it is the gradient; take --blank gradients"
    }
    return "no \(kind) that is drawn can be worked out from the others"
  }
}
