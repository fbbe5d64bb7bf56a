import Smolgrad
import TestSupport

let layerCases: [OperationCase] = [
  OperationCase("softmax", [sample([2, 3])]) { $0[0].softmax(dim: 1) },
  OperationCase("softmax, first dim", [sample([2, 3, 2])]) { $0[0].softmax(dim: 0) },
  OperationCase("log_softmax", [sample([2, 3])]) { $0[0].logSoftmax(dim: -1) },
  OperationCase("softmin", [sample([2, 3])]) { $0[0].softmin(dim: 1) },
  OperationCase("layer_norm", [sample([2, 3]), sample([3], seed: 2), sample([3], seed: 3)]) {
    $0[0].layerNorm([3], weight: $0[1], bias: $0[2])
  },
  OperationCase("layer_norm, plain", [sample([2, 2, 2])]) { $0[0].layerNorm([2, 2]) },
  OperationCase("rms_norm", [sample([2, 3]), sample([3], seed: 2)]) {
    $0[0].rmsNorm([3], weight: $0[1], epsilon: 0.1)
  },
  OperationCase(
    "group_norm", [sample([2, 4, 2]), sample([4], seed: 2), sample([4], seed: 3)]
  ) { $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2]) },
  OperationCase(
    "batch_norm", [sample([3, 2, 2]), sample([2], seed: 2), sample([2], seed: 3)]
  ) { $0[0].batchNorm(weight: $0[1], bias: $0[2], isTraining: true) },
  OperationCase(
    "batch_norm, evaluation", [sample([3, 2, 2]), sample([2], seed: 2), sample([2], seed: 3)]
  ) {
    $0[0].square().batchNorm(
      runningMean: Tensor([0.5, -1], dtype: .float64),
      runningVariance: Tensor([2, 0.5], dtype: .float64), weight: $0[1], bias: $0[2])
  },
  OperationCase("dropout", [sample([3, 4])]) {
    $0[0].square().dropout(0.4, generator: Generator(seed: 3))
  },
  OperationCase("max_pool2d", [sample([1, 2, 4, 5])]) {
    $0[0].square().maxPool2d(kernel: 3, stride: 2, padding: 1, ceilMode: true)
  },
  OperationCase("avg_pool2d", [sample([1, 2, 4, 5])]) {
    $0[0].square().avgPool2d(kernel: Pair(3, 2), stride: 2, padding: 1, countsPadding: false)
  },
  OperationCase(
    "conv2d", [sample([2, 2, 4, 3]), sample([2, 1, 2, 2], seed: 2), sample([2], seed: 3)]
  ) {
    $0[0].conv2d($0[1], bias: $0[2], stride: Pair(2, 1), padding: 1, groups: 2)
  },
  OperationCase("conv2d, dilated", [sample([1, 2, 5, 5]), sample([1, 2, 2, 2], seed: 2)]) {
    $0[0].conv2d($0[1], padding: .same, dilation: 3)
  },
  OperationCase("conv1d", [sample([2, 5]), sample([2, 2, 3], seed: 2), sample([2], seed: 3)]) {
    $0[0].conv1d($0[1], bias: $0[2], stride: 2, padding: 1)
  },
  OperationCase(
    "conv_transpose2d",
    [sample([1, 2, 2, 3]), sample([2, 1, 2, 2], seed: 2), sample([2], seed: 3)]
  ) {
    $0[0].convTranspose2d($0[1], bias: $0[2], stride: 2, padding: 1, outputPadding: 1, groups: 2)
  },
]

private func probabilities(_ shape: [Int], seed: Int = 1) -> Tensor {
  sample(shape, from: 0.1, to: 0.9, seed: seed)
}

