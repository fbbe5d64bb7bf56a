import Smolgrad

extension Function {
  /// Functions of two numbers, applied to each pair of elements, with broadcasting.
  static let binary: [Function] = [
    pairs("add") { $0 + $1 }, pairs("mul") { $0 * $1 }, pairs("div") { $0 / $1 },
    .tensor("sub", [.tensor("input"), .tensor("other")]) { (call) throws(Fault) in
      let (a, b) = (try call.tensor("input"), try call.tensor("other"))
      guard a.dtype != .bool, b.dtype != .bool else {
        throw call.fail("truth values can't be subtracted; use ~ for not, or float(…)")
      }
      try call.fit(a, b)
      return a - b
    },
    .tensor("pow", [.tensor("input"), .tensor("exponent")]) { (call) throws(Fault) in
      let (a, b) = (try call.tensor("input"), try call.tensor("exponent"))
      try call.fit(a, b)
      return a ** b
    },
    pairs("maximum") { $0.maximum($1) }, pairs("minimum") { $0.minimum($1) },
    pairs("atan2") { $0.atan2($1) },
    .tensor("clamp", [.tensor("input"), .optional(.tensor, "min"), .optional(.tensor, "max")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      if let (low, high) = call.plainBounds() { return x.clamp(min: low, max: high) }
      let (low, high) = (try call.optionalTensor("min"), try call.optionalTensor("max"))
      guard low != nil || high != nil else { throw call.fail("needs min or max") }
      let shape = try call.fit(x, low ?? x, high ?? x)
      guard shape == x.shape else {
        throw call.fail("the bounds can't enlarge the shape \(x.shape) to \(shape)")
      }
      return x.clamp(min: low, max: high)
    },
  ]

  /// Comparisons and what is done with truth values.
  static let logic: [Function] = [
    pairs("eq") { $0 == $1 }, pairs("ne") { ($0 == $1).logicalNot() }, pairs("lt") { $0 < $1 },
    pairs("le") { $0 <= $1 }, pairs("gt") { $0 > $1 }, pairs("ge") { $0 >= $1 },
    pairs("logical_and") { $0.logicalAnd($1) }, pairs("logical_or") { $0.logicalOr($1) },
    .tensor("logical_not", [.tensor("input")]) { (call) throws(Fault) in
      try call.tensor("input").logicalNot()
    },
    .tensor("where", [.tensor("condition"), .tensor("input"), .tensor("other")]) {
      (call) throws(Fault) in
      let condition = try call.mask("condition")
      let (a, b) = (try call.tensor("input"), try call.tensor("other"))
      try call.fit(condition, a, b)
      return .where(condition, a, b)
    },
    .tensor("masked_fill", [.tensor("input"), .tensor("mask"), .tensor("value")]) {
      (call) throws(Fault) in
      let (x, mask) = (try call.tensor("input"), try call.mask("mask"))
      let value = try call.tensor("value")
      try call.fit(x, mask)
      try call.check(value, hasShape: [], at: "value")
      return x.maskedFill(mask, value)
    },
  ]

  static func pairs(
    _ name: String, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .tensor("other")]) { (call) throws(Fault) in
      let (a, b) = (try call.tensor("input"), try call.tensor("other"))
      try call.fit(a, b)
      return body(a, b)
    }
  }
}

extension Call {
  /// The bounds of a clamp if they are plain numbers, at which PyTorch's gradient is another than at those of tensors; nil if one is a tensor.
  fileprivate func plainBounds() -> (min: (any Scalar)?, max: (any Scalar)?)? {
    var bounds: [(any Scalar)?] = []
    for argument in arguments[1...2] {
      switch argument {
      case nil, .none?: bounds.append(nil)
      case .number(.integer(let value))?: bounds.append(value)
      case .number(.real(let value))?: bounds.append(value)
      default: return nil
      }
    }
    return bounds.allSatisfy({ $0 == nil }) ? nil : (bounds[0], bounds[1])
  }
}
