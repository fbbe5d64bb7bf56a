extension Tensor {
  /// Registers a function that `backward` calls with the gradient of this tensor, and that may return another one, like PyTorch's
  /// `register_hook`.
  ///
  /// It is called once in each backward pass, as soon as all shares of the gradient have arrived: of a leaf, with the gradient of this pass,
  /// before that is added to what ``gradient`` holds; of an intermediate result, before the gradient is passed on. What it returns stands for
  /// the gradient from there on, and must have its shape and type; nil leaves the gradient as it is. Several hooks run in the order of their
  /// registration, each with what the one before it made of the gradient. Figures show that a gradient was changed, and by which hook.
  ///
  ///     let x = Tensor([3, 4], requiresGradient: true)
  ///     x.registerGradientHook(name: "halve") { gradient in gradient * 0.5 }
  ///     (x * x).sum().backward()
  ///     x.gradient!  // [3, 4]
  ///     x.registerGradientHook { gradient in
  ///       print("it is \(gradient)")
  ///       return nil
  ///     }
  ///
  /// Operations inside of it are recorded where the pass is (`recording: true`), and not otherwise. It must not change the graph that is
  /// differentiated: `backward` in a hook, a change of one of the graph's tensors, or of the gradient itself, stops the program. A hook that
  /// refers to its tensor keeps it alive; it need not, since it gets the gradient.
  ///
  /// - Parameters:
  ///   - name: What figures and errors call it.
  ///   - body: The function.
  /// - Returns: A handle that removes the hook; the hook stays where the handle is thrown away.
  @discardableResult
  public func registerGradientHook(
    name: String = "hook", _ body: @escaping (_ gradient: Tensor) -> Tensor?
  ) -> HookHandle {
    hooksToChange("registerGradientHook").gradient.add(name, body)
  }

  /// Registers a function that `backward` calls with this leaf when its gradient has been added to what ``gradient`` holds, like PyTorch's
  /// `register_post_accumulate_grad_hook`.
  ///
  /// All operations that use the leaf have passed their shares on by then, so the hook may change the leaf in place, as an optimizer does,
  /// and clear its gradient. ``gradients(of:withRespectTo:gradient:recording:)``, which stores no gradient, does not call it.
  ///
  ///     let w = Tensor(2, requiresGradient: true)
  ///     w.registerPostAccumulateHook { w in
  ///       w.addInPlace(w.gradient!, scaledBy: -0.1)
  ///       w.zeroGradient()
  ///     }
  ///     (w * 5).backward()
  ///     w  // 1.5
  @discardableResult
  public func registerPostAccumulateHook(
    name: String = "hook", _ body: @escaping (_ leaf: Tensor) -> Void
  ) -> HookHandle {
    guard isLeaf else {
      fail(
        "registerPostAccumulateHook",
        "this tensor is the result of \(record!.operation), and only leaves add gradients up")
    }
    return hooksToChange("registerPostAccumulateHook").accumulated.add(name, body)
  }

  /// What hooks made of the gradient in the last backward pass, in the order in which it happened.
  ///
  /// A hook that returned nothing is not there. It is empty again after ``zeroGradient()``.
  public var gradientChanges: [GradientChange] { hooks?.changes ?? [] }

  /// Writes down that something outside of the backward pass, such as other processes, changed the gradient.
  package func addGradientChange(_ change: GradientChange) {
    hooksToChange(change.operation).changes.append(change)
  }

  /// Has something done when the backward pass that calls the hook that is running is at its end.
  package static func whenBackwardEnds(_ action: @escaping () -> Void) {
    Context.current.propagation?.atEnd(action)
  }

  private func hooksToChange(_ operation: String) -> TensorHooks {
    guard requiresGradientFlag else {
      fail(operation, "this tensor requires no gradient, so it never gets one")
    }
    let hooks = hooks ?? TensorHooks()
    self.hooks = hooks
    return hooks
  }
}

/// A change of a gradient by a hook, or by what other processes computed.
public struct GradientChange {
  /// What changed it: `hook`, or the operation between processes, such as `all_reduce`.
  public let operation: String
  /// Its settings: the name of a hook, or how many bytes went to how many processes.
  public let attributes: [Attribute]
  private let arrays: (before: NDArray, after: NDArray)

  /// A change of a gradient into another one of the same shape and type.
  package init(
    _ operation: String, attributes: [Attribute], before: Tensor, after: Tensor
  ) {
    self.operation = operation
    self.attributes = attributes
    arrays = (before.array, after.array)
  }

  /// The gradient as it was.
  public var before: Tensor { Tensor(arrays.before, role: .result) }
  /// The gradient as it became.
  public var after: Tensor { Tensor(arrays.after, role: .result) }
}

