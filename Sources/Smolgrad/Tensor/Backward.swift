extension Tensor {
  /// Computes the gradient of this tensor for everything that it depends on and that requires one.
  ///
  /// Gradients of leaves are added to what they hold; gradients of intermediate results start afresh.
  ///
  ///     let x = Tensor([1, 2], requiresGradient: true)
  ///     (x * x).sum().backward()
  ///     x.gradient!  // [2, 4]
  ///
  /// - Parameters:
  ///   - seed: The gradient to start from, of this tensor's shape. A tensor with a single element starts from 1.
  ///   - recording: Whether the gradients are recorded like other results, so that they can be differentiated again and drawn. Such gradients
  ///     refer to the tensors that they belong to: clear them with `zeroGradient()` when they are no longer needed, or use
  ///     ``gradients(of:withRespectTo:gradient:recording:)``, which stores none.
  public func backward(gradient seed: Tensor? = nil, recording: Bool = false) {
    if !recording, GradientReplay.current?.skipsBackward ?? false { return }
    var computed = [self]
    propagate(checkedSeed(seed, "backward"), recording: recording) { tensor, gradient in
      if tensor.array.isOnMLX { computed.append(gradient) }
      let isLeaf = tensor.isLeaf
      if isLeaf, let held = tensor.heldGradient {
        tensor.holdGradient(held + gradient)
      } else {
        // A recorded gradient of a result stays the tensor that stands in the graph of the gradients.
        tensor.holdGradient(gradient, isShared: isLeaf || !recording)
      }
      if tensor.hasHooks, isLeaf {
        Context.current.propagation?.applyPostAccumulateHooks(of: tensor)
      }
    }
    Tensor.evaluate(computed)
  }

  /// What one step of `backward` delivers to each input for a gradient of this tensor, in the inputs' shapes.
  ///
  /// No gradient is changed. An input that requires no gradient gets nil; for a leaf the list is empty.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of this tensor, of its shape.
  ///   - recording: Whether the operations that compute the contributions are recorded, as far as they need the gradient or what requires one.
  public func contributions(of gradient: Tensor, recording: Bool = false) -> [Tensor?] {
    required(of: [self], try checkGradientShape(gradient, "contributions"))
    guard requiresGradientFlag else { return inputs.map { _ in nil } }
    return Context.current.with(isRecording: recording).run {
      inputs.indices.map { index in
        guard inputs[index].requiresGradientFlag else { return nil }
        return contribution(
          of: gradient, to: inputs[index], record!.derivatives[index], recording)
      }
    }
  }

  /// Follows the records back from this tensor, and delivers each tensor's gradient as soon as all of it has arrived.
  ///
  /// A leaf with hooks gets its gradient when the last operation that uses it has passed its share on.
  func propagate(
    _ seed: Tensor, recording: Bool, replaysHooks: Bool = false, deliver: (Tensor, Tensor) -> Void
  ) {
    let stopwatch = Context.current.log?.stopwatch
    stopwatch?.beginBackward()
    var walk = Walk.reusingMemory()
    var hasHooks = hasHooks
    walk.follow(from: self) { input in
      guard input.requiresGradientFlag else { return false }
      if input.hasHooks { hasHooks = true }
      return true
    }
    let outer = Context.current.propagation
    let propagation = Propagation(
      walk: walk.number, isRecording: recording, replaysHooks: replaysHooks, inside: outer)
    if hasHooks { propagation.countShares(walk.order) }
    let context = Context.current.with(isRecording: recording, propagation: propagation)
    let watch = context.watch
    var underWay: [(Tensor, Tensor)] = []
    if let outer {
      // What has arrived of the gradients of the outer `backward` waits, so that the two do not mix.
      outer.wasInterrupted = !recording
      for tensor in walk.order {
        if let part = tensor.pending.take() { underWay.append((tensor, part)) }
      }
    }
    context.run {
      pending = seed
      while let tensor = walk.order.popLast() {
        guard var gradient = tensor.pending.take() else { continue }
        // The rest of what is under way is dropped after an anomaly.
        if watch?.first != nil { continue }
        if tensor.hasHooks { gradient = propagation.applyHooks(of: tensor, gradient) }
        deliver(tensor, gradient)
        guard let record = tensor.record else { continue }
        record.checkVersions()
        for index in 0..<record.inputs.count {
          let input = record.inputs[index]
          guard input.requiresGradientFlag else { continue }
          let derivative = record.derivatives[index]
          if !recording, watch == nil, input.arrives(gradient, of: tensor, derivative) { continue }
          let contribution = tensor.contribution(of: gradient, to: input, derivative, recording)
          watch?.look(
            at: contribution.array, record.operation, record.tags, record.scope, .backward,
            inputs: [gradient])
          input.receive(contribution, inPlace: !recording)
        }
        if hasHooks {
          for leaf in propagation.completeLeaves(of: record.inputs) {
            guard let gradient = leaf.pending.take(), watch?.first == nil else { continue }
            deliver(leaf, propagation.applyHooks(of: leaf, gradient))
          }
        }
        stopwatch?.finishBackward(of: tensor)
      }
      propagation.end()
    }
    for (tensor, part) in underWay { tensor.pending = part }
    // Not before: where a step back fails, there is still something to show.
    if outer == nil {
      context.log?.clear()
      stopwatch?.endBackward()
    }
    walk.keepMemory()
  }

  /// Applies the pullback for one input.
  ///
  /// Only here are broadcast dimensions summed back and types converted.
  func contribution(
    of gradient: Tensor, to input: Tensor, _ derivative: Derivative, _ isRecording: Bool
  ) -> Tensor {
    var contribution =
      dtype.computesInFloat32
      ? derivative.applyWidened(gradient, self, isRecording: isRecording)
      : derivative.apply(gradient, self, isRecording: isRecording)
    if isRecording { checkInterruption(&contribution, of: gradient) }
    if contribution.array.layout === input.array.layout, contribution.dtype == input.dtype {
      return contribution.moved(toDeviceOf: input)
    }
    if contribution.shape != input.shape,
      input.shape.broadcast(with: contribution.shape) != contribution.shape
    {
      fail(
        "backward",
        "the pullback of \(record!.operation) gives shape \(contribution.shape) for an input of shape \(input.shape)"
      )
    }
    return contribution.summed(to: input.shape).cast(to: input.dtype).moved(toDeviceOf: input)
  }

  /// The sum over everything that broadcasting repeated, so that a gradient has its input's shape.
  func summed(to target: [Int]) -> Tensor {
    if shape == target { return self }
    let missing = rank - target.count
    let axes = (0..<rank).filter { $0 < missing || target[$0 - missing] != shape[$0] }
    return (axes.isEmpty ? self : sum(dims: axes, keepDim: true)).reshape(target)
  }

  /// Sees to it that a gradient whose graph is not complete can't be differentiated again: a pullback had it computed by a `backward` of its
  /// own, which was not recorded.
  private func checkInterruption(_ contribution: inout Tensor, of gradient: Tensor) {
    guard let propagation = Context.current.propagation, propagation.wasInterrupted else { return }
    propagation.wasInterrupted = false
    let name = "\(record!.operation)_backward"
    let inputs = [gradient] + inputs
    contribution = Tensor.recording(
      name, inputs: inputs, value: contribution,
      derivatives: inputs.map { _ in
        Derivative("none") { _, _ in
          fail(
            name,
            "its pullback calls backward without recording, so the gradient can't be differentiated again"
          )
        }
      })
  }

  /// Takes a contribution that can be added to what has arrived so far without being an array by itself; false if it can't.
  private func arrives(_ gradient: Tensor, of result: Tensor, _ derivative: Derivative) -> Bool {
    guard pending != nil, isKnownUniquelyReferenced(&pending!) else { return false }
    return derivative.add(gradient, result, to: &pending!.array)
  }

  /// Adds a contribution to what has arrived so far; in place where nobody else holds that.
  private func receive(_ contribution: Tensor, inPlace: Bool) {
    guard pending != nil else {
      pending = contribution
      return
    }
    if inPlace, isKnownUniquelyReferenced(&pending!), pending!.array.isContiguous,
      pending!.array.isUniquelyReferenced()
    {
      pending!.array.add(contribution.array)
    } else {
      pending = pending! + contribution
    }
  }

  func checkedSeed(_ seed: Tensor?, _ operation: String) -> Tensor {
    HookCall.checkBackward()
    guard requiresGradientFlag else {
      fail(
        operation, "this tensor requires no gradient, and nothing that it was computed from does")
    }
    guard let seed else {
      guard count == 1 else {
        fail(
          operation,
          "a tensor of shape \(shape) needs a gradient to start from; only a scalar starts from 1")
      }
      return Tensor(.full(shape, .integer(1), dtype: dtype).moved(to: device), role: .constant)
    }
    required(of: [self], try checkGradientShape(seed, operation))
    guard seed.device == device else {
      fail(operation, "a tensor on \(device) can't start from a gradient on \(seed.device)")
    }
    return seed.dtype == dtype ? seed : seed.cast(to: dtype)
  }
}

extension Record {
  /// How often tensors have been changed in place, all together; not in line, since few operations save any.
  @inline(never)
  static func versions(of tensors: [Tensor]) -> UInt32 {
    tensors.reduce(0) { $0 &+ $1.version }
  }

  /// Whether an input, or what is saved, was changed in place since this was recorded.
  package var operandsHaveChanged: Bool {
    var versions: UInt32 = 0
    for index in 0..<inputs.count { versions &+= inputs[index].version }
    if !saved.isEmpty { versions &+= Record.versions(of: saved) }
    return versions != self.versions
  }

  fileprivate func checkVersions() {
    guard !operandsHaveChanged else {
      let what = saved.isEmpty ? "an input" : "an input, or a saved tensor,"
      fail(
        "backward",
        "\(what) of \(operation) was assigned to after the operation; compute the result again"
      )
    }
  }
}
