// Products of vectors and matrices under their own names.

extension Tensor {
  /// The product of two matrices.
  ///
  ///     Tensor([[1, 2]]).mm(Tensor([[3], [4]]))  // [[11]]
  public func mm(_ other: Tensor) -> Tensor {
    required(of: [self, other], try checkedMm(other))
  }

  package func checkedMm(_ other: Tensor) throws(OperandError) -> Tensor {
    try product("mm", 2, other, 2)
  }
  /// The product of a matrix and a vector.
  ///
  ///     Tensor([[1, 2], [3, 4]]).mv(Tensor([1, 10]))  // [21, 43]
  public func mv(_ vector: Tensor) -> Tensor {
    required(of: [self, vector], try checkedMv(vector))
  }

  package func checkedMv(_ vector: Tensor) throws(OperandError) -> Tensor {
    try product("mv", 2, vector, 1)
  }
  /// The products of two stacks of as many matrices.
  ///
  ///     Tensor([[[1, 2]]]).bmm(Tensor([[[3], [4]]]))  // [[[11]]]
  public func bmm(_ other: Tensor) -> Tensor {
    required(of: [self, other], try checkedBmm(other))
  }

  package func checkedBmm(_ other: Tensor) throws(OperandError) -> Tensor {
    if rank == 3, other.rank == 3, shape[0] != other.shape[0] {
      throw OperandError("bmm", "stacks of \(shape[0]) and \(other.shape[0]) matrices")
    }
    return try product("bmm", 3, other, 3)
  }
  /// The inner product of two vectors.
  ///
  ///     Tensor([1, 2]).dot(Tensor([3, 4]))  // 11
  public func dot(_ other: Tensor) -> Tensor {
    required(of: [self, other], try checkedDot(other))
  }

  package func checkedDot(_ other: Tensor) throws(OperandError) -> Tensor {
    try product("dot", 1, other, 1)
  }

  /// The products of each element of a vector with each of another, as a matrix.
  ///
  ///     Tensor([1, 2]).outer(Tensor([3, 4]))  // [[3, 4], [6, 8]]
  public func outer(_ other: Tensor) -> Tensor {
    required(of: [self, other], try checkedOuter(other))
  }

  package func checkedOuter(_ other: Tensor) throws(OperandError) -> Tensor {
    guard rank == 1, other.rank == 1 else {
      throw OperandError("outer", "shapes \(shape) and \(other.shape) are not two vectors")
    }
    let (x, z) = try Tensor.checkedOperands(unsqueeze(dim: 1), other.unsqueeze(dim: 0), "outer")
    return Tensor.result(
      "outer", of: [self, other], .zip(x, z, .multiply),
      [
        Derivative("{g} • {b}") { gradient, y in gradient.matmul(y.inputs[1]) },
        Derivative("{g}ᵀ • {a}") { gradient, y in gradient.T.matmul(y.inputs[0]) },
      ])
  }

  /// beta · self + alpha · (a • b).
  ///
  ///     Tensor([10, 20]).addmm(Tensor([[1, 2]]), Tensor([[1, 0], [0, 1]]))  // [[11, 22]]
  public func addmm(_ a: Tensor, _ b: Tensor, beta: Double = 1, alpha: Double = 1) -> Tensor {
    required(of: [self, a, b], try checkedAddmm(a, b, beta: beta, alpha: alpha))
  }

  package func checkedAddmm(_ a: Tensor, _ b: Tensor, beta: Double, alpha: Double)
    throws(OperandError) -> Tensor
  {
    guard a.rank == 2, b.rank == 2, a.shape[1] == b.shape[0] else {
      throw OperandError(
        "addmm", "shapes \(a.shape) and \(b.shape) are no matrices that fit", at: "mat1")
    }
    let target = [a.shape[0], b.shape[1]]
    guard shape.broadcast(with: target) == target else {
      throw OperandError(
        "addmm", "shape \(shape) can't be repeated to \(target)", at: "input")
    }
    for (name, tensor) in [("input", self), ("mat1", a), ("mat2", b)] {
      try tensor.checkFloatingPoint("addmm", at: name)
    }
    try Tensor.checkSize(target, "addmm")
    try Tensor.checkSteps(a.shape + [b.shape[1]], .product, "addmm")
    let value = withoutGradients {
      let product = a.matmul(b) * alpha
      // With beta 0 even NaN in self does not count.
      return beta == 0 ? product : self * beta + product
    }
    return Tensor.result(
      "addmm", [Attribute("beta", .real(beta)), Attribute("alpha", .real(alpha))],
      of: [self, a, b], value.array,
      [
        Derivative("{beta} · {g}") { gradient, _ in gradient * beta },
        Derivative("{alpha} · {g} • {c}ᵀ") { gradient, y in gradient.matmul(y.inputs[2].T) * alpha
        },
        Derivative("{alpha} · {b}ᵀ • {g}") { gradient, y in y.inputs[1].T.matmul(gradient) * alpha
        },
      ]
    ).counting(.productAfterSummand)
  }

