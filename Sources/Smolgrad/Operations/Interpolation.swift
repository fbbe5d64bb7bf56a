extension Tensor {
  /// How ``interpolate(size:scale:mode:alignCorners:)`` fills the space between elements.
  public enum InterpolationMode: String, Sendable, CaseIterable {
    /// The element before, as PyTorch has always had it.
    case nearest
    /// The element that is nearest to the middle of the new one.
    case nearestExact = "nearest-exact"
    /// A straight line between two elements of a sequence.
    case linear
    /// Straight lines between the four neighbors on an image.
    case bilinear
    /// Cubic curves through the sixteen neighbors on an image.
    case bicubic
    /// Straight lines between the eight neighbors in a volume.
    case trilinear
    /// The mean of the elements that a new one covers.
    case area
  }

  /// Sequences [N, C, L], images [N, C, H, W] or volumes [N, C, D, H, W] of another size.
  ///
  ///     Tensor([[[1, 2]]]).interpolate(size: [4])  // [[[1, 1, 2, 2]]]
  ///
  /// - Parameters:
  ///   - size: The new sizes behind the channels; a single one stands for all of them.
  ///   - scale: Instead of sizes, what they are multiplied by; a single factor stands for all of them.
  ///   - mode: How the space between elements is filled.
  ///   - alignCorners: Whether the first and last elements lie where they were; not for the nearest elements and areas.
  public func interpolate(
    size: [Int] = [], scale: [Double] = [], mode: InterpolationMode = .nearest,
    alignCorners: Bool = false
  ) -> Tensor {
    required(
      of: [self],
      try checkedInterpolate(size: size, scale: scale, mode: mode, alignCorners: alignCorners))
  }

  package func checkedInterpolate(
    size: [Int], scale: [Double], mode: InterpolationMode, alignCorners: Bool
  ) throws(OperandError) -> Tensor {
    try checkFloatingPoint("interpolate")
    let axes = try interpolatedAxes(mode)
    guard shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw OperandError(
        "interpolate", "shape \(shape) has an empty dimension besides the first one",
        at: "input")
    }
    let target = try interpolatedSizes(axes, size, scale)
    let attributes =
      [Attribute("size", .integers(target)), Attribute("mode", .text(mode.rawValue))]
      + (alignCorners ? [Attribute("alignCorners", true)] : [])
    let isSmooth = ![.nearest, .nearestExact, .area].contains(mode)
    guard isSmooth || !alignCorners else {
      throw OperandError(
        "interpolate", "mode \(mode.rawValue) has no aligned corners",
        at: "align_corners")
    }
    let result = shape.prefix(2) + target
    try Tensor.checkSize(Array(result), "interpolate", byteCount: 8)
    if mode == .area {
      guard rank < 5 else {
        throw OperandError("interpolate", "mode area is for sequences and images", at: "mode")
      }
      return rank == 3
        ? adaptiveAvgPool1d(target[0]) : adaptiveAvgPool2d(Pair(target[0], target[1]))
    }
    let factors = scale.count == 1 ? axes.map { _ in scale[0] } : scale
    let plans = axes.indices.map { index in
      InterpolatedAxis(
        axis: axes[index], size: shape[axes[index]], target: target[index],
        factor: factors.isEmpty ? nil : factors[index], alignCorners: alignCorners,
        isSingle: dtype != .float64)
    }
    guard isSmooth else {
      var sources = shape.prefix(2).map { Array(0..<$0) }
      sources += plans.map { $0.nearest(isExact: mode == .nearestExact) }
      return gathered("interpolate", attributes, at: positions(sources), shape: Array(result))
    }
    let taps = plans.map { mode == .bicubic ? $0.cubic() : $0.linear() }
    return resampled(Resampling(axes: taps), attributes)
  }

  /// The dimensions behind the channels, as many as the mode needs.
  private func interpolatedAxes(_ mode: InterpolationMode) throws(OperandError) -> [Int] {
    let ranks: [Int]
    switch mode {
    case .nearest, .nearestExact, .area: ranks = [3, 4, 5]
    case .linear: ranks = [3]
    case .bilinear, .bicubic: ranks = [4]
    case .trilinear: ranks = [5]
    }
    guard ranks.contains(rank) else {
      let needed = ranks.map { "\($0)" }.joined(separator: ", ")
      throw OperandError(
        "interpolate", "mode \(mode.rawValue) needs \(needed) dimensions, not shape \(shape)",
        at: "input")
    }
    return Array(2..<rank)
  }

  private func interpolatedSizes(_ axes: [Int], _ size: [Int], _ scale: [Double])
    throws(OperandError) -> [Int]
  {
    guard size.isEmpty != scale.isEmpty, [0, 1, axes.count].contains(max(size.count, scale.count))
    else {
      throw OperandError(
        "interpolate",
        "needs either sizes or factors, one or \(axes.count), not \(size) and \(scale)")
    }
    var target: [Int] = []
    for index in axes.indices {
      guard size.isEmpty else {
        target.append(size[size.count == 1 ? 0 : index])
        continue
      }
      let length = Double(shape[axes[index]]) * scale[scale.count == 1 ? 0 : index]
      guard length.isFinite, length >= 1, length < 0x1p48 else {
        throw OperandError(
          "interpolate", "the factors \(scale) make no sizes of shape \(shape)",
          at: "scale_factor")
      }
      target.append(Int(length))
    }
    guard target.allSatisfy({ $0 > 0 }) else {
      throw OperandError(
        "interpolate", "the new sizes must be at least 1, not \(target)",
        at: "size")
    }
    return target
  }

  private func resampled(_ resampling: Resampling, _ attributes: [Attribute]) -> Tensor {
    Tensor.result(
      "interpolate", attributes, of: [self], resampling.forward(array),
      [
        Derivative("{g}, shared by the same weights") { gradient, y in
          gradient.resampledBack(resampling, attributes)
        }
      ])
  }

  private func resampledBack(_ resampling: Resampling, _ attributes: [Attribute]) -> Tensor {
    Tensor.result(
      "interpolate_backward", attributes, of: [self], resampling.backward(array),
      [
        Derivative("{g}, interpolated") { gradient, y in
          gradient.resampled(resampling, attributes)
        }
      ])
  }
}

