import Smolgrad

typealias ReferenceOperation = @Sendable (ReferenceCall) throws -> [Tensor]

/// How each of PyTorch's operations is called here.
let referenceOperations: [String: ReferenceOperation] = {
  let tables = [
    pointwise, binary, reductions, shapes, indexing, products, layers, losses, functions,
    combinations, ordering, windows,
  ]
  return tables.reduce(into: [:]) { all, table in
    all.merge(table) { _, _ in fatalError("an operation stands twice in the tables") }
  }
}()

private func unary(_ function: @escaping @Sendable (Tensor) -> Tensor) -> ReferenceOperation {
  { call in
    try call.allowing()
    return [function(try call.tensor())]
  }
}

private let pointwise: [String: ReferenceOperation] = [
  "abs": unary { $0.abs() }, "cos": unary { $0.cos() }, "erf": unary { $0.erf() },
  "exp": unary { $0.exp() }, "expm1": unary { $0.expm1() }, "log": unary { $0.log() },
  "log1p": unary { $0.log1p() }, "log2": unary { $0.log2() }, "neg": unary { -$0 },
  "reciprocal": unary { $0.reciprocal() }, "rsqrt": unary { $0.rsqrt() },
  "sigmoid": unary { $0.sigmoid() }, "sign": unary { $0.sign() }, "sin": unary { $0.sin() },
  "sqrt": unary { $0.sqrt() }, "square": unary { $0.square() }, "tan": unary { $0.tan() },
  "tanh": unary { $0.tanh() }, "nn.functional.relu": unary { $0.relu() },
  "nn.functional.relu6": { call in [try call.tensorWithoutNaN().relu6()] },
  "nn.functional.silu": unary { $0.silu() },
  "nn.functional.logsigmoid": unary { $0.logsigmoid() },
  "nn.functional.elu": { call in [try call.tensor().elu(alpha: call.number(0, "alpha", 1))] },
  "nn.functional.gelu": { call in
    let text = try call.text(0, "approximate", "none")
    return [try call.tensor().gelu(Tensor.GELUApproximation(rawValue: text)!)]
  },
  "nn.functional.glu": { call in [try call.tensor().glu(dim: call.integer(0, "dim", -1))] },
  "nn.functional.hardtanh": { call in
    [
      try call.tensorWithoutNaN().hardtanh(
        min: call.number(0, "min_val", -1), max: call.number(1, "max_val", 1))
    ]
  },
  "nn.functional.leaky_relu": { call in
    [try call.tensor().leakyRelu(slope: call.number(0, "negative_slope", 0.01))]
  },
  "nn.functional.softplus": { call in
    [
      try call.tensor().softplus(
        beta: call.number(0, "beta", 1), threshold: call.number(1, "threshold", 20))
    ]
  },
  "clamp": { call in
    [
      try call.tensor().clamp(
        min: call.optionalTensor(0, "min"), max: call.optionalTensor(1, "max"))
    ]
  },
]

private func infix(
  _ tensors: @escaping @Sendable (Tensor, Tensor) -> Tensor,
  _ number: (@Sendable (Tensor, Double) -> Tensor)? = nil,
  swapped: (@Sendable (Double, Tensor) -> Tensor)? = nil,
  scaled: (@Sendable (Tensor, Tensor, Double) -> Tensor)? = nil
) -> ReferenceOperation {
  { call in
    try call.allowing("other", "alpha")
    if let scaled, try call.number(1, "alpha", 1) != 1 {
      return [
        scaled(try call.tensor(), try call.tensor(0, "other"), try call.number(1, "alpha", 1))
      ]
    }
    if let number, case .number(let value) = call.value(0, "other") {
      return [number(try call.tensor(), value)]
    }
    if let swapped, case .number(let value) = call.input {
      return [swapped(value, try call.tensor(0, "other"))]
    }
    return [tensors(try call.tensor(), try call.tensor(0, "other"))]
  }
}