  /// The product with a transposed weight [outputs, inputs], plus a bias: x • wᵀ + b, over the last dimension.
  ///
  /// A weight that is a vector gives a single output, whose dimension is dropped.
  ///
  ///     Tensor([[1, 2]]).linear(Tensor([[3, 4]]), bias: Tensor([5]))  // [[16]]
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    required(of: [self, weight], try checkedLinear(weight, bias: bias))
  }

  package func checkedLinear(_ weight: Tensor, bias: Tensor?) throws(OperandError) -> Tensor {
    try checkWeight(weight, "linear")
    let outputs = weight.rank == 2 ? [weight.shape[0]] : []
    let target = shape.dropLast() + outputs
    if let bias, bias.shape.broadcast(with: target) != target {
      throw OperandError(
        "linear", "a bias of shape \(bias.shape) does not fit outputs of shape \(Array(target))",
        at: "bias")
    }
    let (inputs, width) = (shape[rank - 1], outputs.first ?? 1)
    let rows = shape.dropLast().reduce(1, *)
    try Tensor.checkSize(of: Double(rows) * Double(width), Array(target), "linear")
    if Double(count) * Double(width) > 0x1p20 {
      try Tensor.checkSteps(shape + outputs, .product, "linear")
    }
    @Sendable func matrix(_ tensor: Tensor, _ rows: Int, _ columns: Int) -> Tensor {
      tensor.shape == [rows, columns] ? tensor : tensor.reshape([rows, columns])
    }
    let value = linearValue(weight, bias, rows: rows, inputs: inputs, width: width)
    var derivatives = [
      Derivative("{g} • {b}") { gradient, y in
        matrix(gradient, rows, width).matmul(matrix(y.inputs[1], width, inputs))
          .reshape(y.inputs[0].shape)
      },
      Derivative("{g}ᵀ • {a}") { gradient, y in
        matrix(gradient, rows, width).T.matmul(matrix(y.inputs[0], rows, inputs))
          .reshape(y.inputs[1].shape)
      },
    ]
    if bias != nil { derivatives.append(Derivative("{g}, summed") { gradient, _ in gradient }) }
    return Tensor.result(
      "linear", of: .init(self, weight, bias), value.reshaped(Array(target)),
      derivatives
    ).counting(.product)
  }

  /// The product with a transposed weight [outputs, inputs] over the last dimension, recorded as a product of two inputs.
  ///
  /// So a figure of a layer shows the weight as it is, and a stack of inputs needs one product instead of many.
  package func matmul(transposed weight: Tensor) -> Tensor {
    required(of: [self, weight], try checkWeight(weight, "matmul"))
    let rows = shape.dropLast().reduce(1, *)
    let value = linearValue(
      weight, nil, rows: rows, inputs: shape[rank - 1], width: weight.shape[0])
    return Tensor.result(
      "matmul", [Attribute("transposed", "b")], of: [self, weight],
      value.reshaped(shape.dropLast() + [weight.shape[0]]),
      [
        Derivative("{g} • {b}") { gradient, y in gradient.matmul(y.inputs[1]) },
        Derivative("{g}ᵀ • {a}") { gradient, y in gradient.asRows.T.matmul(y.inputs[0].asRows) },
      ]
    ).counting(.product)
  }

  /// The tensor as a matrix, with all dimensions but the last in one.
  private var asRows: Tensor {
    rank == 2 ? self : reshape([shape.dropLast().reduce(1, *), shape[rank - 1]])
  }

  /// Refuses a weight that takes another number of features than the inputs have.
  private func checkWeight(_ weight: Tensor, _ operation: String) throws(OperandError) {
    guard rank > 0, weight.rank == 1 || weight.rank == 2, weight.shape.last == shape.last else {
      throw OperandError(
        operation,
        "inputs of shape \(shape) do not fit a weight of shape \(weight.shape), which takes \(weight.shape.last ?? 1) features",
        at: "weight")
    }
  }

  private func linearValue(
    _ weight: Tensor, _ bias: Tensor?, rows: Int, inputs: Int, width: Int
  ) -> NDArray {
    let dtype = DType.promoted(self.dtype, weight.dtype)
    let x = array.cast(to: dtype)
    let flat = x.viewed(as: [rows, inputs]) ?? x.contiguous().reshaped([rows, inputs])
    let w = weight.array.cast(to: dtype)
    let transposed =
      weight.rank == 2 ? w.transposed(0, 1) : w.contiguous().reshaped([inputs, 1])
    guard let bias else { return .matrixProduct(flat, transposed) }
    let summand = bias.array.cast(to: dtype)
    guard bias.rank <= 1 else {
      let product = NDArray.matrixProduct(flat, transposed)
      return .zip(product.reshaped(shape.dropLast() + [width]), summand, .add).contiguous()
    }
    return .matrixProduct(flat, transposed, plus: summand.broadcast(to: [rows, width]))
  }

  private func product(_ name: String, _ rank: Int, _ other: Tensor, _ otherRank: Int)
    throws(OperandError) -> Tensor
  {
    guard self.rank == rank, other.rank == otherRank else {
      throw OperandError(
        name, "shapes \(shape) and \(other.shape) have not \(rank) and \(otherRank) dimensions")
    }
    return try checkedMatmul(other, name)
  }
}
