package import Synchronization

/// What holds for the operations of the running task: whether they are recorded, and in which module.
///
/// It is an object that never changes, so that an operation reads it without copying it.
final class Context: Sendable {
  let isRecording: Bool
  let scope: Scope?
  /// Who looks for results that are not finite.
  let watch: AnomalyWatch?
  /// The `backward` that is under way, if the operations are those of a pullback.
  let propagation: Propagation?
  /// Who keeps the results, for the case that the computation does not get to its end.
  let log: ResultLog?
  /// What the operations may take; nil where there are no limits but the machine's.
  let limits: Limits?
  /// The type that the program is run in; nil for its own.
  let typed: TypedRun?
  /// The gradient hook that runs, if the operations are those of one.
  let hook: HookCall?
  /// Where new tensors are.
  let device: Device

  @TaskLocal static var current = Context(
    isRecording: true, scope: nil, watch: nil, log: nil, propagation: nil, limits: nil,
    typed: nil, hook: nil, device: .cpu)

  private init(
    isRecording: Bool, scope: Scope?, watch: AnomalyWatch?, log: ResultLog?,
    propagation: Propagation?, limits: Limits?, typed: TypedRun?, hook: HookCall?,
    device: Device
  ) {
    self.isRecording = isRecording
    self.scope = scope
    self.watch = watch
    self.log = log
    self.propagation = propagation
    self.limits = limits
    self.typed = typed
    self.hook = hook
    self.device = device
  }

  /// The same, but for what is given.
  func with(
    isRecording: Bool? = nil, scope: Scope? = nil, watch: AnomalyWatch? = nil,
    log: ResultLog? = nil, propagation: Propagation? = nil, limits: Limits? = nil,
    typed: TypedRun? = nil, hook: HookCall? = nil, device: Device? = nil
  ) -> Context {
    Context(
      isRecording: isRecording ?? self.isRecording, scope: scope ?? self.scope,
      watch: watch ?? self.watch, log: log ?? self.log,
      propagation: propagation ?? self.propagation, limits: limits ?? self.limits,
      typed: typed ?? self.typed, hook: hook ?? self.hook,
      device: device ?? self.device)
  }

  /// Runs the body with this context in force.
  func run<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    // TaskLocal.withValue loses the type of the error, so the outcome is carried past it.
    var outcome: Swift.Result<Result, Failure>?
    Context.$current.withValue(self) {
      do throws(Failure) {
        outcome = .success(try body())
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome!.get()
  }
}

/// Runs the body without recording what it computes, like PyTorch's `torch.no_grad`.
///
/// Results inside require no gradient and have no record: they are leaves, and hold nothing of what they were computed from. Outside of it,
/// operations are recorded also where no gradient is required, so that they can be drawn; PyTorch keeps no record of those. So what is
/// carried from one step of a loop to the next (weights, running statistics, a sum of losses) is updated in here, or with `detached()`.
///
///     let x = Tensor(2, requiresGradient: true)
///     let y = withoutGradients { x * x }
///     y.requiresGradient  // false
public func withoutGradients<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  try Context.current.with(isRecording: false).run(body)
}

/// Runs the body and records what it computes, also inside of ``withoutGradients(_:)`` or of a pullback, like PyTorch's `torch.enable_grad`.
///
/// A pullback can compute a part of the graph anew that was not kept, and call `backward` on it.
public func withGradients<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  try Context.current.with(isRecording: true).run(body)
}

/// Stops the program over operands that do not fit, with one sentence that names the operation and the module.
///
/// A `PartialHistory` that watches is told first, and of the operands, if they are given. It is `fatalError`, since a release build would
/// not print the message of a precondition.
package func fail(_ operation: String, _ message: String, of operands: [Tensor] = []) -> Never {
  let scope = Context.current.scope
  let failure = OperationFailure(
    operation: operation, path: scope?.path ?? "", module: scope?.type ?? "", message: message)
  Context.current.log?.fail(failure, operands, in: scope)
  fatalError("\(processName.withLock { $0.map { "\($0): " } ?? "" })\(failure)")
}

/// What the sentences of failures begin with where there are several processes, such as `rank 2`.
package let processName = Mutex<String?>(nil)
