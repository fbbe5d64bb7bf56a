import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// What a stack of layers looks like after one went, or two changed places: names shift, and numbers tell the layers apart.
@Suite struct StackChangesTests {
  private final class Stack: Module {
    private let layers: [(String, Module)]

    init(_ layers: [(String, Module)]) { self.layers = layers }

    override var members: [(name: String, value: Any)] { layers.map { ($0.0, $0.1) } }

    override func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1.1($0) } }
  }

  private final class Absolute: Module {
    override func forward(_ x: Tensor) -> Tensor { x.abs() }
  }

  private func linear(_ seed: UInt64) -> Linear { Linear(4, 4, generator: Generator(seed: seed)) }

  private func snapshot(_ layers: [(String, Module)]) -> GraphSnapshot {
    let x = Tensor.randn([3, 4], generator: Generator(seed: 9)).named("x")
    let loss = Stack(layers)(x).square().mean().named("loss")
    loss.backward()
    return GraphSnapshot(of: loss, title: "stack")
  }

  private func difference(_ a: [(String, Module)], _ b: [(String, Module)]) -> GraphDifference {
    GraphDifference(from: snapshot(a), to: snapshot(b))
  }

  private func names(_ difference: GraphDifference, _ kind: GraphDifference.Change.Kind) -> [String]
  {
    difference.changes.filter { $0.kind == kind }.map(\.node)
  }

  @Test func theFirstLayerOfAStackIsRemoved() {
    let whole = [("0", linear(1)), ("1", linear(2)), ("2", linear(3))]
    let rest = [("0", linear(2)), ("1", linear(3))]
    let difference = difference(whole, rest)
    #expect(names(difference, .removed) == ["0"])
    #expect(names(difference, .renamed) == ["1", "2"])
    // Results differ, parameters don't.
    #expect(!names(difference, .value).contains { $0.hasSuffix("weight") || $0.hasSuffix("bias") })
    #expect(difference.firstDivergence.forward == "0.weight")
  }

  /// Weights that have the same numbers in another order, and so the same statistics, are others.
  @Test func layersAreToldApartByTheNumbersAndNotTheirStatistics() {
    func layer(_ isReversed: Bool) -> (String, Module) {
      let layer = Linear(20, 20, bias: false, generator: Generator(seed: 1))
      let numbers = (0..<400).map { Double($0 * 7919 % 401 - 200) / 256 }
      let weight = Tensor(
        isReversed ? numbers.reversed() : numbers, shape: [20, 20], dtype: .float32)
      weight.requiresGradient = true
      layer.weight = weight
      return ("", layer)
    }
    func snapshot(_ order: [Bool]) -> GraphSnapshot {
      let layers = order.enumerated().map { ("\($0.offset)", layer($0.element).1) }
      let x = Tensor.randn([3, 20], generator: Generator(seed: 9)).named("x")
      return GraphSnapshot(of: Stack(layers)(x).square().mean().named("loss"))
    }
    let difference = GraphDifference(from: snapshot([false, true]), to: snapshot([true]))
    #expect(names(difference, .removed) == ["0"])
    #expect(names(difference, .renamed) == ["1"])
    #expect(!names(difference, .value).contains { $0.hasSuffix("weight") })
  }

  /// Norms are alike: where they belong is told by the layers around them.
  @Test func theFirstBlockOfAStackIsRemoved() {
    func block(_ name: String, _ seed: UInt64) -> (String, Module) {
      // What the first operation computes is the same in all of them.
      (name, Stack([("absolute", Absolute()), ("layer", linear(seed)), ("norm", LayerNorm([4]))]))
    }
    let difference = difference(
      [block("0", 1), block("1", 2), block("2", 3)], [block("0", 2), block("1", 3)])
    #expect(names(difference, .removed) == ["0"])
    #expect(names(difference, .renamed) == ["1", "2"])
    #expect(names(difference, .moved) == [])
    #expect(names(difference, .added) == [])
  }

  @Test func ofEqualLayersTheLastIsRemoved() {
    func layers(_ count: Int) -> [(String, Module)] { (0..<count).map { ("\($0)", linear(1)) } }
    let difference = difference(layers(4), layers(3))
    #expect(names(difference, .removed) == ["3"])
    #expect(names(difference, .renamed) == [])
  }

  @Test func twoLayersHaveChangedPlaces() {
    let before = [("0", linear(1)), ("1", linear(2)), ("2", linear(3))]
    let after = [("0", linear(2)), ("1", linear(1)), ("2", linear(3))]
    let difference = difference(before, after)
    #expect(Set(names(difference, .renamed)) == ["0", "1"])
    // A product and a sum.
    #expect(names(difference, .moved).count == 2)
    #expect(!names(difference, .value).contains { $0.hasSuffix("weight") || $0.hasSuffix("bias") })
  }

  @Test func whatHasItsNameStillHasMovedAndIsNoOther() {
    func norm() -> LayerNorm { LayerNorm([4]) }
    let normsBehind: [(String, Module)] = [
      ("a", linear(1)), ("n1", norm()), ("b", linear(2)), ("n2", norm()),
    ]
    let normsBefore: [(String, Module)] = [
      ("n1", norm()), ("a", linear(1)), ("n2", norm()), ("b", linear(2)),
    ]
    let difference = difference(normsBehind, normsBefore)
    #expect(names(difference, .renamed) == [])
    #expect(names(difference, .added) == [])
    #expect(names(difference, .removed) == [])
    #expect(names(difference, .moved).count == 2)
  }

  @Test func roundingOfACoarserTypeReachesWhatIsComputedFromIt() {
    func snapshot(_ dtype: DType) -> GraphSnapshot {
      func leaf(_ shape: [Int], seed: UInt64) -> Tensor {
        let numbers = Tensor.randn(shape, generator: Generator(seed: seed)).doubles()
        return Tensor(numbers, shape: shape, dtype: dtype)
      }
      let (x, w) = (leaf([3, 4], seed: 1).named("x"), leaf([4, 4], seed: 2).named("w"))
      w.requiresGradient = true
      let product = x.matmul(w)
      let loss = (dtype == .float32 ? product : product.float()).square().mean().named("loss")
      loss.backward()
      return GraphSnapshot(of: loss)
    }
    let difference = GraphDifference(from: snapshot(.float32), to: snapshot(.bfloat16))
    #expect(names(difference, .value) == [])
    #expect(names(difference, .gradient) == [])
    #expect(!difference.isEqual)
  }

  @Test func aHookIsNamedAndTheForwardPassIsEqual() {
    func snapshot(_ hasHook: Bool) -> GraphSnapshot {
      let w = Tensor.randn([4, 4], generator: Generator(seed: 1)).named("w")
      w.requiresGradient = true
      if hasHook { w.registerGradientHook(name: "double") { $0 * 2 } }
      let loss = w.square().mean().named("loss")
      loss.backward()
      return GraphSnapshot(of: loss)
    }
    let difference = GraphDifference(from: snapshot(false), to: snapshot(true))
    #expect(difference.firstDivergence.forward == nil)
    #expect(difference.firstDivergence.backward == "w")
    #expect(difference.text.contains("w: gradient changed by nothing → hook double"))
  }
}
