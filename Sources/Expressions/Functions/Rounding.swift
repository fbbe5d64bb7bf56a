import Smolgrad

extension Function {
  /// Functions whose values are whole numbers, what is left over, hyperbolic functions, and inverses of these and of the functions of angles.
  static let roundings: [Function] = [
    whole("floor") { $0.floor() }, whole("ceil") { $0.ceil() }, whole("trunc") { $0.trunc() },
    each("frac") { $0.frac() }, each("exp2") { $0.exp2() }, each("log10") { $0.log10() },
    each("sinh") { $0.sinh() }, each("cosh") { $0.cosh() }, each("asin") { $0.asin() },
    each("acos") { $0.acos() }, each("atan") { $0.atan() }, each("asinh") { $0.asinh() },
    each("acosh") { $0.acosh() }, each("atanh") { $0.atanh() },
    .tensor("round", [.tensor("input"), .optional(.integer, "decimals")]) { (call) throws(Fault) in
      guard let decimals = try call.integer("decimals"), decimals != 0 else {
        return try call.numbers("input").round()
      }
      return try call.floats("input").round(decimals: decimals)
    },
    rest("fmod") { $0.fmod($1) }, rest("remainder") { $0.remainder($1) },
    rest("floor_divide") { $0.div($1, rounding: .floor) },
    .tensor(
      "nan_to_num",
      [
        .tensor("input"), .optional(.number, "nan"), .optional(.number, "posinf"),
        .optional(.number, "neginf"),
      ]
    ) { (call) throws(Fault) in
      try call.numbers("input").nanToNum(
        nan: call.number("nan") ?? 0, positive: call.number("posinf"),
        negative: call.number("neginf"))
    },
  ]

  /// Further activations.
  static let furtherActivations: [Function] = [
    each("mish") { $0.mish() }, each("selu") { $0.selu() }, each("softsign") { $0.softsign() },
    each("hardswish") { $0.hardswish() }, each("hardsigmoid") { $0.hardsigmoid() },
    each("tanhshrink") { $0.tanhshrink() },
    .tensor("celu", [.tensor("input"), .optional(.number, "alpha")]) { (call) throws(Fault) in
      let alpha = try call.number("alpha") ?? 1
      guard alpha != 0 else { throw call.fail("alpha must not be 0", at: "alpha") }
      return try call.floats("input").celu(alpha: alpha)
    },
    shrinking("softshrink") { $0.softshrink(lambda: $1) },
    shrinking("hardshrink") { $0.hardshrink(lambda: $1) },
    .tensor("threshold", [.tensor("input"), .number("threshold"), .number("value")]) {
      (call) throws(Fault) in
      try call.floats("input").threshold(
        call.number("threshold")!, value: call.number("value")!)
    },
    .tensor("prelu", [.tensor("input"), .tensor("weight")]) { (call) throws(Fault) in
      let (x, weight) = (try call.floats("input"), try call.floats("weight"))
      let channels = x.rank > 1 ? x.shape[1] : 1
      guard weight.rank <= 1, weight.count == 1 || weight.count == channels else {
        throw call.fail(
          "weight must be one number or one for each of \(channels) channels, not of shape \(weight.shape)",
          at: "weight")
      }
      return x.prelu(weight)
    },
  ]

  private static func whole(
    _ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input")]) { (call) throws(Fault) in body(try call.numbers("input")) }
  }

  private static func rest(
    _ name: String, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .tensor("other")]) { (call) throws(Fault) in
      let (a, b) = (try call.numbers("input"), try call.numbers("other"))
      try call.fit(a, b)
      if !a.dtype.isFloatingPoint, !b.dtype.isFloatingPoint, b.doubles().contains(0) {
        throw call.fail("an integer can't be divided by 0", at: "other")
      }
      return body(a, b)
    }
  }

  private static func shrinking(
    _ name: String, _ body: @escaping @Sendable (Tensor, Double) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .optional(.number, "lambd")]) { (call) throws(Fault) in
      let lambda = try call.number("lambd") ?? 0.5
      guard lambda >= 0 else {
        throw call.fail("lambd must not be negative: \(lambda)", at: "lambd")
      }
      return body(try call.floats("input"), lambda)
    }
  }
}

extension Call {
  /// A tensor of numbers, not of truth values.
  func numbers(_ name: String) throws(Fault) -> Tensor {
    let tensor = try tensor(name)
    guard tensor.dtype != .bool else {
      throw fail("needs numbers, not truth values; use ~ for not, or float(…)", at: name)
    }
    return tensor
  }
}
