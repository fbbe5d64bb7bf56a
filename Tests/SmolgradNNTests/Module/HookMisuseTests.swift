import Foundation
import Smolgrad
import SmolgradNN
import Testing

/// The sentence with which a misuse stops the program.
private func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

@Suite struct HookMisuseTests {
  @Test func backwardInAHook() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor(2.0, requiresGradient: true)
      let y = x * x
      y.registerGradientHook(name: "again") { _ in
        (x * 3).backward()
        return nil
      }
      (y * 2).backward()
    }
    #expect(
      message(result).contains(
        "backward: the gradient hook again starts a backward pass inside of another one; start it after backward"
      ))
  }

  @Test func aChangeOfTheGraph() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor(2.0, requiresGradient: true)
      let y = x * x
      y.registerGradientHook(name: "step") { gradient in
        x.addInPlace(gradient)
        return nil
      }
      y.backward()
    }
    #expect(
      message(result).contains(
        "add_: the gradient hook step changes a tensor of the graph that is being differentiated"))
  }

  @Test func aChangeOfTheGradientInPlace() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor(2.0, requiresGradient: true)
      x.registerGradientHook(name: "scale") { gradient in
        gradient.addInPlace(gradient)
        return nil
      }
      (x * x).backward()
    }
    #expect(message(result).contains("the gradient hook scale changes its gradient in place"))
  }

  @Test func anotherShape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor([1, 2], requiresGradient: true)
      x.registerGradientHook(name: "total") { gradient in gradient.sum() }
      (x * x).sum().backward()
    }
    #expect(
      message(result).contains(
        "the gradient hook total returns a gradient of shape [] for a tensor of shape [2]"))
  }

  @Test func anotherType() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor([1, 2], requiresGradient: true)
      x.registerGradientHook(name: "wide") { gradient in gradient.double() }
      (x * x).sum().backward()
    }
    #expect(
      message(result).contains(
        "the gradient hook wide returns a gradient of type float64 for a tensor of type float32"))
  }

  @Test func aTensorWithoutGradient() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Tensor(1.0).registerGradientHook { gradient in gradient } }
    #expect(message(result).contains("registerGradientHook: this tensor requires no gradient"))
  }

  @Test func aCallThatHooksDoNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let attention = MultiheadAttention(4, heads: 2)
      attention.registerForwardHook { _, _, output in output }
      let x = Tensor.ones([1, 2, 4])
      _ = attention(x, x, x)
    }
    #expect(message(result).contains("it has hooks, which are for calls that take tensors"))
  }

  @Test func tooFewGradientsOfAModule() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let layer = Linear(2, 2)
      layer.registerBackwardHook(name: "none") { _, _, _ in [] }
      layer(Tensor([1, 2], requiresGradient: true)).sum().backward()
    }
    #expect(
      message(result).contains(
        "Linear: the backward hook none returns 0 gradients for 1 inputs"))
  }
}
