// What operations that put elements to positions of a copy have in common.

extension Tensor {
  /// A copy with blocks of elements at positions replaced by the source's, recorded as an operation.
  func replaced(
    _ operation: String, _ attributes: [Attribute], _ index: Tensor, at positions: NDArray,
    block: Int = 1, by source: Tensor, part: Slicing? = nil
  ) -> Tensor {
    let elements = (part.map { source.array.sliced($0) } ?? source.array).contiguous()
    return Tensor.result(
      operation, attributes, of: [self, index, source],
      saved: [Tensor(positions, role: .constant)],
      array.replacing(elements, at: positions, block: block),
      [
        Derivative("{g}, 0 where it was replaced") { gradient, y in
          gradient.cleared(at: y.saved[0].array, block: block)
        },
        .none(operation, "the index"),
        Derivative("{g} picked where it was put") { gradient, y in
          gradient.taken(y, block, part, like: y.inputs[2])
        },
      ])
  }

  /// A copy with the source's elements, times a number, added at positions, recorded as an operation.
  func added(
    _ operation: String, _ attributes: [Attribute], _ index: Tensor, at positions: NDArray,
    block: Int = 1, _ source: Tensor, part: Slicing? = nil, alpha: Double = 1
  ) -> Tensor {
    // Half precision is added in single precision, and rounded once.
    let computed: DType = dtype.computesInFloat32 ? .float32 : dtype == .bool ? .int32 : dtype
    var elements = (part.map { source.array.sliced($0) } ?? source.array).cast(to: computed)
    if alpha != 1 {
      let factor: Number = dtype.isFloatingPoint ? .real(alpha) : .integer(Int(alpha))
      elements = .zip(
        elements, NDArray.full([], factor, dtype: computed).broadcast(to: elements.shape), .multiply
      )
    }
    let sum = array.cast(to: computed).copy()
      .scatterAdding(elements.contiguous(), at: positions, block: block)
    return Tensor.result(
      operation, attributes, of: [self, index, source],
      saved: [Tensor(positions, role: .constant)], sum.cast(to: dtype),
      [
        Derivative("{g}") { gradient, _ in gradient },
        .none(operation, "the index"),
        Derivative(
          alpha == 1 ? "{g} picked where it was added" : "{alpha} · {g} picked where it was added"
        ) { gradient, y in
          let gathered = gradient.taken(y, block, part, like: y.inputs[2])
          return alpha == 1 ? gathered : gathered * alpha
        },
      ])
  }

  /// A copy with blocks of elements at positions replaced by a number, recorded as an operation.
  func filled(
    _ operation: String, _ attributes: [Attribute], _ index: Tensor, at positions: NDArray,
    block: Int = 1, with number: Number
  ) throws(OperandError) -> Tensor {
    if case .real(let value) = number, !dtype.isFloatingPoint, Int(exactly: value) == nil {
      throw OperandError(
        operation, "the number \(value) can't be put into elements of type \(dtype.rawValue)",
        at: "value")
    }
    let elements = NDArray.full([positions.count * block], number, dtype: dtype)
    return Tensor.result(
      operation, attributes, of: [self, index], saved: [Tensor(positions, role: .constant)],
      array.replacing(elements, at: positions, block: block),
      [
        Derivative("{g}, 0 where it was replaced") { gradient, y in
          gradient.cleared(at: y.saved[0].array, block: block)
        },
        .none(operation, "the index"),
      ])
  }

  /// This tensor with zeros at positions; its own derivative.
  private func cleared(at positions: NDArray, block: Int) -> Tensor {
    Tensor.result(
      "index_fill", [Attribute("value", 0)], of: [self],
      saved: [Tensor(positions, role: .constant)],
      array.replacing(
        .full([positions.count * block], .integer(0), dtype: dtype), at: positions, block: block),
      [
        Derivative("{g}, 0 where it was replaced") { gradient, y in
          gradient.cleared(at: y.saved[0].array, block: block)
        }
      ])
  }

  /// The blocks of a result's gradient that its source put there, in the source's shape.
  private func taken(_ y: Tensor, _ block: Int, _ part: Slicing?, like source: Tensor) -> Tensor {
    let blocks = gathered(
      "index", [], at: y.saved[0].array, block: block, shape: part?.sizes ?? source.shape)
    return part.map { blocks.embedded(in: source.shape, at: $0) } ?? blocks
  }
}

extension Number {
  /// The number as a setting of an operation.
  func attribute(_ name: String) -> Attribute {
    switch self {
    case .integer(let value): Attribute(name, .integer(value))
    case .real(let value): Attribute(name, .real(value))
    }
  }
}
