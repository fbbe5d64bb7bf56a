import Smolgrad

extension Function {
  /// Functions of one number, applied to each element.
  static let pointwise: [Function] = [
    each("exp") { $0.exp() }, each("expm1") { $0.expm1() }, each("exp2") { $0.exp2() },
    each("log") { $0.log() }, each("log1p") { $0.log1p() }, each("log2") { $0.log2() },
    each("log10") { $0.log10() }, each("sqrt") { $0.sqrt() }, each("rsqrt") { $0.rsqrt() },
    each("square") { $0.square() }, each("reciprocal") { $0.reciprocal() },
    each("sin") { $0.sin() }, each("cos") { $0.cos() }, each("tan") { $0.tan() },
    each("sinh") { $0.sinh() }, each("cosh") { $0.cosh() }, each("asin") { $0.asin() },
    each("acos") { $0.acos() }, each("atan") { $0.atan() }, each("asinh") { $0.asinh() },
    each("acosh") { $0.acosh() }, each("atanh") { $0.atanh() }, each("erf") { $0.erf() },
    each("tanh") { $0.tanh() }, each("sigmoid") { $0.sigmoid() }, each("frac") { $0.frac() },
    number("neg") { -$0 }, number("abs") { $0.abs() }, number("floor") { $0.floor() },
    number("ceil") { $0.ceil() }, number("trunc") { $0.trunc() },
    .tensor("sign", .tensor("input")) { $0.sign() },
    .tensor("round", .tensor("input"), .integer("decimals", 0)) { x, decimals in
      try decimals == 0 ? x.checkNumbers("round") : x.checkFloatingPoint("round")
      return x.round(decimals: decimals)
    },
    .tensor(
      "nan_to_num", .tensor("input"), .number("nan", 0), .optionalNumber("posinf"),
      .optionalNumber("neginf")
    ) { x, nan, positive, negative in
      try x.checkNumbers("nan_to_num")
      return x.nanToNum(nan: nan, positive: positive, negative: negative)
    },
    // Recorded, so that a figure shows where the gradient ends.
    .tensor("detach", .tensor("input")) { x in
      Tensor.recording("detach", inputs: [x], value: x.detached())
    },
    .tensor("to", .tensor("input"), .positionalDtype) { x, dtype in
      guard let dtype else { throw OperandError("to", "needs a type, as in x.to(torch.float32)") }
      return x.cast(to: dtype)
    },
    cast("float", to: .float32), cast("double", to: .float64), cast("half", to: .float16),
    cast("bfloat16", to: .bfloat16), cast("long", to: .int64), cast("int", to: .int32),
    cast("bool", to: .bool),
  ]

  /// Activations, with their settings.
  static let activations: [Function] = [
    each("relu") { $0.relu() }, each("relu6") { $0.relu6() }, each("silu") { $0.silu() },
    each("logsigmoid") { $0.logsigmoid() }, each("mish") { $0.mish() },
    each("selu") { $0.selu() }, each("softsign") { $0.softsign() },
    each("hardswish") { $0.hardswish() }, each("hardsigmoid") { $0.hardsigmoid() },
    each("tanhshrink") { $0.tanhshrink() },
    .tensor("hardtanh", .floats("input"), .number("min_val", -1), .number("max_val", 1)) {
      $0.hardtanh(min: $1, max: $2)
    },
    .tensor("leaky_relu", .floats("input"), .number("negative_slope", 0.01)) {
      $0.leakyRelu(slope: $1)
    },
    .tensor("elu", .floats("input"), .number("alpha", 1)) { $0.elu(alpha: $1) },
    .tensor("celu", .floats("input"), .number("alpha", 1)) { try $0.checkedCelu(alpha: $1) },
    .tensor("gelu", .floats("input"), .word("approximate", Tensor.GELUApproximation.none)) {
      $0.gelu($1)
    },
    .tensor("softplus", .floats("input"), .number("beta", 1), .number("threshold", 20)) {
      $0.softplus(beta: $1, threshold: $2)
    },
    .tensor("softshrink", .floats("input"), .number("lambd", 0.5)) {
      try $0.checkedSoftshrink(lambda: $1)
    },
    .tensor("hardshrink", .floats("input"), .number("lambd", 0.5)) { $0.hardshrink(lambda: $1) },
    .tensor("threshold", .floats("input"), .number("threshold"), .number("value")) {
      $0.threshold($1, value: $2)
    },
    .tensor("prelu", .floats("input"), .floats("weight")) { try $0.checkedPrelu($1) },
    .tensor("glu", .floats("input"), .integer("dim", -1)) { try $0.checkedGlu(dim: $1) },
    .tensor("softmax", .floats("input"), .integer("dim")) { try $0.checkedSoftmax(dim: $1) },
    .tensor("log_softmax", .floats("input"), .integer("dim")) {
      try $0.checkedLogSoftmax(dim: $1)
    },
    .tensor("softmin", .floats("input"), .integer("dim")) { try $0.checkedSoftmin(dim: $1) },
    .tensor("dropout", .floats("input"), .number("p", 0.5), .flag("training", true), .workspace) {
      try $0.checkedDropout($1, isTraining: $2, generator: $3.generator)
    },
  ]

  /// A function of floating point numbers.
  private static func each(
    _ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> Function { .tensor(name, .floats("input"), body: body) }

  /// A function of numbers of all types.
  private static func number(
    _ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> Function {
    .tensor(name, .tensor("input")) { x in
      try x.checkNumbers(name)
      return body(x)
    }
  }

  private static func cast(_ name: String, to dtype: DType) -> Function {
    .tensor(name, .tensor("input")) { $0.cast(to: dtype) }
  }
}
