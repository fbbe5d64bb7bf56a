import Smolgrad

extension Function {
  /// Functions of two or three numbers, applied to the elements that belong together, with broadcasting.
  static let binary: [Function] = [
    pairs("add") { $0 + $1 }, factors("mul") { $0 * $1 }, factors("div") { $0 / $1 },
    pairs("maximum") { $0.maximum($1) }, pairs("minimum") { $0.minimum($1) },
    pairs("atan2") { $0.atan2($1) }, pairs("pow", "exponent") { $0 ** $1 },
    numbers("sub") { $0 - $1 }, numbers("logaddexp") { $0.logaddexp($1) },
    numbers("logaddexp2") { $0.logaddexp2($1) },
    .tensor("fmod", .tensor("input"), .tensor("other")) { try $0.checkedFmod($1) },
    .tensor("remainder", .tensor("input"), .tensor("other")) { try $0.checkedRemainder($1) },
    .tensor("floor_divide", .tensor("input"), .factor("other")) {
      try $0.checkedDiv($1, rounding: .floor)
    },
    .value("clamp", .tensor("input"), .value("min", .tensor), .value("max", .tensor), .call) {
      x, min, max, call in
      if let (low, high) = plainBounds(min, max) { return .tensor(x.clamp(min: low, max: high)) }
      return .tensor(
        try x.checkedClamp(min: call.optionalTensor("min"), max: call.optionalTensor("max")))
    },
    .tensor("lerp", .floats("input"), .floats("end"), .weight("weight")) {
      try $0.checkedLerp($1, weight: $2)
    },
    .tensor(
      "addcmul", .floats("input"), .floats("tensor1"), .floats("tensor2"), .number("value", 1)
    ) { try $0.checkedAddcmul($1, $2, value: $3) },
    .tensor(
      "addcdiv", .floats("input"), .floats("tensor1"), .floats("tensor2"), .number("value", 1)
    ) { try $0.checkedAddcdiv($1, $2, value: $3) },
    .tensor(
      "cosine_similarity", .floats("x1"), .floats("x2"), .integer("dim", 1), .number("eps", 1e-8)
    ) { try $0.checkedCosineSimilarity($1, dim: $2, epsilon: $3) },
    .tensor(
      "pairwise_distance", .floats("x1"), .floats("x2"), .number("p", 2), .number("eps", 1e-6),
      .flag("keepdim", false)
    ) { try $0.checkedPairwiseDistance($1, p: $2, epsilon: $3, keepDim: $4) },
  ]

  /// Comparisons and what is done with truth values.
  static let logic: [Function] = [
    pairs("eq") { $0 .== $1 }, pairs("ne") { $0 .!= $1 }, pairs("lt") { $0 .< $1 },
    pairs("le") { $0 .<= $1 }, pairs("gt") { $0 .> $1 }, pairs("ge") { $0 .>= $1 },
    pairs("logical_and") { $0.logicalAnd($1) }, pairs("logical_or") { $0.logicalOr($1) },
    .tensor("logical_not", .tensor("input")) { $0.logicalNot() },
    .tensor("where", .mask("condition"), .tensor("input"), .tensor("other")) {
      try Tensor.checkedWhere($0, $1, $2)
    },
    .tensor("masked_fill", .tensor("input"), .mask("mask"), .tensor("value")) {
      try $0.checkedMaskedFill($1, $2)
    },
  ]

  private static func pairs(
    _ name: String, _ second: String = "other",
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Function {
    .tensor(name, .tensor("input"), .tensor(second)) { a, b in
      _ = try Tensor.commonShape(name, a, b)
      return try body(a, b)
    }
  }

  /// Products and quotients, in which plain numbers keep their digits.
  private static func factors(
    _ name: String, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Function {
    .tensor(name, .factor("input"), .factor("other")) { a, b in
      _ = try Tensor.commonShape(name, a, b)
      return body(a, b)
    }
  }

  /// The same as `pairs`, but not for truth values.
  private static func numbers(
    _ name: String, _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Function {
    pairs(name) { a, b in
      try a.checkNumbers(name)
      try b.checkNumbers(name, at: "other")
      return try body(a, b)
    }
  }

  /// The bounds of a clamp if they are plain numbers, at which PyTorch's gradient is another than at those of tensors; nil if one is a tensor.
  private static func plainBounds(
    _ min: Value?, _ max: Value?
  ) -> (min: (any Scalar)?, max: (any Scalar)?)? {
    var bounds: [(any Scalar)?] = []
    for argument in [min, max] {
      switch argument {
      case nil: bounds.append(nil)
      case .number(.integer(let value))?: bounds.append(value)
      case .number(.real(let value))?: bounds.append(value)
      default: return nil
      }
    }
    return bounds.allSatisfy({ $0 == nil }) ? nil : (bounds[0], bounds[1])
  }
}
