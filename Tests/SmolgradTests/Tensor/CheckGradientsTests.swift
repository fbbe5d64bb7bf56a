import Smolgrad
import Testing

/// `checkGradients` finds the operation whose derivative is wrong, and no other.
@Suite struct CheckGradientsTests {
  /// x³ whose rule is off by a factor.
  private func cube(_ x: Tensor, factor: Double) -> Tensor {
    Tensor.recording(
      "cube", inputs: [x], value: withoutGradients { x * x * x },
      derivatives: [
        Derivative("{g} · 3{a}²") { gradient, y in
          gradient * y.inputs[0] * y.inputs[0] * (3 * factor)
        }
      ])
  }

  @Test func findsNothingWhereAllIsRight() throws {
    let checks = try checkGradients(
      of: { (self.cube($0[0], factor: 1) * $0[1]).tanh().sum() },
      at: [Tensor([0.5, -1, 0.25]), Tensor([1, 2, 3])])
    #expect(checks.map(\.operation) == ["cube", "mul", "tanh", "sum"])
    #expect(checks.allSatisfy { $0.verdict == .right && $0.relativeError < 1e-6 })
  }

  @Test(arguments: [-1, 1.01, 0.5, 2]) func locatesTheWrongRule(factor: Double) {
    #expect {
      try checkGradients(
        of: { (self.cube($0[0].exp(), factor: factor) + $0[0]).log().sum() },
        at: [Tensor([0.5, 1, 0.25])])
    } throws: { error in
      let check = (error as? WrongDerivative)?.check
      return check?.operation == "cube" && check?.verdict == .wrong
        && abs(check!.rule / check!.quotient - factor) < 1e-6
    }
  }

  /// Operations that compute with others inside, and one whose result is infinite in part.
  @Test func checksOperationsThatUseOthersInside() throws {
    let checks = try checkGradients(
      of: { operands in
        let (p, q) = (operands[0], operands[1])
        let masked = p.maskedFill(Tensor(booleans: [true, false]), -Double.infinity)
        return p.klDivergence(q) + p.outer(q).sum() + p.binaryCrossEntropyWithLogits(q)
          + masked.softmax(dim: 0).sum()
      }, at: [Tensor([0.5, -1]), Tensor([0.25, 0.75])])
    #expect(checks.count > 8 && checks.allSatisfy { $0.verdict == .right }, "\(checks)")
  }

  @Test(arguments: operationCases) func findsNothingWrong(_ operation: OperationCase) {
    let leaves = operation.inputs().map { operand in
      let leaf =
        operand.dtype.isFloatingPoint
        ? operand.detached().cast(to: .float64).detached() : operand.detached()
      leaf.requiresGradient = leaf.dtype.isFloatingPoint
      return leaf
    }
    let replay = GradientReplay()
    let checks = replay.check {
      for (number, leaf) in leaves.enumerated() { replay.leaf("\(number)", leaf) }
      return operation.call(leaves)
    }.checks
    #expect((checks ?? []).allSatisfy { $0.check.verdict != .wrong })
  }

  @Test func namesKinks() throws {
    let checks = try checkGradients(
      of: { $0[0].relu() + $0[0].abs() + $0[0].maximum(Tensor(0)) }, at: [Tensor(0)])
    #expect(checks.map(\.verdict.rawValue) == ["kink", "kink", "right", "kink", "right"])
  }

  @Test func leavesOperandsAsTheyAre() throws {
    let x = Tensor([1, 2], requiresGradient: true)
    try checkGradients(of: { ($0[0] * $0[0]).sum() }, at: [x])
    #expect(x.doubles() == [1, 2] && x.gradient == nil)
  }
}
