import GraphExport
import Smolgrad
import Testing

@Suite struct CaptureTests {
  @Test func recordsValuesGradientsAndNames() throws {
    let a = Tensor(2.0, requiresGradient: true).named("a")
    let b = Tensor(-3.0, requiresGradient: true).named("b")
    let c = (a * b).named("c")
    c.backward()
    let snapshot = GraphSnapshot(of: c, title: "product")
    #expect(snapshot.title == "product")
    #expect(snapshot.nodes.map(\.name) == ["a", "b", "mul_1", "c"])
    #expect(
      snapshot.edges.map { [$0.from, $0.to, $0.position] } == [[0, 2, 0], [1, 2, 1], [2, 3, 0]])
    #expect(snapshot.nodes.compactMap { $0.tensor?.value.scalar } == [2, -3, -6])
    #expect(snapshot.nodes.compactMap { $0.tensor?.gradient.summary?.scalar } == [-3, 2, 1])
    #expect(snapshot.nodes.compactMap { $0.tensor?.isRoot } == [false, false, true])
  }

  @Test func keepsBothUsesOfAnInput() {
    let a = Tensor(3.0, requiresGradient: true)
    let snapshot = GraphSnapshot(of: a * a)
    #expect(snapshot.nodes.count == 3)
    #expect(snapshot.edges.filter { $0.to == 1 }.map(\.position) == [0, 1])
  }

  @Test func givesEveryNodeANameOfItsOwn() {
    let a = Tensor(1.0).named("a")
    let other = Tensor(2.0).named("a")
    let sneaky = Tensor(2.0).named("mul_1")
    let snapshot = GraphSnapshot(of: a * other * sneaky + a)
    #expect(Set(snapshot.nodes.map(\.name)).count == snapshot.nodes.count)
  }

  @Test func saysWhyThereIsNoGradient() throws {
    let x = Tensor(2.0, requiresGradient: true).named("x")
    let fixed = Tensor(5.0).named("fixed")
    let index = Tensor(integers: [1]).named("index")
    let y = (x * fixed * 3 + index.sum()).named("y")
    func status(_ name: String) throws -> TensorNode.Gradient {
      let snapshot = GraphSnapshot(of: y)
      return try #require(snapshot.nodes.first { $0.name == name }?.tensor).gradient
    }
    #expect(try status("x") == .absent(.notComputed))
    #expect(try status("fixed") == .absent(.notRequired))
    #expect(try status("index") == .absent(.integer))
    #expect(try status("constant_1") == .absent(.constant))
    y.backward()
    #expect(try status("x").summary?.scalar == 15)
    x.zeroGradient()
    #expect(try status("x") == .absent(.cleared))
  }

  @Test func tellsUnreachableFromNotComputed() throws {
    let x = Tensor([1.0, 2.0], requiresGradient: true).named("x")
    let unused = Tensor(1.0, requiresGradient: true).named("unused")
    let y = (x.sum() + (unused .> 0).cast(to: .float32)).named("y")
    y.backward()
    let snapshot = GraphSnapshot(of: y)
    let node = try #require(snapshot.nodes.first { $0.name == "unused" }?.tensor)
    #expect(node.gradient == .absent(.unreachable))
  }

  @Test func placesParametersInTheModuleThatOwnsThem() throws {
    let x = Tensor([[1.0, 2.0]]).named("x")
    let weight = Tensor([[1.0], [2.0]], requiresGradient: true)
    weight.role = .parameter
    weight.path = "fc.weight"
    let y = Scope.entering(type: "Net", name: "") {
      Scope.entering(type: "Linear", name: "fc") { x.matmul(weight) * 2 }
    }
    let snapshot = GraphSnapshot(of: y.sum())
    #expect(snapshot.scopes.map(\.type) == ["Net", "Linear"])
    #expect(snapshot.scopes.map(\.path) == ["", "fc"])
    #expect(snapshot.scopes.map(\.parent) == [nil, 0])
    #expect(snapshot.scopes.map(\.parameterCount) == [2, 2])
    let scopes = Dictionary(uniqueKeysWithValues: snapshot.nodes.map { ($0.name, $0.scope) })
    #expect(scopes["fc.weight"] == 1)
    #expect(scopes["constant_1"] == 1)
    #expect(scopes["x"] == .some(nil))
    #expect(scopes["sum_1"] == .some(nil))
  }

  @Test func placesElementsOfAListInTheModuleThatHoldsTheList() throws {
    func parameter(_ path: String) -> Tensor {
      let tensor = Tensor(2.0, requiresGradient: true)
      (tensor.role, tensor.path) = (.parameter, path)
      return tensor
    }
    let x = Tensor(1.0).named("x")
    let y = Scope.entering(type: "Net", name: "") {
      let h = Scope.entering(type: "Neuron", name: "neurons.1") {
        Scope.entering(type: "Sum", name: "sum") { x * parameter("neurons.1.w.0") }
          * parameter("neurons.10.w") * parameter("other.weight")
      }
      return h * parameter("w.3") * parameter("bias")
    }
    let snapshot = GraphSnapshot(of: y)
    let paths = Dictionary(
      uniqueKeysWithValues: snapshot.nodes.filter { $0.tensor?.role == .parameter }
        .map { ($0.name, snapshot.scopes[$0.scope!].path) })
    #expect(
      paths == [
        "neurons.1.w.0": "neurons.1", "neurons.10.w": "neurons.1", "other.weight": "neurons.1",
        "w.3": "", "bias": "",
      ])
  }

  /// A module that is called twice, and another of the same type.
  @Test func numbersTheCallsAtTheRootAndCountsParametersInEach() throws {
    let x = Tensor([[1.0, 2.0]]).named("x")
    let weights = (0..<2).map { _ in
      let weight = Tensor([[1.0, 0], [2.0, 1]], requiresGradient: true)
      (weight.role, weight.path) = (.parameter, "weight")
      return weight
    }
    func call(_ module: Int, _ x: Tensor) -> Tensor {
      Scope.entering(type: "Linear", name: "", module: UInt64(module)) {
        Scope.entering(type: "Inner", name: "inner") { x.matmul(weights[module]) }
      }
    }
    let unused = call(0, x)
    let snapshot = GraphSnapshot(of: call(0, call(1, call(0, x))).sum())
    #expect(unused.count == 2)
    let roots = snapshot.scopes.filter { $0.parent == nil }
    #expect(roots.map(\.call) == [1, 1, 2] && roots.map(\.parameterCount) == [4, 4, 4])
    // The weights belong to the outer module.
    #expect(snapshot.scopes.filter { $0.type == "Inner" }.map(\.parameterCount) == [0, 0, 0])
    #expect(snapshot.parameterCount == 8)
  }

  @Test func isTheSameForTheSameComputation() throws {
    func compute() throws -> GraphSnapshot {
      let x = Tensor([[1.0, -2.0], [0.5, 4.0]], requiresGradient: true).named("x")
      let y = (x.matmul(x).tanh() * x).sum()
      y.backward()
      return GraphSnapshot(of: y)
    }
    let first = try compute()
    #expect(try first == compute())
    #expect(try first.json() == compute().json())
  }
}
