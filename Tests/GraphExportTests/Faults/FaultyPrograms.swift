import GraphExport
import Smolgrad

/// A program in Swift with a planted fault.
struct FaultyProgram: Sendable, CustomStringConvertible {
  var name: String
  var kind: Finding.Kind
  var operation: String
  var direction: Finding.Direction
  var run: @Sendable () -> GraphSnapshot

  var description: String { name }

  init(
    _ name: String, _ kind: Finding.Kind, _ operation: String, _ direction: Finding.Direction,
    _ loss: @escaping @Sendable () -> Tensor
  ) {
    (self.name, self.kind, self.operation, self.direction) = (name, kind, operation, direction)
    run = {
      let loss = loss()
      if loss.gradient == nil, loss.requiresGradient { loss.backward() }
      return GraphSnapshot(of: loss, capturing: .contributions)
    }
  }

  private static func leaf(_ tensor: Tensor, _ name: String) -> Tensor {
    tensor.requiresGradient = true
    return tensor.named(name)
  }

  static let all: [FaultyProgram] = [
    FaultyProgram("a large overflow", .bornForward, "exp", .forward) {
      leaf(Tensor.arange(0, 3000).cast(to: .float32).reshape(30, 100), "x").exp().mean()
    },
    FaultyProgram("a large root of 0", .bornBackward, "sqrt", .backward) {
      leaf(Tensor.arange(0, 600).cast(to: .float32), "x").sqrt().sum()
    },
    FaultyProgram("a mask after a division", .bornBackward, "div", .backward) {
      let x = leaf(Tensor.arange(0, 600).cast(to: .float32), "x")
      return Tensor.where(x .> 0, 1 / x, Tensor(0)).sum()
    },
    FaultyProgram("a conversion to half precision", .bornForward, "to", .forward) {
      (leaf(Tensor([1, 1e6]), "x").cast(to: .float16) * 0.5).sum()
    },
    FaultyProgram("an operation of one's own", .bornBackward, "cbrt", .backward) {
      let x = leaf(Tensor([0, 8]), "x")
      let root = Tensor.recording(
        "cbrt", inputs: [x], value: withoutGradients { x ** (1.0 / 3) },
        derivatives: [
          Derivative("{g} / (3{y}²)") { gradient, y in gradient / (y * y * 3) }
        ])
      return root.sum()
    },
    FaultyProgram("a mask of one's own", .dead, "relu", .backward) {
      let x = leaf(Tensor([1, 2]), "x")
      let masked = Tensor.recording(
        "padding_mask", inputs: [x], value: Tensor([-Double.infinity, 2]),
        derivatives: [Derivative("{g}") { gradient, _ in gradient }], tags: .mask)
      return (masked.softmax(dim: 0).sum() - 3).relu()
    },
    FaultyProgram("a change in place", .stale, "mul", .backward) {
      let (x, w) = (leaf(Tensor(2), "x"), leaf(Tensor(3), "w"))
      let y = x * w
      y.backward()
      withoutGradients { w.addInPlace(Tensor(1)) }
      return y
    },
    FaultyProgram("a half that overflows backward", .bornBackward, "mul", .backward) {
      let x = leaf(Tensor(0.001).cast(to: .float16), "x")
      return x * Tensor(300).cast(to: .float16) * Tensor(300).cast(to: .float16)
    },
  ]
}
