import Smolgrad

extension Function {
  /// Elements selected by their positions, put there or added there.
  static let indexing: [Function] = [
    .tensor("gather", .tensor("input"), .integer("dim"), .indices("index")) {
      try $0.checkedGather(dim: $1, index: $2)
    },
    .tensor("index_select", .tensor("input"), .integer("dim"), .indices("index")) {
      try $0.checkedIndexSelect(dim: $1, index: $2)
    },
    .tensor(
      "embedding", .indices("input"), .floats("weight"), .optionalInteger("padding_idx")
    ) { try Tensor.checkedEmbedding($0, weight: $1, padding: $2) },
    .tensor(
      "scatter", .tensor("input"), .integer("dim"), .indices("index"), .value("src", .tensor),
      .optionalNumber("value"), .call
    ) { x, dim, index, source, value, call in
      if case .number(let number)? = source {
        return try x.checkedScatter(dim: dim, index: index, value: number.real)
      }
      if let value { return try x.checkedScatter(dim: dim, index: index, value: value) }
      return try x.checkedScatter(dim: dim, index: index, source: call.tensor("src"))
    },
    .tensor(
      "scatter_add", .tensor("input"), .integer("dim"), .indices("index"), .tensor("src")
    ) { try $0.checkedScatterAdd(dim: $1, index: $2, source: $3) },
    .tensor(
      "index_add", .tensor("input"), .integer("dim"), .indices("index"), .tensor("source"),
      .number("alpha", 1)
    ) { try $0.checkedIndexAdd(dim: $1, index: $2, source: $3, alpha: $4) },
    .tensor(
      "index_copy", .tensor("input"), .integer("dim"), .indices("index"), .tensor("source")
    ) { try $0.checkedIndexCopy(dim: $1, index: $2, source: $3) },
    .tensor(
      "index_fill", .tensor("input"), .integer("dim"), .indices("index"), .number("value")
    ) { try $0.checkedIndexFill(dim: $1, index: $2, value: $3) },
  ]
}
