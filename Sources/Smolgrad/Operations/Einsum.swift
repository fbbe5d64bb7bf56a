extension Tensor {
  /// Sums of products along named dimensions, in Einstein's notation: `Tensor.einsum("ij,jk->ik", a, b)` is the matrix product.
  ///
  /// A letter that stands twice in one operand takes its diagonal; one that is missing on the right is summed over; `...` stands for all further
  /// dimensions, which are broadcast. Without `->` the letters that stand once come out, in the order of the alphabet. It is recorded
  /// as the products and sums that it consists of.
  public static func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
    einsum(equation, operands)
  }

  /// Sums of products along named dimensions, in Einstein's notation.
  public static func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
    let plan = EinsumPlan(equation, operands)
    var result = plan.arranged(operands[0], 0)
    for (index, operand) in operands.enumerated().dropFirst() {
      result = plan.product(result, plan.arranged(operand, index), upTo: index)
    }
    if operands.count == 1 { result = plan.summed(result) }
    return result.reshape(plan.outputShape(result))
  }

  /// The elements at which two dimensions have the same index; they become the last dimension.
  ///
  /// With an offset the index of the second dimension is larger by it; a negative offset makes that of the first one larger.
  public func diagonal(offset: Int = 0, dim1: Int = 0, dim2: Int = 1) -> Tensor {
    let (i, j) = (resolved(dim: dim1, "diagonal"), resolved(dim: dim2, "diagonal"))
    guard i != j, rank >= 2 else {
      fail("diagonal", "shape \(shape) has no two dimensions \(dim1) and \(dim2)")
    }
    let (below, right) = (
      offset < 0 ? Swift.min(offset == .min ? .max : -offset, shape[i]) : 0,
      Swift.min(Swift.max(offset, 0), shape[j])
    )
    let size = Swift.min(shape[i] - below, shape[j] - right)
    let rest = shape.indices.filter { $0 != i && $0 != j }
    let places = NDArray.positions(Array(0..<count)).reshaped(shape)
    let view = places.view(
      shape: rest.map { shape[$0] } + [size],
      strides: rest.map { places.strides[$0] } + [places.strides[i] + places.strides[j]],
      offset: size == 0 ? 0 : below * places.strides[i] + right * places.strides[j])
    return picked(
      "diagonal",
      (offset == 0 ? [] : [Attribute("offset", .integer(offset))])
        + [Attribute("dim1", .integer(dim1)), Attribute("dim2", .integer(dim2))],
      at: view.contiguous(), shape: view.shape)
  }
}

/// The letters of an equation and the order in which all operands have them: output letters first, then those that are summed.
private struct EinsumPlan {
  private let inputs: [[Character]]
  private let output: [Character]
  private let order: [Character]

  init(_ equation: String, _ operands: [Tensor]) {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == operands.count, !operands.isEmpty else {
      fail("einsum", "'\(equation)' names \(terms.count) operands, and there are \(operands.count)")
    }
    // The dimensions of an ellipsis get signs of their own, counted from the last, so that they are aligned.
    func signs(_ count: Int) -> [Character] {
      (0..<max(count, 0)).reversed().map { Character(Unicode.Scalar(0xE000 + UInt32($0))!) }
    }
    let extents = zip(terms, operands).map { term, operand in
      operand.rank - term.filter { $0 != "." }.count
    }
    let widest = zip(terms, extents).filter { $0.0.contains(".") }.map(\.1).max() ?? 0
    func letters(_ term: Substring, _ extent: Int) -> [Character] {
      guard let start = term.firstIndex(of: ".") else { return Array(term) }
      return Array(term[..<start]) + signs(extent) + Array(term[start...].filter { $0 != "." })
    }
    inputs = zip(terms, extents).map { letters($0, $1) }
    for (letters, operand) in zip(inputs, operands) where letters.count != operand.rank {
      fail("einsum", "'\(equation)' does not fit an operand of shape \(operand.shape)")
    }
    if sides.count == 2 {
      output = letters(sides[1].dropFirst(), widest)
    } else {
      let all = inputs.flatMap { $0 }
      output =
        signs(widest)
        + Set(all).filter { letter in
          letter.isLetter && all.filter { $0 == letter }.count == 1
        }.sorted()
    }
    var order = output
    for letter in inputs.joined() where !order.contains(letter) { order.append(letter) }
    self.order = order
    for letter in output where !inputs.joined().contains(letter) {
      fail("einsum", "'\(equation)' asks for \(letter), which no operand has")
    }
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
  func product(_ a: Tensor, _ b: Tensor, upTo index: Int) -> Tensor {
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
    let product = left.matmul(right).reshape(shape)
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
