public import Smolgrad

extension Module {
  /// A function that is called with a module, what it was called with, and what its ``forward(_:)`` gave.
  public typealias ForwardHook = (_ module: Module, _ inputs: [Tensor], _ output: Tensor) -> Tensor?
  /// A function that is called with a module, the gradients of what it was called with, nil for an input that requires none, and the
  /// gradient of what it gave.
  public typealias BackwardHook = (
    _ module: Module, _ inputGradients: [Tensor?], _ outputGradient: Tensor
  ) -> [Tensor?]?

  /// Registers a function that is called after each ``forward(_:)``, and that may replace its result, like PyTorch's
  /// `register_forward_hook`.
  ///
  /// What it computes is recorded in the module's call, as a part with the name of the hook. Several run in the order of their registration.
  ///
  ///     let layer = Linear(2, 2)
  ///     layer.registerForwardHook(name: "clip") { _, _, output in output.clamp(min: 0, max: 0.5) }
  ///     layer(Tensor.ones([1, 2])).doubles().max()! <= 0.5  // true
  ///
  /// - Parameters:
  ///   - name: What figures and errors call it.
  ///   - body: The function; nil leaves the result as it is.
  @discardableResult
  public func registerForwardHook(
    name: String = "hook", _ body: @escaping ForwardHook
  ) -> HookHandle { hooksToChange().forward.add(name, body) }

  /// Registers a function that `backward` calls when the gradients of a call's inputs are there, and that may replace them, like PyTorch's
  /// `register_full_backward_hook`.
  ///
  /// The gradients are those that this call alone passes on. Where no input requires a gradient, it is called with nils as soon as that of
  /// the output is there. Inputs and output go through an operation `identity`, on which their gradients are seen. The hooks that are
  /// registered when the module is called are those that run.
  ///
  ///     let layer = Linear(2, 1)
  ///     let x = Tensor([[1, 2]], requiresGradient: true)
  ///     layer.registerBackwardHook(name: "stop") { _, inputs, _ in inputs.map { $0.map { $0 * 0 } } }
  ///     layer(x).sum().backward()
  ///     x.gradient!  // [[0, 0]]
  ///
  /// - Parameters:
  ///   - name: What figures and errors call it.
  ///   - body: The function; nil leaves the gradients as they are, else it returns one for each input, nil for one that stays as it is.
  @discardableResult
  public func registerBackwardHook(
    name: String = "hook", _ body: @escaping BackwardHook
  ) -> HookHandle { hooksToChange().backward.add(name, body) }

  /// Runs the body of a call that takes tensors and gives one, with the module's hooks.
  ///
  ///     final class Gate: Module {
  ///       let mix = Linear(2, 2)
  ///
  ///       func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
  ///         scoped(with: [a, b]) { mix($0[0]) * $0[1] }
  ///       }
  ///     }
  ///     let gate = Gate()
  ///     gate.registerForwardHook { _, inputs, output in output + inputs[0] }
  ///     gate(Tensor.ones([1, 2]), Tensor.zeros([2]))  // [[1, 1]]
  public final func scoped(with inputs: [Tensor], _ body: ([Tensor]) -> Tensor) -> Tensor {
    guard let hooks, hooks.isInUse else { return entering { body(inputs) } }
    return entering {
      let call = hooks.backward.hooks.isEmpty ? nil : HookedCall(self, hooks.backward.hooks)
      let inputs = call?.watch(inputs) ?? inputs
      let output = hooks.forward.hooks.reduce(body(inputs)) { output, hook in
        Scope.entering(type: "ForwardHook", name: hook.name) {
          hook.body(self, inputs, output) ?? output
        }
      }
      return call?.watch(output: output) ?? output
    }
  }

  private func hooksToChange() -> ModuleHooks {
    let hooks = hooks ?? ModuleHooks()
    self.hooks = hooks
    return hooks
  }
}

/// The hooks of a module.
final class ModuleHooks {
  let forward = HookList<Module.ForwardHook>()
  let backward = HookList<Module.BackwardHook>()

  var isInUse: Bool { !forward.hooks.isEmpty || !backward.hooks.isEmpty }
}
