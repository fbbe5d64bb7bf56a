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

  /// How many rules have to be applied to find a number: its own, and those of all that they take and is not shown; a sum of products counts
  /// for each of them.
  func steps(to location: Location) -> Int {
    var seen: Set<Location> = [location]
    var stack = [location]
    while let next = stack.popLast() {
      for need in used[next]?.needs ?? [] where used[need] != nil && seen.insert(need).inserted {
        stack.append(need)
      }
    }
    return seen.reduce(0) { $0 + (used[$1]?.steps ?? 1) }
  }
}
