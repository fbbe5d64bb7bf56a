/// What is known of operations by name and can't be seen in their numbers: the only such list of the findings.
///
/// An operation that is not in it, such as one of the user's own, is judged by its numbers and its tags alone.
struct OperationKnowledge: Sendable {
  /// What usually helps where its result is no number, or an infinity at a pole.
  var forwardHelp: String?
  /// What usually helps where its derivative is no number.
  var backwardHelp: String?
  /// The argument that makes the result infinite, and at which number; everything else that is infinite is an overflow.
  var pole: (argument: Int, number: Double)?
  /// What its results do where its derivative vanishes.
  var shape = Shape.usual

  /// Where a derivative vanishes.
  enum Shape {
    /// Nowhere of itself.
    case usual
    /// On one side, where the result is 0.
    case dying
    /// Far out on one side or both.
    case saturating
    /// Everywhere.
    case flat
  }

  /// What is known of an operation.
  static func of(_ type: String) -> OperationKnowledge { table[type] ?? OperationKnowledge() }

  /// Whether an element of the result may depend on many elements of an argument of the same shape.
  static func isJoining(_ type: String) -> Bool { joining.contains(type) }

  /// Whether the result is the sum or the difference of two operands.
  static func isSumOfTwo(_ type: String) -> Bool { type == "add" || type == "sub" }

  /// Whether each element of the result is a sum of many products or numbers.
  static func isLongSum(_ type: String) -> Bool { longSums.contains(type) }

  private static let longSums: Set<String> = [
    "matmul", "mm", "bmm", "linear", "conv1d", "conv2d", "conv3d", "einsum", "dot", "cumsum",
  ]

  private static let joining: Set<String> = [
    "matmul", "mm", "bmm", "linear", "conv1d", "conv2d", "conv3d", "einsum", "softmax", "softmin",
    "log_softmax", "layer_norm", "batch_norm", "group_norm", "instance_norm", "rms_norm",
    "normalize", "cumsum", "cumprod", "cummax", "cummin", "logcumsumexp", "sort", "flip", "roll",
    "transpose", "t", "permute", "scaled_dot_product_attention", "solve", "inverse", "cholesky",
  ]

  private static let table: [String: OperationKnowledge] = {
    var table: [String: OperationKnowledge] = [:]
    for (names, knowledge) in entries {
      for name in names { table[name] = knowledge }
    }
    return table
  }()

