extension Tensor {
  /// The elements converted to another type; the gradient is converted back.
  ///
  ///     Tensor([1.7, -1.7]).cast(to: .int64)  // [1, -1]
  public func cast(to target: DType) -> Tensor {
    switch Context.current.typed?.conversion(of: self, to: target) {
    case .operation: converted(to: dtype)
    case .to(let target): dtype == target ? self : converted(to: target)
    case nil: dtype == target ? self : converted(to: target)
    }
  }

  private func converted(to target: DType) -> Tensor {
    Tensor.result(
      "to", [Attribute("dtype", .text(target.rawValue))], of: [self], array.cast(to: target),
      [
        // Converted back where it arrives.
        Derivative("{g}, converted") { gradient, _ in gradient }
      ], tags: .cast)
  }

  /// What a function makes of tensors, computed in single precision and rounded once where it would be done in a type of two bytes.
  static func widening(
    _ tensors: Tensor..., body: ([Tensor]) -> Tensor
  ) -> Tensor {
    withoutGradients {
      let types = Set(tensors.map(\.dtype).filter(\.isFloatingPoint))
      guard let type = types.first, types.count == 1, type.computesInFloat32 else {
        return body(tensors)
      }
      return body(tensors.map { $0.dtype == type ? $0.float() : $0 }).cast(to: type)
    }
  }

  /// What a function makes of this tensor, computed in single precision and rounded once where it would be done in a type of two bytes.
  func widening(_ body: (Tensor) -> Tensor) -> Tensor { Tensor.widening(self) { body($0[0]) } }

  /// The elements in half precision, two bytes each; the gradient comes back in this tensor's type.
  ///
  ///     Tensor([0.1, 70_000]).half()  // [0.09998, inf]
  public func half() -> Tensor { cast(to: .float16) }
  /// The elements as bfloat16, two bytes each, with the range of single precision and three digits; the gradient comes back in this tensor's type.
  ///
  ///     Tensor([0.1, 300.7]).bfloat16()  // [0.1001, 300]
  public func bfloat16() -> Tensor { cast(to: .bfloat16) }
  /// The elements in single precision.
  public func float() -> Tensor { cast(to: .float32) }
  /// The elements in double precision.
  public func double() -> Tensor { cast(to: .float64) }
}