let lossCases: [OperationCase] = [
  OperationCase("mse_loss", [sample([2, 3]), sample([2, 3], seed: 2)]) { $0[0].mseLoss($0[1]) },
  OperationCase("mse_loss, sum", [sample([2, 3]), sample([3], seed: 2)]) {
    $0[0].mseLoss($0[1], reduction: .sum)
  },
  OperationCase("l1_loss", [sample([2, 3]), sample([2, 3], seed: 2)]) {
    $0[0].square().l1Loss($0[1], reduction: .none)
  },
  OperationCase("huber_loss", [sample([2, 3]), sample([2, 3], seed: 2)]) {
    $0[0].huberLoss($0[1], delta: 0.7)
  },
  OperationCase("smooth_l1_loss", [sample([2, 3]), sample([2, 3], seed: 2)]) {
    $0[0].smoothL1Loss($0[1], beta: 0.7, reduction: .batchMean)
  },
  OperationCase(
    "binary_cross_entropy",
    [probabilities([2, 3]), probabilities([2, 3], seed: 2), probabilities([3], seed: 3)]
  ) { $0[0].binaryCrossEntropy($0[1], weight: $0[2]) },
  OperationCase(
    "binary_cross_entropy, plain", [probabilities([2, 3]), probabilities([2, 3], seed: 2)]
  ) { $0[0].binaryCrossEntropy($0[1]) },
  OperationCase(
    "binary_cross_entropy_with_logits",
    [
      sample([2, 3]), probabilities([2, 3], seed: 2), probabilities([3], seed: 3),
      probabilities([3], seed: 4),
    ]
  ) { $0[0].binaryCrossEntropyWithLogits($0[1], weight: $0[2], positiveWeight: $0[3]) },
  OperationCase(
    "binary_cross_entropy_with_logits, plain", [sample([2, 3]), probabilities([2, 3], seed: 2)]
  ) { $0[0].binaryCrossEntropyWithLogits($0[1], reduction: .sum) },
  OperationCase("kl_div", [sample([2, 3]), probabilities([2, 3], seed: 2)]) {
    $0[0].klDivergence($0[1], reduction: .batchMean)
  },
  OperationCase(
    "kl_div, repeated prediction", [sample([2, 2, 3]), probabilities([1, 3], seed: 2)]
  ) {
    $0[0].klDivergence($0[1], reduction: .sum)
  },
  OperationCase("kl_div, logarithms", [sample([2, 3]), sample([2, 3], seed: 2)]) {
    $0[0].klDivergence($0[1], logTarget: true)
  },
  OperationCase("nll_loss", [sample([3, 2]), probabilities([2], seed: 2)]) {
    $0[0].square().nllLoss(Tensor(integers: [1, 0, 1]), weight: $0[1])
  },
  OperationCase("nll_loss, plain", [sample([3, 2])]) {
    $0[0].square().nllLoss(Tensor(integers: [1, 0, 1]), reduction: .sum)
  },
  OperationCase("cross_entropy", [sample([3, 4])]) {
    $0[0].crossEntropy(Tensor(integers: [1, 3, 0]), ignoreIndex: 3)
  },
  OperationCase("cross_entropy, weighted", [sample([4, 3]), probabilities([3], seed: 2)]) {
    $0[0].crossEntropy(Tensor(integers: [1, 2, 0, 1]), weight: $0[1], ignoreIndex: 2)
  },
  OperationCase("cross_entropy, weighted sum", [sample([4, 3]), probabilities([3], seed: 2)]) {
    $0[0].crossEntropy(Tensor(integers: [1, 2, 0, 1]), weight: $0[1], reduction: .sum)
  },
  OperationCase("cross_entropy, images", [sample([2, 3, 2])]) {
    $0[0].crossEntropy(
      Tensor(integers: [1, 2, 0, 0], shape: [2, 2]), weight: Tensor([2, 0.5, 1], dtype: .float64),
      reduction: .none)
  },
  OperationCase("cross_entropy, smoothed", [sample([3, 4])]) {
    $0[0].crossEntropy(Tensor(integers: [1, 3, 0]), labelSmoothing: 0.2)
  },
  OperationCase(
    "cross_entropy, smoothed, weighted", [sample([3, 4]), probabilities([4], seed: 2)]
  ) {
    $0[0].crossEntropy(Tensor(integers: [1, 3, 0]), weight: $0[1], labelSmoothing: 0.2)
  },
  OperationCase("cross_entropy, probabilities", [sample([2, 3]), probabilities([2, 3], seed: 2)]) {
    $0[0].crossEntropy($0[1])
  },
  OperationCase(
    "cross_entropy, weighted probabilities",
    [sample([2, 3]), probabilities([2, 3], seed: 2), probabilities([3], seed: 3)]
  ) { $0[0].crossEntropy($0[1], weight: $0[2], labelSmoothing: 0.1) },
]
