import Smolgrad

extension Function {
  /// Products of vectors and matrices.
  static let products: [Function] = [
    product("matmul", nil, nil) { $0.matmul($1) },
    product("mm", 2, 2) { $0.mm($1) },
    product("mv", 2, 1) { $0.mv($1) },
    product("bmm", 3, 3) { $0.bmm($1) },
    product("dot", 1, 1) { $0.dot($1) },
    .tensor("outer", [.tensor("input"), .tensor("vec2")]) { (call) throws(Fault) in
      let (a, b) = (try call.tensor("input"), try call.tensor("vec2"))
      guard a.rank == 1, b.rank == 1 else {
        throw call.fail("shapes \(a.shape) and \(b.shape) are not two vectors")
      }
      try call.room(for: [a.count, b.count])
      return a.outer(b)
    },
    .tensor(
      "addmm",
      [
        .tensor("input"), .tensor("mat1"), .tensor("mat2"), .optional(.number, "beta"),
        .optional(.number, "alpha"),
      ]
    ) { (call) throws(Fault) in
      let (x, a, b) = (
        try call.floats("input"), try call.floats("mat1"), try call.floats("mat2")
      )
      guard a.rank == 2, b.rank == 2, a.shape[1] == b.shape[0] else {
        throw call.fail("shapes \(a.shape) and \(b.shape) are no matrices that fit", at: "mat1")
      }
      let target = [a.shape[0], b.shape[1]]
      try call.room(for: target)
      try call.work(a.shape + [b.shape[1]], .product)
      guard call.canRepeat(x.shape, to: target) else {
        throw call.fail("shape \(x.shape) can't be repeated to \(target)", at: "input")
      }
      return x.addmm(
        a, b, beta: try call.number("beta") ?? 1, alpha: try call.number("alpha") ?? 1)
    },
    .tensor("linear", [.tensor("input"), .tensor("weight"), .optional(.tensor, "bias")]) {
      (call) throws(Fault) in
      let (x, weight) = (try call.floats("input"), try call.floats("weight"))
      let bias = try call.optionalFloats("bias")
      guard x.rank > 0, weight.rank == 1 || weight.rank == 2, weight.shape.last == x.shape.last
      else {
        throw call.fail(
          "a weight of shape \(weight.shape) does not fit inputs of shape \(x.shape); it must be [outputs, \(x.shape.last ?? 1)]",
          at: "weight")
      }
      let target = x.shape.dropLast() + (weight.rank == 2 ? [weight.shape[0]] : [])
      try call.room(for: Array(target))
      try call.work(x.shape + [weight.rank == 2 ? weight.shape[0] : 1], .product)
      if let bias, !call.canRepeat(bias.shape, to: Array(target)) {
        throw call.fail(
          "a bias of shape \(bias.shape) does not fit outputs of shape \(Array(target))", at: "bias"
        )
      }
      return x.linear(weight, bias: bias)
    },
    .tensor(
      "diagonal",
      [
        .tensor("input"), .optional(.integer, "offset"), .optional(.integer, "dim1"),
        .optional(.integer, "dim2"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 2, at: "input")
      let first = try call.dimension("dim1", of: x) ?? 0
      let second = try call.dimension("dim2", of: x) ?? 1
      guard (first + x.rank) % x.rank != (second + x.rank) % x.rank else {
        throw call.fail("dim1 and dim2 are the same dimension", at: "dim2")
      }
      return x.diagonal(
        offset: try call.integer("offset") ?? 0, dim1: first, dim2: second)
    },
    .tensor("einsum", [.text("equation"), .tensors("operands")]) { (call) throws(Fault) in
      let (equation, operands) = (try call.text("equation")!, try call.tensors("operands"))
      try call.checkEinsum(equation, operands)
      return .einsum(equation, operands)
    },
    .tensor(
      "scaled_dot_product_attention",
      [
        .tensor("query"), .tensor("key"), .tensor("value"), .optional(.tensor, "attn_mask"),
        .optional(.number, "dropout_p"), .optional(.flag, "is_causal"), .optional(.number, "scale"),
      ]
    ) { (call) throws(Fault) in
      try call.attention()
    },
  ]

  private static func product(
    _ name: String, _ rank: Int?, _ otherRank: Int?,
    _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .tensor("other")]) { (call) throws(Fault) in
      let (a, b) = (try call.tensor("input"), try call.tensor("other"))
      if let rank, let otherRank, a.rank != rank || b.rank != otherRank {
        throw call.fail(
          "shapes \(a.shape) and \(b.shape) have not \(rank) and \(otherRank) dimensions")
      }
      if rank == 3, a.shape[0] != b.shape[0] {
        throw call.fail("stacks of \(a.shape[0]) and \(b.shape[0]) matrices")
      }
      try call.checkProduct(a.shape, b.shape)
      return body(a, b)
    }
  }
}

extension Call {
  /// Stops over shapes that have no matrix product.
  func checkProduct(_ a: [Int], _ b: [Int]) throws(Fault) {
    guard let columns = a.last, !b.isEmpty else {
      throw fail("shapes \(a) and \(b): both need at least one dimension; for scalars write *")
    }
    let rows = b[max(b.count - 2, 0)]
    guard columns == rows else {
      throw fail("shapes \(a) and \(b) do not fit: \(columns) columns against \(rows) rows")
    }
    guard let leading = broadcast(Array(a.dropLast(2)), Array(b.dropLast(2))) else {
      throw fail("shapes \(a) and \(b): the leading dimensions can't be broadcast")
    }
    try room(
      for: leading + (a.count > 1 ? [a[a.count - 2]] : []) + (b.count > 1 ? [b[b.count - 1]] : []))
    try work(leading + a.suffix(2) + (b.count > 1 ? [b[b.count - 1]] : []), .product)
    // Stacks that are broadcast are laid out in full.
    try room(for: leading + a.suffix(2))
    try room(for: leading + b.suffix(2))
  }

  fileprivate func attention() throws(Fault) -> Tensor {
    let (query, key, value) = (try floats("query"), try floats("key"), try floats("value"))
    guard query.rank >= 2, key.rank >= 2, value.rank >= 2, query.shape.last == key.shape.last,
      key.shape[key.rank - 2] == value.shape[value.rank - 2]
    else {
      throw fail("queries \(query.shape), keys \(key.shape) and values \(value.shape) do not fit")
    }
    let transposed = key.shape.dropLast(2) + [key.shape[key.rank - 1], key.shape[key.rank - 2]]
    try checkProduct(query.shape, Array(transposed))
    let leading = broadcast(query.shape.dropLast(2), key.shape.dropLast(2))!
    let scores = leading + [query.shape[query.rank - 2], key.shape[key.rank - 2]]
    try checkProduct(scores, value.shape)
    let mask = try optionalTensor("attn_mask")
    if let mask {
      guard mask.dtype == .bool || mask.dtype.isFloatingPoint else {
        throw fail("attn_mask must be truth values or numbers that are added", at: "attn_mask")
      }
      guard canRepeat(mask.shape, to: scores) else {
        throw fail(
          "a mask of shape \(mask.shape) does not fit scores of shape \(scores)", at: "attn_mask")
      }
    }
    let dropout = try number("dropout_p") ?? 0
    guard (0...1).contains(dropout) else {
      throw fail("dropout_p must be between 0 and 1, not \(dropout)", at: "dropout_p")
    }
    return query.scaledDotProductAttention(
      key, value, mask: mask, dropout: dropout, isCausal: try flag("is_causal") ?? false,
      scale: try number("scale"), generator: workspace.generator)
  }
}
