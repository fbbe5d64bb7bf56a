import Foundation
import Smolgrad
import SmolgradNN
import Testing

@Suite("Hooks are called as PyTorch calls them")
struct HookTests {
  private let log = HookLog()

  private func leaf(_ values: Double...) -> Tensor {
    Tensor(values, shape: values.count > 1 ? [values.count] : [], requiresGradient: true)
  }

  @Test func leafUsedTwice() throws {
    let x = leaf(1, 2)
    x.gradient = Tensor([10, 20])
    log.look("x", at: x) { $0 * 2 }
    let y = x * x + x * 3
    log.look("y", at: y)
    y.sum().backward()
    try log.check("leaf_used_twice", ["x": x.gradient])
  }

  @Test func chain() throws {
    let x = leaf(0.5, -1)
    let a = x.tanh()
    let b = a * a
    let c = b.exp()
    log.look("c", at: c)
    log.look("b", at: b) { $0.clamp(min: -0.5, max: 0.5) }
    log.look("a first", at: a) { $0 + 1 }
    log.look("a second", at: a) { $0 * $0 }
    log.look("x", at: x)
    c.sum().backward()
    try log.check(
      "chain", ["x": x.gradient, "a": a.gradient, "b": b.gradient, "c": c.gradient])
    #expect(a.gradientChanges.map { $0.attributes[0].value } == ["a first", "a second"])
    #expect(x.gradientChanges.isEmpty && c.gradientChanges.isEmpty)
  }

  @Test("A leaf's hook runs when its last share is there, not at the end")
  func layers() throws {
    let (w1, w2, w3, x) = (leaf(2), leaf(3), leaf(4), Tensor(5.0))
    let l1 = w1 * x
    let l2 = w2 * l1
    let l3 = w3 * l2
    for (name, tensor) in [("w1", w1), ("w2", w2), ("w3", w3), ("l1", l1), ("l2", l2), ("l3", l3)] {
      log.look(name, at: tensor)
    }
    l3.backward()
    try log.check("layers", ["w1": w1.gradient, "w2": w2.gradient, "w3": w3.gradient])
  }

  @Test func views() throws {
    let (x, b) = (leaf(1, 2, 3, 4), leaf(0.5))
    let rows = x.reshape(2, 2)
    let first = rows[0]
    log.look("x", at: x) { $0 - 1 }
    log.look("rows", at: rows) { $0 * 10 }
    log.look("first", at: first) { -$0 }
    log.look("b", at: b) { $0 / 4 }
    (first * first * b).sum().backward()
    try log.check("views", ["x": x.gradient, "b": b.gradient])
  }

  @Test func removed() throws {
    let x = leaf(2)
    let first = log.look("first", at: x) { $0 * 10 }
    log.look("second", at: x)
    (x * x).backward()
    first.remove()
    (x * x).backward()
    try log.check("removed", ["x": x.gradient])
    #expect(x.gradientChanges.isEmpty, "those of the last pass count")
  }

  @Test func root() throws {
    let x = leaf(2)
    let y = x * x
    log.look("y", at: y) { $0 * 5 }
    y.backward()
    try log.check("root", ["x": x.gradient])
  }

  @Test func secondDerivative() throws {
    let x = leaf(3)
    let y = x ** 3
    y.registerGradientHook { [unowned x] gradient in gradient * x }
    let first = gradient(of: y, withRespectTo: x, recording: true)
    let second = gradient(of: first, withRespectTo: x)
    try log.check("second_derivative", ["first": first, "second": second])
  }

  @Test func withoutStoring() throws {
    let x = leaf(1, 2)
    log.look("x", at: x) { $0 * 2 }
    x.registerPostAccumulateHook { [log] _ in log.note("after", nil) }
    let found = gradients(of: (x * x).sum(), withRespectTo: [x])[0]
    try log.check("without_storing", ["found": found, "x": x.gradient])
  }

  @Test func afterAccumulation() throws {
    let w = leaf(2, 3)
    w.gradient = Tensor([1, 1])
    w.registerPostAccumulateHook { [log] w in
      log.note("step", w.gradient)
      w.addInPlace(w.gradient!, scaledBy: -0.5)
      w.zeroGradient()
    }
    log.look("w", at: w) { $0 * 2 }
    (w * w).sum().backward()
    try log.check("after_accumulation", ["w": w, "gradient": w.gradient])
  }

  private func linear() -> Linear {
    let layer = Linear(2, 2)
    layer.weight.assign(Tensor([[1, 2], [3, -1]]))
    layer.bias!.assign(Tensor([0.5, -0.5]))
    return layer
  }

  @Test func module() throws {
    let layer = linear()
    layer.registerForwardHook { _, _, output in output * 2 }
    layer.registerForwardHook { _, inputs, output in output + inputs[0] }
    log.look("first", at: layer) { inputs in [inputs[0]! * 10] }
    log.look("second", at: layer)
    let x = leaf(1, -2)
    let y = layer(x)
    (y * y + x).sum().backward()
    try log.check(
      "module",
      ["y": y, "x": x.gradient, "weight": layer.weight.gradient, "bias": layer.bias!.gradient])
  }

  @Test func moduleWithoutGradientOfItsInput() throws {
    let layer = linear()
    log.look("layer", at: layer)
    layer(Tensor([1, 2])).sum().backward()
    try log.check("module_without_gradient_of_input", ["weight": layer.weight.gradient])
  }

  @Test func moduleOfTwoInputs() throws {
    let loss = MSELoss(reduction: .sum)
    log.look("loss", at: loss) { inputs in [inputs[0]! * 3, inputs[1]! - 1] }
    let (a, b) = (leaf(1, 2), leaf(4, 8))
    loss(a * a, b * 2).backward()
    try log.check("module_of_two_inputs", ["a": a.gradient, "b": b.gradient])
  }

  @Test func hooksKeepNothingAlive() {
    weak var tensor: Tensor?
    weak var module: Module?
    do {
      let layer = linear()
      let x = leaf(1, 2)
      log.look("layer", at: layer) { _ in nil }
      layer.registerForwardHook { _, _, output in output * 2 }
      let y = layer(x)
      y.registerGradientHook { gradient in gradient * 2 }
      x.registerGradientHook { gradient in gradient * 2 }
      gradients(of: y.sum(), withRespectTo: [x], recording: true)[0]!.sum().backward()
      (tensor, module) = (x, layer)
    }
    #expect(tensor == nil && module == nil)
  }

  @Test func whatAHookGetsIsItsOwn() {
    let (a, b) = (leaf(1), leaf(2))
    var kept: Tensor?
    a.registerGradientHook { gradient in
      kept = gradient
      return nil
    }
    // A sum hands one gradient on to both.
    (a + b).backward()
    kept!.addInPlace(Tensor(5.0))
    #expect(a.gradient!.item() == 1 && b.gradient!.item() == 1)
  }

  @Test func withoutHooksNothingIsCalled() {
    let layer = linear()
    let handle = layer.registerForwardHook { _, _, output in output * 2 }
    let x = leaf(1, 2)
    let hooked = layer(x).doubles()
    handle.remove()
    #expect(layer(x).doubles() == hooked.map { $0 / 2 })
    #expect(!history(of: layer(x)).contains { $0.record?.operation == "identity" })
    layer.registerBackwardHook { _, _, _ in
      Issue.record("there is nothing to go back through")
      return nil
    }
    withoutGradients { _ = layer(x) }
  }
}
