import GraphExport
import Smolgrad

extension Drawing {
  /// A figure that explains where gradients come from.
  init(explaining tensor: Tensor, title: String? = nil, _ explanation: Diagram.Explanation) {
    self.init(
      of: tensor, title: title, capturing: explanation == .none ? .forward : .contributions)
    self.explanation = explanation
  }
}

/// Small computations that several tests draw.
enum Samples: CaseIterable {
  case aNeuron, aLayer, aReuse

  static var all: [Samples] { Array(allCases) }

  func compute() -> Tensor {
    switch self {
    case .aNeuron: Self.neuron()
    case .aLayer: Self.layer()
    case .aReuse: Self.reuse()
    }
  }

  /// A neuron with two inputs; its gradients are known.
  static func neuron() -> Tensor {
    let x1 = Tensor(2.0, requiresGradient: true).named("x1")
    let w1 = Tensor(-3.0, requiresGradient: true).named("w1")
    let b = Tensor(6.881_373_587_019_543, requiresGradient: true).named("b")
    let o = (x1 * w1 + b).tanh().named("o")
    o.backward()
    return o
  }

  /// A layer inside a module, with tensors of rank 1 and 2 and a gradient that nobody asked for.
  static func layer() -> Tensor {
    let x = Tensor([[1, -2, 0.5], [0, 3, -1]]).named("x")
    let weight = Tensor([[0.5, -1], [2, 0.25], [-0.75, 1]], requiresGradient: true)
    let bias = Tensor([0.1, -0.2], requiresGradient: true)
    for (parameter, path) in [(weight, "fc.weight"), (bias, "fc.bias")] {
      parameter.role = .parameter
      parameter.path = path
    }
    let loss = Scope.entering(type: "Net", name: "") {
      let h = Scope.entering(type: "Linear", name: "fc") { x.matmul(weight) + bias }.named("h")
      return (h.relu() * h).mean(dim: 0).sum()
    }.named("loss")
    loss.backward()
    return loss
  }

  /// y = a · a + 3a: the leaf `a` is used three times.
  static func reuse() -> Tensor {
    let a = Tensor(5.0, requiresGradient: true).named("a")
    let y = (a * a + 3 * a).named("y")
    y.backward()
    return y
  }

  /// Twelve blocks of the same structure in a row, each with a weight of its own.
  static func blocks() -> GraphSnapshot {
    var x = Tensor([1, 2, 3], requiresGradient: true).named("x")
    let y = Scope.entering(type: "Net", name: "") {
      for number in 0..<12 {
        let w = Tensor([0.5, -1, Double(number)], requiresGradient: true)
        w.role = .parameter
        w.path = "h.\(number).w"
        x = Scope.entering(type: "Block", name: "h.\(number)") { x + (x * w).tanh() }
      }
      return x.sum()
    }
    y.backward()
    return GraphSnapshot(of: y)
  }

  /// A snapshot with one tensor, for what no operation computes.
  static func single(_ summary: ArraySummary, label: String? = "t") -> GraphSnapshot {
    GraphSnapshot(
      nodes: [
        .init(
          id: 0, name: "t",
          content: .tensor(
            .init(
              role: .input, label: label, requiresGradient: true, value: summary,
              gradient: .computed(summary))))
      ], edges: [])
  }
}
