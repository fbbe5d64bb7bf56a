import Smolgrad
import TestSupport
import Testing

@Suite struct BackwardTests {
  @Test func theExpressionOfMicrogradsReadme() {
    let a = Tensor(-4.0, dtype: .float64, requiresGradient: true)
    let b = Tensor(2.0, dtype: .float64, requiresGradient: true)
    var c = a + b
    var d = a * b + b ** 3
    c = c + (c + 1)
    c = c + (1 + c + -a)
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    let e = c - d
    let f = e ** 2
    var g = f / 2.0
    g = g + 10.0 / f
    g.backward()
    #expect(abs(g.item() - 24.7041) < 5e-5)
    #expect(abs(a.gradient!.item() - 138.8338) < 5e-5)
    #expect(abs(b.gradient!.item() - 645.5773) < 5e-5)
  }

  @Test func aTensorUsedTwiceGetsBothContributions() {
    let a = Tensor([1, 2, 3], requiresGradient: true)
    let product = a * a
    #expect(product.inputs.count == 2 && product.inputs[0] === a && product.inputs[1] === a)
    product.sum().backward()
    #expect(a.gradient!.doubles() == [2, 4, 6])
    let m = Tensor([[1, 2], [3, 4]], requiresGradient: true)
    (m • m).sum().backward()
    #expect(m.gradient!.doubles() == [7, 11, 9, 13])
  }

  // What arrives where something has arrived before is added in place, unless it is recorded.
  @Test(arguments: [DType.float32, .float64], [[3], [1], []])
  func contributionsOfProductsAddUp(_ dtype: DType, _ shape: [Int]) {
    let a = Tensor([1.5, -2, 3], dtype: dtype, requiresGradient: true)
    let b = Tensor.full(shape, 0.75, dtype: dtype)
    b.requiresGradient = true
    let loss = (a * b * a + b * a * b + a.cast(to: .float64) * b.double() * a.double()).sum()
    let recorded = gradients(of: loss, withRespectTo: [a, b], recording: true)
    loss.backward()
    let x = [1.5, -2, 3]
    let (first, second) = (x.map { 4 * 0.75 * $0 + 0.5625 }, x.map { 2 * $0 * $0 + 1.5 * $0 })
    #expect(a.gradient!.doubles() == first)
    #expect(b.gradient!.doubles() == (shape == [3] ? second : [second.reduce(0, +)]))
    #expect(recorded.map { $0!.doubles() } == [a.gradient!.doubles(), b.gradient!.doubles()])
  }

  @Test func inputsKeepTheOrderOfTheOperands() {
    let tensors = (0..<5).map { Tensor(Double($0)) }
    for count in 0...5 {
      let operands = Array(tensors.prefix(count)) + tensors.prefix(1)
      let result = Tensor.recording("several", inputs: operands, value: tensors[0])
      #expect(result.inputs.elementsEqual(operands, by: ===))
      #expect(result.inputs.count == operands.count)
    }
    #expect(tensors[0].inputs.isEmpty)
  }

  @Test func leavesAccumulateAndIntermediateResultsStartAfresh() {
    let a = Tensor([1, 2], requiresGradient: true)
    let square = a * a
    let loss = square.sum()
    loss.backward()
    loss.backward()
    #expect(a.gradient!.doubles() == [4, 8])
    #expect(square.gradient!.doubles() == [1, 1])
    a.zeroGradient()
    #expect(a.gradient == nil && a.gradientWasCleared)
    loss.backward()
    #expect(a.gradient!.doubles() == [2, 4] && !a.gradientWasCleared)
  }

  @Test func aGivenGradientSeedsANonScalar() {
    let a = Tensor([1, 2], requiresGradient: true)
    (a * 3).backward(gradient: Tensor([1, 10]))
    #expect(a.gradient!.doubles() == [3, 30])
  }

