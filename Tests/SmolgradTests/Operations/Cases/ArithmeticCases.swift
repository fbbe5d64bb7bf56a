import Smolgrad
import TestSupport

let arithmeticCases: [OperationCase] = [
  OperationCase("add", [sample([2, 3]), sample([2, 3], seed: 2)]) { $0[0] + $0[1] },
  OperationCase("add, broadcast", [sample([2, 3]), sample([2, 1], seed: 2)]) { $0[0] + $0[1] },
  OperationCase("add, both broadcast", [sample([2, 1]), sample([3], seed: 2)]) { $0[0] + $0[1] },
  OperationCase("add, number", [sample([3])]) { 2 + $0[0] + 1.5 },
  OperationCase("sub", [sample([2, 3]), sample([3], seed: 2)]) { $0[0] - $0[1] },
  OperationCase("sub, number", [sample([3])]) { 2 - ($0[0] - 1.5) },
  OperationCase("add, scaled", [sample([2, 3]), sample([3], seed: 2)]) {
    $0[0].add($0[1], alpha: 1.5)
  },
  OperationCase("sub, scaled", [sample([2, 3]), sample([3], seed: 2)]) {
    $0[0].sub($0[1], alpha: 2)
  },
  OperationCase("div, rounded", [sample([2, 3]), sample([3], from: 0.3, to: 0.4, seed: 2)]) {
    $0[0].div($0[1], rounding: .floor) + $0[0].div($0[1], rounding: .truncate)
  },
  OperationCase("mul", [sample([2, 3]), sample([1, 3], seed: 2)]) { $0[0] * $0[1] },
  OperationCase("mul, twice the same", [sample([3])]) { $0[0] * $0[0] },
  OperationCase("mul, twice the same two", [sample([3]), sample([3], seed: 2)]) {
    $0[0] * $0[1] + $0[0] * $0[1] * $0[1]
  },
  OperationCase("mul, number", [sample([3])]) { 2 * $0[0] * 1.5 },
  OperationCase("div", [sample([2, 3]), sample([2, 1], from: 1, to: 3, seed: 2)]) {
    $0[0] / $0[1]
  },
  OperationCase("div, number", [sample([3], from: 1, to: 2)]) { 2 / ($0[0] / 3) },
  OperationCase("neg", [sample([3])]) { -$0[0] },
  OperationCase("pow", [sample([3], from: 0.5, to: 2), sample([3], seed: 2)]) { $0[0].pow($0[1]) },
  OperationCase("pow, broadcast", [sample([2, 3], from: 0.5, to: 2), sample([3], seed: 2)]) {
    $0[0].pow($0[1])
  },
  OperationCase("pow, base broadcast", [sample([3], from: 0.5, to: 2), sample([2, 3], seed: 2)]) {
    $0[0].pow($0[1])
  },
  OperationCase("pow, number", [sample([3])]) { $0[0] ** 3 },
  OperationCase("pow, of a number", [sample([3])]) { 2 ** $0[0] },
  OperationCase("atan2", [sample([2, 3]), sample([3], from: 0.5, to: 2, seed: 2)]) {
    $0[0].atan2($0[1])
  },
  OperationCase("maximum", [sample([2, 3]), sample([3], seed: 2)]) {
    ($0[0] * $0[0]).maximum($0[1])
  },
  OperationCase("minimum", [sample([2, 3]), sample([3], seed: 2)]) {
    ($0[0] * $0[0]).minimum($0[1])
  },
  OperationCase(
    "clamp",
    [
      sample([2, 3]), sample([3], from: -1, to: 0, seed: 2), sample([3], from: 0.1, to: 1, seed: 3),
    ]
  ) { $0[0].clamp(min: $0[1], max: $0[2]) },
  OperationCase("clamp, one bound", [sample([4])]) { $0[0].clamp(min: -0.5) },
  OperationCase("where", [sample([2, 3]), sample([3], seed: 2)]) {
    Tensor.where(Tensor(booleans: [true, false, true]), $0[0] * $0[0], $0[1])
  },
  OperationCase("masked_fill", [sample([2, 3]), sample([], seed: 2)]) {
    $0[0].maskedFill(Tensor(booleans: [true, false, true]), $0[1])
  },
]
