import Smolgrad

extension Function {
  /// Parts of tensors, and tensors put together of parts.
  static let parts: [Function] = [
    .tensor(
      "narrow", [.tensor("input"), .integer("dim"), .integer("start"), .integer("length")]
    ) { (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 1, at: "input")
      let dim = try call.dimension("dim", of: x)!
      let (start, length) = (try call.integer("start")!, try call.integer("length")!)
      let size = call.size(dim, of: x)
      let first = start < 0 ? start + size : start
      guard first >= 0, length >= 0, first + length <= size else {
        throw call.fail(
          "\(length) elements from \(start) on are not inside dimension \(dim) of \(x.shape)",
          at: "length")
      }
      return x.narrow(dim: dim, start: start, length: length)
    },
    .tensor("select", [.tensor("input"), .integer("dim"), .integer("index")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 1, at: "input")
      let (dim, index) = (try call.dimension("dim", of: x)!, try call.integer("index")!)
      let size = call.size(dim, of: x)
      guard index >= -size, index < size else {
        throw call.fail(
          "index \(index) is not inside dimension \(dim) of shape \(x.shape)", at: "index")
      }
      return x.select(dim: dim, index: index)
    },
    Function("split", [.tensor("input"), .integers("size"), .optional(.integer, "dim")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 1, at: "input")
      let (sizes, dim) = (try call.integers("size")!, try call.dimension("dim", of: x) ?? 0)
      let size = call.size(dim, of: x)
      guard sizes.count != 1 else {
        guard sizes[0] > 0 else {
          throw call.fail("the size of a part must be at least 1", at: "size")
        }
        try call.check(parts: (size - 1) / sizes[0] + 1)
        return .tensors(x.split(size: sizes[0], dim: dim))
      }
      guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == size else {
        throw call.fail(
          "sizes \(sizes) do not add up to dimension \(dim) of shape \(x.shape)", at: "size")
      }
      return .tensors(x.split(sizes: sizes, dim: dim))
    },
    Function("chunk", [.tensor("input"), .integer("chunks"), .optional(.integer, "dim")]) {
      (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 1, at: "input")
      let count = try call.integer("chunks")!
      guard count > 0 else {
        throw call.fail("chunks must be at least 1, not \(count)", at: "chunks")
      }
      try call.check(parts: count)
      return .tensors(x.chunk(count, dim: try call.dimension("dim", of: x) ?? 0))
    },
    Function("unbind", [.tensor("input"), .optional(.integer, "dim")]) { (call) throws(Fault) in
      let x = try call.tensor("input")
      try call.needsDimensions(x, atLeast: 1, at: "input")
      let dim = try call.dimension("dim", of: x) ?? 0
      try call.check(parts: call.size(dim, of: x))
      return .tensors(x.unbind(dim: dim))
    },
    .tensor("cat", [.tensors("tensors"), .optional(.integer, "dim")]) { (call) throws(Fault) in
      let tensors = try call.tensors("tensors")
      let first = tensors.first { $0.shape != [0] } ?? tensors[0]
      if tensors.contains(where: { $0.rank == 0 }) {
        throw call.fail("scalars can't be joined; use stack", at: "tensors")
      }
      let dim = try call.dimension("dim", of: first) ?? 0
      let axis = dim < 0 ? dim + first.rank : dim
      var shape = first.shape
      for tensor in tensors where tensor !== first && tensor.shape != [0] {
        var others = tensor.shape
        if tensor.rank == first.rank { others[axis] = first.shape[axis] }
        guard others == first.shape else {
          throw call.fail(
            "shapes \(first.shape) and \(tensor.shape) differ outside of dimension \(dim)",
            at: "tensors")
        }
        shape[axis] += tensor.shape[axis]
      }
      try call.room(for: shape)
      return .cat(tensors, dim: dim)
    },
    .tensor("stack", [.tensors("tensors"), .optional(.integer, "dim")]) { (call) throws(Fault) in
      let tensors = try call.tensors("tensors")
      let (first, dim) = (tensors[0], try call.integer("dim") ?? 0)
      for tensor in tensors where tensor.shape != first.shape {
        throw call.fail("shapes \(first.shape) and \(tensor.shape) differ", at: "tensors")
      }
      guard dim >= -first.rank - 1, dim <= first.rank else {
        throw call.fail(
          "position \(dim) is not between \(-first.rank - 1) and \(first.rank)", at: "dim")
      }
      try call.room(for: [tensors.count] + first.shape)
      return .stack(tensors, dim: dim)
    },
  ]

  /// Elements picked by their positions.
  static let indexing: [Function] = [
    .tensor("gather", [.tensor("input"), .integer("dim"), .tensor("index")]) {
      (call) throws(Fault) in
      let (x, index) = (try call.tensor("input"), try call.integerTensor("index"))
      let dim = try call.dimension("dim", of: x)!
      let axis = dim < 0 ? dim + max(x.rank, 1) : dim
      guard index.rank == x.rank || (x.rank <= 1 && index.rank <= 1) else {
        throw call.fail(
          "the index's shape \(index.shape) must have as many dimensions as \(x.shape)", at: "index"
        )
      }
      if index.rank == x.rank {
        for other in x.shape.indices where other != axis && index.shape[other] > x.shape[other] {
          throw call.fail(
            "the index's shape \(index.shape) is larger than \(x.shape) in dimension \(other)",
            at: "index")
        }
      }
      try call.checkIndices(index, below: call.size(dim, of: x), at: "index")
      return x.gather(dim: dim, index: index)
    },
    .tensor("index_select", [.tensor("input"), .integer("dim"), .tensor("index")]) {
      (call) throws(Fault) in
      let (x, index) = (try call.tensor("input"), try call.integerTensor("index"))
      let dim = try call.dimension("dim", of: x)!
      guard index.rank <= 1, x.rank > 0 || index.count == 1 else {
        throw call.fail("the index must be a vector, not of shape \(index.shape)", at: "index")
      }
      try call.checkIndices(index, below: call.size(dim, of: x), at: "index")
      if x.rank > 0 {
        var target = x.shape
        target[dim < 0 ? dim + x.rank : dim] = index.count
        try call.room(for: target)
      }
      return x.indexSelect(dim: dim, index: index)
    },
    .tensor("embedding", [.tensor("input"), .tensor("weight"), .optional(.integer, "padding_idx")])
    {
      (call) throws(Fault) in
      let (indices, weight) = (try call.integerTensor("input"), try call.floats("weight"))
      guard weight.rank == 2 else {
        throw call.fail("weight must be a matrix, not of shape \(weight.shape)", at: "weight")
      }
      try call.checkIndices(indices, below: weight.shape[0], at: "input")
      let padding = try call.integer("padding_idx")
      if let padding, padding < -weight.shape[0] || padding >= weight.shape[0] {
        throw call.fail(
          "padding_idx \(padding) is not one of the \(weight.shape[0]) rows", at: "padding_idx")
      }
      try call.room(for: indices.shape + [weight.shape[1]])
      return .embedding(indices, weight: weight, padding: padding)
    },
  ]
}

extension Call {
  fileprivate func check(parts count: Int) throws(Fault) {
    guard count <= Workspace.partLimit else {
      throw fail("\(count) parts are more than \(Workspace.partLimit)")
    }
  }
}

extension Value {
  static func tensors(_ tensors: [Tensor]) -> Value { .list(ListValue(tensors.map(Value.tensor))) }
}