/// The hooks of a tensor, and what they did.
final class TensorHooks {
  let gradient = HookList<(Tensor) -> Tensor?>()
  let accumulated = HookList<(Tensor) -> Void>()
  // Arrays and no tensors, which would keep the graph of a recorded gradient alive.
  var changes: [GradientChange] = []
}

/// The hook that runs: what it must not change.
final class HookCall: Sendable {
  /// The kind of the hook and its name, such as `gradient hook clip`.
  let description: String
  /// The walk that visited the tensors of the graph.
  private let walk: UInt
  /// The leaf that the hook may change; nil where it may change none.
  private let leaf: ObjectIdentifier?

  init(_ description: String, walk: UInt, mayChange leaf: Tensor? = nil) {
    self.description = description
    self.walk = walk
    self.leaf = leaf.map { ObjectIdentifier($0) }
  }

  /// Stops the program where the hook that runs, if one does, changes a tensor of the graph that is being differentiated.
  static func checkChange(of tensor: Tensor, _ operation: String) {
    guard let call = Context.current.hook, tensor.visit == call.walk,
      call.leaf != ObjectIdentifier(tensor)
    else { return }
    fail(
      operation,
      "the \(call.description) changes a tensor of the graph that is being differentiated; change it after backward"
    )
  }

  /// Stops the program where the hook that runs, if one does, starts a backward pass.
  static func checkBackward() {
    guard let call = Context.current.hook else { return }
    fail(
      "backward",
      "the \(call.description) starts a backward pass inside of another one; start it after backward"
    )
  }
}

extension Propagation {
  /// The gradient that the hooks of a tensor make of the one that has arrived.
  func applyHooks(of tensor: Tensor, _ arrived: Tensor) -> Tensor {
    guard let hooks = tensor.hooks else { return arrived }
    if replaysHooks { return replay(hooks.changes, arrived) }
    hooks.changes = []
    var gradient = arrived
    for hook in hooks.gradient.hooks {
      let call = HookCall("gradient hook \(hook.name)", walk: walk)
      // The tensor that arrived may be the gradient of others too.
      let given = gradient.record == nil ? Tensor(gradient.array, role: .result) : gradient
      let version = given.version
      let changed = Context.current.with(hook: call).run { hook.body(given) }
      guard given.version == version else {
        fail(
          "backward", "the \(call.description) changes its gradient in place; return another one")
      }
      guard let changed, changed !== given else { continue }
      check(changed, by: call, of: tensor)
      hooks.changes.append(
        GradientChange(
          "hook", attributes: [Attribute("name", .text(hook.name))], before: gradient,
          after: changed))
      gradient = isRecording ? changed : Tensor(changed.array, role: .result)
      Context.current.watch?.look(
        at: gradient.array, call.description, [], nil, .backward, inputs: [given])
    }
    return gradient
  }

  /// Calls the hooks of a leaf whose gradient has been added to what it holds.
  func applyPostAccumulateHooks(of leaf: Tensor) {
    guard !replaysHooks, let hooks = leaf.hooks else { return }
    for hook in hooks.accumulated.hooks {
      let call = HookCall("post-accumulate hook \(hook.name)", walk: walk, mayChange: leaf)
      Context.current.with(hook: call).run { hook.body(leaf) }
    }
  }

  private func check(_ gradient: Tensor, by call: HookCall, of tensor: Tensor) {
    guard gradient.shape == tensor.shape else {
      fail(
        "backward",
        "the \(call.description) returns a gradient of shape \(gradient.shape) for a tensor of shape \(tensor.shape)"
      )
    }
    guard gradient.dtype == tensor.dtype else {
      fail(
        "backward",
        "the \(call.description) returns a gradient of type \(gradient.dtype.rawValue) for a tensor of type \(tensor.dtype.rawValue)"
      )
    }
  }

  /// What hooks did, as operations that are recorded: a figure shows it, and calls no hook.
  private func replay(_ changes: [GradientChange], _ gradient: Tensor) -> Tensor {
    changes.reduce(gradient) { gradient, change in
      .recording(
        change.operation, attributes: change.attributes, inputs: [gradient], value: change.after)
    }
  }

  /// Counts how many shares of their gradients leaves with hooks wait for.
  func countShares(_ order: [Tensor]) {
    for tensor in order {
      for input in tensor.inputs where input.hasHooks && input.isLeaf {
        missingShares[ObjectIdentifier(input), default: 0] += 1
      }
    }
  }

  /// Of the inputs of an operation that has passed its shares on, the leaves with hooks that wait for no further one.
  func completeLeaves(of inputs: Record.Inputs) -> [Tensor] {
    var leaves: [Tensor] = []
    for input in inputs {
      guard let missing = missingShares[ObjectIdentifier(input)] else { continue }
      missingShares[ObjectIdentifier(input)] = missing - 1
      if missing == 1 { leaves.append(input) }
    }
    return leaves
  }
}
