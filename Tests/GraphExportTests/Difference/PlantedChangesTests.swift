import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// A small network with one thing that can be changed at a time.
private struct Plan {
  enum Change: String, CaseIterable {
    case nothing, weight, sign, bias, input, target, seed, layerMore, layerLess, order, activation
    case name, moduleName, attribute, permuted, unshared, constant, derivative, frozen, batch
    case residual, notANumber, double, rounding, loss, detached, twoLayers
  }

  var change = Change.nothing

  func snapshot() -> GraphSnapshot {
    let generator = Generator(seed: change == .seed ? 2 : 1)
    let dtype: DType = change == .double ? .float64 : .float32
    var layers: [(String, Module)] = [
      ("fc1", Linear(3, 5, generator: generator)), ("act1", ReLU()),
      (change == .moduleName ? "middle" : "fc2", Linear(5, 5, generator: generator)),
      ("act2", change == .activation ? Tanh() : ReLU()),
      ("fc3", Linear(5, 4, generator: generator)),
    ]
    let fc2 = layers[2].1 as! Linear
    switch change {
    case .weight: fc2.weight = fc2.weight.changed { $0 = $0.map { $0 + 0.1 } }
    case .sign: fc2.weight = fc2.weight.changed { $0 = $0.map { -$0 } }
    case .rounding:
      fc2.weight = fc2.weight.changed { $0 = $0.map { $0 * (1 + 1e-7) } }
    case .bias:
      let fc1 = layers[0].1 as! Linear
      fc1.bias = fc1.bias!.changed { $0[0] += 0.2 }
    case .frozen: fc2.weight.requiresGradient = false
    case .layerMore:
      layers.insert(("extra", Linear(5, 5, generator: Generator(seed: 9))), at: 4)
    case .layerLess: layers.removeSubrange(2...3)
    case .twoLayers:
      layers.insert(("extra", Linear(5, 5, generator: Generator(seed: 9))), at: 2)
      layers.removeSubrange(4...4)
    case .permuted: layers.swapAt(2, 3)
    default: break
    }
    for case let layer as Linear in layers.map(\.1) where change == .double {
      layer.weight = layer.weight.changed(to: dtype) { _ in }
      layer.bias = layer.bias?.changed(to: dtype) { _ in }
    }
    let net = Net(layers)
    var x = Tensor.randn(
      [change == .batch ? 6 : 4, 3], generator: Generator(seed: 5)
    ).changed(to: dtype) { _ in }.named("x")
    if change == .input { x = x.changed { $0[0] += 1 }.named("x") }
    if change == .notANumber { x = x.changed { $0[4] = .nan }.named("x") }
    let shared = Tensor.randn([4], generator: Generator(seed: 6))
      .changed(to: dtype) { _ in }.named("scale")
    shared.requiresGradient = true
    var y = net(x)
    if change == .residual { y = y + y.exp() }
    if change == .detached { y = y.detached() + shared }
    y = y * shared
    let other =
      change == .unshared
      ? withoutGradients { shared * 1 }.named("scale2") : shared
    if change == .unshared { other.requiresGradient = true }
    y = change == .order ? other - y : y - other
    y = y.named(change == .name ? "scores" : "y")
    if change == .derivative { y = Self.wrongIdentity(y) } else { y = Self.identity(y) }
    y = (y * (change == .constant ? 3 : 2)).softmax(dim: change == .attribute ? 0 : 1)
    let target = Tensor.full([4], change == .target ? 0.5 : 0.25, dtype: dtype).named("target")
    let error = y - target
    let loss = (change == .loss ? error.abs() : error * error).mean().named("loss")
    loss.backward()
    return GraphSnapshot(of: loss, title: "net")
  }

  private static func identity(_ x: Tensor) -> Tensor {
    Tensor.recording("copy", inputs: [x], value: x, derivatives: [Derivative("{g}") { g, _ in g }])
  }

  private static func wrongIdentity(_ x: Tensor) -> Tensor {
    Tensor.recording(
      "copy", inputs: [x], value: x, derivatives: [Derivative("{g}") { g, _ in g * 2 }])
  }
}

