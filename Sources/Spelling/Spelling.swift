/// Which words somebody may have meant who wrote another.
package enum Spelling {
  /// The word that was probably meant: the nearest of the choices, if it is near enough for a slip of the finger.
  package static func nearest(to word: String, among choices: some Sequence<String>) -> String? {
    let near = choices.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
      .min { $0.distance < $1.distance }
    guard let near, near.distance <= max(1, near.word.count / 3) else { return nil }
    return near.word
  }

  /// Up to five words: those that contain the text or differ from it in few letters first, then the first ones of all.
  package static func suggestions(for text: String, among words: [String]) -> [String] {
    let wanted = text.lowercased()
    // Comparing letter by letter is slow, and pointless for words of quite another length.
    let scored = words.lazy.enumerated().map { index, word -> (score: Int, index: Int) in
      let word = word.lowercased()
      if !wanted.isEmpty, word.contains(wanted) || wanted.contains(word) {
        return (abs(word.count - wanted.count) / 4, index)
      }
      guard abs(word.utf8.count - wanted.utf8.count) <= 3 else { return (100, index) }
      return (distance(wanted, word), index)
    }
    var best: [(score: Int, index: Int)] = []
    for entry in scored {
      guard best.count < 5 || entry.score < best[best.count - 1].score else { continue }
      let index = best.firstIndex { $0.score > entry.score } ?? best.count
      best.insert(entry, at: index)
      if best.count > 5 { best.removeLast() }
    }
    return best.map { words[$0.index] }
  }

  /// How many letters must be inserted, deleted, replaced or swapped with their neighbor to make one word of the other.
  private static func distance(_ first: String, _ second: String) -> Int {
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
}
