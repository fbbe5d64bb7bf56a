/// Chooses blanks so that each can be worked out from what is shown.
struct BlankMaker {
  typealias Location = GraphSnapshot.NumberLocation

  private let snapshot: GraphSnapshot
  private let options: Diagram.Options
  private let rules: NumberRules
  private let nodes: [Int: GraphSnapshot.Node]

  init(
    _ snapshot: GraphSnapshot, _ options: Diagram.Options, findingOperands isInvertible: Bool
  ) {
    self.snapshot = snapshot
    self.options = options
    rules = NumberRules(snapshot, findingOperands: isInvertible)
    nodes = Dictionary(snapshot.nodes.map { ($0.id, $0) }) { first, _ in first }
  }

  /// The blanks in their order.
  func blanks(_ choice: Worksheet.Choice, count: Int?) throws(WorksheetError) -> [Worksheet.Blank] {
    var asked: [Location]
    if case .named(let names) = choice {
      asked = []
      for name in names { asked.append(try location(named: name)) }
    } else {
      asked = rules.locations.filter {
        isShown($0) && rules.rules[$0] != nil && belongs($0, to: choice)
      }
      guard !asked.isEmpty else { throw .nothing(reason(choice)) }
      asked = Self.spread(asked, count: count)
    }
    var hidden: Set<Location> = []
    for location in asked where count.map({ hidden.count < $0 }) ?? true {
      hidden.insert(location)
      let solution = Solution(rules, shown: { isShown($0) && !hidden.contains($0) })
      if hidden.isSubset(of: solution.found) { continue }
      hidden.remove(location)
      if case .named = choice {
        throw .notWorkable(
          rules.name(of: location), reason: "it does not follow from the numbers that are shown")
      }
    }
    return numbered(hidden)
  }

  /// The blanks from the easiest on; of equals, what is computed first comes first.
  private func numbered(_ hidden: Set<Location>) -> [Worksheet.Blank] {
    let solution = Solution(rules, shown: { isShown($0) && !hidden.contains($0) })
    let inOrder = rules.locations.enumerated().filter { hidden.contains($0.element) }.map {
      (order: $0.offset, location: $0.element, steps: solution.steps(to: $0.element))
    }
    let sorted = inOrder.sorted { ($0.steps, $0.order) < ($1.steps, $1.order) }
    return sorted.enumerated().map { offset, entry in
      let number = rules.numbers[entry.location]!
      let rule = solution.rule(of: entry.location)!
      return Worksheet.Blank(
        number: offset + 1, location: entry.location, name: rules.name(of: entry.location),
        answer: number, text: NumberText.exact(number), rule: rule.text, needs: rule.needs,
        steps: entry.steps)
    }
  }

  /// So many of a list that all of its parts are represented, and the others behind them, in case some can't be taken.
  private static func spread(_ locations: [Location], count: Int?) -> [Location] {
    guard let count, count < locations.count else { return locations }
    let chosen = (0..<count).map { ($0 * 2 + 1) * locations.count / (2 * count) }
    let others = locations.indices.filter { !chosen.contains($0) }
    return (chosen + others).map { locations[$0] }
  }

  private func belongs(_ location: Location, to choice: Worksheet.Choice) -> Bool {
    switch (choice, location) {
    case (.values, .value), (.gradients, .gradient), (.contributions, .contribution): true
    case (.all, _): true
    case (.locations(let locations), _): locations.contains(location)
    default: false
    }
  }

  /// Whether the figure shows a number, unless it is a blank.
  func isShown(_ location: Location) -> Bool {
    switch location {
    case .value(let id): options.shows(.value) || nodes[id]?.tensor?.role == .constant
    case .gradient: options.shows(.gradient)
    case .contribution:
      options.explanation != .none && options.shows(.gradient) && rules.addends.contains(location)
    }
  }
}

// Names, and what is said of those that don't fit.
extension BlankMaker {
  private func location(named name: String) throws(WorksheetError) -> Location {
    if let dots = name.firstRange(of: "..") {
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
    let isGradient = name.hasSuffix(".grad")
    let stem = isGradient ? String(name.dropLast(5)) : name
    // A name of the user's own counts before one that was made.
    let found = snapshot.nodes.filter { $0.tensor != nil && names(of: $0).contains(stem) }
    guard let node = found.first(where: { $0.tensor?.label == stem }) ?? found.first else {
      throw unknown(name)
    }
    return try checked(isGradient ? .gradient(node.id) : .value(node.id), name)
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
    case .value: rules.name(of: location)
    case .gradient(let id): "\(rules.name(of: .value(id))).grad"
    case .contribution: rules.name(of: location).replacing(" → ", with: "..")
    }
  }

