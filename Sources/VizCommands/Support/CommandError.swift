/// What is wrong with a command, in one sentence that names the thing and the choices.
struct CommandError: Error, CustomStringConvertible {
  var description: String
  /// Whether another command line would help.
  var isUsage: Bool

  init(_ description: String, isUsage: Bool = false) {
    self.description = description
    self.isUsage = isUsage
  }
}

/// The choice that has a name, in capitals or not, or an error that lists all of them and guesses which one was meant.
func choose<Choice>(
  _ kind: String, _ name: String, among choices: [Choice], _ nameOf: (Choice) -> String
) throws(CommandError) -> Choice {
  if let choice = choices.first(where: { nameOf($0) == name }) { return choice }
  if let choice = choices.first(where: { nameOf($0).lowercased() == name.lowercased() }) {
    return choice
  }
  let names = choices.map(nameOf)
  var message = "unknown \(kind) '\(name)'; choices: \(names.joined(separator: ", "))"
  if let near = nearest(to: name, among: names) { message += "; did you mean '\(near)'?" }
  throw CommandError(message, isUsage: true)
}

/// The name that was probably meant by one that was mistyped; nil if none is near.
func nearest(to name: String, among names: [String]) -> String? {
  let near = names.map { (name: $0, distance: editDistance(name.lowercased(), $0.lowercased())) }
    .min { $0.distance < $1.distance }
  guard let near, near.distance <= max(1, near.name.count / 3) else { return nil }
  return near.name
}

/// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one word of the other.
private func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  // Far too long to be a slip of the finger, and slow to compare.
  if a.count > b.count + 8 { return a.count }
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
