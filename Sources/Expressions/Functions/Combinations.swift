import Smolgrad

extension Function {
  /// Functions of two or three tensors, with broadcasting.
  static let combinations: [Function] = [
    numbers("logaddexp") { $0.logaddexp($1) }, numbers("logaddexp2") { $0.logaddexp2($1) },
    .tensor("lerp", [.tensor("input"), .tensor("end"), .tensor("weight")]) {
      (call) throws(Fault) in
      let (a, b) = (try call.floats("input"), try call.floats("end"))
      let weight = try call.floats("weight")
      try call.fit(a, b, weight)
      return a.lerp(b, weight: weight)
    },
    scaled("addcmul") { $0.addcmul($1, $2, value: $3) },
    scaled("addcdiv") { $0.addcdiv($1, $2, value: $3) },
    .tensor(
      "cosine_similarity",
      [.tensor("x1"), .tensor("x2"), .optional(.integer, "dim"), .optional(.number, "eps")]
    ) { (call) throws(Fault) in
      let (a, b) = (try call.floats("x1"), try call.floats("x2"))
      let shape = try call.fit(a, b)
      let (dim, rank) = (try call.integer("dim") ?? 1, Swift.max(shape.count, 1))
      guard dim >= -rank, dim < rank else {
        throw call.fail(
          "dimension \(dim) is not between \(-rank) and \(rank - 1) for shape \(shape)", at: "dim")
      }
      return a.cosineSimilarity(b, dim: dim, epsilon: try call.number("eps") ?? 1e-8)
    },
    .tensor(
      "pairwise_distance",
      [
        .tensor("x1"), .tensor("x2"), .optional(.number, "p"), .optional(.number, "eps"),
        .optional(.flag, "keepdim"),
      ]
    ) { (call) throws(Fault) in
      let (a, b) = (try call.floats("x1"), try call.floats("x2"))
      try call.fit(a, b)
      return a.pairwiseDistance(
        b, p: try call.number("p") ?? 2, epsilon: try call.number("eps") ?? 1e-6,
        keepDim: try call.flag("keepdim") ?? false)
    },
  ]

  private static func numbers(
    _ name: String, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .tensor("other")]) { (call) throws(Fault) in
      let (a, b) = (try call.numbers("input"), try call.numbers("other"))
      try call.fit(a, b)
      return body(a, b)
    }
  }

  private static func scaled(
    _ name: String, _ body: @escaping @Sendable (Tensor, Tensor, Tensor, Double) -> Tensor
  ) -> Function {
    .tensor(
      name,
      [.tensor("input"), .tensor("tensor1"), .tensor("tensor2"), .optional(.number, "value")]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
      let (a, b) = (try call.floats("tensor1"), try call.floats("tensor2"))
      try call.fit(x, a, b)
      return body(x, a, b, try call.number("value") ?? 1)
    }
  }
}
