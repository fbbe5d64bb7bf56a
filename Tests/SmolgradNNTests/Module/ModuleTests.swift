import Smolgrad
import SmolgradNN
import TestSupport
import Testing

private final class Block: Module {
  let norm = Linear(3, 3)
  let gate: Linear? = Linear(3, 3)
  let missing: Linear? = nil

  override func forward(_ x: Tensor) -> Tensor { gate!(norm(x)).relu() }
}

private final class Model: Module {
  let scale = Tensor([2.0], requiresGradient: true)
  let mask = Tensor([1.0]).asBuffer()
  let number = Tensor([1.0])
  let blocks = [Block(), Block()]
  let heads = ["left": Linear(3, 1), "a": Linear(3, 1)]
  let list = ModuleList(Linear(3, 3))
  var extra: Linear?

  override func forward(_ x: Tensor) -> Tensor {
    let hidden = blocks.reduce(x * scale * mask) { $1($0) }
    let shared = list[0](list[0](hidden))
    return heads["a"]!(shared) + heads["left"]!(extra?(shared) ?? shared)
  }
}

/// The scopes of a computation in the order in which they appear in its history, each once.
private func scopes(of tensor: Tensor) -> [Scope] {
  var scopes: [Scope] = []
  for scope in history(of: tensor).compactMap(\.record?.scope)
  where !scopes.contains(where: { $0 === scope }) {
    scopes.append(scope)
  }
  return scopes
}

