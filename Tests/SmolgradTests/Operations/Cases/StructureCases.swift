import Smolgrad
import TestSupport

/// Operations that put elements elsewhere, and those of windows of one and three dimensions.
let structureCases: [OperationCase] = [
  OperationCase("scatter", [sample([3, 3]), sample([2, 3], seed: 2)]) {
    $0[0].square().scatter(dim: 0, index: rows, source: $0[1].square())
  },
  OperationCase("scatter, larger source", [sample([3, 3]), sample([3, 4], seed: 2)]) {
    $0[0].square().scatter(dim: 0, index: rows, source: $0[1].square())
  },
  OperationCase("scatter, number", [sample([3, 3])]) {
    $0[0].square().scatter(dim: 1, index: rows, value: 0.5)
  },
  OperationCase("scatter_add", [sample([3, 3]), sample([2, 3], seed: 2)]) {
    $0[0].square().scatterAdd(dim: 0, index: rows, source: $0[1].square())
  },
  OperationCase("index_add", [sample([3, 2]), sample([4, 2], seed: 2)]) {
    $0[0].square().indexAdd(dim: 0, index: positions, source: $0[1].square(), alpha: -1.5)
  },
  OperationCase("index_add, last dimension", [sample([2, 3]), sample([2, 4], seed: 2)]) {
    $0[0].indexAdd(dim: -1, index: positions, source: $0[1])
  },
  OperationCase("index_copy", [sample([3, 2]), sample([2, 2], seed: 2)]) {
    $0[0].square().indexCopy(dim: 0, index: Tensor(integers: [2, 0]), source: $0[1].square())
  },
  OperationCase("index_fill", [sample([3, 4])]) {
    $0[0].square().indexFill(dim: 1, index: Tensor(integers: [-1, 0]), value: 2)
  },
  OperationCase("unfold along a dimension", [sample([2, 5, 2])]) {
    $0[0].square().unfold(dim: 1, size: 3, step: 1)
  },
  OperationCase("unfold", [sample([2, 2, 4, 3])]) {
    $0[0].square().unfold(kernel: Pair(3, 2), padding: 1, stride: Pair(2, 1))
  },
  OperationCase("fold", [sample([2, 4, 6])]) {
    $0[0].square().fold(outputSize: Pair(3, 4), kernel: 2)
  },
  OperationCase("adaptive_avg_pool2d", [sample([2, 5, 4])]) {
    $0[0].square().adaptiveAvgPool2d(Pair(3, 3))
  },
  OperationCase("adaptive_avg_pool1d", [sample([2, 5])]) { $0[0].square().adaptiveAvgPool1d(3) },
  OperationCase("adaptive_max_pool2d", [sample([2, 5, 4])]) {
    $0[0].square().adaptiveMaxPool2d(Pair(3, 2))
  },
  OperationCase("adaptive_max_pool1d", [sample([2, 5])]) { $0[0].square().adaptiveMaxPool1d(3) },
  OperationCase("max_pool1d", [sample([2, 2, 6])]) {
    $0[0].square().maxPool1d(kernel: 3, stride: 2, padding: 1, ceilMode: true)
  },
  OperationCase(
    "conv3d", [sample([2, 2, 3, 3, 2]), sample([2, 1, 2, 2, 2], seed: 2), sample([2], seed: 3)]
  ) {
    $0[0].conv3d($0[1], bias: $0[2], stride: Triple(2, 1, 1), padding: 1, groups: 2)
  },
  OperationCase(
    "conv3d, dilated", [sample([1, 4, 3, 3]), sample([2, 1, 2, 2, 1], seed: 2)]
  ) { $0[0].conv3d($0[1], padding: .same, dilation: Triple(3, 1, 1)) },
  OperationCase(
    "instance_norm", [sample([2, 2, 3]), sample([2], seed: 2), sample([2], seed: 3)]
  ) { $0[0].instanceNorm(weight: $0[1], bias: $0[2]) },
  OperationCase("interpolate, nearest", [sample([1, 2, 3])]) {
    $0[0].square().interpolate(size: [5])
  },
  OperationCase("interpolate, linear", [sample([2, 1, 3])]) {
    $0[0].square().interpolate(size: [5], mode: .linear)
  },
  OperationCase("interpolate, bilinear", [sample([1, 2, 3, 4])]) {
    $0[0].square().interpolate(scale: [1.7, 0.6], mode: .bilinear)
  },
  OperationCase("interpolate, bicubic", [sample([1, 1, 3, 4])]) {
    $0[0].square().interpolate(size: [5, 3], mode: .bicubic, alignCorners: true)
  },
  OperationCase("interpolate, trilinear", [sample([1, 1, 2, 3, 2])]) {
    $0[0].square().interpolate(size: [3, 2, 4], mode: .trilinear)
  },
  OperationCase(
    "triplet_margin_loss", [sample([4, 3]), sample([4, 3], seed: 2), sample([4, 3], seed: 3)]
  ) { $0[0].tripletMarginLoss(positive: $0[1], negative: $0[2]) },
  OperationCase(
    "triplet_margin_loss, swapped",
    [sample([4, 3]), sample([4, 3], seed: 5), sample([4, 3], seed: 7)]
  ) {
    $0[0].tripletMarginLoss(
      positive: $0[1], negative: $0[2], margin: 2, p: 3, swap: true, reduction: .none)
  },
]

private var rows: Tensor { Tensor(integers: [0, 2, 1, 2, 0, 0], shape: [2, 3]) }
private var positions: Tensor { Tensor(integers: [2, 0, 2, 1]) }
