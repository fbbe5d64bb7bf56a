import Smolgrad

/// Whether the equation of an `einsum` fits its operands, and how much it computes.
extension Call {
  func checkEinsum(_ equation: String, _ operands: [Tensor]) throws(Fault) {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    let terms = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard sides.count <= 2, (terms + sides.dropFirst()).allSatisfy(isTerm) else {
      throw fail(
        "an equation consists of letters, commas, ... and ->, as in 'ij,jk->ik' or '...i->...'",
        at: "equation")
    }
    guard terms.count == operands.count else {
      throw fail(
        "the equation names \(terms.count) operands, and there are \(operands.count)",
        at: "operands")
    }
    var sizes: [Character: Int] = [:]
    var letters: [[Character: Int]] = []
    var widest = 0
    for (term, operand) in zip(terms, operands) {
      let own = try self.letters(of: term, operand)
      widest = max(widest, term.contains(".") ? operand.rank - own.count { $0.isLetter } : 0)
      var seen: [Character: Int] = [:]
      for (letter, size) in zip(own, operand.shape) {
        guard seen[letter, default: size] == size else {
          throw fail(
            "\(letter) stands for the sizes \(seen[letter]!) and \(size) of one operand",
            at: "operands")
        }
        seen[letter] = size
        let other = sizes[letter] ?? 1
        guard other == size || other == 1 || size == 1 else {
          let name = letter.isLetter ? "\(letter)" : "..."
          throw fail("\(name) has the sizes \(other) and \(size)", at: "operands")
        }
        sizes[letter] = other == 1 ? size : other
      }
      letters.append(seen)
    }
    var output: Set<Character>?
    if sides.count == 2 {
      let named = sides[1].filter { $0 != "." }
      guard Set(named).count == named.count, named.allSatisfy({ sizes[$0] != nil }) else {
        throw fail("'\(sides[1])' must name letters of the operands, each once", at: "equation")
      }
      if sides[1].contains("."), !sides[0].contains(".") {
        throw fail("'...' stands on the right alone", at: "equation")
      }
      output = Set(named).union(sides[1].contains(".") ? ellipsis(widest) : [])
    }
    guard sizes.count <= 16 else {
      throw fail("there are more than 16 dimensions in all", at: "equation")
    }
    try checkSteps(letters, output: output, sizes)
  }

  /// Whether a side of a comma consists of letters, and of one ellipsis at most.
  private func isTerm(_ term: Substring) -> Bool {
    let rest = term.replacing("...", with: "", maxReplacements: 1)
    return rest.allSatisfy { $0.isASCII && $0.isLetter }
  }

  /// A sign for each of the dimensions that an ellipsis stands for, counted from the last.
  private func ellipsis(_ count: Int) -> [Character] {
    (0..<max(count, 0)).reversed().map { Character(Unicode.Scalar(0xE000 + UInt32($0))!) }
  }

  private func letters(of term: Substring, _ operand: Tensor) throws(Fault) -> [Character] {
    let named = term.count { $0 != "." }
    guard term.contains(".") ? named <= operand.rank : named == operand.rank else {
      throw fail("'\(term)' does not fit an operand of shape \(operand.shape)", at: "operands")
    }
    guard let start = term.firstIndex(of: ".") else { return Array(term) }
    return Array(term[..<start]) + ellipsis(operand.rank - named)
      + Array(term[start...].filter { $0 != "." })
  }

  /// Stops over products that are too large before they are summed: the operands are multiplied one after the other.
  private func checkSteps(
    _ terms: [[Character: Int]], output: Set<Character>?, _ sizes: [Character: Int]
  ) throws(Fault) {
    // Without a right side the letters that stand once come out, and what the ellipsis stands for.
    let kept =
      output
      ?? Set(
        sizes.keys.filter { letter in !letter.isLetter || terms.count { $0[letter] != nil } == 1 })
    var current = terms[0]
    for (index, term) in terms.enumerated().dropFirst() {
      let needed = terms[(index + 1)...].reduce(kept) { $0.union($1.keys) }
      let all = current.merging(term) { max($0, $1) }
      // The product itself sums what both have and nobody needs any more; size 1 in one of them is summed later.
      let product = all.filter { letter, _ in
        needed.contains(letter) || current[letter, default: 1] == 1 || term[letter, default: 1] == 1
      }
      try room(for: Array(product.values))
      try work(Array(all.values), .product)
      current = all.filter { needed.contains($0.key) }
    }
  }
}