  @Test func broadcastGradientsHaveTheInputsShape() {
    let column = Tensor([[1], [2]], requiresGradient: true)
    (column + Tensor.zeros([2, 3])).sum().backward()
    #expect(column.gradient!.shape == [2, 1] && column.gradient!.doubles() == [3, 3])
    let row = Tensor([[1, 2, 3]], requiresGradient: true)
    (Tensor.zeros([0, 3]) + row).sum().backward()
    #expect(row.gradient!.shape == [1, 3] && row.gradient!.doubles() == [0, 0, 0])
  }

  @Test func constantsAreRecordedToo() {
    let result = Tensor(2.0) * 3
    #expect(!result.requiresGradient && result.isLeaf)
    #expect(result.record?.operation == "mul")
    #expect(result.inputs.map(\.role) == [.input, .constant])
    let unrecorded = withoutGradients { Tensor(2.0, requiresGradient: true) * 3 }
    #expect(unrecorded.record == nil && !unrecorded.requiresGradient)
  }

  @Test func aResultOfConstantsCanBecomeALeaf() {
    let weight = Tensor([1, 2]) * 0.5
    weight.requiresGradient = true
    #expect(weight.record == nil && weight.isLeaf && weight.role == .input)
    weight.sum().backward()
    #expect(weight.gradient!.doubles() == [1, 1])
  }

  @Test func contributionsAddUpAndChangeNothing() {
    let a = Tensor(3.0, requiresGradient: true)
    let b = Tensor([[2.0], [5.0]], requiresGradient: true)
    let y = a * b
    let parts = y.contributions(of: Tensor([[1], [10]]))
    #expect(parts[0]!.shape == [] && parts[0]!.item() == 52)
    #expect(parts[1]!.doubles() == [3, 30])
    #expect(a.gradient == nil && b.gradient == nil)
    #expect((a * 2).contributions(of: Tensor(1.0))[1] == nil)
  }

  @Test func historyIsOrderedAndComplete() {
    let a = Tensor(1.0).named("a")
    let b = (a + a).named("b")
    let c = (b * a).named("c")
    #expect(history(of: c).map(\.name) == ["a", "b", "c"])
  }

  @Test func derivativesAreRecordedWhenAskedFor() {
    let x = Tensor(3.0, dtype: .float64, requiresGradient: true)
    (x * x * x).backward(recording: true)
    let first = x.gradient!
    #expect(first.item() == 27 && first.requiresGradient)
    x.zeroGradient()
    first.backward()
    #expect(x.gradient!.item() == 18)
    x.zeroGradient()
  }

  @Test func formulasNameTheirParts() {
    let y = Tensor(2.0) * Tensor(-3.0)
    let formula = y.record!.formula(forInput: 0)!
    #expect(formula.description == "∂L/∂y · b")
    #expect(
      formula.filled { $0 == .gradient ? "1.0" : $0 == .input(1) ? "-3.0" : "?" } == "1.0 · -3.0")
  }

  @Test func operationsOfTheUsersOwn() {
    func cube(_ x: Tensor) -> Tensor {
      Tensor.recording(
        "cube", inputs: [x], value: withoutGradients { x * x * x },
        derivatives: [
          Derivative("{g} · 3{a}²") { gradient, y in gradient * y.inputs[0] * y.inputs[0] * 3 }
        ])
    }
    checkGradients([sample([3])], "cube") { cube($0[0]) }
  }

  @Test func scopesNestAndCount() {
    let (first, second) = Scope.entering(type: "Net", name: "") {
      let first = Scope.entering(type: "Linear", name: "fc") { Tensor(1.0) + 1 }
      let second = Scope.entering(type: "Linear", name: "fc") { Tensor(1.0) + 1 }
      return (first, second)
    }
    #expect(first.record?.scope?.path == "fc" && first.record?.scope?.parent?.type == "Net")
    #expect(first.record?.scope?.call == 0 && second.record?.scope?.call == 1)
    #expect(Scope.current == nil)
  }
}
