extension Tensor {
  /// The elements converted to another type; the gradient is converted back.
  public func cast(to target: DType) -> Tensor {
    if dtype == target { return self }
    return Tensor.result(
      "to", [Attribute("dtype", .text(target.rawValue))], of: [self], array.cast(to: target),
      [
        // Converted back where it arrives.
        Derivative("{g}, converted") { gradient, _ in gradient }
      ])
  }

  /// The elements in half precision, two bytes each; the gradient comes back in this tensor's type.
  public func half() -> Tensor { cast(to: .float16) }
  /// The elements in single precision.
  public func float() -> Tensor { cast(to: .float32) }
  /// The elements in double precision.
  public func double() -> Tensor { cast(to: .float64) }
}
