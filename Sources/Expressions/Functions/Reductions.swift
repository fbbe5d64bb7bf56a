import Smolgrad

extension Function {
  /// Functions that make one number of many, over all elements or along some dimensions.
  static let reductions: [Function] = [
    reduction("sum", .any) { $0.sum(dims: $1, keepDim: $2) },
    reduction("mean", .floats) { $0.mean(dims: $1, keepDim: $2) },
    extremum("amax") { $0.amax(dims: $1, keepDim: $2) },
    extremum("amin") { $0.amin(dims: $1, keepDim: $2) },
    largest("max", { $0.amax() }, { $0.maximum($1) }, other: "amax"),
    largest("min", { $0.amin() }, { $0.minimum($1) }, other: "amin"),
    .tensor("logsumexp", [.tensor("input"), .integers("dim"), .optional(.flag, "keepdim")]) {
      (call) throws(Fault) in
      let x = try call.floats("input")
      return try x.logSumExp(
        dims: call.dimensions("dim", of: x), keepDim: call.flag("keepdim") ?? false)
    },
    .tensor(
      "prod", [.tensor("input"), .optional(.integer, "dim"), .optional(.flag, "keepdim")]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
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
      guard x.count > 0 else { throw call.fail("shape \(x.shape) has no elements to choose from") }
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
    .tensor("cumsum", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
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
    .tensor(name, reductionParameters) { (call) throws(Fault) in
      let x = try elements == .any ? call.tensor("input") : call.floats("input")
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

  /// PyTorch's `max` and `min`: of all elements, or of each pair.
  private static func largest(
    _ name: String, _ all: @escaping @Sendable (Tensor) -> Tensor,
    _ pair: @escaping @Sendable (Tensor, Tensor) -> Tensor, other: String
  ) -> Function {
    .tensor(name, [.tensor("input"), .optional(.tensor, "other")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      guard let second = try call.optionalTensor("other") else {
        try call.checkFilled(x, [])
        return all(x)
      }
      if second.role == .constant, second.dtype == .int64 || second.rank == 0, x.rank > 0 {
        throw call.fail(
          "along a dimension there is \(other)(input, dim); with a number \(name)imum(input, number)",
          at: "other")
      }
      try call.fit(x, second)
      return pair(x, second)
    }
  }

  private static func spread(
    _ name: String, _ body: @escaping @Sendable (Tensor, [Int], Double, Bool) -> Tensor
  ) -> Function {
    .tensor(
      name,
      [
        .tensor("input"), .optional(.integers, "dim"), .optional(.number, "correction"),
        .optional(.flag, "keepdim"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
      return try body(
        x, call.dimensions("dim", of: x), call.number("correction") ?? 1,
        call.flag("keepdim") ?? false)
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
