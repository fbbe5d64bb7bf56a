/// Chooses blanks so that each can be worked out from what is shown.
struct BlankMaker {
  typealias Location = GraphSnapshot.NumberLocation

  let snapshot: GraphSnapshot
  let options: Diagram.Options
  let rules: NumberRules
  let nodes: [Int: GraphSnapshot.Node]
  /// The arrays that are drawn number by number; before blanks are chosen, all that may be.
  private(set) var tables: Set<Location> = []

  init(
    _ snapshot: GraphSnapshot, _ options: Diagram.Options, findingOperands isInvertible: Bool
  ) {
    self.snapshot = snapshot
    self.options = options
    rules = NumberRules(snapshot, findingOperands: isInvertible)
    nodes = Dictionary(snapshot.nodes.map { ($0.id, $0) }) { first, _ in first }
    for node in snapshot.nodes where node.repeats == nil {
      guard let tensor = node.tensor, tensor.role != .gradient else { continue }
      if options.shows(.value), Self.isTable(tensor.value) { tables.insert(.value(node.id)) }
      if options.shows(.gradient), let gradient = tensor.gradient.summary, Self.isTable(gradient) {
        tables.insert(.gradient(node.id))
      }
    }
  }

  /// The most numbers in a row of a table.
  private static let mostColumns = 10

  /// Whether the numbers of an array can be drawn one by one.
  private static func isTable(_ summary: ArraySummary) -> Bool {
    summary.count > 1 && (1...2).contains(summary.shape.count)
      && summary.shape.last! <= mostColumns && NumberRules.elements(summary) != nil
  }

  /// The blanks in their order; from then on, `tables` are the arrays that they need.
  mutating func blanks(
    _ choice: Worksheet.Choice, count: Int?
  ) throws(WorksheetError) -> [Worksheet.Blank] {
    let asked = try asked(choice, count: count)
    var hidden: Set<Location> = []
    // What is workable with more blanks is so with fewer.
    let first = asked.prefix(count ?? asked.count)
    if areWorkable(Set(first.map(\.location))) {
      hidden = Set(first.map(\.location))
    } else {
      for (location, isNamed) in asked where count.map({ hidden.count < $0 }) ?? true {
        if areWorkable(hidden.union([location])) {
          hidden.insert(location)
        } else if isNamed {
          throw .notWorkable(
            rules.name(of: location), reason: "it does not follow from the numbers that are shown")
        }
      }
    }
    tables = needed(by: hidden).intersection(tables)
    return numbered(hidden)
  }

  /// The locations that may be blanks, those to be tried first at first; and whether each was named by itself.
  private func asked(
    _ choice: Worksheet.Choice, count: Int?
  ) throws(WorksheetError) -> [(location: Location, isNamed: Bool)] {
    if case .named(let names) = choice {
      var asked: [(location: Location, isNamed: Bool)] = []
      for name in names { asked += try locations(named: name) }
      return asked
    }
    let possible = rules.locations.filter {
      isShown($0) && rules.rules[$0] != nil && belongs($0, to: choice)
    }
    guard !possible.isEmpty else { throw .nothing(reason(choice)) }
    return spread(possible, count: count).map { ($0, false) }
  }

  /// The arrays with the numbers of some blanks that are drawn otherwise: what an operation passes on, or shows in another shape.
  func copies(of blanks: [Worksheet.Blank]) -> Set<Location> {
    var links: [Location: Set<Location>] = [:]
    for (location, own) in rules.rules {
      for rule in own {
        guard case .terms(let terms, 1) = rule.form, let term = terms.only, term.isCopy,
          let need = rule.needs.only
        else { continue }
        links[location.array, default: []].insert(need.array)
        links[need.array, default: []].insert(location.array)
      }
    }
    var seen = Set(blanks.map(\.location.array))
    var stack = Array(seen)
    while let next = stack.popLast() {
      for copy in links[next] ?? [] where seen.insert(copy).inserted { stack.append(copy) }
    }
    return seen.filter { (snapshot.summary(at: $0)?.count ?? 1) > 1 && !tables.contains($0) }
  }

