import Smolgrad
import SmolgradNN
import Testing

/// What PyTorch's `FlopCounterMode` counts.
private struct Counts: Decodable {
  let name: String
  let forward: Int
  let backward: Int
}

/// Functions of PyTorch's script, with the shapes of their inputs.
private let functions: [String: (shapes: [[Int]], compute: @Sendable ([Tensor]) -> Tensor)] = [
  "mm": ([[3, 4], [4, 5]], { $0[0].mm($0[1]) }),
  "addmm": ([[5], [3, 4], [4, 5]], { $0[0].addmm($0[1], $0[2]) }),
  "bmm": ([[2, 3, 4], [2, 4, 5]], { $0[0].bmm($0[1]) }),
  "matmul of a stack": ([[2, 6, 3, 4], [4, 5]], { $0[0].matmul($0[1]) }),
  "matmul of stacks": ([[2, 1, 3, 4], [6, 4, 5]], { $0[0].matmul($0[1]) }),
  "linear": ([[2, 3, 4], [5, 4], [5]], { $0[0].linear($0[1], bias: $0[2]) }),
  "conv1d": ([[2, 4, 9], [6, 4, 3]], { $0[0].conv1d($0[1], stride: 2, padding: .amount(1)) }),
  "conv2d": ([[2, 3, 6, 5], [4, 3, 3, 2], [4]], { $0[0].conv2d($0[1], bias: $0[2]) }),
  "conv3d": ([[1, 2, 4, 5, 3], [3, 2, 2, 3, 2]], { $0[0].conv3d($0[1], padding: .amount(1)) }),
  "depthwise conv2d": ([[2, 4, 6, 5], [8, 1, 3, 3]], { $0[0].conv2d($0[1], groups: 4) }),
  "einsum": ([[2, 3, 4], [2, 4, 5]], { Tensor.einsum("bij,bjk->bik", $0[0], $0[1]) }),
  "attention": (
    [[2, 3, 5, 4], [2, 3, 6, 4], [2, 3, 6, 7]], { $0[0].scaledDotProductAttention($0[1], $0[2]) }
  ),
]

@Suite("Floating point operations are counted as PyTorch counts them") struct FLOPTests {
  /// The counts of everything that led to some results.
  private func counts(_ results: [Tensor]) -> (forward: Int, backward: Int) {
    var met: Set<ObjectIdentifier> = []
    var sum = (forward: 0, backward: 0)
    for tensor in results.flatMap({ history(of: $0) })
    where met.insert(ObjectIdentifier(tensor)).inserted {
      let own = tensor.flops ?? (0, 0)
      sum = (sum.forward + own.forward, sum.backward + own.backward)
    }
    return sum
  }

  @Test func functionsAndModules() throws {
    struct Inputs: Decodable {
      let name: String
      let inputs: [ReferenceTensor]
      let inputGradients: [ReferenceTensor?]
    }
    let expected = try reference("flops", as: [Counts].self)
    let inputs = try reference("modules", as: [Inputs].self)
    #expect(expected.count == 24)
    for counts in expected {
      let results: [Tensor]
      if let function = functions[counts.name] {
        let tensors = function.shapes.map { shape in
          let tensor = Tensor.rand(shape, generator: Generator(seed: 1))
          tensor.requiresGradient = true
          return tensor
        }
        results = [function.compute(tensors)]
      } else {
        let module = try #require(moduleCases.first { $0.name == counts.name })
        let given = try #require(inputs.first { $0.name == counts.name })
        let tensors = zip(given.inputs, given.inputGradients).map { input, gradient in
          let tensor = gradient == nil ? input.integers : input.tensor
          tensor.requiresGradient = gradient != nil
          return tensor
        }
        results = module.call(module.make(Generator(seed: 7)), tensors)
      }
      let sum = self.counts(results)
      #expect(sum.forward == counts.forward, "\(counts.name), forward")
      #expect(sum.backward == counts.backward, "\(counts.name), backward")
    }
  }

  @Test func anOperationOfOnesOwnSaysItsOwn() {
    let x = Tensor([1, 2, 3], requiresGradient: true)
    let y = Tensor.recording(
      "cube", inputs: [x], value: withoutGradients { x * x * x },
      derivatives: [Derivative("{g} · 3{a}²") { gradient, y in gradient * y.inputs[0] * 3 }],
      flops: FLOPFormula {
        2 * $0.count
      } backward: { y, _ in
        3 * y.count
      })
    #expect(y.flops?.forward == 6 && y.flops?.backward == 9)
    // Whatever else is not known, and a view computes nothing.
    #expect(x.exp().flops == nil && x.flops == nil)
    #expect(x.reshape([3, 1]).flops?.forward == 0)
  }
}
