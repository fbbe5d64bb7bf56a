import Smolgrad

extension Function {
  /// Tensors that are made, not computed; random ones follow the seed of the evaluation.
  static let creations: [Function] = [
    filled("zeros") { size, dtype, _ in .zeros(size, dtype: dtype) },
    filled("ones") { size, dtype, _ in .ones(size, dtype: dtype) },
    filled("rand") { .rand($0, dtype: $1, generator: $2) },
    filled("randn") { .randn($0, dtype: $1, generator: $2) },
    .tensor("tensor", .tensor("data"), .dtype, .call) { data, dtype, call in
      if let whole = try call.wholeTensor("data", dtype: dtype) { return whole }
      return dtype.map { data.detached().cast(to: $0) } ?? data.detached()
    },
    .tensor("full", .integers("size"), .number("fill_value"), .dtype, .workspace) {
      try Tensor.checkedFull($0, $1, dtype: $2 ?? $3.dtype)
    },
    .tensor("eye", .integer("n"), .optionalInteger("m"), .dtype, .workspace) {
      n, columns, dtype, workspace in
      let m = columns ?? n
      try Tensor.checkSize([n, m], "eye")
      let square = try Tensor.checkedEye(max(n, m), dtype: dtype ?? workspace.dtype)
      return n == m ? square : square.narrow(dim: n < m ? 0 : 1, start: 0, length: min(n, m))
    },
    .tensor(
      "arange", .number("start"), .optionalNumber("end"), .number("step", 1), .workspace
    ) { first, second, step, workspace in
      let (start, end) = second.map { (first, $0) } ?? (0, first)
      return try Tensor.checkedArange(start, end, step: step, dtype: workspace.dtype)
    },
  ]

  private static func filled(
    _ name: String, _ body: @escaping @Sendable ([Int], DType, Generator) -> Tensor
  ) -> Function {
    .tensor(name, .integers("size"), .dtype, .workspace) { size, dtype, workspace in
      try Tensor.checkSize(size, name, byteCount: 8)
      // Random numbers are drawn in the type that is asked for.
      let drawn = dtype.map { $0.isFloatingPoint ? $0 : workspace.dtype } ?? workspace.dtype
      let tensor = body(size, drawn, workspace.generator)
      return dtype.map { tensor.cast(to: $0) } ?? tensor
    }
  }
}

extension Call {
  /// What is written with integers alone, which is `int64` unless another type is asked for.
  fileprivate func wholeTensor(_ name: String, dtype: DType?) throws(OperandError) -> Tensor? {
    let tensor: Tensor
    switch argument(name) {
    case .number(.integer(let value))?: tensor = Tensor(integers: [value], shape: [])
    case .list(let list)?:
      guard let literal = try list.literal(), literal.isWhole, let integers = literal.integers
      else { return nil }
      try Tensor.checkSize(literal.shape, "tensor")
      tensor = Tensor(integers: integers, shape: literal.shape)
      tensor.name = list.name
    default: return nil
    }
    let result = dtype.map { tensor.cast(to: $0) } ?? tensor
    result.role = .constant
    return result
  }
}
