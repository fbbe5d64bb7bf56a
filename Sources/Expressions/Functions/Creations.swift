import Smolgrad

extension Function {
  /// Tensors that are made, not computed; random ones follow the seed of the evaluation.
  static let creations: [Function] = [
    filled("zeros") { .zeros($0, dtype: $1.dtype) },
    filled("ones") { .ones($0, dtype: $1.dtype) },
    filled("rand") { .rand($0, dtype: $1.dtype, generator: $1.generator) },
    filled("randn") { .randn($0, dtype: $1.dtype, generator: $1.generator) },
    .tensor("tensor", [.tensor("data")]) { (call) throws(Fault) in
      try call.tensor("data").detached()
    },
    .tensor("full", [.integers("size"), .number("fill_value")]) { (call) throws(Fault) in
      let size = try call.integers("size")!
      try call.room(for: size)
      return .full(size, try call.number("fill_value")!, dtype: call.workspace.dtype)
    },
    .tensor("eye", [.integer("n")]) { (call) throws(Fault) in
      let n = try call.integer("n")!
      try call.room(for: [n, n])
      return .eye(n, dtype: call.workspace.dtype)
    },
    .tensor("arange", [.number("start"), .optional(.number, "end"), .optional(.number, "step")]) {
      (call) throws(Fault) in
      let (first, second) = (try call.number("start")!, try call.number("end"))
      let (start, end) = second == nil ? (0, first) : (first, second!)
      let step = try call.number("step") ?? 1
      let count = ((end - start) / step).rounded(.up)
      // Not a number fails every comparison.
      guard step != 0, count >= 1, count <= Double(Workspace.tensorLimit) else {
        throw call.fail("steps of \(step) do not lead from \(start) to \(end)")
      }
      return .arange(start, end, step: step, dtype: call.workspace.dtype)
    },
  ]

  private static func filled(
    _ name: String, _ body: @escaping @Sendable ([Int], Workspace) -> Tensor
  ) -> Function {
    .tensor(name, [.integers("size")]) { (call) throws(Fault) in
      let size = try call.integers("size")!
      try call.room(for: size)
      return body(size, call.workspace)
    }
  }
}
