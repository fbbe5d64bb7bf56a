import Smolgrad

extension Function {
  /// Functions along a dimension that keep or pick its elements, and those that move elements around.
  static let orderings: [Function] = [
    .tensor("cumprod", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let dim = try call.dimension("dim", of: x)!
      // Beside a zero the second derivative needs the product of all others, for each element.
      let size = call.size(dim, of: x)
      if x.requiresGradient, size > 1024, x.doubles().contains(0) {
        try call.room(for: [x.count, size])
      }
      return x.cumprod(dim: dim)
    },
    .tensor("logcumsumexp", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.floats("input")
      return x.logcumsumexp(dim: try call.dimension("dim", of: x)!)
    },
    running("cummax") { $0.cummax(dim: $1) },
    running("cummin") { $0.cummin(dim: $1) },
    .results("sort", sortParameters) { (call) throws(Fault) in
      let x = try call.tensor("input")
      return x.sort(
        dim: try call.dimension("dim", of: x) ?? -1,
        descending: try call.flag("descending") ?? false)
    },
    .tensor("argsort", sortParameters) { (call) throws(Fault) in
      let x = try call.tensor("input")
      return x.argsort(
        dim: try call.dimension("dim", of: x) ?? -1,
        descending: try call.flag("descending") ?? false)
    },
    .results(
      "topk",
      [
        .tensor("input"), .integer("k"), .optional(.integer, "dim"), .optional(.flag, "largest"),
        .optional(.flag, "sorted"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let (k, dim) = (try call.integer("k")!, try call.dimension("dim", of: x) ?? -1)
      guard k >= 1, k <= call.size(dim, of: x) else {
        throw call.fail(
          "k must be between 1 and the \(call.size(dim, of: x)) elements along dimension \(dim), not \(k)",
          at: "k")
      }
      return x.topk(k, dim: dim, largest: try call.flag("largest") ?? true)
    },
    Function(
      "median", [.tensor("input"), .optional(.integer, "dim"), .optional(.flag, "keepdim")]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      guard let dim = try call.dimension("dim", of: x) else {
        try call.checkFilled(x, [])
        return .tensor(x.median())
      }
      try call.checkFilled(x, [dim])
      let found = x.median(dim: dim, keepDim: try call.flag("keepdim") ?? false)
      return .results(NamedResults(function: "median", found))
    },
    .tensor(
      "argmin", [.tensor("input"), .optional(.integer, "dim"), .optional(.flag, "keepdim")]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let dim = try call.dimension("dim", of: x)
      guard x.count > 0 else { throw call.fail("shape \(x.shape) has no elements to choose from") }
      return x.argmin(dim: dim, keepDim: try call.flag("keepdim") ?? false)
    },
    .tensor("trace", [.tensor("input")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      guard x.rank == 2 else {
        throw call.fail("needs a matrix, not a tensor of shape \(x.shape)", at: "input")
      }
      return x.trace()
    },
    .tensor("roll", [.tensor("input"), .integers("shifts"), .optional(.integers, "dims")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      let shifts = try call.integers("shifts")!
      let dims = try call.rolledDimensions(x)
      guard shifts.count == Swift.max(dims.count, 1) else {
        throw call.fail(
          "\(shifts.count) shifts do not fit \(dims.count) dimensions", at: "shifts")
      }
      return x.roll(shifts, dims: dims)
    },
    .tensor("rot90", [.tensor("input"), .optional(.integer, "k"), .optional(.integers, "dims")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 2, at: "input")
      var dims = try call.dimensions("dims", of: x)
      if dims.isEmpty { dims = [0, 1] }
      guard dims.count == 2 else {
        throw call.fail("dims must be two dimensions, not \(dims)", at: "dims")
      }
      return x.rot90(try call.integer("k") ?? 1, dims: dims)
    },
  ]

  private static let sortParameters: [Parameter] = [
    .tensor("input"), .optional(.integer, "dim"), .optional(.flag, "descending"),
    .optional(.flag, "stable"),
  ]

  private static func running(
    _ name: String, _ body: @escaping @Sendable (Tensor, Int) -> ValuesAndIndices
  ) -> Function {
    .results(name, [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      return body(x, try call.dimension("dim", of: x)!)
    }
  }
}

extension Call {
  /// The dimensions of `roll`, which may stand there twice.
  fileprivate func rolledDimensions(_ tensor: Tensor) throws(Fault) -> [Int] {
    let dims = try integers("dims") ?? []
    let rank = Swift.max(tensor.rank, 1)
    for dim in dims where dim < -rank || dim >= rank {
      throw fail(
        "dimension \(dim) is not between \(-rank) and \(rank - 1) for shape \(tensor.shape)",
        at: "dims")
    }
    return dims
  }
}
