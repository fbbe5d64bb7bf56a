import Smolgrad
import TestSupport
import Testing

@testable import Expressions

/// Functions of a single tensor, in particular those of each element: whoever adds one to the table has its gradient checked.
@Suite("Gradients of functions of a tensor")
struct FunctionGradientTests {
  /// The functions that need nothing but a tensor, and give the same result each time.
  private static let names = Function.all.values
    .filter { function in
      function.parameters.first?.name == "input" && function.parameters.first?.kind == .tensor
        && function.parameters.dropFirst().allSatisfy(\.isOptional) && function.name != "dropout"
    }
    .map(\.name).sorted()

  @Test("They agree with central differences, and so do their own gradients", arguments: names)
  func agree(name: String) throws {
    for shape in [[4], [2, 3]] {
      guard let call = try differentiable(name, shape) else { continue }
      let (inputs, function) = call
      checkGradients([inputs], name) { function($0[0]) }
      checkGradients([inputs], "\(name), second", step: 1e-5, tolerance: 1e-5) { arguments in
        if !arguments[0].requiresGradient { arguments[0].requiresGradient = true }
        let result = weighted(function(arguments[0]))
        return gradients(of: result, withRespectTo: arguments, recording: true)[0]
          ?? Tensor.zeros([1], dtype: .float64) * arguments[0].sum()
      }
    }
  }

  @Test("The functions of each element are among them") func complete() {
    #expect(Set(["exp", "softsign", "acosh", "log", "relu6"]).isSubset(of: Self.names))
  }

  /// Elements at which the function has a finite value, and the function; nil where it has no gradient, or takes no such shape.
  private func differentiable(
    _ name: String, _ shape: [Int]
  ) throws -> (Tensor, (Tensor) -> Tensor)? {
    let expression = try TensorExpression("\(name)(x)")
    let ranges = [(0.15, 0.45), (1.2, 2.8)]
    for (low, high) in ranges {
      let x = sample(shape, from: low, to: high)
      x.requiresGradient = true
      guard let result = try? expression.evaluate(["x": .tensor(x)]) else { return nil }
      // Casts to narrower types round what differences are made of.
      guard result.requiresGradient, result.dtype == .float64 else { return nil }
      guard result.doubles().allSatisfy(\.isFinite) else { continue }
      return (x, { x in try! expression.evaluate(["x": .tensor(x)]) })
    }
    Issue.record("\(name) has no finite value at \(ranges)")
    return nil
  }
}
