// How near vectors are to each other, and numbers in place of those that are none.

extension Tensor {
  /// The cosine of the angle between vectors along a dimension, with broadcasting: their product, divided by their lengths.
  ///
  /// A length counts as `epsilon` at least.
  ///
  ///     Tensor([[1, 0]]).cosineSimilarity(Tensor([[1, 1]]))  // [0.7071]
  public func cosineSimilarity(_ other: Tensor, dim: Int = 1, epsilon: Double = 1e-8) -> Tensor {
    required(of: [self, other], try checkedCosineSimilarity(other, dim: dim, epsilon: epsilon))
  }

  package func checkedCosineSimilarity(_ other: Tensor, dim: Int, epsilon: Double)
    throws(OperandError) -> Tensor
  {
    try checkFloatingPoint("cosine_similarity", at: "x1")
    try other.checkFloatingPoint("cosine_similarity", at: "x2")
    let common = try Tensor.commonShape("cosine_similarity", self, other)
    let axis = try Tensor.checkedAxis(dim, of: common, "cosine_similarity")
    @Sendable func direction(_ x: Tensor) -> Tensor {
      x / x.norm(dims: [axis], keepDim: true).clamp(min: epsilon)
    }
    @Sendable func slope(_ x: Tensor, _ other: Tensor, _ gradient: Tensor, _ y: Tensor) -> Tensor {
      let (x, other) = (x.broadcast(to: common), other.broadcast(to: common))
      let length = x.norm(dims: [axis], keepDim: true)
      // The derivative of the length, which is 0 at the origin.
      let isFlat = withoutGradients { length .== 0 }
      let outwards = (x / length).maskedFill(isFlat, 0)
      let limited = withoutGradients { length .< epsilon }
      let divisor = Tensor.where(limited, length.zerosLike() + epsilon, length)
      return gradient / divisor * (direction(other) - y * outwards)
    }
    let value = withoutGradients {
      (direction(broadcast(to: common)) * direction(other.broadcast(to: common)))
        .sum(dims: [axis])
    }
    @Sendable func kept(_ x: Tensor) -> Tensor {
      common.isEmpty ? x : x.unsqueeze(dim: axis)
    }
    return Tensor.result(
      "cosine_similarity", [Attribute("dim", .integer(dim)), Attribute("epsilon", .real(epsilon))],
      of: [self, other], value.array,
      [
        Derivative("{g} / ‖{a}‖ · ({b} / ‖{b}‖ - {y} · {a} / ‖{a}‖)") { gradient, y in
          slope(y.inputs[0], y.inputs[1], kept(gradient), kept(y))
        },
        Derivative("{g} / ‖{b}‖ · ({a} / ‖{a}‖ - {y} · {b} / ‖{b}‖)") { gradient, y in
          slope(y.inputs[1], y.inputs[0], kept(gradient), kept(y))
        },
      ])
  }

  /// The p-norm of the difference of vectors along the last dimension, with broadcasting; `epsilon` is added to each difference.
  ///
  ///     Tensor([[0, 0]]).pairwiseDistance(Tensor([[3, 4]]))  // [5]
  public func pairwiseDistance(
    _ other: Tensor, p: Double = 2, epsilon: Double = 1e-6, keepDim: Bool = false
  ) -> Tensor {
    required(
      of: [self, other],
      try checkedPairwiseDistance(other, p: p, epsilon: epsilon, keepDim: keepDim))
  }

  package func checkedPairwiseDistance(_ other: Tensor, p: Double, epsilon: Double, keepDim: Bool)
    throws(OperandError) -> Tensor
  {
    _ = try Tensor.commonShape("pairwise_distance", self, other)
    try checkFloatingPoint("pairwise_distance", at: "x1")
    try other.checkFloatingPoint("pairwise_distance", at: "x2")
    return try (self - other + epsilon).checkedNorm(p, dims: [-1], keepDim: keepDim)
  }

  /// Each element; where it is NaN or infinite a number in its place, whose gradient is 0.
  ///
  /// Without a number of their own, infinities become the largest and the smallest number of the type.
  ///
  ///     Tensor([.nan, 1]).nanToNum()  // [0, 1]
  public func nanToNum(nan: Double = 0, positive: Double? = nil, negative: Double? = nil) -> Tensor
  {
    let limit = dtype.isFloatingPoint ? dtype.largest : 0
    let (high, low) = (positive ?? limit, negative ?? -limit)
    let value = withoutGradients {
      guard dtype.isFloatingPoint else { return Tensor(array.copy(), role: .result) }
      // What the type can't hold becomes infinite, as in PyTorch.
      func fill(_ number: Double) -> Tensor { Tensor(number, dtype: .float64).cast(to: dtype) }
      return maskedFill(equalsItself().logicalNot(), fill(nan))
        .maskedFill(self .== Double.infinity, fill(high))
        .maskedFill(self .== -Double.infinity, fill(low))
    }
    return Tensor.result(
      "nan_to_num",
      [
        Attribute("nan", .real(nan)), Attribute("posinf", .real(high)),
        Attribute("neginf", .real(low)),
      ],
      of: [self], value.array,
      [
        Derivative("{g} where {a} is finite, else 0") { gradient, y in
          gradient.masked(by: withoutGradients { y.inputs[0].abs() .< Double.infinity })
        }
      ])
  }
}
