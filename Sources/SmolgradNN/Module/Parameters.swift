public import Smolgrad

extension Module {
  /// The module itself and all below it, each before its own parts.
  public func modules() -> [Module] { namedModules().map(\.module) }

  /// The module itself, with an empty path, and all below it with their paths; a module that is held twice has its first path.
  public func namedModules() -> [(path: String, module: Module)] {
    structure().modules.map { ($0.path, $0.module) }
      .withoutRepeats { ObjectIdentifier($0.module) }
  }

  /// The parameters of the module and of all below it, each once.
  public func parameters() -> [Tensor] { namedParameters().map(\.tensor) }

  /// The parameters with their paths, such as `fc1.weight`; one that is held twice has its first path.
  ///
  ///     let model = Sequential(Linear(2, 5), ReLU(), Linear(5, 1))
  ///     model.namedParameters().map(\.path)  // ["0.weight", "0.bias", "2.weight", "2.bias"]
  public func namedParameters() -> [(path: String, tensor: Tensor)] {
    namedTensors(.parameter)
  }

  /// The buffers, such as the running mean of ``BatchNorm2d``, with their paths.
  public func namedBuffers() -> [(path: String, tensor: Tensor)] { namedTensors(.buffer) }

  /// The number of elements of all parameters.
  public var parameterCount: Int { parameters().reduce(0) { $0 + $1.count } }

  /// Clears the gradients of all parameters, so that the next `backward()` starts from nothing.
  public func zeroGradients() {
    for (_, tensor) in structure().tensors where tensor.gradient != nil {
      tensor.zeroGradient()
    }
  }

  /// Says whether gradients are computed for the parameters: without them, the module is frozen.
  @discardableResult
  public func setRequiresGradient(_ requiresGradient: Bool) -> Self {
    for parameter in parameters() { parameter.requiresGradient = requiresGradient }
    return self
  }

  /// Makes the module and all below it behave as in training, or as in use if `isTraining` is false.
  @discardableResult
  public func train(_ isTraining: Bool = true) -> Self {
    for module in modules() { module.isTraining = isTraining }
    return self
  }

  /// Makes the module and all below it behave as in use: no dropout, running statistics instead of the batch's.
  @discardableResult
  public func eval() -> Self { train(false) }

  /// Converts all floating point parameters and buffers in place, as PyTorch's `half()` and `double()` do.
  ///
  /// An optimizer that has taken steps remembers numbers of the old type: make it after the conversion.
  @discardableResult
  public func cast(to dtype: DType) -> Self {
    require(dtype.isFloatingPoint, typeName, "parameters can't be converted to \(dtype.rawValue)")
    for (_, tensor) in structure().tensors where tensor.dtype.isFloatingPoint {
      withoutGradients { tensor.convertElements(to: dtype) }
    }
    return self
  }

  /// Moves all parameters and buffers to a device in place, as PyTorch's `to(device)` does.
  ///
  /// An optimizer that has taken steps remembers numbers on the old device: make it after the move.
  @discardableResult
  public func to(_ device: Device) -> Self {
    for (_, tensor) in structure().tensors {
      withoutGradients { tensor.moveElements(to: device) }
    }
    return self
  }

  private func namedTensors(_ role: Tensor.Role) -> [(path: String, tensor: Tensor)] {
    let structure = self.structure()
    for (path, tensor) in structure.tensors {
      // A path that a call of a larger model gave is left alone.
      if tensor.path == nil { tensor.path = path }
      if tensor.role == .input { tensor.role = .parameter }
    }
    return structure.tensors.filter { $0.tensor.role == role }
      .withoutRepeats { ObjectIdentifier($0.tensor) }
  }
}

extension Array {
  /// The elements without those whose identity came up before.
  fileprivate func withoutRepeats(_ identity: (Element) -> ObjectIdentifier) -> [Element] {
    var seen: Set<ObjectIdentifier> = []
    return filter { seen.insert(identity($0)).inserted }
  }
}
