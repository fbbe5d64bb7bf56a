import Smolgrad

private func unary(_ function: @escaping @Sendable (Tensor) -> Tensor) -> ReferenceOperation {
  { call in
    try call.allowing()
    return [function(try call.tensor())]
  }
}

private func pair(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> ReferenceOperation
{
  { call in
    try call.allowing()
    return [function(try call.tensor(), try call.tensor(0))]
  }
}

/// Functions of each element.
let functions: [String: ReferenceOperation] = [
  "floor": unary { $0.floor() }, "ceil": unary { $0.ceil() }, "trunc": unary { $0.trunc() },
  "frac": unary { $0.frac() }, "exp2": unary { $0.exp2() }, "log10": unary { $0.log10() },
  "sinh": unary { $0.sinh() }, "cosh": unary { $0.cosh() }, "asin": unary { $0.asin() },
  "acos": unary { $0.acos() }, "atan": unary { $0.atan() }, "asinh": unary { $0.asinh() },
  "acosh": unary { $0.acosh() }, "atanh": unary { $0.atanh() },
  "nn.functional.mish": unary { $0.mish() }, "nn.functional.selu": unary { $0.selu() },
  "nn.functional.softsign": unary { $0.softsign() },
  "nn.functional.hardswish": unary { $0.hardswish() },
  "nn.functional.hardsigmoid": unary { $0.hardsigmoid() },
  "nn.functional.tanhshrink": unary { $0.tanhshrink() },
  "nn.functional.celu": { call in [try call.tensor().celu(alpha: call.number(0, "alpha", 1))] },
  "nn.functional.softshrink": { call in
    [try call.tensor().softshrink(lambda: call.number(0, "lambd", 0.5))]
  },
  "nn.functional.hardshrink": { call in
    [try call.tensor().hardshrink(lambda: call.number(0, "lambd", 0.5))]
  },
  "nn.functional.threshold": { call in
    [
      try call.tensor().threshold(
        call.number(0, "threshold", 0), value: call.number(1, "value", 0))
    ]
  },
  "nn.functional.prelu": { call in [try call.tensor().prelu(call.tensor(0, "weight"))] },
  "round": { call in
    try call.allowing("decimals")
    return [try call.tensor().round(decimals: call.integer(100, "decimals", 0))]
  },
  "nan_to_num": { call in
    [
      try call.tensor().nanToNum(
        nan: call.number(0, "nan", 0), positive: call.optionalNumber(1, "posinf"),
        negative: call.optionalNumber(2, "neginf"))
    ]
  },
]

/// Functions of two and three tensors.
let combinations: [String: ReferenceOperation] = [
  "fmod": pair { $0.fmod($1) }, "remainder": pair { $0.remainder($1) },
  "floor_divide": pair { $0.div($1, rounding: .floor) },
  "logaddexp": pair { $0.logaddexp($1) }, "logaddexp2": pair { $0.logaddexp2($1) },
  "lerp": { call in
    if case .number(let weight) = call.value(1, "weight") {
      return [try call.tensor().lerp(call.tensor(0, "end"), weight: weight)]
    }
    return [try call.tensor().lerp(call.tensor(0, "end"), weight: call.tensor(1, "weight"))]
  },
  "addcmul": { call in
    [
      try call.tensor().addcmul(
        call.tensor(0), call.tensor(1), value: call.number(100, "value", 1))
    ]
  },
  "addcdiv": { call in
    [
      try call.tensor().addcdiv(
        call.tensor(0), call.tensor(1), value: call.number(100, "value", 1))
    ]
  },
  "nn.functional.cosine_similarity": { call in
    [
      try call.tensor().cosineSimilarity(
        call.tensor(0), dim: call.integer(1, "dim", 1), epsilon: call.number(2, "eps", 1e-8))
    ]
  },
  "nn.functional.pairwise_distance": { call in
    [
      try call.tensor().pairwiseDistance(
        call.tensor(0), p: call.number(1, "p", 2), epsilon: call.number(2, "eps", 1e-6),
        keepDim: call.boolean(3, "keepdim"))
    ]
  },
]

private func both(_ picked: ValuesAndIndices) -> [Tensor] { [picked.values, picked.indices] }

/// Functions along a dimension that keep or pick its elements.
let ordering: [String: ReferenceOperation] = [
  "cumprod": { call in [try call.tensor().cumprod(dim: call.integer(0, "dim"))] },
  "logcumsumexp": { call in [try call.tensor().logcumsumexp(dim: call.integer(0, "dim"))] },
  "cummax": { call in both(try call.tensor().cummax(dim: call.integer(0, "dim"))) },
  "cummin": { call in both(try call.tensor().cummin(dim: call.integer(0, "dim"))) },
  "max": { call in
    both(
      try call.tensor().maxWithIndices(
        dim: call.integer(0, "dim"), keepDim: call.boolean(1, "keepdim")))
  },
  "min": { call in
    both(
      try call.tensor().minWithIndices(
        dim: call.integer(0, "dim"), keepDim: call.boolean(1, "keepdim")))
  },
  "sort": { call in
    both(
      try call.tensor().sort(
        dim: call.integer(0, "dim", -1), descending: call.boolean(1, "descending")))
  },
  "argsort": { call in
    [
      try call.tensor().argsort(
        dim: call.integer(0, "dim", -1), descending: call.boolean(1, "descending"))
    ]
  },
  "topk": { call in
    both(
      try call.tensor().topk(
        call.integer(0, "k"), dim: call.integer(1, "dim", -1),
        largest: call.boolean(2, "largest", true)))
  },
  "median": { call in
    guard let dim = try call.optionalInteger(0, "dim") else { return [try call.tensor().median()] }
    return both(try call.tensor().median(dim: dim, keepDim: call.boolean(1, "keepdim")))
  },
  "argmax": { call in
    [
      try call.tensor().argmax(
        dim: call.optionalInteger(0, "dim"), keepDim: call.boolean(1, "keepdim"))
    ]
  },
  "argmin": { call in
    [
      try call.tensor().argmin(
        dim: call.optionalInteger(0, "dim"), keepDim: call.boolean(1, "keepdim"))
    ]
  },
  "trace": { call in [try call.tensor().trace()] },
  "roll": { call in
    [try call.tensor().roll(call.integers(0, "shifts"), dims: call.integers(1, "dims"))]
  },
  "rot90": { call in
    let dims = try call.integers(1, "dims")
    return [
      try call.tensor().rot90(call.integer(0, "k", 1), dims: dims.isEmpty ? [0, 1] : dims)
    ]
  },
]
