/// The word that was probably meant: the nearest of the choices, if it is near enough for a slip of the finger.
package func nearest(to word: String, among choices: some Sequence<String>) -> String? {
  let near = choices.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    .min { $0.distance < $1.distance }
  guard let near, near.distance <= max(1, near.word.count / 3) else { return nil }
  return near.word
}

/// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one word of the other.
private func editDistance(_ first: String, _ second: String) -> Int {
  // Far too long to be a slip of the finger, and slow to compare.
  if first.utf8.count > 8 * (second.count + 8) { return first.utf8.count }
  let a = Array(first)
  let b = Array(second)
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
