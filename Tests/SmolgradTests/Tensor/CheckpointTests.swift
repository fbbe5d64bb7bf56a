import Smolgrad
import Testing

/// What is computed anew in the pullback instead of being kept.
private func block(_ x: Tensor, _ w: Tensor) -> Tensor { (x * w).sin() * x }

/// The block as one operation, whose pullback computes it again and calls `backward` on it, as PyTorch's `checkpoint` does.
private func checkpoint(_ x: Tensor, _ w: Tensor) -> Tensor {
  Tensor.recording(
    "checkpoint", inputs: [x, w], value: withoutGradients { block(x, w) },
    derivatives: [0, 1].map { index in
      Derivative("computed again") { gradient, y in
        let copies = y.inputs.map { $0.detached() }
        for copy in copies { copy.requiresGradient = true }
        withGradients { block(copies[0], copies[1]) }.backward(gradient: gradient)
        return copies[index].gradient!
      }
    })
}

@Suite struct CheckpointTests {
  private func gradients(_ block: (Tensor, Tensor) -> Tensor) -> [[Double]] {
    let x = Tensor([0.5, -1.5, 2], dtype: .float64, requiresGradient: true)
    let w = Tensor([1, 2, -0.5], dtype: .float64, requiresGradient: true)
    var y = x
    for _ in 0..<3 { y = block(y, w) + x }
    let loss = (y * y).sum()
    loss.backward()
    return [x.gradient!.doubles(), w.gradient!.doubles(), y.gradient!.doubles()]
  }

  @Test func aBackwardInsideOfAPullback() {
    for (again, kept) in zip(gradients(checkpoint).joined(), gradients(block).joined()) {
      #expect(abs(again - kept) <= 1e-12 * abs(kept))
    }
  }

  /// A leaf that both computations use gets its part from each, and what is under way of the outer one is left alone.
  @Test func bothUseTheSameGraph() {
    func run(_ isNested: Bool) -> [[Double]] {
      let x = Tensor([0.5, 2], dtype: .float64, requiresGradient: true)
      let h = x * x
      let y = Tensor.recording(
        "own", inputs: [h], value: withoutGradients { h * 3 },
        derivatives: [
          Derivative("3 {g}") { gradient, y in
            withGradients { (y.inputs[0] * 5).sum() }.backward()
            return gradient * 3
          }
        ].map { isNested ? $0 : Derivative("3 {g}") { gradient, _ in gradient * 3 } })
      (y + h.sin()).sum().backward()
      return [h.gradient!.doubles(), x.gradient!.doubles()]
    }
    let (nested, plain) = (run(true), run(false))
    // The inner one adds the gradient of 5 x² to the leaf; that of the intermediate result is the outer one's.
    #expect(nested[0] == plain[0])
    #expect(zip(nested[1], plain[1]).map { ($0 - $1).rounded() } == [5, 20])
  }

  @Test func anIncompleteGraphCannotBeDifferentiatedAgain() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tensor([0.5], requiresGradient: true), w = Tensor([2], requiresGradient: true)
      let slope = gradient(of: checkpoint(x, w), withRespectTo: x, recording: true)
      _ = gradient(of: slope, withRespectTo: x)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("calls backward without recording"))
  }

  /// With `gradient(of:)` of the inputs themselves the graph is complete.
  @Test func aSecondDerivative() {
    func square(_ x: Tensor) -> Tensor {
      Tensor.recording(
        "cube", inputs: [x], value: withoutGradients { x * x * x },
        derivatives: [
          Derivative("computed again") { g, y in
            let x = y.inputs[0]
            return withGradients {
              gradient(of: x * x * x, withRespectTo: x, gradient: g, recording: true)
            }
          }
        ])
    }
    let x = Tensor([2], dtype: .float64, requiresGradient: true)
    let slope = gradient(of: square(x * 1), withRespectTo: x, recording: true)
    #expect(slope.item() == 12)
    #expect(gradient(of: slope, withRespectTo: x).item() == 12)
  }
}
