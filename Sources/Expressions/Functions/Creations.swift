import Smolgrad

extension Function {
  /// Tensors that are made, not computed; random ones follow the seed of the evaluation.
  static let creations: [Function] = [
    filled("zeros") { .zeros($0, dtype: $1.dtype) },
    filled("ones") { .ones($0, dtype: $1.dtype) },
    filled("rand") { .rand($0, dtype: $1.dtype, generator: $1.generator) },
    filled("randn") { .randn($0, dtype: $1.dtype, generator: $1.generator) },
    .tensor("tensor", [.tensor("data"), .keyword(.dtype, "dtype")]) { (call) throws(Fault) in
      if let whole = try call.wholeTensor("data", dtype: call.dtype()) { return whole }
      let tensor = try call.tensor("data").detached()
      return try call.dtype().map { tensor.cast(to: $0) } ?? tensor
    },
    .tensor("full", [.integers("size"), .number("fill_value"), .keyword(.dtype, "dtype")]) {
      (call) throws(Fault) in
      let size = try call.integers("size")!
      try call.room(for: size)
      let value = try call.number("fill_value")!
      let dtype = try call.dtype() ?? call.workspace.dtype
      guard dtype.holds(.real(value)) else {
        throw call.fail(
          "\(value) is not a number that \(dtype.rawValue) can hold", at: "fill_value")
      }
      return .full(size, value, dtype: dtype)
    },
    .tensor("eye", [.integer("n"), .optional(.integer, "m"), .keyword(.dtype, "dtype")]) {
      (call) throws(Fault) in
      let n = try call.integer("n")!
      let m = try call.integer("m") ?? n
      try call.room(for: [n, m])
      try call.room(for: [max(n, m), max(n, m)])
      let square = Tensor.eye(max(n, m), dtype: try call.dtype() ?? call.workspace.dtype)
      return n == m ? square : square.narrow(dim: n < m ? 0 : 1, start: 0, length: min(n, m))
    },
    .tensor("arange", [.number("start"), .optional(.number, "end"), .optional(.number, "step")]) {
      (call) throws(Fault) in
      let (first, second) = (try call.number("start")!, try call.number("end"))
      let (start, end) = second == nil ? (0, first) : (first, second!)
      let step = try call.number("step") ?? 1
      let count = ((end - start) / step).rounded(.up)
      // Not a number fails every comparison.
      guard step != 0, step.isFinite, (end - start) * step >= 0 || start == end, count >= 0,
        count <= Double(Workspace.tensorLimit)
      else {
        throw call.fail("steps of \(step) do not lead from \(start) to \(end)")
      }
      return .arange(start, end, step: step, dtype: call.workspace.dtype)
    },
  ]

  private static func filled(
    _ name: String, _ body: @escaping @Sendable ([Int], Workspace) -> Tensor
  ) -> Function {
    .tensor(name, [.integers("size"), .keyword(.dtype, "dtype")]) { (call) throws(Fault) in
      let size = try call.integers("size")!
      try call.room(for: size)
      let tensor = body(size, call.workspace)
      return try call.dtype().map { tensor.cast(to: $0) } ?? tensor
    }
  }
}

extension Call {
  /// What is written with integers alone, which is `int64` unless another type is asked for.
  fileprivate func wholeTensor(_ name: String, dtype: DType?) throws(Fault) -> Tensor? {
    let tensor: Tensor
    switch argument(name) {
    case .number(.integer(let value))?: tensor = Tensor(integers: [value], shape: [])
    case .list(let list)?:
      guard let literal = try list.literal(), literal.isWhole, let integers = literal.integers
      else { return nil }
      try room(for: literal.shape)
      tensor = Tensor(integers: integers, shape: literal.shape)
      tensor.name = list.name
    default: return nil
    }
    let result = dtype.map { tensor.cast(to: $0) } ?? tensor
    result.role = .constant
    return result
  }
}