/// Where a dimension's new elements lie among its old ones, computed in the precision that PyTorch computes them in.
private struct InterpolatedAxis {
  let axis: Int
  let size: Int, target: Int
  let factor: Double?
  let alignCorners: Bool
  /// Whether in single precision.
  let isSingle: Bool

  /// The old elements that the new ones repeat.
  func nearest(isExact: Bool) -> [Int] {
    let (step, middle) = (ratio, isExact ? 0.5 : 0)
    return (0..<target).map { index in
      min(Int(rounded((Double(index) + middle) * step)), size - 1)
    }
  }

  /// Two old elements for each new one, on a straight line.
  func linear() -> Resampling.Axis {
    var (sources, weights) = ([Int](), [Double]())
    for index in 0..<target {
      let (first, share) = position(index, isCubic: false)
      // A dimension that keeps its size keeps its elements.
      let second = target == size ? first : min(first + 1, size - 1)
      sources += [first, second]
      weights += [rounded(1 - share), share]
    }
    return .init(
      axis: axis, size: size, target: target, taps: 2, sources: sources, weights: weights)
  }

  /// Four old elements for each new one, on a cubic curve (Keys 1981).
  func cubic() -> Resampling.Axis {
    var (sources, weights) = ([Int](), [Double]())
    let a = -0.75
    func near(_ x: Double) -> Double { ((a + 2) * x - (a + 3)) * x * x + 1 }
    func far(_ x: Double) -> Double { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    for index in 0..<target {
      let (first, share) = position(index, isCubic: true)
      sources += (-1...2).map { min(max(first + $0, 0), size - 1) }
      weights += [far(share + 1), near(share), near(1 - share), far(2 - share)].map(rounded)
    }
    return .init(
      axis: axis, size: size, target: target, taps: 4, sources: sources, weights: weights)
  }

  /// The old element before a new one, and how far it is behind that.
  private func position(_ index: Int, isCubic: Bool) -> (Int, Double) {
    if target == size, !isCubic { return (index, 0) }
    var position =
      alignCorners
      ? rounded(ratio * Double(index))
      : rounded(rounded(ratio * (Double(index) + 0.5)) - 0.5)
    if !alignCorners, !isCubic { position = max(position, 0) }
    let first = min(Int(position.rounded(.down)), size - 1)
    return (first, min(max(rounded(position - Double(first)), 0), 1))
  }

  /// The distance of new elements among the old ones.
  private var ratio: Double {
    if alignCorners { return target > 1 ? rounded(Double(size - 1) / Double(target - 1)) : 0 }
    return rounded(factor.map { 1 / $0 } ?? Double(size) / Double(target))
  }

  private func rounded(_ number: Double) -> Double { isSingle ? Double(Float(number)) : number }
}
