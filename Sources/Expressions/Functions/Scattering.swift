import Smolgrad

extension Function {
  /// Elements put to places of a copy of a tensor, or added there.
  static let scattering: [Function] = [
    .tensor(
      "scatter",
      [
        .tensor("input"), .integer("dim"), .tensor("index"), .optional(.tensor, "src"),
        .optional(.number, "value"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      if let number = try call.scatteredNumber() {
        let (dim, index) = try call.scattered(x, nil)
        if x.dtype.isFloatingPoint { return x.scatter(dim: dim, index: index, value: number) }
        let whole = try call.whole(number, at: "value", x)
        return x.scatter(dim: dim, index: index, value: whole)
      }
      let source = try call.tensor("src")
      let (dim, index) = try call.scattered(x, source)
      return x.scatter(dim: dim, index: index, source: source)
    },
    .tensor(
      "scatter_add", [.tensor("input"), .integer("dim"), .tensor("index"), .tensor("src")]
    ) { (call) throws(Fault) in
      let (x, source) = (try call.tensor("input"), try call.tensor("src"))
      let (dim, index) = try call.scattered(x, source)
      return x.scatterAdd(dim: dim, index: index, source: source)
    },
    .tensor(
      "index_add",
      [
        .tensor("input"), .integer("dim"), .tensor("index"), .tensor("source"),
        .optional(.number, "alpha"),
      ]
    ) { (call) throws(Fault) in
      let (x, source) = (try call.tensor("input"), try call.tensor("source"))
      let (dim, index) = try call.parts(x, source)
      let alpha = try call.number("alpha") ?? 1
      guard x.dtype.isFloatingPoint || Int(exactly: alpha) != nil else {
        throw call.fail("alpha must be a whole number for \(x.dtype.rawValue)", at: "alpha")
      }
      return x.indexAdd(dim: dim, index: index, source: source, alpha: alpha)
    },
    .tensor(
      "index_copy", [.tensor("input"), .integer("dim"), .tensor("index"), .tensor("source")]
    ) { (call) throws(Fault) in
      let (x, source) = (try call.tensor("input"), try call.tensor("source"))
      let (dim, index) = try call.parts(x, source)
      return x.indexCopy(dim: dim, index: index, source: source)
    },
    .tensor(
      "index_fill", [.tensor("input"), .integer("dim"), .tensor("index"), .number("value")]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let (dim, index) = try call.parts(x, nil)
      let value = try call.number("value")!
      if x.dtype.isFloatingPoint { return x.indexFill(dim: dim, index: index, value: value) }
      return x.indexFill(dim: dim, index: index, value: try call.whole(value, at: "value", x))
    },
  ]
}

extension Call {
  /// The number that stands in the place of a source, if one does.
  fileprivate func scatteredNumber() throws(Fault) -> Double? {
    if let value = try number("value") { return value }
    guard case .number(let number)? = arguments[3] else { return nil }
    return number.real
  }

  fileprivate func whole(_ value: Double, at name: String, _ x: Tensor) throws(Fault) -> Int {
    guard let number = Int(exactly: value) else {
      throw fail("\(name) must be a whole number for \(x.dtype.rawValue)", at: name)
    }
    return number
  }

  private func checkType(_ source: Tensor, _ x: Tensor) throws(Fault) {
    guard source.dtype == x.dtype else {
      throw fail(
        "the elements that are put there must be of type \(x.dtype.rawValue), not \(source.dtype.rawValue)",
        at: function.parameters[3].name)
    }
  }

  /// The dimension and the index of a scatter, which fit input and source.
  fileprivate func scattered(_ x: Tensor, _ source: Tensor?) throws(Fault) -> (Int, Tensor) {
    let (dim, index) = (try dimension("dim", of: x)!, try integerTensor("index"))
    let axis = dim < 0 ? dim + max(x.rank, 1) : dim
    if let source { try checkType(source, x) }
    if index.count == 0 { return (dim, index) }
    let rank = max(x.rank, 1)
    guard max(index.rank, 1) == rank, max(source?.rank ?? rank, 1) == rank else {
      throw fail(
        "the index of shape \(index.shape) and what is put there must have as many dimensions as \(x.shape)",
        at: "index")
    }
    for (other, size) in index.shape.enumerated() {
      if other != axis, size > x.shape[other] {
        throw fail(
          "the index's shape \(index.shape) is larger than \(x.shape) in dimension \(other)",
          at: "index")
      }
      if let source, size > (source.rank == 0 ? 1 : source.shape[other]) {
        throw fail(
          "the index's shape \(index.shape) is larger than \(source.shape) in dimension \(other)",
          at: "src")
      }
    }
    try checkIndices(index, below: size(dim, of: x), at: "index")
    return (dim, index)
  }

  /// The dimension and the vector of indices, which fit input and source.
  fileprivate func parts(_ x: Tensor, _ source: Tensor?) throws(Fault) -> (Int, Tensor) {
    let (dim, index) = (try dimension("dim", of: x)!, try integerTensor("index"))
    guard index.rank <= 1 else {
      throw fail("the index must be a vector, not of shape \(index.shape)", at: "index")
    }
    let size = size(dim, of: x)
    if function.name == "index_fill" {
      for index in index.integers() where index < -size || index >= size {
        throw fail("index \(index) is not inside a dimension of size \(size)", at: "index")
      }
    } else {
      try checkIndices(index, below: size, at: "index")
    }
    guard let source else { return (dim, index) }
    try checkType(source, x)
    var expected = x.shape
    if x.rank > 0 { expected[dim < 0 ? dim + x.rank : dim] = index.count }
    guard x.rank > 0 || index.count == 1 else {
      throw fail("a scalar needs a single index, not \(index.count)", at: "index")
    }
    try check(source, hasShape: expected, at: "source")
    return (dim, index)
  }
}
