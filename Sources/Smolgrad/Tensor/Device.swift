/// Where the elements of tensors are, and what computes with them.
///
///     Tensor([1, 2]).device  // cpu
public enum Device: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// The memory of the processor, and the loops of this package.
  case cpu
  /// Apple's MLX: the GPU of a Mac, elsewhere the processor. It needs a build with the package's trait `MLX`.
  ///
  /// What is computed there is put off until its numbers are read, until the end of `backward()`, or of an optimizer's step.
  case mlx

  /// The name: `cpu` or `mlx`.
  public var description: String { rawValue }

  /// Whether this program was built with what the device needs.
  public var isAvailable: Bool {
    #if MLX
      true
    #else
      self == .cpu
    #endif
  }
}

/// Runs the body with a device on which the tensors are that it makes, random ones too: PyTorch's `with torch.device(…)`.
///
/// The random numbers are the same on each device.
///
///     withDevice(.cpu) { Tensor.ones([2]) }.device  // cpu
public func withDevice<Result, Failure: Error>(
  _ device: Device, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  if !device.isAvailable { failWithoutMLX("withDevice") }
  return try Context.current.with(device: device).run(body)
}

/// Stops with what to build MLX with.
func failWithoutMLX(_ operation: String) -> Never {
  fail(
    operation,
    "this program was built without MLX; scripts/set-up --mlx installs it, and swift build --traits MLX builds with it"
  )
}

extension Tensor {
  /// Where the elements are.
  public var device: Device { array.isOnMLX ? .mlx : .cpu }

  /// The same elements on a device; the gradient comes back to where this tensor is.
  ///
  /// A tensor that is there already is given back as it is.
  ///
  ///     Tensor([1, 2]).to(.cpu)  // [1, 2]
  public func to(_ device: Device) -> Tensor {
    if device == self.device { return self }
    if !device.isAvailable { failWithoutMLX("to") }
    checkType(for: device, "to")
    let origin = self.device
    return Tensor.result(
      "to", [Attribute("device", .text(device.rawValue))], of: [self], array.moved(to: device),
      [Derivative("{g}, moved back") { gradient, _ in gradient.to(origin) }], tags: .cast)
  }

  /// Moves the elements of a leaf to a device, and the gradient with them.
  package func moveElements(to device: Device) {
    guard record == nil else {
      fail(
        "to", "only leaves can be moved in place, and this is the result of \(record!.operation)")
    }
    if device == self.device { return }
    if !device.isAvailable { failWithoutMLX("to") }
    checkType(for: device, "to")
    willChange("to")
    array = array.moved(to: device)
    version &+= 1
    holdGradient(heldGradient.map { Tensor($0.array.moved(to: device), role: $0.role) })
  }

  /// Computes what has been put off of some tensors, all at once.
  package static func evaluate(_ tensors: @autoclosure () -> [Tensor]) {
    NDArray.evaluate(tensors().map(\.array))
  }

  /// This tensor, with its elements moved to where those of another one are.
  func moved(toDeviceOf other: Tensor) -> Tensor {
    #if MLX
      if !array.isOnMLX, other.array.isOnMLX, dtype != .float64 {
        if role != .constant, count > 0 { MLXCounts.addFallback() }
        array = array.moved(to: .mlx)
      } else if array.isOnMLX, !other.array.isOnMLX {
        array = array.moved(to: .cpu)
      }
    #endif
    return self
  }

  private func checkType(for device: Device, _ operation: String) {
    guard device == .mlx, dtype == .float64 else { return }
    fail(operation, "MLX has no float64, as no GPU of Apple's has; convert it to float32 first")
  }

  /// The tags of an operation on this tensor that loops of the CPU compute a part of.
  var loopTags: OperationTags { device == .cpu ? [] : .fallback }

  #if MLX
    /// A result where its operands are, and what there is to say of it; operands of an operation are on one device, but for plain numbers and scalars.
    static func moved(
      _ array: NDArray, _ operation: String, _ inputs: Record.Inputs, _ context: Context,
      _ tags: OperationTags
    ) -> (array: NDArray, tags: OperationTags) {
      guard inputs.contains(where: { $0.array.isOnMLX }) else { return (array, tags) }
      let isOutermost = context.isRecording && context.propagation == nil
      // As in PyTorch, the indices of a subscript may be on the CPU.
      if isOutermost, operation != "getitem",
        let other = inputs.first(where: { !$0.array.isOnMLX && $0.rank > 0 && $0.role != .constant }
        )
      {
        fail(
          operation,
          "operands are on mlx and, of shape \(other.shape), on cpu; move one of them with to(.mlx) or to(.cpu)",
          of: Array(inputs))
      }
      if array.isOnMLX { return (array, tags) }
      if array.dtype == .float64 {
        if isOutermost {
          fail(
            operation, "MLX has no float64, as no GPU of Apple's has; move the operands to the CPU",
            of: Array(inputs))
        }
        return (array, tags)
      }
      let result = array.moved(to: .mlx)
      // Of nothing nothing is computed.
      guard array.count > 0, inputs.contains(where: { $0.array.isOnMLX && $0.count > 0 }) else {
        return (result, tags)
      }
      MLXCounts.addFallback()
      return (result, tags.union(.fallback))
    }
  #endif
}
