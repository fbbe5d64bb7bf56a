import Smolgrad

extension Function {
  /// How far a prediction is from its target.
  static let losses: [Function] = [
    difference("mse_loss", nil) { x, y, _, reduction in x.mseLoss(y, reduction: reduction) },
    difference("l1_loss", nil) { x, y, _, reduction in x.l1Loss(y, reduction: reduction) },
    difference("huber_loss", "delta") { $0.huberLoss($1, delta: $2, reduction: $3) },
    difference("smooth_l1_loss", "beta") { $0.smoothL1Loss($1, beta: $2, reduction: $3) },
    .tensor(
      "kl_div",
      [
        .tensor("input"), .tensor("target"), .optional(.flag, "log_target"),
        .optional(.text, "reduction"),
      ]
    ) { (call) throws(Fault) in
      let (x, y) = (try call.floats("input"), try call.floats("target"))
      try call.fit(x, y)
      return x.klDivergence(
        y, logTarget: try call.flag("log_target") ?? false,
        reduction: try call.word("reduction") ?? .mean)
    },
    .tensor(
      "binary_cross_entropy",
      [
        .tensor("input"), .tensor("target"), .optional(.tensor, "weight"),
        .optional(.text, "reduction"),
      ]
    ) { (call) throws(Fault) in
      let (x, y, weight) = try call.binary()
      for (name, values) in [("input", x), ("target", y)] where !values.isProbability {
        throw call.fail("all elements of \(name) must be between 0 and 1", at: name)
      }
      return x.binaryCrossEntropy(
        y, weight: weight, reduction: try call.word("reduction", reductionWords) ?? .mean)
    },
    .tensor(
      "binary_cross_entropy_with_logits",
      [
        .tensor("input"), .tensor("target"), .optional(.tensor, "weight"),
        .optional(.tensor, "pos_weight"), .optional(.text, "reduction"),
      ]
    ) { (call) throws(Fault) in
      let (x, y, weight) = try call.binary()
      let positive = try call.optionalFloats("pos_weight")
      if let positive, !call.canRepeat(positive.shape, to: x.shape) {
        throw call.fail(
          "pos_weight of shape \(positive.shape) does not fit \(x.shape)", at: "pos_weight")
      }
      return x.binaryCrossEntropyWithLogits(
        y, weight: weight, positiveWeight: positive,
        reduction: try call.word("reduction", reductionWords) ?? .mean)
    },
    .tensor("nll_loss", classParameters) { (call) throws(Fault) in
      let x = try call.floats("input")
      let (target, weight, ignored) = try call.classes(x)
      return x.nllLoss(
        target, weight: weight, ignoreIndex: ignored,
        reduction: try call.word("reduction", classReductions)?.reduction ?? .mean)
    },
    .tensor("cross_entropy", classParameters + [.optional(.number, "label_smoothing")]) {
      (call) throws(Fault) in
      let x = try call.floats("input")
      let smoothing = try call.number("label_smoothing") ?? 0
      guard (0...1).contains(smoothing) else {
        throw call.fail("label_smoothing must be between 0 and 1", at: "label_smoothing")
      }
      let reduction = try call.word("reduction", classReductions)?.reduction ?? .mean
      if let target = try call.classProbabilities(like: x) {
        let weight = try call.classWeight(x)
        return x.crossEntropy(
          target, weight: weight, labelSmoothing: smoothing, reduction: reduction)
      }
      let (target, weight, ignored) = try call.classes(x)
      return x.crossEntropy(
        target, weight: weight, ignoreIndex: ignored, labelSmoothing: smoothing,
        reduction: reduction)
    },
    .tensor(
      "triplet_margin_loss",
      [
        .tensor("anchor"), .tensor("positive"), .tensor("negative"), .optional(.number, "margin"),
        .optional(.number, "p"), .optional(.number, "eps"), .optional(.flag, "swap"),
        .optional(.text, "reduction"),
      ]
    ) { (call) throws(Fault) in
      let a = try call.floats("anchor")
      let (b, c) = (try call.floats("positive"), try call.floats("negative"))
      try call.needsDimensions(a, atLeast: 1, at: "anchor")
      guard a.rank == b.rank, a.rank == c.rank else {
        throw call.fail(
          "shapes \(a.shape), \(b.shape) and \(c.shape) must have as many dimensions", at: "anchor")
      }
      try call.fit(a, b, c)
      let margin = try call.number("margin") ?? 1
      guard margin > 0 else { throw call.fail("margin must be above 0", at: "margin") }
      return a.tripletMarginLoss(
        positive: b, negative: c, margin: margin, p: try call.number("p") ?? 2,
        epsilon: try call.number("eps") ?? 1e-6, swap: try call.flag("swap") ?? false,
        reduction: try call.word("reduction", classReductions)?.reduction ?? .mean)
    },
  ]

