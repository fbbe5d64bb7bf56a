import Smolgrad
import Testing

@Suite struct SharedGradientTests {
  @Test func leavesOfASumHaveGradientsOfTheirOwn() {
    let a = Tensor([1, 2, 3], requiresGradient: true),
      b = Tensor([1, 2, 3], requiresGradient: true)
    let y = a + b
    y.sum().backward()
    withoutGradients { a.gradient!.addInPlace(.full([3], 10.0)) }
    #expect(a.gradient!.doubles() == [11, 11, 11])
    #expect(b.gradient!.doubles() == [1, 1, 1])
    #expect(y.gradient!.doubles() == [1, 1, 1])
    #expect(a.gradient! === a.gradient!)
    (a + b).sum().backward()
    #expect(a.gradient!.doubles() == [12, 12, 12])
    #expect(b.gradient!.doubles() == [2, 2, 2])
  }

  @Test func theSeedStaysTheCallers() {
    let a = Tensor([1, 2], requiresGradient: true), seed = Tensor([3, 4])
    a.reshape(2, 1).backward(gradient: seed.reshape(2, 1))
    a.backward(gradient: seed)
    withoutGradients { a.gradient!.addInPlace(.full([2], 10.0)) }
    let b = Tensor([1, 2], requiresGradient: true)
    b.backward(gradient: seed)
    withoutGradients { b.gradient!.addInPlace(.full([2], 10.0)) }
    #expect(seed.doubles() == [3, 4])
    #expect(b.gradient!.doubles() == [13, 14])
  }

  /// PyTorch converts it, too.
  @Test func aSeedOfAnotherType() {
    let a = Tensor([1, 2], requiresGradient: true)
    (a * 2).backward(gradient: Tensor(integers: [1, 2]))
    #expect(a.gradient!.dtype == .float32)
    #expect(a.gradient!.doubles() == [2, 4])
  }

  @Test func aSavedTensorThatChanged() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tensor([1, 1, 1], requiresGradient: true), k = Tensor([2, 2, 2])
      let y = Tensor.recording(
        "scale", inputs: [x], saved: [k], value: withoutGradients { x * k },
        derivatives: [Derivative("{g}·w") { g, y in g * y.saved[0] }])
      k.assign(Tensor([100, 100, 100]))
      y.sum().backward()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a saved tensor, of scale was assigned to"))
  }
}