  private func solution(hiding hidden: Set<Location>) -> Solution {
    Solution(rules, shown: { isShown($0) && !hidden.contains($0) })
  }

  private func areWorkable(_ hidden: Set<Location>) -> Bool {
    hidden.isSubset(of: solution(hiding: hidden).found)
  }

  /// The arrays of some blanks, and of all shown numbers that lead to them.
  private func needed(by hidden: Set<Location>) -> Set<Location> {
    let solution = solution(hiding: hidden)
    var seen = hidden
    var stack = Array(hidden)
    while let next = stack.popLast() {
      for need in solution.rule(of: next)?.needs ?? [] where seen.insert(need).inserted {
        stack.append(need)
      }
    }
    return Set(seen.map(\.array))
  }

  /// The blanks from the easiest on; of equals, what is computed first comes first.
  private func numbered(_ hidden: Set<Location>) -> [Worksheet.Blank] {
    let solution = solution(hiding: hidden)
    let inOrder = rules.locations.enumerated().filter { hidden.contains($0.element) }.map {
      (order: $0.offset, location: $0.element, steps: solution.steps(to: $0.element))
    }
    let sorted = inOrder.sorted { ($0.steps, $0.order) < ($1.steps, $1.order) }
    return sorted.enumerated().map { offset, entry in
      let number = rules.numbers[entry.location]!
      let rule = solution.rule(of: entry.location)!
      return Worksheet.Blank(
        number: offset + 1, location: entry.location, name: rules.name(of: entry.location),
        answer: number, text: NumberText.exact(number), rule: rules.text(of: rule),
        needs: rule.needs, steps: entry.steps)
    }
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
    case .value(let id, _):
      nodes[id]?.tensor?.value.scalar == nil
        ? tables.contains(location.array)
        : options.shows(.value) || nodes[id]?.tensor?.role == .constant
    case .gradient(let id, _):
      nodes[id]?.tensor?.gradient.summary?.scalar == nil
        ? tables.contains(location.array) : options.shows(.gradient)
    case .contribution:
      options.explanation != .none && options.shows(.gradient) && rules.addends.contains(location)
    }
  }
}

// Which of many.
extension BlankMaker {
  /// So many of a list that all parts of the computation are represented, and the others behind them, in case some can't be taken.
  private func spread(_ locations: [Location], count: Int?) -> [Location] {
    guard let count, count < locations.count else { return locations }
    var arrays: [[Location]] = []
    for location in locations {
      if arrays.last?.first?.array == location.array {
        arrays[arrays.count - 1].append(location)
      } else {
        arrays.append([location])
      }
    }
    arrays = arrays.enumerated().map { mixed($0.element, seed: $0.offset) }
    var chosen = Array(arrays.indices)
    if count < arrays.count {
      chosen = (0..<count).map { ($0 * 2 + 1) * arrays.count / (2 * count) }
    }
    let others = arrays.indices.filter { !chosen.contains($0) }
    return [chosen, others].flatMap { group -> [Location] in
      let longest = group.map { arrays[$0].count }.max() ?? 0
      return (0..<longest).flatMap { turn in
        group.compactMap { arrays[$0].indices.contains(turn) ? arrays[$0][turn] : nil }
      }
    }
  }

  /// The numbers of an array in an order that goes through all of its rows and columns; zeros come last.
  private func mixed(_ locations: [Location], seed: Int) -> [Location] {
    guard locations.count > 1 else { return locations }
    let count = locations.count
    let keys = locations.indices.map { index in
      (
        rules.numbers[locations[index]] == 0 ? 1 : 0, (index * 7 + seed * 5 + 3) % count, index
      )
    }
    return locations.indices.sorted { keys[$0] < keys[$1] }.map { locations[$0] }
  }
}
