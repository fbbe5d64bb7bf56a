import Foundation
import Smolgrad
import SmolgradNN
import Testing

/// What PyTorch's hooks were called with, in order, and the gradients that came out.
private struct HookReference: Decodable {
  let name: String
  let calls: [Call]
  let gradients: [String: [Double]]

  struct Call: Decodable {
    let hook: String
    let gradient: [Double]
  }
}

/// A program with hooks, which notes their calls.
final class HookLog {
  private(set) var calls: [(hook: String, gradient: [Double])] = []

  func note(_ name: String, _ gradient: Tensor?) {
    calls.append((name, gradient?.doubles() ?? []))
  }

  /// Has the calls of a hook noted, which may change the gradient.
  @discardableResult
  func look(
    _ name: String, at tensor: Tensor, _ change: @escaping (Tensor) -> Tensor? = { _ in nil }
  ) -> HookHandle {
    tensor.registerGradientHook(name: name) { [self] gradient in
      note(name, gradient)
      return change(gradient)
    }
  }

  func look(
    _ name: String, at module: Module, _ change: @escaping ([Tensor?]) -> [Tensor?]? = { _ in nil }
  ) {
    module.registerBackwardHook(name: name) { [self] _, inputs, output in
      for (position, gradient) in inputs.enumerated() { note("\(name) in \(position)", gradient) }
      note("\(name) out", output)
      return change(inputs)
    }
  }

  /// Expects calls and gradients to be those of PyTorch.
  func check(_ name: String, _ gradients: [String: Tensor?]) throws {
    let cases = try reference("hooks", as: [HookReference].self)
    let expected = try #require(cases.first { $0.name == name })
    #expect(calls.map(\.hook) == expected.calls.map(\.hook))
    for (found, call) in zip(calls, expected.calls) {
      expectClose(found.gradient, call.gradient, call.hook)
    }
    #expect(Set(gradients.keys) == Set(expected.gradients.keys))
    for (name, gradient) in gradients {
      expectClose(gradient?.doubles() ?? [], expected.gradients[name] ?? [], name)
    }
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ name: String) {
    #expect(found.count == expected.count, "\(name)")
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 2e-6 * max(1, abs(b)), "\(name)") }
  }
}
