import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// Three blocks with a residual and an embedding, with one thing that can be changed at a time.
private struct BlockPlan {
  enum Change: String, CaseIterable {
    case nothing, epsilon, dropout, noBias, activation, approximation, writtenOut, clamp, scaledLoss
    case sumLoss, noResidual, swapped, detachedBlock, withoutGradients, tied, transposed, callLess
    case optimizerStep, blockLess, blocksExchanged
  }

  let change: Change

  private final class Block: Module {
    let norm: LayerNorm
    let fc: Linear
    let out: Linear
    let dropout: Dropout
    let change: Change

    init(_ seed: UInt64, _ change: Change) {
      let generator = Generator(seed: seed)
      self.change = change
      norm = LayerNorm([4], epsilon: change == .epsilon ? 1e-3 : 1e-5)
      fc = Linear(4, 6, generator: generator)
      out = Linear(6, 4, generator: generator)
      if change == .noBias { out.bias = nil }
      if change == .transposed { fc.weight = Self.leaf(fc.weight.reshape(4, 6).transpose(0, 1)) }
      dropout = Dropout(change == .dropout ? 0.4 : 0.2, generator: Generator(seed: 7))
    }

    static func leaf(_ tensor: Tensor) -> Tensor {
      let leaf = Tensor(tensor.doubles(), shape: tensor.shape, dtype: tensor.dtype)
      leaf.requiresGradient = true
      return leaf
    }

    private func act(_ x: Tensor) -> Tensor {
      switch change {
      case .activation: x.relu()
      case .approximation: x.gelu(.tanh)
      case .writtenOut: x * (x * 1.702).sigmoid()
      default: x.gelu()
      }
    }

    override func forward(_ x: Tensor) -> Tensor {
      let y = dropout(out(act(fc(norm(x)))))
      switch change {
      case .noResidual: return y
      case .swapped: return y - x
      case .detachedBlock: return x - y.detached()
      case .clamp: return (x - y).clamp(min: -1, max: 1)
      default: return x - y
      }
    }
  }

  private final class Net: Module {
    let embedding: Linear
    let blocks: [Block]
    let head: Linear
    let change: Change

    init(_ change: Change) {
      self.change = change
      embedding = Linear(5, 4, bias: false, generator: Generator(seed: 1))
      var blocks = (0..<3).map { Block(UInt64($0) + 2, $0 == 1 ? change : .nothing) }
      if change == .blockLess { blocks.remove(at: 1) }
      if change == .blocksExchanged { blocks.swapAt(1, 2) }
      self.blocks = blocks
      head = Linear(4, 5, bias: false, generator: Generator(seed: 9))
    }

    override func forward(_ x: Tensor) -> Tensor {
      var y = embedding(x)
      for (number, block) in blocks.enumerated() {
        y =
          change == .withoutGradients && number == 1
          ? Smolgrad.withoutGradients { block(y) } : block(y)
      }
      if change != .callLess { y = blocks[blocks.count - 1](y) }
      return change == .tied ? y.matmul(embedding.weight) : head(y)
    }
  }

  func snapshot() -> GraphSnapshot {
    let net = Net(change)
    func loss() -> Tensor {
      let x = Tensor.randn([3, 5], generator: Generator(seed: 5)).named("x")
      let squares = net(x).square()
      let loss = change == .sumLoss ? squares.sum() : squares.mean()
      return (change == .scaledLoss ? loss * 8 : loss).named("loss")
    }
    if change == .optimizerStep {
      loss().backward()
      SGD(net.parameters(), learningRate: 0.1).step()
      net.zeroGradients()
    }
    let end = loss()
    end.backward()
    return GraphSnapshot(of: end, title: "blocks")
  }
}

/// What a comparison has to say of a change: a line of it, and where the passes begin to differ.
private struct PlantedInBlock: CustomTestStringConvertible, Sendable {
  let change: BlockPlan.Change
  /// A line of the text; nil for none.
  let line: String?
  let forward: String?
  let backward: String?

  var testDescription: String { change.rawValue }

