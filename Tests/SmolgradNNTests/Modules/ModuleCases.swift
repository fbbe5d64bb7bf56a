import Smolgrad
import SmolgradNN

/// A module as PyTorch's script made it: from a generator, and how it is called.
struct ModuleCase: Sendable {
  let name: String
  let make: @Sendable (Generator) -> Module
  let call: @Sendable (Module, [Tensor]) -> [Tensor]

  init(
    _ name: String, _ make: @escaping @Sendable (Generator) -> Module,
    call: @escaping @Sendable (Module, [Tensor]) -> [Tensor] = { [$0($1[0])] }
  ) {
    (self.name, self.make, self.call) = (name, make, call)
  }

  /// A loss, which is called with a prediction and a target.
  init(loss name: String, _ make: @escaping @Sendable () -> Loss) {
    self.init(name, { _ in make() }) { [($0 as! Loss)($1[0], $1[1])] }
  }
}

let moduleCases: [ModuleCase] = [
  ModuleCase("Softmax", { _ in Softmax(dim: 0) }),
  ModuleCase("GELU", { _ in GELU() }),
  ModuleCase("GELU tanh", { _ in GELU(.tanh) }),
  ModuleCase("Dropout", { Dropout(0.3, generator: $0) }),
  ModuleCase("Dropout all", { Dropout(1, generator: $0) }),
  ModuleCase("Dropout eval", { Dropout(0.3, generator: $0).eval() }),
  ModuleCase("Embedding", { Embedding(5, 3, generator: $0) }),
  ModuleCase("Embedding padding", { Embedding(5, 4, padding: 1, generator: $0) }),
  ModuleCase("LayerNorm", { _ in LayerNorm(4) }),
  ModuleCase("LayerNorm axes", { _ in LayerNorm([3, 4], epsilon: 0.1, bias: false) }),
  ModuleCase("LayerNorm plain", { _ in LayerNorm(4, affine: false) }),
  ModuleCase("RMSNorm", { _ in RMSNorm(4) }),
  ModuleCase("RMSNorm epsilon", { _ in RMSNorm([3, 4], epsilon: 0.1) }),
  ModuleCase("GroupNorm", { _ in GroupNorm(2, 4) }),
  ModuleCase("BatchNorm2d", { _ in BatchNorm2d(3) }),
  ModuleCase("BatchNorm2d average", { _ in BatchNorm2d(3, momentum: nil, affine: false) }),
  ModuleCase(
    "BatchNorm2d stateless", { _ in BatchNorm2d(3, tracksRunningStatistics: false).eval() }),
  ModuleCase("BatchNorm2d eval", { _ in BatchNorm2d(3).eval() }),
  ModuleCase("Conv2d", { Conv2d(2, 3, kernel: 3, generator: $0) }),
  ModuleCase(
    "Conv2d options",
    {
      Conv2d(
        4, 6, kernel: Pair(3, 2), stride: Pair(2, 1), padding: .amount(Pair(1, 2)),
        dilation: Pair(1, 2), groups: 2, bias: false, generator: $0)
    }),
  ModuleCase("ConvTranspose2d", { ConvTranspose2d(2, 3, kernel: 3, generator: $0) }),
  ModuleCase(
    "ConvTranspose2d options",
    {
      ConvTranspose2d(
        4, 2, kernel: Pair(3, 2), stride: 2, padding: 1, outputPadding: 1, groups: 2, generator: $0)
    }),
  ModuleCase("MaxPool2d", { _ in MaxPool2d(2) }),
  ModuleCase(
    "MaxPool2d options",
    { _ in MaxPool2d(Pair(3, 2), stride: Pair(2, 1), padding: 1, ceilMode: true) }),
  ModuleCase("AvgPool2d", { _ in AvgPool2d(2) }),
  ModuleCase(
    "AvgPool2d options",
    { _ in AvgPool2d(3, stride: 2, padding: 1, ceilMode: true, countsPadding: false) }),
  ModuleCase("RNN", { RNN(2, 3, generator: $0) }) { module, inputs in
    let (output, state) = (module as! RNN)(inputs[0], state: nil)
    return [output, state]
  },
  ModuleCase(
    "RNN options",
    {
      RNN(
        2, 3, layers: 2, nonlinearity: .relu, bias: false, batchFirst: true, bidirectional: true,
        generator: $0)
    }
  ) { module, inputs in
    let (output, state) = (module as! RNN)(inputs[0], state: inputs[1])
    return [output, state]
  },
  ModuleCase("LSTM", { LSTM(2, 3, layers: 2, generator: $0) }, call: callLSTM),
  ModuleCase(
    "LSTM bidirectional", { LSTM(2, 3, batchFirst: true, bidirectional: true, generator: $0) },
    call: callLSTM),
  ModuleCase("LSTM unbatched", { LSTM(2, 3, generator: $0) }, call: callLSTM),
  ModuleCase("GRU", { GRU(2, 3, layers: 2, generator: $0) }) { module, inputs in
    let (output, state) = (module as! GRU)(inputs[0], state: inputs[1])
    return [output, state]
  },
  ModuleCase(
    "MultiheadAttention", { MultiheadAttention(4, heads: 2, batchFirst: true, generator: $0) }),
  ModuleCase(
    "MultiheadAttention causal",
    { MultiheadAttention(4, heads: 2, bias: false, batchFirst: true, generator: $0) }
  ) { module, inputs in
    let mask = Tensor.ones([3, 3], dtype: .bool).triu(diagonal: 1)
    return [(module as! MultiheadAttention)(inputs[0], hiding: mask)]
  },
  ModuleCase(loss: "MSELoss") { MSELoss() },
  ModuleCase(loss: "L1Loss") { L1Loss(reduction: .none) },
  ModuleCase(loss: "HuberLoss") { HuberLoss(delta: 0.7, reduction: .sum) },
  ModuleCase(loss: "SmoothL1Loss") { SmoothL1Loss(beta: 0.5) },
  ModuleCase(loss: "BCELoss") { BCELoss() },
  ModuleCase(loss: "BCEWithLogitsLoss") {
    BCEWithLogitsLoss(positiveWeight: Tensor([1, 2, 0.5]))
  },
  ModuleCase(loss: "CrossEntropyLoss") { CrossEntropyLoss() },
  ModuleCase(loss: "CrossEntropyLoss options") {
    CrossEntropyLoss(weight: Tensor([1, 2, 0.5, 1]), ignoreIndex: 2, labelSmoothing: 0.1)
  },
  ModuleCase(loss: "CrossEntropyLoss probabilities") { CrossEntropyLoss(reduction: .sum) },
  ModuleCase(loss: "NLLLoss") { NLLLoss(reduction: .none) },
]

@Sendable private func callLSTM(_ module: Module, _ inputs: [Tensor]) -> [Tensor] {
  let (output, state) = (module as! LSTM)(inputs[0], state: nil)
  return [output, state.hidden, state.cell]
}
