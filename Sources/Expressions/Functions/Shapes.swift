import Smolgrad

extension Function {
  /// The same elements in another shape or order.
  static let shapes: [Function] = [
    .tensor("reshape", [.tensor("input"), .integers("shape")]) { (call) throws(Fault) in
      let (x, shape) = (try call.tensor("input"), try call.integers("shape")!)
      let known = shape.filter { $0 != -1 }
      guard known.count >= shape.count - 1, known.allSatisfy({ $0 >= 0 }) else {
        throw call.fail("at most one size may be -1 in \(shape), and none below it", at: "shape")
      }
      try call.room(for: known)
      let size = known.reduce(1, *)
      guard known.count == shape.count ? size == x.count : size > 0 && x.count % size == 0 else {
        throw call.fail(
          "shape \(x.shape) has \(x.count) elements, which do not fill \(shape)", at: "shape")
      }
      return x.reshape(shape)
    },
    .tensor(
      "flatten",
      [.tensor("input"), .optional(.integer, "start_dim"), .optional(.integer, "end_dim")]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let start = try call.dimension("start_dim", of: x) ?? 0
      let end = try call.dimension("end_dim", of: x) ?? -1
      let count = max(x.rank, 1)
      guard (start + count) % count <= (end + count) % count else {
        throw call.fail("start_dim \(start) lies behind end_dim \(end)", at: "start_dim")
      }
      return x.flatten(start: start, end: end)
    },
    .tensor("unsqueeze", [.tensor("input"), .integer("dim")]) { (call) throws(Fault) in
      let (x, dim) = (try call.tensor("input"), try call.integer("dim")!)
      guard dim >= -x.rank - 1, dim <= x.rank else {
        throw call.fail(
          "position \(dim) is not between \(-x.rank - 1) and \(x.rank) for shape \(x.shape)",
          at: "dim")
      }
      return x.unsqueeze(dim: dim)
    },
    .tensor("squeeze", [.tensor("input"), .optional(.integers, "dim")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      return try call.integers("dim") == nil
        ? x.squeeze() : x.squeeze(dims: call.dimensions("dim", of: x))
    },
    .tensor("transpose", [.tensor("input"), .integer("dim0"), .integer("dim1")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      return x.transpose(
        try call.dimension("dim0", of: x)!, try call.dimension("dim1", of: x)!)
    },
    .tensor("t", [.tensor("input")]) { (call) throws(Fault) in
      try call.tensor("input").T
    },
    .tensor("permute", [.tensor("input"), .integers("dims")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      let dims = try call.dimensions("dims", of: x)
      guard dims.count == x.rank else {
        throw call.fail(
          "\(dims) must name each of the \(x.rank) dimensions of shape \(x.shape) once", at: "dims")
      }
      return x.permute(dims)
    },
    .tensor("expand", [.tensor("input"), .integers("size")]) { (call) throws(Fault) in
      let (x, sizes) = (try call.tensor("input"), try call.integers("size")!)
      let missing = sizes.count - x.rank
      var target = sizes
      for axis in sizes.indices where sizes[axis] == -1 && axis >= missing && missing >= 0 {
        target[axis] = x.shape[axis - missing]
      }
      try call.room(for: target)
      guard call.canRepeat(x.shape, to: target) else {
        throw call.fail("shape \(x.shape) can't be repeated to \(sizes)", at: "size")
      }
      return x.expand(sizes)
    },
    .tensor("broadcast_to", [.tensor("input"), .integers("size")]) { (call) throws(Fault) in
      let (x, target) = (try call.tensor("input"), try call.integers("size")!)
      try call.room(for: target)
      guard call.canRepeat(x.shape, to: target) else {
        throw call.fail("shape \(x.shape) can't be repeated to \(target)", at: "size")
      }
      return x.broadcast(to: target)
    },
    .tensor("tile", [.tensor("input"), .integers("dims")]) { (call) throws(Fault) in
      let (x, repeats) = (try call.tensor("input"), try call.integers("dims")!)
      let rank = max(x.rank, repeats.count)
      let sizes = Array(repeating: 1, count: rank - x.rank) + x.shape
      let times = Array(repeating: 1, count: rank - repeats.count) + repeats
      guard times.allSatisfy({ $0 >= 0 }) else {
        throw call.fail("\(repeats) repeats less than no times", at: "dims")
      }
      // The engine lays the repeats out as dimensions of their own.
      try call.room(for: zip(times, sizes).map { $0 * $1 })
      guard 2 * rank <= Workspace.rankLimit else {
        throw call.fail("\(rank) dimensions are too many to repeat", at: "dims")
      }
      return x.tile(repeats)
    },
    .tensor("flip", [.tensor("input"), .integers("dims")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      return x.flip(try call.dimensions("dims", of: x))
    },
    triangle("tril") { $0.tril(diagonal: $1) },
    triangle("triu") { $0.triu(diagonal: $1) },
    .tensor(
      "pad",
      [
        .tensor("input"), .integers("pad"), .optional(.text, "mode"), .optional(.number, "value"),
      ]
    ) { (call) throws(Fault) in
      let (x, amounts) = (try call.tensor("input"), try call.integers("pad")!)
      let mode = try call.word("mode", Tensor.PaddingMode.self) ?? .constant
      try call.checkPadding(x, amounts, mode)
      let value = try call.number("value") ?? 0
      guard mode != .constant || x.dtype.holds(.real(value)) else {
        throw call.fail("\(value) is not a number that \(x.dtype.rawValue) can hold", at: "value")
      }
      return x.pad(amounts, mode: mode, value: value)
    },
  ]

  private static func triangle(
    _ name: String, _ body: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> Function {
    .tensor(name, [.tensor("input"), .optional(.integer, "diagonal")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 2, at: "input")
      return body(x, try call.integer("diagonal") ?? 0)
    }
  }
}

extension Call {
  fileprivate func checkPadding(
    _ x: Tensor, _ amounts: [Int], _ mode: Tensor.PaddingMode
  ) throws(Fault) {
    guard amounts.count % 2 == 0, amounts.count / 2 <= x.rank else {
      throw fail("\(amounts) are no pairs for the dimensions of shape \(x.shape)", at: "pad")
    }
    var target = x.shape
    for pair in 0..<amounts.count / 2 {
      let axis = x.rank - 1 - pair
      let (size, before, after) = (x.shape[axis], amounts[2 * pair], amounts[2 * pair + 1])
      target[axis] += before + after
      guard target[axis] >= 0 else {
        throw fail("\(amounts) cut off more than shape \(x.shape) has", at: "pad")
      }
      let limit =
        switch mode {
        case .constant: Int.max
        case .replicate: size > 0 ? Int.max : 0
        case .circular: size
        case .reflect: size - 1
        }
      guard before <= limit, after <= limit else {
        throw fail(
          "mode '\(mode.rawValue)' can't add \(max(before, after)) to a size of \(size)", at: "pad")
      }
      // With both ends cut off beyond the middle, nothing of the input is left to take from.
      guard mode == .constant || (before > -size && after > -size) || target[axis] == 0 else {
        throw fail("\(amounts) cut off more than shape \(x.shape) has", at: "pad")
      }
    }
    try room(for: target)
  }
}
