extension Tensor {
  /// Computes the gradient of this tensor for everything that it depends on and that requires one.
  ///
  /// Gradients of leaves are added to what they hold; gradients of intermediate results start afresh.
  ///
  /// - Parameters:
  ///   - seed: The gradient to start from, of this tensor's shape. A tensor with a single element starts from 1.
  ///   - recording: Whether the gradients are recorded like other results, so that they can be differentiated again and drawn. Such gradients
  ///     refer to the tensors that they belong to: clear them with `zeroGradient()` when they are no longer needed, or use
  ///     ``gradient(of:withRespectTo:recording:)``, which stores none.
  public func backward(gradient seed: Tensor? = nil, recording: Bool = false) {
    let seed = checkedSeed(seed, "backward")
    let order = topologicalOrder(from: self) { $0.requiresGradientFlag }
    for tensor in order where !tensor.isLeaf { tensor.gradient = nil }
    var context = Context.current
    context.isRecording = recording
    context.run {
      receive(seed)
      for tensor in order.reversed() {
        guard let gradient = tensor.gradient, let record = tensor.record else { continue }
        tensor.checkVersions()
        for index in record.inputs.indices where record.inputs[index].requiresGradientFlag {
          record.inputs[index].receive(tensor.contribution(of: gradient, toInput: index))
        }
      }
    }
  }

  /// What one step of `backward` delivers to each input for a gradient of this tensor, in the inputs' shapes.
  ///
  /// No gradient is changed. An input that requires no gradient gets nil; for a leaf the list is empty.
  public func contributions(of gradient: Tensor) -> [Tensor?] {
    guard gradient.shape == shape else {
      fail("contributions", "a gradient of shape \(gradient.shape) for a result of shape \(shape)")
    }
    guard requiresGradientFlag else { return inputs.map { _ in nil } }
    return withoutGradients {
      inputs.indices.map { index in
        inputs[index].requiresGradientFlag ? contribution(of: gradient, toInput: index) : nil
      }
    }
  }

  /// Applies the pullback for one input. This is the one place where broadcast axes are summed back and types converted.
  private func contribution(of gradient: Tensor, toInput index: Int) -> Tensor {
    let input = record!.inputs[index]
    let contribution = record!.derivatives[index].pullback(gradient, self)
    return contribution.summed(to: input.shape).cast(to: input.dtype)
  }

  private func receive(_ contribution: Tensor) {
    gradient = gradient.map { $0 + contribution } ?? contribution
  }

  private func checkedSeed(_ seed: Tensor?, _ operation: String) -> Tensor {
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
      return Tensor(.full(shape, .integer(1), dtype: dtype), role: .constant)
    }
    guard seed.shape == shape else {
      fail(operation, "a gradient of shape \(seed.shape) for a tensor of shape \(shape)")
    }
    return seed
  }

  private func checkVersions() {
    guard let record else { return }
    var versions = 0
    for input in record.inputs { versions += input.version }
    guard versions == record.inputVersions else {
      fail(
        "backward",
        "an input of \(record.operation) was assigned to after the operation; compute the result again"
      )
    }
  }
}
