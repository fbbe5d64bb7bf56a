/// The letters of an equation and the order in which all operands have them: output letters first, then those that are summed.
struct EinsumPlan {
  private let inputs: [[Character]]
  private let output: [Character]
  private let order: [Character]

  init(_ equation: String, _ operands: [Tensor]) throws(OperandError) {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    let terms = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard sides.count <= 2, (terms + sides.dropFirst()).allSatisfy(Self.isTerm) else {
      throw OperandError(
        "einsum",
        "an equation consists of letters, commas, ... and ->, as in 'ij,jk->ik' or '...i->...'",
        at: "equation")
    }
    guard terms.count == operands.count, !operands.isEmpty else {
      throw OperandError(
        "einsum", "the equation names \(terms.count) operands, and there are \(operands.count)",
        at: "operands")
    }
    var inputs: [[Character]] = []
    var widest = 0
    for (term, operand) in zip(terms, operands) {
      let named = term.count { $0 != "." }
      guard term.contains(".") ? named <= operand.rank : named == operand.rank else {
        throw OperandError(
          "einsum", "'\(term)' does not fit an operand of shape \(operand.shape)", at: "operands")
      }
      let extent = operand.rank - named
      inputs.append(Self.letters(of: term, extent))
      widest = max(widest, extent)
    }
    try Self.checkSizes(inputs, operands)
    if sides.count == 2 {
      output = try Self.output(sides[1], widest, among: inputs, terms)
    } else {
      // The letters that stand once come out, and what the ellipsis stands for.
      let all = inputs.flatMap { $0 }
      output =
        Self.ellipsis(widest)
        + Set(all).filter { letter in
          letter.isLetter && all.filter { $0 == letter }.count == 1
        }.sorted()
    }
    self.inputs = inputs
    var order = output
    for letter in inputs.joined() where !order.contains(letter) { order.append(letter) }
    self.order = order
  }

  /// Whether a side of a comma consists of letters, and of one ellipsis at most.
  private static func isTerm(_ term: Substring) -> Bool {
    let rest = term.replacing("...", with: "", maxReplacements: 1)
    return rest.allSatisfy { $0.isASCII && $0.isLetter }
  }

  /// A sign for each of the dimensions that an ellipsis stands for, counted from the last, so that they are aligned.
  private static func ellipsis(_ count: Int) -> [Character] {
    (0..<max(count, 0)).reversed().map { Character(Unicode.Scalar(0xE000 + UInt32($0))!) }
  }

  private static func letters(of term: Substring, _ extent: Int) -> [Character] {
    guard let start = term.firstIndex(of: ".") else { return Array(term) }
    return Array(term[..<start]) + ellipsis(extent) + Array(term[start...].filter { $0 != "." })
  }

  /// Refuses letters that stand for several sizes; a size of 1 is repeated, but not within one operand.
  private static func checkSizes(
    _ inputs: [[Character]], _ operands: [Tensor]
  ) throws(OperandError) {
    var sizes: [Character: Int] = [:]
    for (letters, operand) in zip(inputs, operands) {
      var seen: [Character: Int] = [:]
      for (letter, size) in zip(letters, operand.shape) {
        guard seen[letter, default: size] == size else {
          throw OperandError(
            "einsum", "\(letter) stands for the sizes \(seen[letter]!) and \(size) of one operand",
            at: "operands")
        }
        seen[letter] = size
        let other = sizes[letter] ?? 1
        guard other == size || other == 1 || size == 1 else {
          let name = letter.isLetter ? "\(letter)" : "..."
          throw OperandError("einsum", "\(name) has the sizes \(other) and \(size)", at: "operands")
        }
        sizes[letter] = other == 1 ? size : other
      }
    }
  }

  /// The letters on the right side, each of which an operand has.
  private static func output(
    _ side: Substring, _ widest: Int, among inputs: [[Character]], _ terms: [Substring]
  ) throws(OperandError) -> [Character] {
    let named = side.filter { $0 != "." }
    guard Set(named).count == named.count,
      named.allSatisfy({ letter in inputs.contains { $0.contains(letter) } })
    else {
      throw OperandError(
        "einsum", "'\(side)' must name letters of the operands, each once", at: "equation")
    }
    if side.contains("."), !terms.contains(where: { $0.contains(".") }) {
      throw OperandError("einsum", "'...' stands on the right alone", at: "equation")
    }
    return letters(of: side, widest)
  }

  /// An operand with a dimension for each letter of the plan, of size 1 where it lacks the letter.
  func arranged(_ operand: Tensor, _ index: Int) -> Tensor {
    var (operand, letters) = (operand, inputs[index])
    while let second = letters.indices.first(where: { letters[..<$0].contains(letters[$0]) }) {
      let first = letters.firstIndex(of: letters[second])!
      operand = operand.diagonal(dim1: first, dim2: second)
      let letter = letters.remove(at: second)
      letters.remove(at: first)
      letters.append(letter)
    }
    let present = order.filter { letters.contains($0) }
    let permuted = operand.permute(present.map { letters.firstIndex(of: $0)! })
    var sizes = permuted.shape[...]
    return permuted.reshape(order.map { letters.contains($0) ? sizes.removeFirst() : 1 })
  }

  /// The product of two arranged operands, summed over the letters that neither the output nor a later operand has.
  func product(_ a: Tensor, _ b: Tensor, upTo index: Int) throws(OperandError) -> Tensor {
    let later = inputs[(index + 1)...].joined()
    let summed = order.indices.filter { !output.contains(order[$0]) && !later.contains(order[$0]) }
    // Dimensions of both and kept: a stack; of both and summed: inner; of one alone: its rows or columns.
    var (stack, inner, rows, columns): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    for axis in order.indices {
      switch (a.shape[axis] != 1, b.shape[axis] != 1) {
      case (true, true): summed.contains(axis) ? inner.append(axis) : stack.append(axis)
      case (true, false): rows.append(axis)
      case (false, true): columns.append(axis)
      case (false, false): stack.append(axis)
      }
    }
    func size(_ tensor: Tensor, _ axes: [Int]) -> Int { axes.reduce(1) { $0 * tensor.shape[$1] } }
    let left = a.permute(stack + rows + inner + columns)
      .reshape([size(a, stack), size(a, rows), size(a, inner)])
    let right = b.permute(stack + inner + columns + rows)
      .reshape([size(b, stack), size(b, inner), size(b, columns)])
    let axes = stack + rows + columns + inner
    let shape =
      (stack + rows).map { a.shape[$0] } + columns.map { b.shape[$0] } + inner.map { _ in 1 }
    let product = try left.checkedMatmul(right).reshape(shape)
    let arranged = product.permute(order.indices.map { axes.firstIndex(of: $0)! })
    let rest = summed.filter { arranged.shape[$0] != 1 }
    return rest.isEmpty ? arranged : arranged.sum(dims: rest, keepDim: true)
  }

  /// A single arranged operand, summed over the letters that the output lacks.
  func summed(_ a: Tensor) -> Tensor {
    let axes = order.indices.filter { $0 >= output.count }
    return axes.isEmpty ? a : a.sum(dims: Array(axes), keepDim: true)
  }

  func outputShape(_ result: Tensor) -> [Int] { Array(result.shape.prefix(output.count)) }
}
