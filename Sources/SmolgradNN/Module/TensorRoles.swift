public import Smolgrad

extension Tensor {
  /// Whether a module that holds it would train it: it is one already, or a leaf that asks for a gradient.
  var isParameter: Bool {
    role == .parameter || role == .input && requiresGradient
  }

  /// Makes the tensor a parameter, which the module that holds it trains and saves, like PyTorch's `nn.Parameter`.
  ///
  /// A property of a module that holds a tensor with `requiresGradient` is one without being asked.
  @discardableResult
  public func asParameter() -> Tensor {
    requiresGradient = true
    role = .parameter
    return self
  }

  /// Makes the tensor a buffer, which the module that holds it saves, but does not train, like PyTorch's `register_buffer`.
  @discardableResult
  public func asBuffer() -> Tensor {
    requiresGradient = false
    role = .buffer
    return self
  }
}
