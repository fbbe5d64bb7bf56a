import Smolgrad
import TestSupport

let productCases: [OperationCase] = [
  OperationCase("matmul, transposed", [sample([2, 2, 3]), sample([4, 3], seed: 2)]) {
    $0[0].matmul(transposed: $0[1])
  },
  OperationCase("matmul", [sample([2, 3]), sample([3, 4], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, itself", [sample([2, 2])]) { $0[0] • $0[0] },
  OperationCase("matmul, vectors", [sample([3]), sample([3], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, row", [sample([3]), sample([3, 2], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, column", [sample([2, 3]), sample([3], seed: 2)]) { $0[0] • $0[1] },
  OperationCase("matmul, row by stack", [sample([3]), sample([2, 3, 2], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, stack by column", [sample([2, 2, 3]), sample([3], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, stack by matrix", [sample([2, 2, 3]), sample([3, 2], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, broadcast", [sample([2, 1, 2, 3]), sample([2, 3, 2], seed: 2)]) {
    $0[0] • $0[1]
  },
  OperationCase("matmul, transposed", [sample([3, 2]), sample([4, 3], seed: 2)]) {
    $0[0].T • $0[1].T
  },
  OperationCase("mm", [sample([2, 3]), sample([3, 2], seed: 2)]) { $0[0].mm($0[1]) },
  OperationCase("mv", [sample([2, 3]), sample([3], seed: 2)]) { $0[0].mv($0[1]) },
  OperationCase("bmm", [sample([2, 2, 3]), sample([2, 3, 1], seed: 2)]) { $0[0].bmm($0[1]) },
  OperationCase("dot", [sample([3]), sample([3], seed: 2)]) { $0[0].dot($0[1]) },
  OperationCase("outer", [sample([3]), sample([2], seed: 2)]) { $0[0].outer($0[1]) },
  OperationCase("addmm", [sample([4]), sample([2, 3], seed: 2), sample([3, 4], seed: 3)]) {
    $0[0].addmm($0[1], $0[2], beta: 0.5, alpha: 2)
  },
  OperationCase("linear", [sample([2, 3]), sample([4, 3], seed: 2), sample([4], seed: 3)]) {
    $0[0].linear($0[1], bias: $0[2])
  },
  OperationCase("linear, stack", [sample([2, 2, 3]), sample([4, 3], seed: 2)]) {
    $0[0].linear($0[1])
  },
  OperationCase("einsum", [sample([2, 3]), sample([3, 2], seed: 2), sample([2, 2], seed: 3)]) {
    Tensor.einsum("ij,jk,kl->li", $0)
  },
  OperationCase("einsum, diagonal", [sample([3, 3]), sample([3], seed: 2)]) {
    Tensor.einsum("ii,i->i", $0)
  },
  OperationCase(
    "attention",
    [sample([1, 2, 3, 2]), sample([1, 1, 3, 2], seed: 2), sample([1, 1, 3, 2], seed: 3)]
  ) { $0[0].scaledDotProductAttention($0[1], $0[2], isCausal: true, sharesHeads: true) },
]
