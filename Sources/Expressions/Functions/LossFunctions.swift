import Smolgrad

extension Function {
  /// How far a prediction is from its target.
  static let losses: [Function] = [
    .tensor("mse_loss", .floats("input"), .floats("target"), .reduction) {
      try $0.checkedMseLoss($1, reduction: $2)
    },
    .tensor("l1_loss", .floats("input"), .floats("target"), .reduction) {
      try $0.checkedL1Loss($1, reduction: $2)
    },
    .tensor("huber_loss", .floats("input"), .floats("target"), .reduction, .number("delta", 1)) {
      try $0.checkedHuberLoss($1, delta: $3, reduction: $2)
    },
    .tensor(
      "smooth_l1_loss", .floats("input"), .floats("target"), .reduction, .number("beta", 1)
    ) { try $0.checkedSmoothL1Loss($1, beta: $3, reduction: $2) },
    .tensor(
      "kl_div", .floats("input"), .floats("target"), .flag("log_target", false), .reduction
    ) { try $0.checkedKlDivergence($1, logTarget: $2, reduction: $3) },
    .tensor(
      "binary_cross_entropy", .floats("input"), .floats("target"), .optionalFloats("weight"),
      .reduction
    ) { try $0.checkedBinaryCrossEntropy($1, weight: $2, reduction: $3) },
    .tensor(
      "binary_cross_entropy_with_logits", .floats("input"), .floats("target"),
      .optionalFloats("weight"), .optionalFloats("pos_weight"), .reduction
    ) {
      try $0.checkedBinaryCrossEntropyWithLogits(
        $1, weight: $2, positiveWeight: $3, reduction: $4)
    },
    .tensor(
      "nll_loss", .floats("input"), .indices("target"), .optionalFloats("weight"),
      .integer("ignore_index", -100), .sampleReduction
    ) {
      try $0.checkedNllLoss($1, weight: $2, ignoreIndex: $3, reduction: $4.reduction)
    },
    .tensor(
      "cross_entropy", .floats("input"), .tensor("target"), .optionalFloats("weight"),
      .integer("ignore_index", -100), .sampleReduction, .number("label_smoothing", 0), .call
    ) { x, target, weight, ignored, reduction, smoothing, call in
      // A list of the input's shape holds probabilities, another one classes.
      try x.checkedCrossEntropy(
        target.shape == x.shape ? target : call.indices("target"), weight: weight,
        ignoreIndex: ignored, labelSmoothing: smoothing, reduction: reduction.reduction)
    },
    .tensor(
      "triplet_margin_loss", .floats("anchor"), .floats("positive"), .floats("negative"),
      .number("margin", 1), .number("p", 2), .number("eps", 1e-6), .flag("swap", false),
      .sampleReduction
    ) { anchor, positive, negative, margin, p, epsilon, swap, reduction in
      try anchor.checkedTripletMarginLoss(
        positive: positive, negative: negative, margin: margin, p: p, epsilon: epsilon, swap: swap,
        reduction: reduction.reduction)
    },
  ]
}

/// What becomes of the losses of samples; there is no mean over the batch alone.
enum SampleReduction: String, CaseIterable {
  case none, mean, sum
  var reduction: Reduction { Reduction(rawValue: rawValue)! }
}

extension Argument<Reduction> {
  fileprivate static var reduction: Argument { .word("reduction", .mean) }
}

extension Argument<SampleReduction> {
  fileprivate static var sampleReduction: Argument { .word("reduction", .mean) }
}
