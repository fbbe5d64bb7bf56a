/// The target classes of a loss: where they lie among the scores, and how much each sample counts.
struct ClassTargets {
  /// What the loss keeps for its pullbacks, which read it by ``Saved``.
  let saved: [Tensor]
  /// The number of samples whose class is not ignored.
  let countedSamples: Double
  let attributes: [Attribute]
  let targets: Saved

  init(
    _ target: Tensor, of scores: Tensor, _ weight: Tensor?, _ ignoreIndex: Int,
    _ reduction: Reduction, _ operation: String
  ) throws(OperandError) {
    let shape = scores.shape
    let expected = shape.count == 1 ? [] : [shape.first ?? 0] + shape.dropFirst(2)
    guard shape.count > 0, target.shape == expected || (shape.count == 1 && target.count == 1)
    else {
      throw OperandError(
        operation,
        "scores of shape \(shape) need targets of shape \(expected), not \(target.shape)",
        at: "target")
    }
    guard !target.dtype.isFloatingPoint else {
      throw OperandError(
        operation, "the target classes must be integers, not \(target.dtype.rawValue)",
        at: "target")
    }
    let classes = shape[shape.count == 1 ? 0 : 1]
    try Self.check(weight, classes: classes, operation)
    let inner = shape.dropFirst(2).reduce(1, *)
    var entries = target.integers()
    var factors = [Double](repeating: -1, count: entries.count)
    for (sample, entry) in entries.enumerated() {
      if entry == ignoreIndex {
        (entries[sample], factors[sample]) = (0, 0)
        continue
      }
      guard entry >= 0, entry < classes else {
        throw OperandError(
          operation, "target class \(entry) is not one of the \(classes) classes", at: "target")
      }
    }
    let counted = -factors.reduce(0, +)
    if reduction == .mean, weight == nil { factors = factors.map { $0 / counted } }
    let positions = entries.enumerated().map { sample, entry in
      sample / inner * classes * inner + entry * inner + sample % inner
    }
    countedSamples = counted
    targets = Saved(
      reduction: reduction, hasWeight: weight != nil,
      ignoresSamples: counted < Double(entries.count))
    saved = [
      Tensor(.positions(positions), role: .constant),
      Tensor(.positions(entries), role: .constant),
      Tensor(.filled(target.shape, with: factors, dtype: scores.dtype), role: .constant),
    ]
    attributes =
      Tensor.attributes(reduction)
      + (ignoreIndex == -100 ? [] : [Attribute("ignoreIndex", .integer(ignoreIndex))])
  }

  /// Refuses weights that are not one for each class.
  static func check(
    _ weight: Tensor?, classes: Int, _ operation: String
  ) throws(OperandError) {
    guard let weight, weight.shape != [classes] else { return }
    throw OperandError(
      operation, "\(classes) classes need as many weights, not \(weight.shape)", at: "weight")
  }

  /// The loss, from the logarithms of the probabilities.
  func value(_ logarithms: Tensor, _ weight: Tensor?) -> NDArray {
    let value = withoutGradients {
      if targets.reduction == .mean, logarithms.dtype.computesInFloat32 {
        // As in PyTorch the sum is rounded before it is divided.
        let weights = targets.weights(saved, weight)
        let total = -weights.sum(), sum = (targets.gathered(logarithms, saved) * weights).sum()
        return sum / total
      }
      let losses = targets.gathered(logarithms, saved) * targets.factors(saved, weight)
      // The mean of no samples is NaN.
      let isUndefined = targets.reduction == .mean && losses.count == 0
      return targets.reduction == .none
        ? losses : isUndefined ? losses.sum() * Double.nan : losses.sum()
    }
    return value.array
  }

  /// 1 at the target class of each sample that is not ignored, else 0, in the shape of the scores.
  func oneHot(_ shape: [Int]) -> Tensor {
    (-saved[2]).scatterAdded(at: saved[0].array, block: 1, shape: shape)
  }

  /// The weight of each sample's class; 0 where it is ignored.
  func sampleWeights(_ weight: Tensor) -> Tensor { -targets.factors(saved, weight) }

  /// Reads what a loss has saved: the positions of the target classes among the scores, the classes, and minus the share of each sample.
  struct Saved: Sendable {
    let reduction: Reduction
    let hasWeight: Bool
    let ignoresSamples: Bool

    func positions(_ y: Tensor) -> NDArray { y.saved[0].array }

    /// What stands at the target class of each sample; 0 for an ignored one, whatever is there.
    func gathered(_ logarithms: Tensor, _ saved: [Tensor]) -> Tensor {
      counted(
        logarithms.gathered("pick", [], at: saved[0].array, shape: saved[2].shape), saved)
    }

    /// Minus the weight of each sample, divided by the sum of all weights where the reduction is the mean.
    func factors(_ saved: [Tensor], _ weight: Tensor?) -> Tensor {
      guard let weight else { return saved[2] }
      let weights =
        weight.gathered("pick", [], at: saved[1].array, shape: saved[2].shape) * saved[2]
      return reduction == .mean ? weights / -weights.sum() : weights
    }

    /// Minus the weight of each sample, 1 where there are none, and 0 for an ignored one.
    func weights(_ saved: [Tensor], _ weight: Tensor?) -> Tensor {
      let counts = -(saved[2] .< 0).cast(to: saved[2].dtype)
      return weight.map {
        $0.gathered("pick", [], at: saved[1].array, shape: saved[2].shape) * counts
      } ?? counts
    }

    /// The gradient of what stands at the target class of each sample.
    func shares(_ gradient: Tensor, _ y: Tensor) -> Tensor {
      counted(gradient * factors(y.saved, hasWeight ? y.inputs[2] : nil), y.saved)
    }

    /// The derivative for the class weights, by the logarithms of the probabilities.
    func weightDerivative(
      _ logarithms: @escaping @Sendable (_ scores: Tensor) -> Tensor
    ) -> Derivative {
      Derivative("the sum of {g} · loss at each class, less {y} for the mean") { gradient, y in
        // The mean is divided by the sum of the weights, which each weight adds to.
        let losses = gathered(logarithms(y.inputs[0]), y.saved)
        var slope = losses * y.saved[2]
        if reduction == .mean {
          let weights =
            y.inputs[2].gathered("pick", [], at: y.saved[1].array, shape: y.saved[2].shape)
            * y.saved[2]
          slope = (slope + y * y.saved[2]) / -weights.sum()
        }
        return counted(gradient * slope, y.saved)
          .scatterAdded(at: y.saved[1].array, block: 1, shape: y.inputs[2].shape)
      }
    }

    private func counted(_ values: Tensor, _ saved: [Tensor]) -> Tensor {
      ignoresSamples ? values.masked(by: withoutGradients { saved[2] .< 0 }) : values
    }
  }
}

extension Derivative {
  /// For an input that the operation can't be differentiated by.
  static func none(_ operation: String, _ input: String) -> Derivative {
    Derivative("none") { _, _ in fail(operation, "there is no derivative for \(input)") }
  }
}
