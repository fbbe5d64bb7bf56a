// Elements moved around, and the sum of a diagonal.

extension Tensor {
  /// The elements shifted along some dimensions; what leaves at the end comes back at the start.
  ///
  /// Negative shifts go the other way. Without dimensions the elements are shifted in row-major order.
  ///
  ///     Tensor([1, 2, 3]).roll([1])  // [3, 1, 2]
  public func roll(_ shifts: [Int], dims: [Int] = []) -> Tensor {
    required(of: [self], try checkedRoll(shifts, dims: dims))
  }

  package func checkedRoll(_ shifts: [Int], dims: [Int]) throws(OperandError) -> Tensor {
    guard shifts.count == (dims.isEmpty ? 1 : dims.count) else {
      throw OperandError(
        "roll", "\(shifts.count) shifts do not fit \(dims.count) dimensions", at: "shifts")
    }
    var axes: [Int] = []
    for dim in dims { axes.append(try checkedAxis(dim, "roll", at: "dims")) }
    let dimensions = axes
    let value = withoutGradients {
      if dims.isEmpty { return reshape(-1).rolled(shifts[0], 0).reshape(shape) }
      return zip(shifts, dimensions).reduce(self) { $0.rolled($1.0, $1.1) }
    }
    return Tensor.result(
      "roll", [Attribute("shifts", .integers(shifts)), Attribute("dims", .integers(dims))],
      of: [self], value.array,
      [
        Derivative("{g}, rolled back") { gradient, _ in
          gradient.roll(shifts.map { 0 &- $0 }, dims: dimensions)
        }
      ])
  }

  /// The elements shifted along one dimension; what leaves at the end comes back at the start.
  public func roll(_ shift: Int, dim: Int) -> Tensor { roll([shift], dims: [dim]) }

  /// The elements turned by 90 degrees so many times, in the plane of two dimensions, from the first one towards the second one.
  ///
  ///     Tensor([[1, 2], [3, 4]]).rot90()  // [[2, 4], [1, 3]]
  public func rot90(_ times: Int = 1, dims: [Int] = [0, 1]) -> Tensor {
    required(of: [self], try checkedRot90(times, dims: dims))
  }

  package func checkedRot90(_ times: Int, dims: [Int]) throws(OperandError) -> Tensor {
    guard dims.count == 2, rank >= 2 else {
      throw OperandError(
        "rot90", "needs two dimensions of a plane, not \(dims) of shape \(shape)", at: "dims")
    }
    let axes = try checkedAxes(dims, "rot90")
    let value = withoutGradients {
      switch ((times % 4) + 4) % 4 {
      case 1: return flip([axes[1]]).transpose(axes[0], axes[1])
      case 2: return flip(axes)
      case 3: return flip([axes[0]]).transpose(axes[0], axes[1])
      default: return Tensor(array.copy(), role: .result)
      }
    }
    return Tensor.result(
      "rot90", [Attribute("k", .integer(times)), Attribute("dims", .integers(dims))], of: [self],
      value.array,
      [
        Derivative("{g}, turned back") { gradient, _ in gradient.rot90(-(times % 4), dims: axes) }
      ])
  }

  /// The sum of the diagonal of a matrix.
  ///
  ///     Tensor([[1, 2], [3, 4]]).trace()  // 5
  public func trace() -> Tensor {
    required(of: [self], try checkedTrace())
  }

  package func checkedTrace() throws(OperandError) -> Tensor {
    guard rank == 2 else { throw OperandError("trace", "shape \(shape) is no matrix", at: "input") }
    let (rows, columns) = (shape[0], shape[1])
    let positions = NDArray.positions((0..<Swift.min(rows, columns)).map { $0 * (columns + 1) })
    let diagonal = Tensor(
      array.contiguous().gathered(at: positions, block: 1, shape: [positions.count]), role: .result)
    return Tensor.result(
      "trace", of: [self], saved: [Tensor(positions, role: .constant)],
      withoutGradients { diagonal.sum() }.array,
      [
        Derivative("{g} on the diagonal, else 0") { gradient, y in
          let positions = y.saved[0].array
          return gradient.broadcast(to: [positions.count])
            .scatterAdded(at: positions, block: 1, shape: y.inputs[0].shape)
        }
      ])
  }

  private func rolled(_ shift: Int, _ axis: Int) -> Tensor {
    guard rank > 0, shape[axis] > 0 else { return self }
    let size = shape[axis]
    // What stands at the start of the result stood so far from the start.
    let start = (size - (shift % size + size) % size) % size
    if start == 0 { return self }
    return Tensor.cat(
      [
        narrow(dim: axis, start: start, length: size - start),
        narrow(dim: axis, start: 0, length: start),
      ], dim: axis)
  }
}
