import Smolgrad

extension Function {
  /// The same elements in another shape or order.
  static let shapes: [Function] = [
    .tensor("reshape", .tensor("input"), .integers("shape")) { try $0.checkedReshape($1) },
    .tensor("flatten", .tensor("input"), .integer("start_dim", 0), .integer("end_dim", -1)) {
      try $0.checkedFlatten(start: $1, end: $2)
    },
    .tensor("unsqueeze", .tensor("input"), .integer("dim")) { try $0.checkedUnsqueeze(dim: $1) },
    .tensor("squeeze", .tensor("input"), .optionalIntegers("dim")) { x, dims in
      try dims.map { try x.checkedSqueeze(dims: $0) } ?? x.squeeze()
    },
    .tensor("transpose", .tensor("input"), .integer("dim0"), .integer("dim1")) {
      try $0.checkedTranspose($1, $2)
    },
    .tensor("t", .tensor("input")) { $0.T },
    .tensor("permute", .tensor("input"), .integers("dims")) { try $0.checkedPermute($1) },
    .tensor("expand", .tensor("input"), .integers("size")) { try $0.checkedExpand($1) },
    .tensor("broadcast_to", .tensor("input"), .integers("size")) {
      try $0.checkedBroadcast(to: $1)
    },
    .tensor("tile", .tensor("input"), .integers("dims")) { try $0.checkedTile($1) },
    .tensor("flip", .tensor("input"), .integers("dims")) { try $0.checkedFlip($1) },
    .tensor("roll", .tensor("input"), .integers("shifts"), .integers("dims", [])) {
      try $0.checkedRoll($1, dims: $2)
    },
    .tensor("rot90", .tensor("input"), .integer("k", 1), .integers("dims", [0, 1])) {
      try $0.checkedRot90($1, dims: $2)
    },
    .tensor("tril", .tensor("input"), .integer("diagonal", 0)) { try $0.checkedTril(diagonal: $1) },
    .tensor("triu", .tensor("input"), .integer("diagonal", 0)) { try $0.checkedTriu(diagonal: $1) },
    .tensor(
      "pad", .tensor("input"), .integers("pad"), .word("mode", Tensor.PaddingMode.constant),
      .number("value", 0)
    ) { try $0.checkedPad($1, mode: $2, value: $3) },
    .tensor(
      "diagonal", .tensor("input"), .integer("offset", 0), .integer("dim1", 0), .integer("dim2", 1)
    ) { try $0.checkedDiagonal(offset: $1, dim1: $2, dim2: $3) },
  ]

  /// Parts of tensors, and tensors put together of parts.
  static let parts: [Function] = [
    .tensor(
      "narrow", .tensor("input"), .integer("dim"), .integer("start"), .integer("length")
    ) { try $0.checkedNarrow(dim: $1, start: $2, length: $3) },
    .tensor("select", .tensor("input"), .integer("dim"), .integer("index")) {
      try $0.checkedSelect(dim: $1, index: $2)
    },
    .tensors("split", .tensor("input"), .integers("size"), .integer("dim", 0)) { x, sizes, dim in
      try sizes.count == 1
        ? x.checkedSplit(size: sizes[0], dim: dim) : x.checkedSplit(sizes: sizes, dim: dim)
    },
    .tensors("chunk", .tensor("input"), .integer("chunks"), .integer("dim", 0)) {
      try $0.checkedChunk($1, dim: $2)
    },
    .tensors("unbind", .tensor("input"), .integer("dim", 0)) { try $0.checkedUnbind(dim: $1) },
    .tensor("cat", .tensors("tensors"), .integer("dim", 0)) { try Tensor.checkedCat($0, dim: $1) },
    .tensor("stack", .tensors("tensors"), .integer("dim", 0)) {
      try Tensor.checkedStack($0, dim: $1)
    },
  ]
}