private final class Net: Module {
  private let layers: [(String, Module)]

  init(_ layers: [(String, Module)]) { self.layers = layers }

  override var members: [(name: String, value: Any)] { layers.map { ($0.0, $0.1) } }

  override func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1.1($0) } }
}

extension Tensor {
  /// A leaf with other numbers.
  fileprivate func changed(
    to dtype: DType? = nil, _ change: (inout [Double]) -> Void
  ) -> Tensor {
    var numbers = doubles()
    change(&numbers)
    let leaf = Tensor(numbers, shape: shape, dtype: dtype ?? self.dtype)
    leaf.requiresGradient = requiresGradient
    return leaf
  }
}

/// A change of a program, and what a comparison has to say of it.
private struct Planted: CustomTestStringConvertible, Sendable {
  let change: Plan.Change
  let kind: GraphDifference.Change.Kind?
  /// Where the forward pass begins to differ; nil for nowhere.
  let forward: String?
  /// Where the backward pass begins to differ; nil for nowhere.
  let backward: String?

  var testDescription: String { change.rawValue }

  init(
    _ change: Plan.Change, _ kind: GraphDifference.Change.Kind?, forward: String?,
    backward: String?
  ) {
    (self.change, self.kind, self.forward, self.backward) = (change, kind, forward, backward)
  }

  static let all = [
    Planted(.weight, .value, forward: "fc2.weight", backward: "sub_2"),
    Planted(.sign, .value, forward: "fc2.weight", backward: "sub_2"),
    Planted(.bias, .value, forward: "fc1.bias", backward: "sub_2"),
    Planted(.input, .value, forward: "x", backward: "sub_2"),
    Planted(.notANumber, .value, forward: "x", backward: "sub_2"),
    Planted(.target, .value, forward: "target", backward: "sub_2"),
    Planted(.seed, .value, forward: "fc1.weight", backward: "sub_2"),
    Planted(.constant, .value, forward: "constant_1", backward: "sub_2"),
    Planted(.layerMore, .added, forward: "extra.weight", backward: "sub_2"),
    Planted(.twoLayers, .added, forward: "extra.weight", backward: "sub_2"),
    Planted(.layerLess, .removed, forward: "fc2.weight", backward: "sub_2"),
    Planted(.residual, .added, forward: "exp_1", backward: "sub_2"),
    Planted(.order, .attribute, forward: "sub_1", backward: "sub_2"),
    Planted(.activation, .attribute, forward: "relu_2", backward: "sub_2"),
    Planted(.attribute, .attribute, forward: "softmax_1", backward: "sub_2"),
    Planted(.loss, .attribute, forward: "mul_3", backward: "sub_2"),
    Planted(.name, .renamed, forward: nil, backward: nil),
    Planted(.moduleName, .renamed, forward: nil, backward: nil),
    Planted(.permuted, .moved, forward: "relu_2", backward: "sub_2"),
    Planted(.unshared, .added, forward: "scale2", backward: "scale"),
    Planted(.derivative, .gradient, forward: nil, backward: "y"),
    Planted(.frozen, .attribute, forward: "fc2.weight", backward: "fc2.weight"),
    Planted(.detached, .removed, forward: "x", backward: "sub_2"),
    Planted(.batch, .shape, forward: "x", backward: "scale"),
    Planted(.double, .dtype, forward: "x", backward: nil),
    Planted(.rounding, nil, forward: nil, backward: nil),
    Planted(.nothing, nil, forward: nil, backward: nil),
  ]
}

@Suite struct PlantedChangesTests {
  @Test(arguments: Planted.all) private func isFound(planted: Planted) throws {
    let difference = GraphDifference(
      from: Plan().snapshot(), to: Plan(change: planted.change).snapshot())
    #expect(difference.isEqual == (planted.kind == nil), "\(difference.text)")
    #expect(difference.firstDivergence.forward == planted.forward)
    #expect(difference.firstDivergence.backward == planted.backward)
    if let kind = planted.kind { #expect(difference.changes.contains { $0.kind == kind }) }
  }
}
