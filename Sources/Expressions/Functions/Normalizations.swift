import Smolgrad

extension Function {
  /// Elements scaled by their own statistics.
  static let normalizations: [Function] = [
    .tensor(
      "layer_norm",
      [
        .tensor("input"), .integers("normalized_shape"), .optional(.tensor, "weight"),
        .optional(.tensor, "bias"), .optional(.number, "eps"),
      ]
    ) { (call) throws(Fault) in
      let (x, shape) = try call.trailing()
      let (weight, bias) = (try call.optionalFloats("weight"), try call.optionalFloats("bias"))
      try call.check(weight, hasShape: shape, at: "weight")
      try call.check(bias, hasShape: shape, at: "bias")
      return x.layerNorm(
        shape, weight: weight, bias: bias, epsilon: try call.number("eps") ?? 1e-5)
    },
    .tensor(
      "rms_norm",
      [
        .tensor("input"), .integers("normalized_shape"), .optional(.tensor, "weight"),
        .optional(.number, "eps"),
      ]
    ) { (call) throws(Fault) in
      let (x, shape) = try call.trailing()
      let weight = try call.optionalFloats("weight")
      try call.check(weight, hasShape: shape, at: "weight")
      return x.rmsNorm(shape, weight: weight, epsilon: try call.number("eps"))
    },
    .tensor(
      "group_norm",
      [
        .tensor("input"), .integer("num_groups"), .optional(.tensor, "weight"),
        .optional(.tensor, "bias"), .optional(.number, "eps"),
      ]
    ) { (call) throws(Fault) in
      let (x, weight, bias) = try call.channels()
      let groups = try call.integer("num_groups")!
      guard groups > 0, x.shape[1] % groups == 0 else {
        throw call.fail(
          "the channels of shape \(x.shape) can't be cut into \(groups) groups", at: "num_groups")
      }
      return x.groupNorm(
        groups: groups, weight: weight, bias: bias, epsilon: try call.number("eps") ?? 1e-5)
    },
    .tensor(
      "batch_norm",
      [
        .tensor("input"), .optional(.tensor, "running_mean"), .optional(.tensor, "running_var"),
        .optional(.tensor, "weight"), .optional(.tensor, "bias"), .optional(.flag, "training"),
        .optional(.number, "momentum"), .optional(.number, "eps"),
      ]
    ) { (call) throws(Fault) in
      let (x, weight, bias) = try call.channels()
      let isTraining = try call.flag("training") ?? false
      let mean = try call.statistic("running_mean", x, isTraining)
      let variance = try call.statistic("running_var", x, isTraining)
      if isTraining, x.count <= x.shape[1] {
        throw call.fail(
          "shape \(x.shape) has not two values for each channel, which training needs", at: "input")
      }
      return x.batchNorm(
        runningMean: mean, runningVariance: variance, weight: weight, bias: bias,
        isTraining: isTraining, momentum: try call.number("momentum") ?? 0.1,
        epsilon: try call.number("eps") ?? 1e-5)
    },
    .tensor(
      "instance_norm",
      [
        .tensor("input"), .optional(.tensor, "running_mean"), .optional(.tensor, "running_var"),
        .optional(.tensor, "weight"), .optional(.tensor, "bias"),
        .optional(.flag, "use_input_stats"), .optional(.number, "momentum"),
        .optional(.number, "eps"),
      ]
    ) { (call) throws(Fault) in
      let (x, weight, bias) = try call.channels()
      let usesInput = try call.flag("use_input_stats") ?? true
      let mean = try call.statistic("running_mean", x, usesInput)
      let variance = try call.statistic("running_var", x, usesInput)
      if usesInput, x.shape[2...].allSatisfy({ $0 == 1 }) {
        throw call.fail(
          "shape \(x.shape) has a single value for each channel; it needs more", at: "input")
      }
      return x.instanceNorm(
        runningMean: mean, runningVariance: variance, weight: weight, bias: bias,
        usesInputStatistics: usesInput, momentum: try call.number("momentum") ?? 0.1,
        epsilon: try call.number("eps") ?? 1e-5)
    },
    .tensor(
      "normalize",
      [
        .tensor("input"), .optional(.number, "p"), .optional(.integer, "dim"),
        .optional(.number, "eps"),
      ]
    ) { (call) throws(Fault) in
      let x = try call.floats("input")
      let dim = try call.dimension("dim", of: x) ?? 1
      guard dim < max(x.rank, 1) else {
        throw call.fail("shape \(x.shape) has no dimension 1; give dim", at: "input")
      }
      return x.normalize(
        p: try call.number("p") ?? 2, dim: dim, epsilon: try call.number("eps") ?? 1e-12)
    },
  ]
}

extension Call {
  /// The input, and the sizes that it ends with.
  fileprivate func trailing() throws(Fault) -> (Tensor, [Int]) {
    let (x, shape) = (try floats("input"), try integers("normalized_shape")!)
    guard !shape.isEmpty, shape.count <= x.rank, Array(x.shape.suffix(shape.count)) == shape else {
      throw fail("shape \(x.shape) does not end with \(shape)", at: "normalized_shape")
    }
    return (x, shape)
  }

  /// The input, and a factor and a summand for each of its channels.
  fileprivate func channels() throws(Fault) -> (Tensor, Tensor?, Tensor?) {
    let x = try floats("input")
    try needsDimensions(x, atLeast: 2, at: "input")
    let (weight, bias) = (try optionalFloats("weight"), try optionalFloats("bias"))
    try check(weight, hasShape: [x.shape[1]], at: "weight")
    try check(bias, hasShape: [x.shape[1]], at: "bias")
    return (x, weight, bias)
  }

  /// A running statistic; a copy, since training changes it.
  fileprivate func statistic(
    _ name: String, _ x: Tensor, _ isTraining: Bool
  ) throws(Fault) -> Tensor? {
    guard let statistic = try optionalFloats(name) else {
      if isTraining { return nil }
      let flag = function.name == "batch_norm" ? "training" : "use_input_stats"
      throw fail("needs \(name) where \(flag) is not True", at: name)
    }
    try checkNoGradient(statistic, at: name)
    try check(statistic, hasShape: [x.shape[1]], at: name)
    return statistic.detached()
  }
}
