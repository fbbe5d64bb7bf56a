import Smolgrad

extension Function {
  /// Products of vectors and matrices.
  static let products: [Function] = [
    product("matmul") { try $0.checkedMatmul($1) }, product("mm") { try $0.checkedMm($1) },
    product("mv", "vec") { try $0.checkedMv($1) }, product("bmm") { try $0.checkedBmm($1) },
    product("dot") { try $0.checkedDot($1) }, product("outer", "vec2") { try $0.checkedOuter($1) },
    .tensor(
      "addmm", .floats("input"), .floats("mat1"), .floats("mat2"), .number("beta", 1),
      .number("alpha", 1)
    ) { try $0.checkedAddmm($1, $2, beta: $3, alpha: $4) },
    .tensor("linear", .floats("input"), .floats("weight"), .optionalFloats("bias")) {
      try $0.checkedLinear($1, bias: $2)
    },
    .tensor("einsum", .text("equation"), .tensors("operands")) {
      try Tensor.checkedEinsum($0, $1)
    },
    .tensor(
      "scaled_dot_product_attention", .floats("query"), .floats("key"), .floats("value"),
      .optionalTensor("attn_mask"), .number("dropout_p", 0), .flag("is_causal", false),
      .optionalNumber("scale"), .workspace
    ) { query, key, value, mask, dropout, isCausal, scale, workspace in
      try query.checkedScaledDotProductAttention(
        key, value, mask: mask, dropout: dropout, isCausal: isCausal, scale: scale,
        sharesHeads: false, generator: workspace.generator)
    },
  ]

  private static func product(
    _ name: String, _ second: String = "other",
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Function { .tensor(name, .tensor("input"), .tensor(second), body: body) }
}
