import Smolgrad

extension Function {
  /// Functions that make one number of many, over all elements or along some dimensions.
  static let reductions: [Function] = [
    .tensor("sum", .tensor("input"), .integers("dim", []), .flag("keepdim", false), .dtype) {
      try $0.cast($3).checkedSum(dims: $1, keepDim: $2)
    },
    .tensor("mean", .tensor("input"), .integers("dim", []), .flag("keepdim", false), .dtype) {
      try $0.cast($3).checkedMean(dims: $1, keepDim: $2)
    },
    .tensor("amax", .tensor("input"), .integers("dim", []), .flag("keepdim", false)) {
      try $0.checkedAmax(dims: $1, keepDim: $2)
    },
    .tensor("amin", .tensor("input"), .integers("dim", []), .flag("keepdim", false)) {
      try $0.checkedAmin(dims: $1, keepDim: $2)
    },
    largest("max", { try $0.checkedAmax(dims: [], keepDim: false) }, { $0.maximum($1) }) {
      try $0.checkedMaxWithIndices(dim: $1, keepDim: $2)
    },
    largest("min", { try $0.checkedAmin(dims: [], keepDim: false) }, { $0.minimum($1) }) {
      try $0.checkedMinWithIndices(dim: $1, keepDim: $2)
    },
    .tensor("logsumexp", .floats("input"), .integers("dim"), .flag("keepdim", false)) {
      try $0.checkedLogSumExp(dims: $1, keepDim: $2)
    },
    .tensor(
      "prod", .tensor("input"), .optionalInteger("dim"), .flag("keepdim", false), .dtype
    ) { input, dim, keepDim, dtype in
      let x = input.cast(dtype)
      try x.checkProductOfOthers("prod", dim)
      return try dim.map { try x.checkedProd(dim: $0, keepDim: keepDim) } ?? x.prod()
    },
    .tensor("argmax", .tensor("input"), .optionalInteger("dim"), .flag("keepdim", false)) {
      try $0.checkedArgmax(dim: $1, keepDim: $2)
    },
    .tensor("argmin", .tensor("input"), .optionalInteger("dim"), .flag("keepdim", false)) {
      try $0.checkedArgmin(dim: $1, keepDim: $2)
    },
    spread("var") { try $0.checkedVar(dims: $1, correction: $2, keepDim: $3) },
    spread("std") { try $0.checkedStd(dims: $1, correction: $2, keepDim: $3) },
    .tensor(
      "norm", .floats("input"), .number("p", 2), .integers("dim", []), .flag("keepdim", false)
    ) { try $0.checkedNorm($1, dims: $2, keepDim: $3) },
    .tensor("cumsum", .tensor("input"), .integer("dim"), .dtype) {
      try $0.cast($2).checkedCumsum(dim: $1)
    },
    .tensor("cumprod", .tensor("input"), .integer("dim")) { x, dim in
      try x.checkProductOfOthers("cumprod", dim)
      return try x.checkedCumprod(dim: dim)
    },
    .tensor("logcumsumexp", .floats("input"), .integer("dim")) {
      try $0.checkedLogcumsumexp(dim: $1)
    },
    .results("cummax", .tensor("input"), .integer("dim")) { try $0.checkedCummax(dim: $1) },
    .results("cummin", .tensor("input"), .integer("dim")) { try $0.checkedCummin(dim: $1) },
    .tensor("trace", .tensor("input")) { try $0.checkedTrace() },
    .value("median", .tensor("input"), .optionalInteger("dim"), .flag("keepdim", false)) {
      x, dim, keepDim in
      guard let dim else { return .tensor(try x.checkedMedian()) }
      let found = try x.checkedMedian(dim: dim, keepDim: keepDim)
      return .results(NamedResults(function: "median", found))
    },
    .results("sort", .tensor("input"), .integer("dim", -1), .flag("descending", false), .stable) {
      x, dim, isDescending, _ in try x.checkedSort(dim: dim, descending: isDescending)
    },
    .tensor("argsort", .tensor("input"), .integer("dim", -1), .flag("descending", false), .stable) {
      x, dim, isDescending, _ in try x.checkedArgsort(dim: dim, descending: isDescending)
    },
    .results(
      "topk", .tensor("input"), .integer("k"), .integer("dim", -1), .flag("largest", true),
      .flag("sorted", true)
    ) { x, k, dim, isLargest, _ in try x.checkedTopk(k, dim: dim, largest: isLargest) },
  ]

  /// PyTorch's `max` and `min`: of all elements, along a dimension with the indices, or of each pair.
  private static func largest(
    _ name: String, _ all: @escaping @Sendable (Tensor) throws -> Tensor,
    _ pair: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ along: @escaping @Sendable (Tensor, Int, Bool) throws -> ValuesAndIndices
  ) -> Function {
    .value(
      name, .tensor("input"), .value("dim", .integer), .flag("keepdim", false),
      .value("other", .tensor).keyword, .call
    ) { x, dim, keepDim, other, call in
      var second = "other"
      switch dim {
      case nil: break
      case .tensor?, .list?: second = "dim"
      case .number(.real)?:
        throw call.fail("with a number there is \(name)imum(input, number)", at: "dim")
      default:
        let found = try along(x, call.integer("dim")!, keepDim)
        return .results(NamedResults(function: name, found))
      }
      guard let second = try call.optionalTensor(second) else { return .tensor(try all(x)) }
      _ = try Tensor.commonShape("\(name)imum", x, second)
      return .tensor(pair(x, second))
    }
  }

  /// PyTorch's `var` and `std`: `var(x, dim, unbiased, keepdim)`, `var(x, unbiased)` or with `correction=`.
  private static func spread(
    _ name: String, _ body: @escaping @Sendable (Tensor, [Int], Double, Bool) throws -> Tensor
  ) -> Function {
    .tensor(
      name, .floats("input"), .value("dim", .integers), .optionalFlag("unbiased"),
      .flag("keepdim", false), .optionalNumber("correction").keyword, .call
    ) { x, dim, flag, keepDim, correction, call in
      var (dims, unbiased) = ([Int](), flag)
      if case .boolean(let flag)? = dim, unbiased == nil {
        unbiased = flag
      } else {
        dims = try call.integers("dim") ?? []
      }
      if unbiased != nil, correction != nil {
        throw call.fail("takes unbiased or correction, not both", at: "correction")
      }
      return try body(x, dims, correction ?? (unbiased == false ? 0 : 1), keepDim)
    }
  }
}

extension Tensor {
  /// The tensor, converted if a type is asked for.
  fileprivate func cast(_ dtype: DType?) -> Tensor { dtype.map { cast(to: $0) } ?? self }

  /// Beside a zero the gradient of a product needs the product of all others, for each element; refuses what would be too large.
  fileprivate func checkProductOfOthers(_ operation: String, _ dim: Int?) throws {
    guard requiresGradient, doubles().contains(0) else { return }
    let size = try dim.map { try checkedAxis($0, operation) }.map { rank == 0 ? 1 : shape[$0] }
    if size ?? count > 1024 { try Tensor.checkSize([count, size ?? count], operation) }
  }
}
