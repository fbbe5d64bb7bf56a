import Smolgrad
import Testing

/// An operation of the table: a name, inputs at which it is smooth, and the call.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputs: @Sendable () -> [Tensor]
  let call: @Sendable ([Tensor]) -> Tensor
  var testDescription: String { name }

  init(
    _ name: String, _ inputs: @escaping @Sendable @autoclosure () -> [Tensor],
    _ call: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.name, self.inputs, self.call) = (name, inputs, call)
  }
}

let operationCases: [OperationCase] = [
  OperationCase("add", [sample([2, 3]), sample([2, 3], seed: 2)]) { $0[0] + $0[1] },
  OperationCase("add, broadcast", [sample([2, 3]), sample([2, 1], seed: 2)]) { $0[0] + $0[1] },
  OperationCase("add, both broadcast", [sample([2, 1]), sample([3], seed: 2)]) { $0[0] + $0[1] },
  OperationCase("add, number", [sample([3])]) { 2 + $0[0] + 1.5 },
  OperationCase("sub", [sample([2, 3]), sample([3], seed: 2)]) { $0[0] - $0[1] },
  OperationCase("sub, number", [sample([3])]) { 2 - ($0[0] - 1.5) },
  OperationCase("mul", [sample([2, 3]), sample([1, 3], seed: 2)]) { $0[0] * $0[1] },
  OperationCase("mul, number", [sample([3])]) { 2 * $0[0] * 1.5 },
  OperationCase("div", [sample([2, 3]), sample([2, 1], from: 1, to: 3, seed: 2)]) { $0[0] / $0[1] },
  OperationCase("div, number", [sample([3], from: 1, to: 2)]) { 2 / ($0[0] / 3) },
  OperationCase("neg", [sample([3])]) { -$0[0] },
  OperationCase("pow", [sample([2, 3], from: 0.5, to: 2), sample([3], seed: 2)]) {
    $0[0].pow($0[1])
  },
  OperationCase("pow, number", [sample([3])]) { $0[0] ** 3 },
  OperationCase("pow, of a number", [sample([3])]) { 2 ** $0[0] },
  OperationCase("matmul", [sample([2, 3]), sample([3, 4], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, vectors", [sample([3]), sample([3], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, row", [sample([3]), sample([3, 2], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, column", [sample([2, 3]), sample([3], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, row by stack", [sample([3]), sample([2, 3, 2], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, stack by column", [sample([2, 2, 3]), sample([3], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, broadcast", [sample([2, 1, 2, 3]), sample([4, 3, 2], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, transposed", [sample([3, 2]), sample([4, 3], seed: 2)]) {
    $0[0].T • $0[1].T
  },
  OperationCase("exp", [sample([5])]) { $0[0].exp() },
  OperationCase("log", [sample([5], from: 0.5, to: 3)]) { $0[0].log() },
  OperationCase("sqrt", [sample([5], from: 0.5, to: 3)]) { $0[0].sqrt() },
  OperationCase("tanh", [sample([5])]) { $0[0].tanh() },
  OperationCase("sigmoid", [sample([5])]) { $0[0].sigmoid() },
  OperationCase("relu", [sample([5])]) { $0[0].relu() },
  OperationCase("abs", [sample([5])]) { $0[0].abs() },
  OperationCase("sign", [sample([5])]) { $0[0].sign() },
  OperationCase("sum", [sample([2, 3])]) { $0[0].sum() },
  OperationCase("sum, axis", [sample([2, 3, 2])]) { $0[0].sum(dim: 1) },
  OperationCase("sum, axes", [sample([2, 3, 2])]) { $0[0].sum(dims: [-1, 0], keepDim: true) },
  OperationCase("mean", [sample([2, 3])]) { $0[0].mean() },
  OperationCase("mean, axes", [sample([2, 3, 2])]) { $0[0].mean(dims: [2, 0]) },
  OperationCase("reshape", [sample([2, 3])]) { $0[0].reshape(3, -1) },
  OperationCase("transpose", [sample([2, 3, 2])]) { $0[0].transpose(0, -1) },
  OperationCase("permute", [sample([2, 3, 4])]) { $0[0].permute([1, 2, 0]) },
  OperationCase("broadcast", [sample([2, 1])]) { $0[0].broadcast(to: [3, 2, 2]) },
  OperationCase("where", [sample([2, 3]), sample([3], seed: 2)]) {
    Tensor.where(Tensor(booleans: [true, false, true]), $0[0], $0[1])
  },
]

@Test("Gradients agree with central differences", arguments: operationCases)
func gradientsAgree(_ operation: OperationCase) {
  checkGradients(operation.inputs(), operation.name, operation.call)
}
