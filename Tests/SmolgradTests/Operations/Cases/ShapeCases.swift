import Smolgrad
import TestSupport

// Squared first, so that the second derivatives are not 0.
private func shape(
  _ name: String, _ sizes: [Int], _ function: @escaping @Sendable (Tensor) -> Tensor
) -> OperationCase {
  OperationCase(name, [sample(sizes)]) { function($0[0].square()) }
}

let shapeCases: [OperationCase] = [
  shape("reshape", [2, 3]) { $0.reshape(3, -1) },
  shape("flatten", [2, 3, 2]) { $0.flatten(start: 1) },
  shape("squeeze", [2, 1, 3]) { $0.squeeze() },
  shape("unsqueeze", [2, 3]) { $0.unsqueeze(dim: -1) },
  shape("transpose", [2, 3, 2]) { $0.transpose(0, -1) },
  shape("permute", [2, 3, 4]) { $0.permute([1, 2, 0]) },
  shape("broadcast_to", [2, 1]) { $0.broadcast(to: [3, 2, 2]) },
  shape("expand", [2, 1]) { $0.expand([3, -1, 2]) },
  shape("tile", [2, 3]) { $0.tile([2, 1, 2]) },
  shape("flip", [2, 3]) { $0.flip([0, 1]) },
  shape("tril", [3, 3]) { $0.tril() },
  shape("triu", [2, 3, 3]) { $0.triu(diagonal: 1) },
  shape("pad", [2, 3]) { $0.pad([1, -1, 2, 0], value: 3) },
  shape("pad, reflect", [2, 3]) { $0.pad([2, 1], mode: .reflect) },
  shape("pad, replicate", [2, 3]) { $0.pad([2, 1, 1, 1], mode: .replicate) },
  shape("pad, circular", [2, 3]) { $0.pad([2, 1], mode: .circular) },
  shape("to", [3]) { $0.cast(to: .float64) },
]

let indexingCases: [OperationCase] = [
  shape("narrow", [2, 4]) { $0.narrow(dim: 1, start: 1, length: 2) },
  shape("select", [2, 4]) { $0.select(dim: 1, index: -1) },
  shape("split", [5, 2]) { $0.split(size: 2)[1] * 2 },
  shape("chunk", [5, 2]) { Tensor.cat($0.chunk(2).reversed()) },
  OperationCase("cat", [sample([2, 3]), sample([2, 1], seed: 2)]) {
    Tensor.cat([$0[0].square(), $0[1], $0[0]], dim: 1)
  },
  OperationCase("stack", [sample([2, 3]), sample([2, 3], seed: 2)]) {
    Tensor.stack([$0[0].square(), $0[1], $0[0]], dim: 1)
  },
  shape("gather", [2, 3]) {
    $0.gather(dim: 1, index: Tensor(integers: [0, 0, 2, 1], shape: [2, 2]))
  },
  shape("index_select", [3, 2, 2]) { $0.indexSelect(dim: 0, index: Tensor(integers: [2, 0, 2])) },
  shape("embedding", [4, 3]) {
    Tensor.embedding(Tensor(integers: [0, 2, 2, 1], shape: [2, 2]), weight: $0, padding: 3)
  },
  shape("getitem, slices", [4, 3, 2]) { $0[Indexing.slice(start: 1, end: nil, step: 2), -1] },
  shape("getitem, new dimension", [2, 3]) { $0[.ellipsis, .newAxis, 1...2] },
  shape("getitem, indices", [3, 2]) {
    $0[Tensor(integers: [0, 0, 2]), Tensor(integers: [1, 1, -1])]
  },
  shape("getitem, mask", [3, 2]) { $0[Tensor(booleans: [true, false, true])] },
  shape("diagonal", [2, 3, 3]) { $0.diagonal(dim1: 1, dim2: 2) },
]
