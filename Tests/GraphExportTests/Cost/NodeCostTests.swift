import Foundation
import GraphExport
import Smolgrad
import Testing

/// What operations and tensors take, and what views make of it.
@Suite struct NodeCostTests {
  /// A computation with products, views that share elements, a saved mask, and a step without a gradient.
  private static func loss() -> Tensor {
    let x = Tensor.rand([8, 6], generator: Generator(seed: 1)).named("x")
    let w = Tensor.rand([6, 4], generator: Generator(seed: 2)).named("w")
    w.requiresGradient = true
    let loss = Scope.entering(type: "Net", name: "") {
      let h = Scope.entering(type: "Linear", name: "fc") { x.matmul(w) }
      let (a, b) = (h.narrow(dim: 1, start: 0, length: 2), h.narrow(dim: 1, start: 2, length: 2))
      return (a * b).dropout(0.5, generator: Generator(seed: 3)).exp().sum() + (x * 2).sum()
    }
    loss.backward()
    return loss.named("loss")
  }

  @Test func keptBytesAreThoseOfTheEngine() throws {
    for tensor in [Self.loss()] + Samples.all.map({ $0.compute() }) {
      let snapshot = GraphSnapshot(countingCostsOf: tensor)
      let total = try #require(snapshot.total(.saved))
      #expect(Int(total.forward) == tensor.bytesKeptForBackward)
      #expect(total.forward > 0)
    }
    // The elements of x and w, those of h, which are those of both slices, the mask and products of 8×2, and what exp and sum have for inputs.
    let snapshot = GraphSnapshot(countingCostsOf: Self.loss())
    let slices = snapshot.nodes.filter { $0.operation?.type.contains("narrow") ?? false }
    #expect(slices.compactMap { $0.cost?.saved?.forward } == [128, 0])
    let arguments = snapshot.edges.filter { $0.saved ?? 0 > 0 }
    #expect(arguments.contains { $0.saved == 8 * 6 * 4 })
    // A step whose result requires no gradient keeps nothing.
    let plain = snapshot.nodes.first { node in
      node.operation?.type == "mul"
        && snapshot.edges.contains { $0.to == node.id && snapshot.nodes[$0.from].name == "x" }
    }
    #expect(plain != nil && plain?.cost?.saved == nil)
  }

  @Test func countsProductsAndWhatIsUnknown() throws {
    let snapshot = GraphSnapshot(countingCostsOf: Self.loss())
    let total = try #require(snapshot.total(.flops))
    // x requires no gradient: one product back.
    #expect(total.forward == 2 * 8 * 6 * 4 && total.backward == 2 * 8 * 6 * 4)
    #expect(total.known + total.unknown == snapshot.operationCount && total.unknown > 0)
  }

  @Test func bytesAreElementsTimesTheSizeOfOne() throws {
    let mixed = Tensor.ones([3], dtype: .float64).cast(to: .float16) * 2
    let snapshot = GraphSnapshot(of: mixed).countingBytes
    // The plain number beside two bytes an element is one of single precision.
    #expect(snapshot.total(.bytes)?.forward == 40.0)
    var other = snapshot
    if case .tensor(var tensor) = other.nodes[0].content {
      tensor.dtype = "quint4x2"
      other.nodes[0].content = .tensor(tensor)
    }
    #expect(other.countingBytes.total(.bytes)?.unknown == 1)
  }

  @Test(arguments: [CostKind.flops, .saved, .bytes])
  func viewsAddUp(kind: CostKind) throws {
    let snapshot = GraphSnapshot(countingCostsOf: Self.loss()).countingBytes
    for views in [[GraphView.depth(.levels(0))], [.depth(.levels(1))], [.rolled]] {
      let view = try snapshot.applying(views)
      let sums = view.nodes.compactMap { node -> NodeCost.Sum? in
        switch kind {
        case .flops: node.cost?.flops
        case .saved: node.cost?.saved
        default: node.cost?.bytes
        }
      }
      let total = try #require(view.total(kind))
      #expect(sums.reduce(0) { $0 + $1.total } == total.total, "\(views)")
      #expect(sums.reduce(0) { $0 + $1.known } == total.known, "\(views)")
      #expect(total == snapshot.total(kind))
    }
    // Twelve blocks as one keep what all of them keep.
    var blocks = Samples.blocks().countingBytes
    let whole = blocks.total(.bytes)
    blocks = try blocks.applying([.rolled])
    #expect(blocks.nodes.reduce(0) { $0 + ($1.cost?.bytes?.forward ?? 0) } == whole?.forward)
  }

  @Test func timesAddUpToAStep() throws {
    let snapshot = GraphSnapshot.timing(runs: 5) { Self.loss() }
    let total = try #require(snapshot.total(.time))
    #expect(total.known == snapshot.operationCount && total.unknown == 0)
    #expect(total.forward > 0 && total.backward > 0 && (snapshot.stepTime ?? 0) > 0)
    let matmul = try #require(snapshot.nodes.first { $0.operation?.type == "matmul" }?.cost?.time)
    #expect(matmul.forward > 0 && matmul.backward > 0)
    // The gradients are those of a plain run.
    let plain = GraphSnapshot(of: Self.loss())
    #expect(snapshot.nodes.map(\.tensor) == plain.nodes.map(\.tensor))
  }

  @Test func runsThatDifferHaveNoTimes() throws {
    var runs = 0
    let snapshot = GraphSnapshot.timing(runs: 3) {
      runs += 1
      let x = Tensor(2, requiresGradient: true)
      let y = runs % 3 == 0 ? x.exp() : x.sin()
      y.backward()
      return y
    }
    #expect(snapshot.total(.time) == nil)
  }

  @Test func surviveJSON() throws {
    var snapshot = GraphSnapshot(countingCostsOf: Self.loss()).countingBytes
    let time = NodeCost.Sum(forward: 1.5e-4, backward: 3e-4, spread: 1e-5)
    snapshot.nodes[1].cost?.time = time
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
    let view = try snapshot.applying([.depth(.levels(1))])
    #expect(try GraphSnapshot(json: view.json()) == view)
    let text = String(decoding: try snapshot.json(), as: UTF8.self)
    for (right, wrong) in [
      ("\"known\": ", "\"known\": -"), ("\"flops\": {", "\"flops\": {\"gas\": 1,"),
    ] {
      #expect(throws: SnapshotError.self) {
        try GraphSnapshot(json: Data(text.replacing(right, with: wrong).utf8))
      }
    }
  }
}