  private static let entries: [([String], OperationKnowledge)] = [
    (
      ["log", "log2", "log10", "xlogy"],
      .init(
        forwardHelp:
          "A logarithm needs numbers above 0: clamp the operand, add a small number such as 1e-8, or use log_softmax or logsigmoid for chances.",
        backwardHelp:
          "The slope of a logarithm at 0 is infinite, and 0 times that is NaN: replace the operand before the logarithm, as in log(where(x > 0, x, 1)), not its result.",
        pole: (0, 0))
    ),
    (
      ["log1p"],
      .init(
        forwardHelp: "log1p needs numbers above -1: clamp the operand.",
        backwardHelp:
          "The slope of log1p at -1 is infinite: replace the operand before log1p, not its result.",
        pole: (0, -1))
    ),
    (
      ["sqrt"],
      .init(
        forwardHelp: "A root needs numbers from 0 on: clamp the operand.",
        backwardHelp:
          "The slope of a root at 0 is infinite: add a small number below the root, as in sqrt(x + 1e-12), or use norm, whose slope at 0 is 0."
      )
    ),
    (
      ["rsqrt", "reciprocal"],
      .init(
        forwardHelp: "Add a small number such as 1e-8 to the operand, which is 0 or below.",
        backwardHelp: "Add a small number such as 1e-8 to the operand, which is 0 or near it.",
        pole: (0, 0))
    ),
    (
      ["div", "floor_divide", "remainder", "fmod"],
      .init(
        forwardHelp:
          "The divisor is 0: add a small number such as 1e-8 to it, or leave such elements out before the division.",
        backwardHelp:
          "The divisor is 0 or near it: replace it before the division, as in where(b == 0, 1, b), not the result.",
        pole: (1, 0))
    ),
    (
      ["pow"],
      .init(
        forwardHelp:
          "A negative number to the power of a fraction is NaN, and 0 to a negative power is infinite: clamp the base.",
        backwardHelp:
          "The slope of a power below 1 is infinite at 0, and the slope for the exponent needs the logarithm of the base: keep the base above 0.",
        pole: (0, 0))
    ),
    (
      ["exp", "exp2", "expm1", "sinh", "cosh"],
      .init(
        forwardHelp:
          "Exponentials overflow soon: subtract the maximum first, as softmax and logsumexp do, or clamp the operand."
      )
    ),
    (
      ["softmax", "softmin", "log_softmax", "logsumexp", "scaled_dot_product_attention"],
      .init(
        forwardHelp:
          "A row that a mask leaves nothing of, all -Inf, has no softmax: leave one element of each row unmasked, or mask with a large negative number.",
        backwardHelp:
          "A row that a mask leaves nothing of has no derivative: leave one element of each row unmasked.",
        shape: .saturating)
    ),
    (
      ["acos", "asin", "atanh"],
      .init(
        forwardHelp: "It is defined between -1 and 1 only: clamp the operand.",
        backwardHelp:
          "Its slope at -1 and 1 is infinite: clamp the operand a little inside, as to ±(1 - 1e-7).",
        pole: (0, 1))
    ),
    (
      ["acosh"],
      .init(
        forwardHelp: "It is defined from 1 on: clamp the operand.",
        backwardHelp: "Its slope at 1 is infinite: clamp the operand to 1 + 1e-7.")
    ),
    (
      ["mean", "median", "var", "std", "var_mean", "std_mean"],
      .init(
        forwardHelp:
          "There are too few elements: a mean needs one, a deviation with correction two. See to it that a selection is not empty, or divide by max(count, 1).",
        backwardHelp:
          "The deviation is 0 where all elements are alike, and its slope infinite: take the root of the variance plus a small number."
      )
    ),
    (
      ["cross_entropy", "nll_loss"],
      .init(
        forwardHelp:
          "The mean is over no target where all of them are ignored, and the loss infinite where the class of the target has the chance 0: skip such batches, or give logits, not chances."
      )
    ),
    (
      ["binary_cross_entropy", "kl_div"],
      .init(
        forwardHelp:
          "Chances of exactly 0 or 1 have no logarithm: use the function that takes logits.")
    ),
    (
      ["norm", "atan2", "cosine_similarity", "pairwise_distance", "normalize", "cdist", "dist"],
      .init(
        forwardHelp: "The length is 0: add a small number to it.",
        backwardHelp:
          "The length is 0, where it has no slope: add a small number to it, or leave such elements out before."
      )
    ),
    (
      ["batch_norm", "layer_norm", "group_norm", "instance_norm", "rms_norm"],
      .init(
        forwardHelp: "The variance is 0: give an eps above 0, or more than one element.",
        backwardHelp: "The variance is 0: give an eps above 0, or more than one element.")
    ),
    (
      ["tan"],
      .init(forwardHelp: "The tangent has poles at odd multiples of π/2: clamp the operand.")
    ),
    (["relu", "relu6", "threshold", "relu_"], .init(shape: .dying)),
    (
      [
        "sigmoid", "tanh", "hardtanh", "hardsigmoid", "clamp", "clip", "erf", "softsign",
        "logsigmoid",
        "clamp_min", "clamp_max", "hardswish", "selu", "elu", "celu", "gelu", "silu", "mish",
        "softplus", "hardshrink", "softshrink", "tanhshrink",
      ], .init(shape: .saturating)
    ),
    (
      ["round", "floor", "ceil", "trunc", "sign", "heaviside", "sgn", "fix"], .init(shape: .flat)
    ),
  ]

  /// The largest number of a type; nil for those that are not known.
  static func largest(of dtype: String) -> Double? {
    switch dtype {
    case "float16": 65504
    case "bfloat16": 3.389_531_389_251_535e38
    case "float32": Double(Float.greatestFiniteMagnitude)
    case "float64": Double.greatestFiniteMagnitude
    default: nil
    }
  }

  /// What a program says that found a tensor changed after it was used: the engine's own words, and PyTorch's.
  static func isAboutStaleOperands(_ failure: String) -> Bool {
    failure.contains("was assigned to after the operation")
      || failure.contains("modified by an inplace operation")
  }
}
