import Smolgrad
import TestSupport

let reductionCases: [OperationCase] = [
  OperationCase("sum", [sample([2, 3])]) { $0[0].sum() },
  OperationCase("sum, dim", [sample([2, 3, 2])]) { $0[0].sum(dim: 1) },
  OperationCase("sum, dims", [sample([2, 3, 2])]) { $0[0].sum(dims: [-1, 0], keepDim: true) },
  OperationCase("mean", [sample([2, 3])]) { $0[0].mean() },
  OperationCase("mean, dims", [sample([2, 3, 2])]) { $0[0].mean(dims: [2, 0]) },
  OperationCase("amax", [sample([2, 3])]) { $0[0].square().amax(dims: [1]) },
  OperationCase("amin", [sample([2, 3])]) { $0[0].square().amin(dims: [0], keepDim: true) },
  OperationCase("prod", [sample([2, 3])]) { $0[0].prod() },
  OperationCase("prod, dim", [sample([2, 3])]) { $0[0].prod(dim: 1) },
  OperationCase("prod, zero", [Tensor([0, 2, 3], dtype: .float64)]) { $0[0].prod() },
  OperationCase("var", [sample([2, 3])]) { $0[0].var() },
  OperationCase("var, dims", [sample([2, 3, 2])]) {
    $0[0].var(dims: [0, 1], correction: 0, keepDim: true)
  },
  OperationCase("std", [sample([2, 3])]) { $0[0].std(dims: [1]) },
  OperationCase("norm, 2", [sample([2, 3])]) { $0[0].norm(dims: [1]) },
  OperationCase("norm, 1", [sample([2, 3])]) { $0[0].square().norm(1) },
  OperationCase("norm, 3", [sample([2, 3])]) { $0[0].norm(3, dims: [0], keepDim: true) },
  OperationCase("norm, half", [sample([2, 3], from: 0.5)]) { $0[0].norm(0.5) },
  OperationCase("norm, infinite", [sample([2, 3])]) { $0[0].square().norm(.infinity, dims: [1]) },
  OperationCase("norm, 0", [sample([2, 3])]) { $0[0].norm(0) },
  OperationCase("cumsum", [sample([2, 3])]) { $0[0].square().cumsum(dim: 1) },
  OperationCase("logsumexp", [sample([2, 3])]) { $0[0].logSumExp(dims: [1]) },
  OperationCase("normalize", [sample([2, 3])]) { $0[0].normalize() },
]
