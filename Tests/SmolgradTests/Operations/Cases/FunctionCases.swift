import Smolgrad
import TestSupport

private func pointwise(
  _ name: String, from low: Double = -2, to high: Double = 2,
  _ function: @escaping @Sendable (Tensor) -> Tensor
) -> OperationCase {
  OperationCase(name, [sample([5], from: low, to: high)]) { function($0[0]) }
}

/// Functions of each element, of two and of three tensors.
let functionCases: [OperationCase] = [
  pointwise("floor") { $0.floor() },
  pointwise("ceil") { $0.ceil() },
  pointwise("trunc") { $0.trunc() },
  pointwise("round") { $0.round() },
  pointwise("round, decimals") { $0.round(decimals: 2) },
  pointwise("frac") { $0.square().frac() },
  pointwise("exp2") { $0.exp2() },
  pointwise("log10", from: 0.5) { $0.log10() },
  pointwise("sinh") { $0.sinh() },
  pointwise("cosh") { $0.cosh() },
  pointwise("asin", from: -0.8, to: 0.8) { $0.asin() },
  pointwise("acos", from: -0.8, to: 0.8) { $0.acos() },
  pointwise("atan") { $0.atan() },
  pointwise("asinh") { $0.asinh() },
  pointwise("acosh", from: 1.2, to: 3) { $0.acosh() },
  pointwise("atanh", from: -0.8, to: 0.8) { $0.atanh() },
  pointwise("mish") { $0.mish() },
  pointwise("selu") { $0.selu() },
  pointwise("celu") { $0.celu(alpha: 0.7) },
  pointwise("softsign") { $0.softsign() },
  pointwise("tanhshrink") { $0.tanhshrink() },
  pointwise("hardswish", from: -4, to: 4) { $0.square().hardswish() },
  pointwise("hardsigmoid", from: -4, to: 4) { ($0.square() - 2).hardsigmoid() },
  pointwise("softshrink") { $0.square().softshrink(lambda: 0.3) },
  pointwise("hardshrink") { $0.square().hardshrink(lambda: 0.3) },
  pointwise("threshold") { $0.square().threshold(0.3, value: 7) },
  pointwise("nan_to_num") { $0.square().nanToNum() },
  OperationCase("prelu", [sample([2, 3, 2]), sample([3], seed: 2)]) { $0[0].prelu($0[1]) },
  OperationCase("prelu, one weight", [sample([2, 3]), sample([1], seed: 2)]) {
    $0[0].prelu($0[1])
  },
  OperationCase("fmod", [sample([2, 3]), sample([3], from: 0.3, to: 0.7, seed: 2)]) {
    $0[0].square().fmod($0[1])
  },
  OperationCase("remainder", [sample([2, 3]), sample([3], from: 0.3, to: 0.7, seed: 2)]) {
    $0[0].remainder($0[1].square())
  },
  OperationCase("logaddexp", [sample([2, 3]), sample([3], seed: 2)]) { $0[0].logaddexp($0[1]) },
  OperationCase("logaddexp2", [sample([2, 3]), sample([3], seed: 2)]) { $0[0].logaddexp2($0[1]) },
  OperationCase("lerp", [sample([2, 3]), sample([3], seed: 2), sample([2, 1], seed: 3)]) {
    $0[0].lerp($0[1], weight: $0[2])
  },
  OperationCase("addcmul", [sample([2, 3]), sample([3], seed: 2), sample([2, 1], seed: 3)]) {
    $0[0].addcmul($0[1], $0[2], value: 0.7)
  },
  OperationCase(
    "addcdiv", [sample([2, 3]), sample([3], seed: 2), sample([2, 1], from: 0.5, seed: 3)]
  ) { $0[0].addcdiv($0[1], $0[2], value: 0.7) },
  OperationCase("cosine_similarity", [sample([2, 3]), sample([3], seed: 2)]) {
    $0[0].cosineSimilarity($0[1])
  },
  OperationCase("pairwise_distance", [sample([2, 3]), sample([3], seed: 2)]) {
    $0[0].pairwiseDistance($0[1], p: 3)
  },
]

// Squared first, so that the second derivatives are not 0.
private func ordering(
  _ name: String, _ sizes: [Int] = [3, 4], _ function: @escaping @Sendable (Tensor) -> Tensor
) -> OperationCase {
  OperationCase(name, [sample(sizes)]) { function($0[0].square()) }
}

/// Functions along a dimension that keep or pick its elements.
let orderingCases: [OperationCase] = [
  ordering("cumprod") { $0.cumprod(dim: 1) },
  OperationCase("cumprod, zeros", [Tensor([0.5, 0, 2, -1.5, 0, 3], dtype: .float64)]) {
    $0[0].cumprod(dim: 0)
  },
  ordering("logcumsumexp") { $0.logcumsumexp(dim: 0) },
  ordering("cummax") { $0.cummax(dim: 1).values },
  ordering("cummin") { $0.cummin(dim: 0).values },
  ordering("max, dim") { $0.maxWithIndices(dim: 0).values },
  ordering("min, dim") { $0.minWithIndices(dim: 1, keepDim: true).values },
  ordering("sort") { $0.sort(dim: 0, descending: true).values },
  ordering("topk") { $0.topk(2).values },
  ordering("median") { $0.median() },
  ordering("median, dim") { $0.median(dim: 0).values },
  ordering("trace") { $0.trace() },
  ordering("roll") { $0.roll([1, -2], dims: [0, 1]) },
  ordering("roll, flat") { $0.roll([5]) },
  ordering("rot90", [2, 3, 2]) { $0.rot90(-1, dims: [0, 2]) },
]
