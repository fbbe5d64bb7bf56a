import Smolgrad

extension Function {
  /// Functions of one number, applied to each element.
  static let pointwise: [Function] = [
    each("exp") { $0.exp() }, each("expm1") { $0.expm1() }, each("log") { $0.log() },
    each("log1p") { $0.log1p() },
    each("log2") { $0.log2() }, each("sqrt") { $0.sqrt() }, each("rsqrt") { $0.rsqrt() },
    each("square") { $0.square() }, each("reciprocal") { $0.reciprocal() },
    each("sin") { $0.sin() },
    each("cos") { $0.cos() }, each("tan") { $0.tan() }, each("erf") { $0.erf() },
    each("tanh") { $0.tanh() },
    each("sigmoid") { $0.sigmoid() }, each("neg") { -$0 }, each("abs") { $0.abs() },
    each("sign") { $0.sign() },
    .tensor("detach", [.tensor("input")]) { (call) throws(Fault) in
      try call.tensor("input").detached()
    },
    .tensor("to", [.tensor("input"), .optional(.dtype, "dtype")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      guard let dtype = try call.dtype() else {
        throw call.fail("needs a type, as in x.to(torch.float32)")
      }
      return x.cast(to: dtype)
    },
    cast("float", to: .float32), cast("double", to: .float64), cast("half", to: .float16),
    cast("long", to: .int64), cast("int", to: .int32), cast("bool", to: .bool),
  ]

  /// Activations, with their settings.
  static let activations: [Function] = [
    each("relu") { $0.relu() }, each("relu6") { $0.relu6() }, each("silu") { $0.silu() },
    each("logsigmoid") { $0.logsigmoid() },
    .tensor(
      "hardtanh", [.tensor("input"), .optional(.number, "min_val"), .optional(.number, "max_val")]
    ) { (call) throws(Fault) in
      try call.floats("input").hardtanh(
        min: call.number("min_val") ?? -1, max: call.number("max_val") ?? 1)
    },
    .tensor("leaky_relu", [.tensor("input"), .optional(.number, "negative_slope")]) {
      (call) throws(Fault) in
      try call.floats("input").leakyRelu(slope: call.number("negative_slope") ?? 0.01)
    },
    .tensor("elu", [.tensor("input"), .optional(.number, "alpha")]) { (call) throws(Fault) in
      try call.floats("input").elu(alpha: call.number("alpha") ?? 1)
    },
    .tensor("gelu", [.tensor("input"), .optional(.text, "approximate")]) { (call) throws(Fault) in
      try call.floats("input").gelu(call.word("approximate") ?? .none)
    },
    .tensor(
      "softplus", [.tensor("input"), .optional(.number, "beta"), .optional(.number, "threshold")]
    ) { (call) throws(Fault) in
      try call.floats("input").softplus(
        beta: call.number("beta") ?? 1, threshold: call.number("threshold") ?? 20)
    },
    .tensor("glu", [.tensor("input"), .optional(.integer, "dim")]) { (call) throws(Fault) in
      let x = try call.floats("input")
      try call.needsDimensions(x, atLeast: 1, at: "input")
      let dim = try call.dimension("dim", of: x) ?? -1
      guard call.size(dim, of: x) % 2 == 0 else {
        throw call.fail(
          "shape \(x.shape) has no even size along dimension \(dim) to halve", at: "dim")
      }
      return x.glu(dim: dim)
    },
    .tensor("softmax", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.floats("input")
      return x.softmax(dim: try call.dimension("dim", of: x)!)
    },
    .tensor("log_softmax", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.floats("input")
      return x.logSoftmax(dim: try call.dimension("dim", of: x)!)
    },
    .tensor("softmin", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.floats("input")
      return x.softmin(dim: try call.dimension("dim", of: x)!)
    },
    .tensor("dropout", [.tensor("input"), .optional(.number, "p"), .optional(.flag, "training")]) {
      (call) throws(Fault) in
      let p = try call.number("p") ?? 0.5
      guard (0...1).contains(p) else {
        throw call.fail("p must be between 0 and 1, not \(p)", at: "p")
      }
      return try call.floats("input").dropout(
        p, isTraining: call.flag("training") ?? true, generator: call.workspace.generator)
    },
  ]

  static func each(
    _ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input")]) { (call) throws(Fault) in body(try call.floats("input")) }
  }

  private static func cast(_ name: String, to dtype: DType) -> Function {
    .tensor(name, [.tensor("input")]) { (call) throws(Fault) in
      try call.tensor("input").cast(to: dtype)
    }
  }
}
