import Smolgrad

/// A call of a module with backward hooks, which sees the gradients of its inputs and of its output.
///
/// Pullbacks must be Sendable, but a call never leaves the thread that it was made on.
final class HookedCall: @unchecked Sendable {
  private let module: Module
  private let hooks: [HookList<Module.BackwardHook>.Hook]
  /// The gradients on their way from the hooks to what the inputs were computed from.
  private var inputGradients: [Tensor?] = []
  /// The same without records, for a figure, which applies pullbacks once more and calls no hook.
  private var lastGradients: [Tensor?] = []
  private var outputGradient: Tensor?
  private var watchedCount = 0

  init(_ module: Module, _ hooks: [HookList<Module.BackwardHook>.Hook]) {
    self.module = module
    self.hooks = hooks
  }

  /// The inputs as tensors whose gradients come from this call alone.
  func watch(_ inputs: [Tensor]) -> [Tensor] {
    var watched = inputs
    inputGradients = inputs.map { _ in nil }
    let indices = inputs.indices.filter { inputs[$0].requiresGradient }
    if indices.count == 1 {
      watched[indices[0]] = watch(only: inputs[indices[0]], indices[0])
    } else if indices.count > 1 {
      let gate = gate(inputs, indices)
      for index in indices { watched[index] = watch(inputs[index], index, gate) }
    }
    watchedCount = indices.count { watched[$0] !== inputs[$0] }
    return watched
  }

  /// The output as a tensor whose gradient is that of the whole call.
  func watch(output: Tensor) -> Tensor {
    let watched = Tensor.recording(
      "identity", inputs: [output], value: output, derivatives: [.identity], tags: .permutation)
    guard watched.requiresGradient else { return output }
    watched.registerGradientHook(name: "\(module.typeName)") { [self] gradient in
      outputGradient = gradient
      if watchedCount == 0 {
        for hook in hooks { _ = run(hook) }
        outputGradient = nil
      }
      return nil
    }
    return watched
  }

  /// A single input: each hook of the module is one of its gradient.
  private func watch(only input: Tensor, _ index: Int) -> Tensor {
    let watched = Tensor.recording(
      "identity", inputs: [input], value: input, derivatives: [.identity], tags: .permutation)
    guard watched.requiresGradient else { return input }
    for (number, hook) in hooks.enumerated() {
      watched.registerGradientHook(name: hook.name) { [self] gradient in
        inputGradients[index] = gradient
        let changed = run(hook)?[index]
        inputGradients[index] = nil
        if number == hooks.count - 1 { outputGradient = nil }
        return changed
      }
    }
    return watched
  }

  /// Where the gradients of several inputs wait for each other: a number on which all of them depend, and whose own gradient says nothing.
  private func gate(_ inputs: [Tensor], _ indices: [Int]) -> Tensor {
    let names = hooks.map(\.name).joined(separator: ", ")
    let gate = Tensor.recording(
      "backward_hook", attributes: [Attribute("name", .text(names))],
      inputs: indices.map { inputs[$0] }, value: Tensor(0.0),
      derivatives: indices.map { index in
        Derivative("{g}") { [self] _, output in
          let gradient = inputGradients[index] ?? lastGradients[index]
          inputGradients[index] = nil
          return gradient ?? .zeros(output.inputs[indices.firstIndex(of: index)!].shape)
        }
      })
    guard gate.requiresGradient else { return gate }
    lastGradients = inputs.map { _ in nil }
    gate.registerGradientHook(name: names) { [self] _ in
      for hook in hooks {
        guard let changed = run(hook) else { continue }
        for index in indices { inputGradients[index] = changed[index] ?? inputGradients[index] }
      }
      for index in indices { lastGradients[index] = inputGradients[index]?.detached() }
      outputGradient = nil
      return nil
    }
    return gate
  }

  private func watch(_ input: Tensor, _ index: Int, _ gate: Tensor) -> Tensor {
    let watched = Tensor.recording(
      "identity", inputs: [gate], value: input,
      derivatives: [Derivative("0") { _, _ in Tensor(0.0) }])
    guard watched.requiresGradient else { return input }
    watched.registerGradientHook(name: "\(module.typeName)") { [self] gradient in
      inputGradients[index] = gradient
      return nil
    }
    return watched
  }

  /// Calls a hook, and looks at what it returns.
  private func run(_ hook: HookList<Module.BackwardHook>.Hook) -> [Tensor?]? {
    guard let outputGradient, let changed = hook.body(module, inputGradients, outputGradient) else {
      return nil
    }
    require(
      changed.count == inputGradients.count, module.typeName,
      "the backward hook \(hook.name) returns \(changed.count) gradients for \(inputGradients.count) inputs"
    )
    for (new, old) in zip(changed, inputGradients) {
      guard let new else { continue }
      require(
        new.shape == old?.shape && new.dtype == old?.dtype, module.typeName,
        "the backward hook \(hook.name) returns a gradient of shape \(new.shape) and type \(new.dtype.rawValue) for "
          + (old.map { "one of shape \($0.shape) and type \($0.dtype.rawValue)" }
            ?? "an input that has none"))
    }
    return changed
  }
}

extension Derivative {
  /// The gradient as it is.
  fileprivate static let identity = Derivative("{g}") { gradient, _ in gradient }
}
