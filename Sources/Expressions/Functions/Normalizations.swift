import Smolgrad

extension Function {
  /// Elements scaled by their own statistics.
  static let normalizations: [Function] = [
    .tensor(
      "layer_norm", .floats("input"), .integers("normalized_shape"), .optionalFloats("weight"),
      .optionalFloats("bias"), .number("eps", 1e-5)
    ) { try $0.checkedLayerNorm($1, weight: $2, bias: $3, epsilon: $4) },
    .tensor(
      "rms_norm", .floats("input"), .integers("normalized_shape"), .optionalFloats("weight"),
      .optionalNumber("eps")
    ) { try $0.checkedRmsNorm($1, weight: $2, epsilon: $3) },
    .tensor(
      "group_norm", .floats("input"), .integer("num_groups"), .optionalFloats("weight"),
      .optionalFloats("bias"), .number("eps", 1e-5)
    ) { try $0.checkedGroupNorm(groups: $1, weight: $2, bias: $3, epsilon: $4) },
    .tensor(
      "batch_norm", .floats("input"), .statistic("running_mean"), .statistic("running_var"),
      .optionalFloats("weight"), .optionalFloats("bias"), .flag("training", false),
      .number("momentum", 0.1), .number("eps", 1e-5)
    ) { x, mean, variance, weight, bias, isTraining, momentum, epsilon in
      try x.checkedBatchNorm(
        runningMean: mean, runningVariance: variance, weight: weight, bias: bias,
        isTraining: isTraining, momentum: momentum, epsilon: epsilon)
    },
    .tensor(
      "instance_norm", .floats("input"), .statistic("running_mean"), .statistic("running_var"),
      .optionalFloats("weight"), .optionalFloats("bias"), .flag("use_input_stats", true),
      .number("momentum", 0.1), .number("eps", 1e-5)
    ) { x, mean, variance, weight, bias, usesInput, momentum, epsilon in
      try x.checkedInstanceNorm(
        runningMean: mean, runningVariance: variance, weight: weight, bias: bias,
        usesInputStatistics: usesInput, momentum: momentum, epsilon: epsilon)
    },
    .tensor(
      "normalize", .floats("input"), .number("p", 2), .integer("dim", 1), .number("eps", 1e-12)
    ) { try $0.checkedNormalize(p: $1, dim: $2, epsilon: $3) },
  ]
}
