import Smolgrad

let shapes: [String: ReferenceOperation] = [
  "broadcast_to": { call in [try call.tensor().broadcast(to: call.integers(0, "shape"))] },
  "expand": { call in [try call.tensor().expand(call.integers(0, "size"))] },
  "reshape": { call in [try call.tensor().reshape(call.integers(0, "shape"))] },
  "permute": { call in [try call.tensor().permute(call.integers(0, "dims"))] },
  "transpose": { call in
    [try call.tensor().transpose(call.integer(0, "dim0"), call.integer(1, "dim1"))]
  },
  "flatten": { call in
    [
      try call.tensor().flatten(
        start: call.integer(0, "start_dim", 0), end: call.integer(1, "end_dim", -1))
    ]
  },
  "squeeze": { call in
    let dims = try call.integers(0, "dim")
    if case .none = call.value(0, "dim") { return [try call.tensor().squeeze()] }
    return [try call.tensor().squeeze(dims: dims)]
  },
  "unsqueeze": { call in [try call.tensor().unsqueeze(dim: call.integer(0, "dim"))] },
  "flip": { call in [try call.tensor().flip(call.integers(0, "dims"))] },
  "tile": { call in [try call.tensor().tile(call.integers(0, "dims"))] },
  "tril": { call in [try call.tensor().tril(diagonal: call.integer(0, "diagonal", 0))] },
  "triu": { call in [try call.tensor().triu(diagonal: call.integer(0, "diagonal", 0))] },
  "cat": { call in [Tensor.cat(try call.tensors(), dim: try call.integer(0, "dim", 0))] },
  "stack": { call in [Tensor.stack(try call.tensors(), dim: try call.integer(0, "dim", 0))] },
  "chunk": { call in
    try call.tensor().chunk(call.integer(0, "chunks"), dim: call.integer(1, "dim", 0))
  },
  "split": { call in
    let dim = try call.integer(1, "dim", 0)
    if case .list = call.value(0, "split_size_or_sections") {
      return try call.tensor().split(sizes: call.integers(0, ""), dim: dim)
    }
    return try call.tensor().split(size: call.integer(0, "split_size"), dim: dim)
  },
  "nn.functional.pad": { call in
    let mode = try call.text(1, "mode", "constant")
    return [
      try call.tensor().pad(
        call.integers(0, "pad"), mode: Tensor.PaddingMode(rawValue: mode)!,
        value: call.number(2, "value", 0))
    ]
  },
]

let indexing: [String: ReferenceOperation] = [
  "narrow": { call in
    [
      try call.tensor().narrow(
        dim: call.integer(0, "dim"), start: call.integer(1, "start"),
        length: call.integer(2, "length"))
    ]
  },
  "select": { call in
    [try call.tensor().select(dim: call.integer(0, "dim"), index: call.integer(1, "index"))]
  },
  "gather": { call in
    [try call.tensor().gather(dim: call.integer(0, "dim"), index: call.tensor(1, "index"))]
  },
  "index_select": { call in
    [try call.tensor().indexSelect(dim: call.integer(0, "dim"), index: call.tensor(1, "index"))]
  },
  "nn.functional.embedding": { call in
    // PyTorch's test calls it with the weight first.
    try call.allowing("padding_idx")
    return [
      Tensor.embedding(
        try call.tensor(0), weight: try call.tensor(),
        padding: try call.optionalInteger(1, "padding_idx"))
    ]
  },
  "__getitem__": { call in
    let value = call.value(0, "")
    guard case .list(let items) = value else { return [try call.tensor().getItem([index(value)])] }
    // The cases write tuples as lists; a list of integers alone is a list, which picks along the first dimension.
    let isList = items.allSatisfy { if case .integer = $0 { true } else { false } }
    return [try call.tensor().getItem(isList ? [index(value)] : items.map { try index($0) })]
  },
]

private func index(_ value: ReferenceValue) throws -> Indexing {
  switch value {
  case .none: return .newAxis
  case .ellipsis: return .ellipsis
  case .integer(let position): return .position(position)
  case .slice(let start, let end, let step): return .slice(start: start, end: end, step: step ?? 1)
  case .tensor(let tensor): return .tensor(tensor)
  case .list(let items):
    if items.allSatisfy({ if case .boolean = $0 { true } else { false } }) {
      return .tensor(
        Tensor(booleans: items.map { if case .boolean(true) = $0 { true } else { false } }))
    }
    return .tensor(
      Tensor(
        integers: try items.map {
          guard case .integer(let number) = $0 else {
            throw UnsupportedForm(reason: "nested index")
          }
          return number
        }))
  default: throw UnsupportedForm(reason: "index")
  }
}