  init(_ change: BlockPlan.Change, _ line: String?, forward: String?, backward: String?) {
    (self.change, self.line, self.forward, self.backward) = (change, line, forward, backward)
  }

  static let all = [
    PlantedInBlock(.nothing, nil, forward: nil, backward: nil),
    PlantedInBlock(
      .epsilon, "layer_norm_2: epsilon 1e-05 → 0.001 (first divergence)", forward: "layer_norm_2",
      backward: "matmul_10"),
    PlantedInBlock(
      .dropout, "dropout_2: p 0.2 → 0.4 (first divergence)", forward: "dropout_2",
      backward: "matmul_10"),
    PlantedInBlock(
      .noBias, "blocks.1.out.bias removed (first divergence)", forward: "blocks.1.out.bias",
      backward: "matmul_10"),
    PlantedInBlock(
      .activation, "gelu_2: gelu → relu (first divergence)", forward: "gelu_2",
      backward: "matmul_10"),
    PlantedInBlock(
      .approximation, "gelu_2: approximate none → tanh (first divergence)", forward: "gelu_2",
      backward: "matmul_10"),
    PlantedInBlock(
      .writtenOut, "in blocks.1: gelu replaced by mul, sigmoid, mul (first divergence)",
      forward: "gelu_2", backward: "matmul_10"),
    PlantedInBlock(
      .clamp, "clamp_1 added (first divergence)", forward: "clamp_1", backward: "matmul_10"),
    PlantedInBlock(
      .scaledLoss, "loss: gradient 1 → 8 (first divergence)", forward: "mul_1", backward: "loss"),
    PlantedInBlock(
      .sumLoss, "mean_1: mean → sum (first divergence)", forward: "mean_1", backward: "square_1"),
    PlantedInBlock(
      .noResidual, "sub_2 removed (first divergence)", forward: "sub_2", backward: "matmul_10"),
    PlantedInBlock(
      .swapped, "sub_2: arguments sub_1, dropout_2 → dropout_2, sub_1 (first divergence)",
      forward: "sub_2", backward: "matmul_10"),
    PlantedInBlock(
      .detachedBlock, "blocks.1.fc removed with 2 operations", forward: "blocks.1.norm.weight",
      backward: "sub_1"),
    PlantedInBlock(
      .withoutGradients, "blocks.1 removed with 8 operations", forward: "x", backward: nil),
    PlantedInBlock(
      .tied, "matmul_10: arguments head.weight → embedding.weight", forward: "head.weight",
      backward: "matmul_10"),
    PlantedInBlock(
      .transposed, "blocks.1.fc.weight: value [0, 3] -0.473 → 0.3473 (first divergence)",
      forward: "blocks.1.fc.weight", backward: "matmul_10"),
    PlantedInBlock(
      .callLess, "blocks.2, call 2 removed with 8 operations (first divergence)",
      forward: "layer_norm_4", backward: "matmul_10"),
    PlantedInBlock(
      .optimizerStep, "embedding.weight: value norm 0.844 → 0.801 (first divergence)",
      forward: "embedding.weight", backward: "matmul_10"),
    PlantedInBlock(
      .blockLess, "blocks.1 removed with 8 operations (first divergence)",
      forward: "blocks.1.norm.weight", backward: "matmul_10"),
    PlantedInBlock(
      .blocksExchanged, "matmul_6: arguments blocks.2.fc.weight → blocks.1.fc.weight",
      forward: "blocks.1.fc.weight", backward: "matmul_10"),
  ]
}

@Suite struct PlantedBlockTests {
  @Test(arguments: PlantedInBlock.all) private func isFound(planted: PlantedInBlock) {
    let difference = GraphDifference(
      from: BlockPlan(change: .nothing).snapshot(),
      to: BlockPlan(change: planted.change).snapshot())
    #expect(difference.isEqual == (planted.line == nil), "\(difference.text)")
    #expect(difference.firstDivergence.forward == planted.forward)
    #expect(difference.firstDivergence.backward == planted.backward)
    if let line = planted.line {
      #expect(difference.changes.contains { $0.message == line }, "\(difference.text)")
    }
  }
}