  private static let reductionWords = Reduction.self
  private static let classReductions = ClassReduction.self

  /// What becomes of the losses of samples; there is no mean over the batch alone.
  private enum ClassReduction: String, CaseIterable {
    case none, mean, sum
    var reduction: Reduction { Reduction(rawValue: rawValue)! }
  }

  private static let classParameters: [Parameter] = [
    .tensor("input"), .tensor("target"), .optional(.tensor, "weight"),
    .optional(.integer, "ignore_index"), .optional(.text, "reduction"),
  ]

  private static func difference(
    _ name: String, _ setting: String?,
    _ body: @escaping @Sendable (Tensor, Tensor, Double, Reduction) -> Tensor
  ) -> Function {
    .tensor(
      name,
      [.tensor("input"), .tensor("target"), .optional(.text, "reduction")]
        + (setting.map { [.optional(.number, $0)] } ?? [])
    ) { (call) throws(Fault) in
      let (x, y) = (try call.floats("input"), try call.floats("target"))
      try call.fit(x, y)
      let amount = try setting.flatMap { (name) throws(Fault) in try call.number(name) } ?? 1
      guard amount >= 0 else {
        throw call.fail("\(setting!) can't be negative: \(amount)", at: setting)
      }
      guard amount > 0 || setting != "delta" else {
        throw call.fail("delta must be above 0", at: setting)
      }
      return body(x, y, amount, try call.word("reduction") ?? .mean)
    }
  }
}

extension Call {
  /// Prediction, target and weight of a loss for two classes.
  fileprivate func binary() throws(Fault) -> (Tensor, Tensor, Tensor?) {
    let (x, y) = (try floats("input"), try floats("target"))
    guard x.shape == y.shape else {
      throw fail(
        "the prediction has shape \(x.shape), the target \(y.shape); they must be the same",
        at: "target")
    }
    let weight = try optionalFloats("weight")
    if let weight, !canRepeat(weight.shape, to: x.shape) {
      throw fail("a weight of shape \(weight.shape) does not fit \(x.shape)", at: "weight")
    }
    return (x, y, weight)
  }

  /// The targets of a cross entropy if they are a probability for each class.
  fileprivate func classProbabilities(like x: Tensor) throws(Fault) -> Tensor? {
    try needsDimensions(x, atLeast: 1, at: "input")
    guard let target = try optionalTensor("target"), target.dtype.isFloatingPoint,
      target.shape == x.shape
    else { return nil }
    return target
  }

  fileprivate func classWeight(_ x: Tensor) throws(Fault) -> Tensor? {
    let weight = try optionalFloats("weight")
    try check(weight, hasShape: [x.shape[x.rank == 1 ? 0 : 1]], at: "weight")
    return weight
  }

  /// Target classes, the classes' weights, and the class that does not count.
  fileprivate func classes(_ x: Tensor) throws(Fault) -> (Tensor, Tensor?, Int) {
    try needsDimensions(x, atLeast: 1, at: "input")
    let target = try integerTensor("target")
    let expected = x.rank == 1 ? [] : [x.shape[0]] + x.shape.dropFirst(2)
    guard target.shape == expected || (x.rank == 1 && target.count == 1) else {
      throw fail(
        "scores of shape \(x.shape) need targets of shape \(expected), not \(target.shape)",
        at: "target")
    }
    let count = x.shape[x.rank == 1 ? 0 : 1]
    let ignored = try integer("ignore_index") ?? -100
    for entry in target.integers() where entry != ignored && (entry < 0 || entry >= count) {
      throw fail("target class \(entry) is not one of the \(count) classes", at: "target")
    }
    return (target, try classWeight(x), ignored)
  }
}
