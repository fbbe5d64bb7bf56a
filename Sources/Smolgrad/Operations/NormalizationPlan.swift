/// What layer, group, batch and RMS normalization have in common: statistics over some axes of a view, then a factor and a summand.
struct Normalization: Sendable {
  /// The shape in which the statistics are taken.
  let viewShape: [Int]
  /// The axes of that shape over which they are taken.
  let axes: [Int]
  /// The shape in which weight and bias are broadcast over the input.
  let affineShape: [Int]
  let epsilon: Double
  /// Whether the mean is subtracted.
  var isCentered = true
  /// The neighbors in a row of the statistics that share a weight, and the rows after which the weights start anew.
  var span = 1, period = 1

  func normalize(
    _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ operation: String, _ attributes: [Attribute]
  ) -> Tensor {
    let hasWeight = weight != nil
    var derivatives = [
      Derivative(
        isCentered
          ? "σ⁻¹ · (h - mean(h) - x̂ · mean(h · x̂)), h = {g} · weight"
          : "σ⁻¹ · (h - x̂ · mean(h · x̂)), h = {g} · weight",
        fused: { rows($1)?.gradient($0.array, hasWeight ? $1.inputs[1].array : nil) }
      ) { gradient, y in
        let (x, shape) = (y.inputs[0], y.inputs[0].shape)
        let scaled = hasWeight ? gradient * y.inputs[1].reshape(affineShape) : gradient
        let h = scaled.reshape(viewShape)
        let (normalized, scale) = statistics(x)
        let projection = normalized * (h * normalized).mean(dims: axes, keepDim: true)
        let rest = isCentered ? h - h.mean(dims: axes, keepDim: true) : h
        return (scale * (rest - projection)).reshape(shape)
      }
    ]
    if hasWeight {
      derivatives.append(
        Derivative(
          "{g} · x̂, summed",
          fused: { rows($1)?.weightGradient($0.array, like: $1.inputs[1].array) }
        ) { gradient, y in
          summed(gradient * statistics(y.inputs[0]).normalized.reshape(gradient.shape), y.inputs[1])
        })
    }
    if bias != nil {
      derivatives.append(
        Derivative("{g}, summed") { gradient, y in summed(gradient, y.inputs[hasWeight ? 2 : 1]) })
    }
    return Tensor.result(
      operation, attributes, of: .init(x, weight, bias), value(x, weight, bias),
      derivatives)
  }

  /// The normalized elements in the view's shape, and what they were multiplied by.
  private func statistics(_ x: Tensor) -> (normalized: Tensor, scale: Tensor) {
    let x = x.reshape(viewShape)
    let centered = isCentered ? x - x.mean(dims: axes, keepDim: true) : x
    let scale = ((centered * centered).mean(dims: axes, keepDim: true) + epsilon).rsqrt()
    return (centered * scale, scale)
  }

  /// A gradient of the result's shape summed to that of weight or bias.
  private func summed(_ gradient: Tensor, _ factor: Tensor) -> Tensor {
    gradient.summed(to: affineShape).reshape(factor.shape)
  }

  /// The result by the loops in C, or by tensor operations where they do not know the types.
  private func value(_ x: Tensor, _ weight: Tensor?, _ bias: Tensor?) -> NDArray {
    let dtype = x.dtype
    if dtype.computesInFloat32 {
      return value(x.detached().cast(to: .float32), weight?.float(), bias?.float()).cast(to: dtype)
    }
    let isPlain = [weight, bias].allSatisfy { $0 == nil || $0!.dtype == dtype }
    if isPlain, let rows = NormalizationRows(x.array, self) {
      return rows.value(weight?.array, bias?.array)
    }
    let value = withoutGradients {
      var value = statistics(x).normalized.reshape(x.shape)
      if let weight { value = value * weight.reshape(affineShape) }
      if let bias { value = value + bias.reshape(affineShape) }
      return value
    }
    return value.array
  }

  /// The input of a result as rows, if the loops in C know its type and that of the weight.
  private func rows(_ y: Tensor) -> NormalizationRows? {
    let inputs = y.inputs
    guard inputs.allSatisfy({ $0.dtype == y.dtype }) else { return nil }
    return NormalizationRows(inputs[0].array, self)
  }
}
