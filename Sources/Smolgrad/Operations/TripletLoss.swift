extension Tensor {
  /// How much farther than a margin less an anchor, this tensor, is from a positive example than from a negative one (Schroff and others 2015).
  ///
  /// The distances are p-norms over the last dimension. Where the margin is kept the loss is 0.
  ///
  ///     let anchor = Tensor([[0, 0]])
  ///     anchor.tripletMarginLoss(positive: Tensor([[1, 0]]), negative: Tensor([[0, 1.5]]))  // 0.5
  ///
  /// - Parameters:
  ///   - positive: Vectors like the anchors.
  ///   - negative: Vectors unlike the anchors.
  ///   - margin: How much farther the negative example ought to be.
  ///   - p: The norm's exponent.
  ///   - epsilon: What is added to the differences.
  ///   - swap: Whether the distance of the positive from the negative counts where it is smaller (Balntas and others 2016).
  ///   - reduction: What becomes of the losses of single vectors.
  public func tripletMarginLoss(
    positive: Tensor, negative: Tensor, margin: Double = 1, p: Double = 2, epsilon: Double = 1e-6,
    swap: Bool = false, reduction: Reduction = .mean
  ) -> Tensor {
    required(
      of: [self, positive, negative],
      try checkedTripletMarginLoss(
        positive: positive, negative: negative, margin: margin, p: p, epsilon: epsilon, swap: swap,
        reduction: reduction))
  }

  package func checkedTripletMarginLoss(
    positive: Tensor, negative: Tensor, margin: Double, p: Double, epsilon: Double, swap: Bool,
    reduction: Reduction
  ) throws(OperandError) -> Tensor {
    let operation = "triplet_margin_loss"
    for tensor in [self, positive, negative] { try tensor.checkFloatingPoint(operation) }
    guard rank > 0, rank == positive.rank, rank == negative.rank,
      let shape = shape.broadcast(with: positive.shape)?.broadcast(with: negative.shape)
    else {
      throw OperandError(
        operation,
        "shapes \(self.shape), \(positive.shape) and \(negative.shape) do not fit each other")
    }
    guard margin > 0 else {
      throw OperandError(
        operation, "the margin must be above 0, not \(margin)", at: "margin")
    }
    try Tensor.checkSize(shape, operation)
    let plan = Triplet(
      margin: margin, p: p, epsilon: epsilon, swap: swap, reduction: reduction,
      shape: Array(shape.dropLast()))
    let value = withoutGradients {
      plan.losses(self, positive, negative).reduced(by: reduction).cast(
        to: .promoted(dtype, .promoted(positive.dtype, negative.dtype)))
    }
    return Tensor.result(
      operation,
      [Attribute("margin", .real(margin)), Attribute("p", .real(p))]
        + (swap ? [Attribute("swap", true)] : []) + Tensor.attributes(reduction),
      of: [self, positive, negative], value.array,
      [
        Derivative(
          Formula(
            "\(Tensor.share(reduction)) · (∂‖{a} - positive‖ - ∂‖{a} - negative‖), 0 where {y} is")
        ) { gradient, y in plan.gradient(gradient, y, .anchor) },
        Derivative(
          Formula("\(Tensor.share(reduction)) · -∂‖{a} - {b}‖, 0 where {y} is")
        ) { gradient, y in plan.gradient(gradient, y, .positive) },
        Derivative(
          Formula("\(Tensor.share(reduction)) · ∂‖{a} - negative‖, 0 where {y} is")
        ) { gradient, y in plan.gradient(gradient, y, .negative) },
      ])
  }
}

/// The distances of triplets and their derivatives; half precision is computed in single precision.
private struct Triplet: Sendable {
  enum Role { case anchor, positive, negative }

  let margin: Double, p: Double, epsilon: Double
  let swap: Bool
  let reduction: Reduction
  /// The shape of the losses of single vectors.
  let shape: [Int]

  func losses(_ a: Tensor, _ b: Tensor, _ c: Tensor) -> Tensor {
    let (near, far, swapped) = distances(a, b, c)
    return (near - (swapped.map { far.minimum($0) } ?? far) + margin).clamp(min: 0)
  }

  /// The gradient for one of the inputs, in the shape of all inputs together.
  func gradient(_ gradient: Tensor, _ y: Tensor, _ role: Role) -> Tensor {
    let (a, b, c) = (wide(y.inputs[0]), wide(y.inputs[1]), wide(y.inputs[2]))
    // What each distance adds to the losses; the choices have no derivative.
    let (active, share) = withoutGradients { () -> (Tensor, Tensor?) in
      let (near, far, swapped) = distances(a, b, c)
      let loss = near - (swapped.map { far.minimum($0) } ?? far) + margin
      let share = swapped.map {
        (far .< $0).cast(to: far.dtype) + (far .== $0).cast(to: far.dtype) * 0.5
      }
      return ((loss .>= 0).unsqueeze(dim: -1), share?.unsqueeze(dim: -1))
    }
    let seed = wide(gradient).spread(by: reduction, over: shape).broadcast(to: shape)
      .unsqueeze(dim: -1)
    let g = seed.masked(by: active)
    func farther(_ direction: Tensor) -> Tensor { share.map { direction * $0 } ?? direction }
    func swapped() -> Tensor? { share.map { direction(b, c) * (1 - $0) } }
    switch role {
    case .anchor: return g * (direction(a, b) - farther(direction(a, c)))
    case .positive:
      let towards = -direction(a, b)
      return g * (swapped().map { towards - $0 } ?? towards)
    case .negative:
      let away = farther(direction(a, c))
      return g * (swapped().map { away + $0 } ?? away)
    }
  }

  private func distances(_ a: Tensor, _ b: Tensor, _ c: Tensor) -> (Tensor, Tensor, Tensor?) {
    (distance(a, b), distance(a, c), swap ? distance(b, c) : nil)
  }

  private func distance(_ a: Tensor, _ b: Tensor) -> Tensor {
    (wide(a) - wide(b) + epsilon).norm(p, dims: [-1])
  }

  /// The derivative of the distance for its first vector.
  private func direction(_ a: Tensor, _ b: Tensor) -> Tensor {
    let difference = a - b + epsilon
    let norm = difference.norm(p, dims: [-1], keepDim: true)
    let isFlat = withoutGradients { (norm .== 0).logicalOr(difference .== 0) }
    switch p {
    case 0: return difference.zerosLike()
    case 1: return difference.sign()
    case 2: return (difference / norm).maskedFill(withoutGradients { norm .== 0 }, 0)
    case .infinity, -.infinity:
      return withoutGradients {
        let isChosen = (difference.abs() .== norm).cast(to: difference.dtype)
        return difference.sign() * isChosen / isChosen.sum(dims: [-1], keepDim: true)
      }
    default:
      return (difference * difference.abs().pow(p - 2) / norm.pow(p - 1)).maskedFill(isFlat, 0)
    }
  }

  private func wide(_ tensor: Tensor) -> Tensor {
    tensor.dtype.computesInFloat32 ? tensor.cast(to: .float32) : tensor
  }
}