  private func reason(_ location: Location) -> String {
    switch location {
    case .value(let id):
      guard let tensor = nodes[id]?.tensor else { return "it is no tensor" }
      if tensor.value.scalar == nil {
        return "it has \(tensor.value.count) numbers, and a blank is one"
      }
      if !options.shows(.value) { return "the figure shows no values" }
      let origin = snapshot.edges.first { $0.to == id }.flatMap { nodes[$0.from]?.operation }
      guard let origin else {
        return "it is given; its gradient is \(rules.name(of: location)).grad"
      }
      return ForwardRule.of(origin) == nil
        ? "worksheets have no rule for \(origin.type)"
        : "what it is computed of is no single number, or is not drawn"
    case .gradient(let id):
      guard let gradient = nodes[id]?.tensor?.gradient else { return "it is no tensor" }
      guard let summary = gradient.summary else { return "it has no gradient" }
      if summary.scalar == nil { return "it has \(summary.count) numbers, and a blank is one" }
      if !options.shows(.gradient) { return "the figure shows no gradients" }
      if !snapshot.edges.contains(where: { $0.from == id }) {
        return "it is where the backward pass begins"
      }
      return Self.needsContributions
    case .contribution: return "its formula is not known"
    }
  }

  private static let needsContributions =
    "the snapshot does not say what all of its uses contribute; trace it with --explain"

  private func reason(_ choice: Worksheet.Choice) -> String {
    let isScalar = rules.locations.contains { rules.rules[$0] != nil }
    let kind =
      switch choice {
      case .values: "value"
      case .gradients: "gradient"
      case .contributions: "contribution"
      case .all, .named, .locations: "number"
      }
    if !isScalar {
      return
        "no \(kind) can be a blank: each is given, or belongs to arrays; worksheets are made of computations with single numbers, such as eval \"a * b + c\" a=2 b=3 c=1"
    }
    if case .contributions = choice {
      return
        "no contribution can be a blank: each tensor has one use, so that it is the gradient; take --blank gradients"
    }
    return "no \(kind) that is drawn can be worked out from the others"
  }
}

/// What follows from the numbers that are shown, and by which rules.
struct Solution {
  typealias Location = GraphSnapshot.NumberLocation

  /// The rule by which each number that is not shown is found first.
  private var used: [Location: NumberRules.Rule] = [:]
  /// All numbers that are known in the end and not shown.
  var found: Set<Location> { Set(used.keys) }

  init(_ rules: NumberRules, shown: (Location) -> Bool) {
    var known: Set<Location> = []
    // Which rules wait for a number.
    var waiting: [Location: [(Location, Int)]] = [:]
    var missing: [Location: [Int]] = [:]
    var queue: [Location] = []
    for location in rules.locations {
      if shown(location) {
        known.insert(location)
        queue.append(location)
      }
    }
    var ready: [(Location, Int)] = []
    for location in rules.locations where !known.contains(location) {
      let own = rules.rules[location] ?? []
      missing[location] = own.map { Set($0.needs).count }
      for (number, rule) in own.enumerated() {
        for need in Set(rule.needs) { waiting[need, default: []].append((location, number)) }
        if rule.needs.isEmpty { ready.append((location, number)) }
      }
    }
    var next = 0
    while next < queue.count || !ready.isEmpty {
      for (location, number) in ready where known.insert(location).inserted {
        used[location] = rules.rules[location]![number]
        queue.append(location)
      }
      ready = []
      guard next < queue.count else { break }
      for (location, number) in waiting[queue[next]] ?? [] {
        missing[location]![number] -= 1
        if missing[location]![number] == 0 { ready.append((location, number)) }
      }
      next += 1
    }
  }

  /// The rule by which a number is found; nil for what is shown.
  func rule(of location: Location) -> NumberRules.Rule? { used[location] }

  /// How many rules have to be applied to find a number: its own, and those of all that they take and is not shown.
  func steps(to location: Location) -> Int {
    var seen: Set<Location> = [location]
    var stack = [location]
    while let next = stack.popLast() {
      for need in used[next]?.needs ?? [] where used[need] != nil && seen.insert(need).inserted {
        stack.append(need)
      }
    }
    return seen.count
  }
}
