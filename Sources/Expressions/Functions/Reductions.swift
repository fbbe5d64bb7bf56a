import Smolgrad

extension Function {
  /// Functions that make one number of many, over all elements or along some dimensions.
  static let reductions: [Function] = [
    reduction("sum", .any) { $0.sum(dims: $1, keepDim: $2) },
    reduction("mean", .floats) { $0.mean(dims: $1, keepDim: $2) },
    extremum("amax") { $0.amax(dims: $1, keepDim: $2) },
    extremum("amin") { $0.amin(dims: $1, keepDim: $2) },
    largest("max", { $0.amax() }, { $0.maximum($1) }) { $0.maxWithIndices(dim: $1, keepDim: $2) },
    largest("min", { $0.amin() }, { $0.minimum($1) }) { $0.minWithIndices(dim: $1, keepDim: $2) },
    .tensor("logsumexp", [.tensor("input"), .integers("dim"), .optional(.flag, "keepdim")]) {
      (call) throws(Fault) in
      let x = try call.floats("input")
      return try x.logSumExp(
        dims: call.dimensions("dim", of: x), keepDim: call.flag("keepdim") ?? false)
    },
    .tensor(
      "prod",
      [
        .tensor("input"), .optional(.integer, "dim"), .optional(.flag, "keepdim"),
        .keyword(.dtype, "dtype"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.floats("input", as: call.dtype())
      let dim = try call.dimension("dim", of: x)
      // Beside a zero the gradient needs the product of all others, for each element.
      let size = dim.map { call.size($0, of: x) } ?? x.count
      if x.requiresGradient, size > 1024, x.doubles().contains(0) {
        try call.room(for: [x.count, size])
      }
      guard let dim else { return x.prod() }
      return x.prod(dim: dim, keepDim: try call.flag("keepdim") ?? false)
    },
    .tensor(
      "argmax", [.tensor("input"), .optional(.integer, "dim"), .optional(.flag, "keepdim")]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let dim = try call.dimension("dim", of: x)
      try call.checkFilled(x, dim.map { [$0] } ?? [])
      return x.argmax(dim: x.rank == 0 ? nil : dim, keepDim: try call.flag("keepdim") ?? false)
    },
    spread("var") { $0.var(dims: $1, correction: $2, keepDim: $3) },
    spread("std") { $0.std(dims: $1, correction: $2, keepDim: $3) },
    .tensor(
      "norm",
      [
        .tensor("input"), .optional(.number, "p"), .optional(.integers, "dim"),
        .optional(.flag, "keepdim"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
      let (p, dims) = (try call.number("p") ?? 2, try call.dimensions("dim", of: x))
      if p.isInfinite { try call.checkFilled(x, dims) }
      return x.norm(p, dims: dims, keepDim: try call.flag("keepdim") ?? false)
    },
    .tensor("cumsum", [.tensor("input"), .integer("dim"), .keyword(.dtype, "dtype")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input", as: call.dtype())
      return x.cumsum(dim: try call.dimension("dim", of: x)!)
    },
  ]

  private static let reductionParameters: [Parameter] = [
    .tensor("input"), .optional(.integers, "dim"), .optional(.flag, "keepdim"),
  ]

  private enum Elements { case any, floats }

  private static func reduction(
    _ name: String, _ elements: Elements,
    _ body: @escaping @Sendable (Tensor, [Int], Bool) -> Tensor
  ) -> Function {
    .tensor(name, reductionParameters + [.keyword(.dtype, "dtype")]) { (call) throws(Fault) in
      let x =
        try elements == .any
        ? call.tensor("input", as: call.dtype()) : call.floats("input", as: call.dtype())
      return body(x, try call.dimensions("dim", of: x), try call.flag("keepdim") ?? false)
    }
  }

  private static func extremum(
    _ name: String, _ body: @escaping @Sendable (Tensor, [Int], Bool) -> Tensor
  ) -> Function {
    .tensor(name, reductionParameters) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let dims = try call.dimensions("dim", of: x)
      try call.checkFilled(x, dims)
      return body(x, dims, try call.flag("keepdim") ?? false)
    }
  }

  /// PyTorch's `max` and `min`: of all elements, along a dimension with the places, or of each pair.
  private static func largest(
    _ name: String, _ all: @escaping @Sendable (Tensor) -> Tensor,
    _ pair: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ along: @escaping @Sendable (Tensor, Int, Bool) -> ValuesAndIndices
  ) -> Function {
    let parameters: [Parameter] = [
      .tensor("input"), .optional(.integer, "dim"), .optional(.flag, "keepdim"),
      .keyword(.tensor, "other"),
    ]
    return Function(name, parameters) { (call) throws(Fault) in
      let x = try call.tensor("input")
      var other = "other"
      switch call.argument("dim") {
      case nil: break
      case .tensor?, .list?: other = "dim"
      case .number(.real)?:
        throw call.fail("with a number there is \(name)imum(input, number)", at: "dim")
      default:
        let dim = try call.dimension("dim", of: x)!
        try call.checkFilled(x, [dim])
        let found = along(x, dim, try call.flag("keepdim") ?? false)
        return .results(NamedResults(function: name, found))
      }
      guard let second = try call.optionalTensor(other) else {
        try call.checkFilled(x, [])
        return .tensor(all(x))
      }
      try call.fit(x, second)
      return .tensor(pair(x, second))
    }
  }

  /// PyTorch's `var` and `std`: `var(x, dim, unbiased, keepdim)`, `var(x, unbiased)` or with `correction=`.
  private static func spread(
    _ name: String, _ body: @escaping @Sendable (Tensor, [Int], Double, Bool) -> Tensor
  ) -> Function {
    let parameters: [Parameter] = [
      .tensor("input"), .optional(.integers, "dim"), .optional(.flag, "unbiased"),
      .optional(.flag, "keepdim"), .keyword(.number, "correction"),
    ]
    return .tensor(name, parameters) { (call) throws(Fault) in
      let x = try call.floats("input")
      var (dims, unbiased) = ([Int](), try call.flag("unbiased"))
      if case .boolean(let flag)? = call.argument("dim"), unbiased == nil {
        unbiased = flag
      } else {
        dims = try call.dimensions("dim", of: x)
      }
      let correction = try call.number("correction")
      if unbiased != nil, correction != nil {
        throw call.fail("takes unbiased or correction, not both", at: "correction")
      }
      return body(
        x, dims, correction ?? (unbiased == false ? 0 : 1), try call.flag("keepdim") ?? false)
    }
  }
}

extension Call {
  /// Stops where there is nothing to choose from along some dimensions, or in the whole tensor where none are given.
  func checkFilled(_ tensor: Tensor, _ dims: [Int]) throws(Fault) {
    let sizes = dims.isEmpty ? tensor.shape : dims.map { size($0, of: tensor) }
    if sizes.contains(0) {
      throw fail("shape \(tensor.shape) has no elements to choose from", at: "input")
    }
  }
}