private let binary: [String: ReferenceOperation] = [
  "add": infix(
    { $0 + $1 }, { $0 + $1 }, swapped: { $0 + $1 }, scaled: { $0.add($1, alpha: $2) }),
  "sub": infix(
    { $0 - $1 }, { $0 - $1 }, swapped: { $0 - $1 }, scaled: { $0.sub($1, alpha: $2) }),
  "mul": infix({ $0 * $1 }, { $0 * $1 }, swapped: { $0 * $1 }),
  "div": { call in
    try call.allowing("other", "rounding_mode")
    let mode = try call.text(1, "rounding_mode", "")
    if !mode.isEmpty {
      guard let rounding = Tensor.Rounding(rawValue: mode) else {
        throw UnsupportedForm(reason: "rounding mode \(mode)")
      }
      return [try call.tensor().div(call.tensor(0, "other"), rounding: rounding)]
    }
    if case .number(let value) = call.input { return [value / (try call.tensor(0, "other"))] }
    return [try call.tensor() / call.tensor(0, "other")]
  },
  "pow": infix({ $0 ** $1 }, { $0 ** $1 }, swapped: { $0 ** $1 }),
  "atan2": infix { $0.atan2($1) }, "maximum": infix { $0.maximum($1) },
  "minimum": infix { $0.minimum($1) },
  "where": { call in [Tensor.where(try call.tensor(0), try call.tensor(), try call.tensor(1))] },
  "masked_fill": { call in
    [try call.tensor().maskedFill(try call.tensor(0, "mask"), try call.tensor(1, "value"))]
  },
]

private let reductions: [String: ReferenceOperation] = [
  "sum": { call in
    try call.allowing("dim", "keepdim")
    return [
      try call.tensor().sum(dims: call.integers(0, "dim"), keepDim: call.boolean(1, "keepdim"))
    ]
  },
  "mean": { call in
    try call.allowing("dim", "keepdim")
    return [
      try call.tensor().mean(dims: call.integers(0, "dim"), keepDim: call.boolean(1, "keepdim"))
    ]
  },
  "amax": { call in
    [try call.tensor().amax(dims: call.integers(0, "dim"), keepDim: call.boolean(1, "keepdim"))]
  },
  "amin": { call in
    [try call.tensor().amin(dims: call.integers(0, "dim"), keepDim: call.boolean(1, "keepdim"))]
  },
  "prod": { call in
    try call.allowing("dim", "keepdim")
    guard let dim = try call.optionalInteger(0, "dim") else { return [try call.tensor().prod()] }
    return [try call.tensor().prod(dim: dim, keepDim: call.boolean(1, "keepdim"))]
  },
  "var": { call in
    let (dims, correction, keepDim) = try variance(call)
    return [try call.tensor().var(dims: dims, correction: correction, keepDim: keepDim)]
  },
  "std": { call in
    let (dims, correction, keepDim) = try variance(call)
    return [try call.tensor().std(dims: dims, correction: correction, keepDim: keepDim)]
  },
  "norm": { call in
    if case .text(let name) = call.value(0, "p"), name != "inf", name != "-inf" {
      guard name == "fro" else { throw UnsupportedForm(reason: "norm \(name)") }
      return [
        try call.tensor().norm(dims: call.integers(1, "dim"), keepDim: call.boolean(2, "keepdim"))
      ]
    }
    return [
      try call.tensor().norm(
        call.number(0, "p", 2), dims: call.integers(1, "dim"), keepDim: call.boolean(2, "keepdim"))
    ]
  },
  "logsumexp": { call in
    [
      try call.tensor().logSumExp(
        dims: call.integers(0, "dim"), keepDim: call.boolean(1, "keepdim"))
    ]
  },
  "cumsum": { call in
    try call.allowing("dim")
    return [try call.tensor().cumsum(dim: call.integer(0, "dim"))]
  },
  "nn.functional.normalize": { call in
    [
      try call.tensor().normalize(
        p: call.number(0, "p", 2), dim: call.integer(1, "dim", 1),
        epsilon: call.number(2, "eps", 1e-12))
    ]
  },
]

private func variance(_ call: ReferenceCall) throws -> ([Int], Double, Bool) {
  try call.allowing("dim", "unbiased", "correction", "keepdim")
  var dims: [Int] = []
  var correction = try call.number(100, "correction", 1)
  if case .boolean(let unbiased) = call.value(0, "dim") {
    correction = unbiased ? 1 : 0
  } else {
    dims = try call.integers(0, "dim")
    if case .boolean(let unbiased) = call.value(1, "unbiased") { correction = unbiased ? 1 : 0 }
  }
  return (dims, correction, try call.boolean(2, "keepdim"))
}
