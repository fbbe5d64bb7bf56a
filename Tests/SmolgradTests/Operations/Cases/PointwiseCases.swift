import Smolgrad
import TestSupport

private func pointwise(
  _ name: String, from low: Double = -2, to high: Double = 2,
  _ function: @escaping @Sendable (Tensor) -> Tensor
) -> OperationCase {
  OperationCase(name, [sample([5], from: low, to: high)]) { function($0[0]) }
}

let pointwiseCases: [OperationCase] = [
  pointwise("exp") { $0.exp() },
  pointwise("expm1") { $0.expm1() },
  pointwise("log", from: 0.5) { $0.log() },
  pointwise("log1p", from: -0.5) { $0.log1p() },
  pointwise("log2", from: 0.5) { $0.log2() },
  pointwise("sqrt", from: 0.5) { $0.sqrt() },
  pointwise("rsqrt", from: 0.5) { $0.rsqrt() },
  pointwise("square") { $0.square() },
  pointwise("reciprocal", from: 0.5) { $0.reciprocal() },
  pointwise("abs") { $0.abs() },
  pointwise("sign") { $0.sign() },
  pointwise("sin") { $0.sin() },
  pointwise("cos") { $0.cos() },
  pointwise("tan", from: -1, to: 1) { $0.tan() },
  pointwise("erf") { $0.erf() },
  pointwise("tanh") { $0.tanh() },
  pointwise("sigmoid") { $0.sigmoid() },
  pointwise("relu") { $0.relu() },
  pointwise("relu6", from: -4, to: 9) { $0.relu6() },
  pointwise("hardtanh") { $0.hardtanh() },
  pointwise("leaky_relu") { $0.leakyRelu(slope: 0.2) },
  pointwise("elu") { $0.elu(alpha: 1.5) },
  pointwise("silu") { $0.silu() },
  pointwise("gelu") { $0.gelu() },
  pointwise("gelu, tanh") { $0.gelu(.tanh) },
  pointwise("logsigmoid") { $0.logsigmoid() },
  pointwise("softplus") { $0.softplus(beta: 2, threshold: 2) },
  OperationCase("glu", [sample([2, 4])]) { $0[0].glu() },
]