@Suite("Modules")
struct ModuleTests {
  @Test(
    "Parameters are found in properties, optionals, arrays, dictionaries and lists, in their order")
  func parameters() {
    let model = Model()
    #expect(
      model.namedParameters().map(\.path) == [
        "scale",
        "blocks.0.norm.weight", "blocks.0.norm.bias", "blocks.0.gate.weight", "blocks.0.gate.bias",
        "blocks.1.norm.weight", "blocks.1.norm.bias", "blocks.1.gate.weight", "blocks.1.gate.bias",
        "heads.a.weight", "heads.a.bias", "heads.left.weight", "heads.left.bias",
        "list.0.weight", "list.0.bias",
      ])
    #expect(model.namedBuffers().map(\.path) == ["mask"])
    #expect(model.parameters().allSatisfy { $0.role == .parameter && $0.requiresGradient })
    #expect(model.number.role == .input)
    #expect(model.parameterCount == 1 + 5 * 12 + 2 * 4)
  }

  @Test("The outermost call names tensors and scopes; a part that is called on its own is a root")
  func names() {
    let model = Model()
    let y = model(Tensor.ones([2, 3]))
    #expect(model.blocks[1].norm.weight.path == "blocks.1.norm.weight")
    #expect(
      scopes(of: y).map { "\($0.type) \($0.path) \($0.call)" } == [
        "Model  0",
        "Linear blocks.0.norm 0", "Linear blocks.0.gate 0", "Block blocks.0 0",
        "Linear blocks.1.norm 0", "Linear blocks.1.gate 0", "Block blocks.1 0",
        "Linear list.0 0", "Linear list.0 1", "Linear heads.a 0", "Linear heads.left 0",
      ])
    let part = model.blocks[1](Tensor.ones([2, 3]))
    #expect(scopes(of: part).map(\.path) == ["norm", "gate", ""])
    #expect(model.blocks[1].norm.weight.path == "norm.weight")
    _ = model(Tensor.ones([2, 3]))
    #expect(model.blocks[1].norm.weight.path == "blocks.1.norm.weight")
    #expect(model.blocks[1].namedParameters()[0].path == "norm.weight")
    #expect(model.blocks[1].norm.weight.path == "blocks.1.norm.weight")
  }

  @Test("A part that comes after the first call is found")
  func lateParts() {
    let model = Model()
    _ = model(Tensor.ones([2, 3]))
    model.extra = Linear(3, 3)
    let y = model(Tensor.ones([2, 3]))
    #expect(scopes(of: y).map(\.path).contains("extra"))
    #expect(model.extra!.weight.path == "extra.weight")
    #expect(model.namedParameters().last!.path == "extra.bias")
  }

  @Test("A tensor and a module that are held twice count once, under their first name")
  func shared() {
    final class Tied: Module {
      let first = Linear(2, 2, bias: false)
      let second = Linear(2, 2, bias: false)
      let again: Linear
      override init() {
        again = first
        second.weight = first.weight
      }
      override func forward(_ x: Tensor) -> Tensor { second(again(first(x))) }
    }
    let model = Tied()
    #expect(model.namedParameters().map(\.path) == ["first.weight"])
    #expect(model.first.weight.path == "first.weight")
    #expect(model.stateDict().map(\.key) == ["first.weight", "second.weight", "again.weight"])
    let y = model(Tensor.ones([1, 2]))
    #expect(scopes(of: y).map { "\($0.path) \($0.call)" } == ["first 0", "first 1", "second 0"])
  }

  @Test("A reference back to the parent is no endless way")
  func cycles() {
    final class Child: Module {
      weak var parent: Module?
      let linear = Linear(1, 1)
    }
    final class Parent: Module {
      let child = Child()
    }
    let parent = Parent()
    parent.child.parent = parent
    #expect(parent.namedParameters().map(\.path) == ["child.linear.weight", "child.linear.bias"])
  }

  @Test(
    "Tuples, structures and lazy properties are looked into; a model that was called can be released"
  )
  func otherHolders() {
    struct Pair {
      let left = Linear(1, 1, bias: false)
      let right = Linear(1, 1, bias: false)
    }
    final class Holder: Module {
      let pair = Pair()
      let tuple = (Linear(1, 1, bias: false), last: Linear(1, 1, bias: false))
      let numbers = [1.0, 2]
      lazy var later = Linear(1, 1, bias: false)
      override func forward(_ x: Tensor) -> Tensor { later(pair.left(x)) }
    }
    var holder: Holder? = Holder()
    weak let released = holder
    let y = holder!(Tensor.ones([1, 1]))
    #expect(scopes(of: y).map(\.path) == ["pair.left", "later"])
    #expect(
      holder!.namedParameters().map(\.path) == [
        "pair.left.weight", "pair.right.weight", "tuple.0.weight", "tuple.last.weight",
        "later.weight",
      ])
    holder = nil
    #expect(released == nil)
  }

  @Test("Training and evaluation reach every part")
  func training() {
    let model = Model()
    #expect(model.modules().allSatisfy { $0.isTraining })
    model.eval()
    #expect(model.modules().count == 11)
    #expect(model.modules().allSatisfy { !$0.isTraining })
    model.train()
    #expect(model.modules().allSatisfy { $0.isTraining })
  }

  @Test("Gradients are cleared, and a frozen module gets none")
  func gradients() {
    let model = Linear(2, 1)
    model(Tensor.ones([1, 2])).sum().backward()
    #expect(model.weight.gradient?.doubles() == [1, 1])
    model.zeroGradients()
    #expect(model.weight.gradient == nil && model.weight.gradientWasCleared)
    model.setRequiresGradient(false)
    #expect(!model(Tensor.ones([1, 2])).requiresGradient)
    #expect(model.parameters().count == 2)
  }

  @Test("A model is converted to another precision, but not its integers")
  func conversion() {
    let model = Sequential(Linear(2, 2), BatchNorm1d(2))
    let weight = (model[0] as! Linear).weight
    let values = weight.doubles()
    model(Tensor([[1, 2], [3, 5]])).square().sum().backward()
    model.cast(to: .float64)
    #expect(weight.dtype == .float64 && weight.gradient?.dtype == .float64)
    #expect(weight.doubles() == values)
    #expect(model.stateDict()["1.num_batches_tracked"]?.dtype == .int64)
    #expect(model(sample([3, 2])).dtype == .float64)
    #expect(model.cast(to: .float16).stateDict()["1.running_mean"]?.dtype == .float16)
  }

  @Test("The steps of a recurrent module are calls of its cells")
  func recurrentScopes() {
    let output = Sequential(LSTM(1, 1, bidirectional: true))(Tensor.ones([2, 1, 1]))
    let steps = scopes(of: output).map { "\($0.type) \($0.path) \($0.call)" }
    #expect(
      steps.sorted() == [
        "LSTM 0 0", "LSTMCell 0.l0 0", "LSTMCell 0.l0 1", "LSTMCell 0.l0_reverse 0",
        "LSTMCell 0.l0_reverse 1",
      ])
  }
}
