extension Tensor {
  /// What ``pad(_:mode:value:)`` puts around a tensor.
  public enum PaddingMode: String, Sendable, CaseIterable {
    /// One number.
    case constant
    /// The elements mirrored at the edge, which is not repeated.
    case reflect
    /// The edge's elements repeated.
    case replicate
    /// The elements from the other side.
    case circular
  }

  /// Adds elements around a tensor; negative amounts cut elements off.
  ///
  ///     Tensor([1, 2]).pad([1, 2])  // [0, 1, 2, 0, 0]
  ///
  /// - Parameters:
  ///   - amounts: Pairs of amounts before and after, for the last dimension first, then for the one before it, and so on.
  ///   - mode: What is added.
  ///   - value: The number that is added with `constant`.
  public func pad(_ amounts: [Int], mode: PaddingMode = .constant, value: Double = 0) -> Tensor {
    required(of: [self], try checkedPad(amounts, mode: mode, value: value))
  }

  package func checkedPad(_ amounts: [Int], mode: PaddingMode, value: Double) throws(OperandError)
    -> Tensor
  {
    guard amounts.count % 2 == 0, amounts.count / 2 <= rank else {
      throw OperandError(
        "pad", "\(amounts) are no pairs for the dimensions of shape \(shape)", at: "pad")
    }
    try Tensor.checkParameters(amounts, "an amount of", "pad", at: "pad")
    var before = [Int](repeating: 0, count: rank)
    var target = shape
    for pair in 0..<amounts.count / 2 {
      let axis = rank - 1 - pair
      before[axis] = amounts[2 * pair]
      target[axis] += amounts[2 * pair] + amounts[2 * pair + 1]
      guard target[axis] >= 0 else {
        throw OperandError(
          "pad", "\(amounts) cut off more than shape \(shape) has", at: "pad")
      }
    }
    try Tensor.checkSize(target, "pad", byteCount: mode == .constant ? dtype.byteCount : 16)
    let attributes = [
      Attribute("amounts", .integers(amounts)), Attribute("mode", .text(mode.rawValue)),
      Attribute("value", .real(value)),
    ]
    if mode == .constant {
      return try padded(before, target, value, attributes)
    }
    // Axis by axis, each index names the element that it repeats.
    var sources: [[Int]] = []
    for axis in 0..<rank {
      var visited: [Int] = []
      for index in 0..<target[axis] {
        visited.append(
          try source(
            of: index, mode, before: before[axis], size: shape[axis], target: target[axis],
            in: axis, amounts))
      }
      sources.append(visited)
    }
    return gathered("pad", attributes, at: positions(sources), shape: target)
  }

  private func padded(
    _ before: [Int], _ target: [Int], _ value: Double, _ attributes: [Attribute]
  ) throws(OperandError) -> Tensor {
    // The part of the input that stays, and where it lies in the result.
    var (kept, destination) = (Slicing(all: shape), Slicing(all: target))
    for axis in 0..<rank {
      let start = Swift.max(0, -before[axis])
      let size = Swift.max(0, Swift.min(shape[axis], target[axis] - before[axis]) - start)
      kept = kept.along(axis, start: start, size: size)
      destination = destination.along(axis, start: Swift.max(0, before[axis]), size: size)
    }
    try dtype.check(.real(value), "pad", at: "value")
    let result = array.sliced(kept).embedded(in: target, at: destination, besides: .real(value))
    let (from, to) = (kept, destination)
    return Tensor.result(
      "pad", attributes, of: [self], result,
      [
        Derivative("{g}, cut") { gradient, y in
          gradient.sliced(to, "narrow").embedded(in: y.inputs[0].shape, at: from)
        }
      ])
  }

  /// The element of the input that an index of the result repeats.
  private func source(
    of target: Int, _ mode: PaddingMode, before: Int, size: Int, target length: Int, in axis: Int,
    _ amounts: [Int]
  ) throws(OperandError) -> Int {
    let index = target - before
    let source: Int
    switch mode {
    case .constant, .replicate: source = Swift.min(Swift.max(index, 0), size - 1)
    case .circular:
      // What negative amounts cut off does not come back from the other side.
      let first = Swift.max(0, -before)
      let last = Swift.min(size, length - before)
      source =
        index < first ? index + (last - first) : index >= last ? index - (last - first) : index
    case .reflect: source = index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index
    }
    guard source >= 0, source < size else {
      throw OperandError(
        "pad",
        "\(amounts) with mode \(mode.rawValue) are more than dimension \(axis) of \(shape) has",
        at: "pad")
    }
    return source
  }
}
