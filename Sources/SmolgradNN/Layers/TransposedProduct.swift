import Smolgrad

extension Tensor {
  /// The product with the transposed matrix `weight`, over the last axis, recorded as one operation with two inputs.
  ///
  /// So a figure of a layer shows the weight as it is, and a stack of inputs needs one product instead of many.
  func matmul(transposed weight: Tensor) -> Tensor {
    // Said here, of the tensors that the user knows: the product below gets the weight transposed.
    guard rank > 0, shape[rank - 1] == weight.shape[1] else {
      fail(
        "matmul",
        "inputs of shape \(shape) do not fit a weight of shape \(weight.shape), "
          + "which takes \(weight.shape[1]) features", of: [self, weight])
    }
    let value = withoutGradients { () -> Tensor in
      guard rank > 2 else { return matmul(weight.T) }
      let rows = reshape([shape.dropLast().reduce(1, *), shape[rank - 1]])
      return rows.matmul(weight.T).reshape(shape.dropLast() + [weight.shape[0]])
    }
    return Tensor.recording(
      "matmul", attributes: [Attribute("transposed", "b")], inputs: [self, weight], value: value,
      derivatives: [
        Derivative("{g} • {b}") { gradient, y in gradient.matmul(y.inputs[1]) },
        Derivative("{g}ᵀ • {a}") { gradient, y in gradient.asRows.T.matmul(y.inputs[0].asRows) },
      ])
  }

  /// The tensor as a matrix, with all axes but the last in one.
  private var asRows: Tensor {
    rank == 2 ? self : reshape([shape.dropLast().reduce(1, *), shape[rank - 1]])
  }
}
