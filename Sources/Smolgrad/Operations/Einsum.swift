extension Tensor {
  /// Sums of products along named dimensions, in Einstein's notation: `Tensor.einsum("ij,jk->ik", a, b)` is the matrix product.
  ///
  /// A letter that stands twice in one operand takes its diagonal; one that is missing on the right is summed over; `...` stands for all further
  /// dimensions, which are broadcast. Without `->` the letters that stand once come out, in the order of the alphabet. It is recorded
  /// as the products and sums that it consists of.
  ///
  ///     let a = Tensor([[1, 2], [3, 4]])
  ///     Tensor.einsum("ij,j->i", a, Tensor([10, 1]))  // [12, 34]
  public static func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
    einsum(equation, operands)
  }

  /// Sums of products along named dimensions, in Einstein's notation.
  public static func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
    required(of: operands, try checkedEinsum(equation, operands))
  }

  package static func checkedEinsum(_ equation: String, _ operands: [Tensor]) throws(OperandError)
    -> Tensor
  {
    let plan = try EinsumPlan(equation, operands)
    var result = plan.arranged(operands[0], 0)
    for (index, operand) in operands.enumerated().dropFirst() {
      result = try plan.product(result, plan.arranged(operand, index), upTo: index)
    }
    if operands.count == 1 { result = plan.summed(result) }
    return result.reshape(plan.outputShape(result))
  }

  /// The elements at which two dimensions have the same index; they become the last dimension.
  ///
  /// With an offset the index of the second dimension is larger by it; a negative offset makes that of the first one larger.
  ///
  ///     Tensor([[1, 2], [3, 4]]).diagonal()  // [1, 4]
  public func diagonal(offset: Int = 0, dim1: Int = 0, dim2: Int = 1) -> Tensor {
    required(of: [self], try checkedDiagonal(offset: offset, dim1: dim1, dim2: dim2))
  }

  package func checkedDiagonal(offset: Int, dim1: Int, dim2: Int) throws(OperandError) -> Tensor {
    let i = try checkedAxis(dim1, "diagonal", at: "dim1")
    let j = try checkedAxis(dim2, "diagonal", at: "dim2")
    guard i != j, rank >= 2 else {
      throw OperandError(
        "diagonal", "shape \(shape) has no two dimensions \(dim1) and \(dim2)", at: "dim2")
    }
    let (below, right) = (
      offset < 0 ? Swift.min(offset == .min ? .max : -offset, shape[i]) : 0,
      Swift.min(Swift.max(offset, 0), shape[j])
    )
    let size = Swift.min(shape[i] - below, shape[j] - right)
    let rest = shape.indices.filter { $0 != i && $0 != j }
    let numbers = NDArray.positions(Array(0..<count)).reshaped(shape)
    let view = numbers.view(
      shape: rest.map { shape[$0] } + [size],
      strides: rest.map { numbers.strides[$0] } + [numbers.strides[i] + numbers.strides[j]],
      offset: size == 0 ? 0 : below * numbers.strides[i] + right * numbers.strides[j])
    return gathered(
      "diagonal",
      (offset == 0 ? [] : [Attribute("offset", .integer(offset))])
        + [Attribute("dim1", .integer(dim1)), Attribute("dim2", .integer(dim2))],
      at: view.contiguous(), shape: view.shape, tags: .view)
  }
}
