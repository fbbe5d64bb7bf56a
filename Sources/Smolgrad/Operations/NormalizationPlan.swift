import CKernels

/// What layer, group, batch and RMS normalisation have in common: statistics over some axes of a view, then a factor and a summand.
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

  func normalize(
    _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ operation: String, _ attributes: [Attribute]
  ) -> Tensor {
    let hasWeight = weight != nil
    var derivatives = [
      Derivative(
        isCentered
          ? "σ⁻¹ · (h - mean(h) - x̂ · mean(h · x̂)), h = {g} · weight"
          : "σ⁻¹ · (h - x̂ · mean(h · x̂)), h = {g} · weight",
        shortcut: { fastGradient($0, $1, hasWeight) }
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
        Derivative("{g} · x̂, summed") { gradient, y in
          summed(gradient * statistics(y.inputs[0]).normalized.reshape(gradient.shape), y.inputs[1])
        })
    }
    if bias != nil {
      derivatives.append(
        Derivative("{g}, summed") { gradient, y in summed(gradient, y.inputs[hasWeight ? 2 : 1]) })
    }
    return Tensor.result(
      operation, attributes, of: [x] + [weight, bias].compactMap { $0 }, value(x, weight, bias),
      derivatives)
  }

  /// The normalised elements in the view's shape, and what they were multiplied by.
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

  /// The elements of a row if the statistics are taken over whole rows, which the loops in C do in one go.
  private var rowLength: Int? {
    let first = viewShape.count - axes.count
    guard isCentered, axes == Array(first..<viewShape.count) else { return nil }
    let length = axes.reduce(1) { $0 * viewShape[$1] }
    return length > 0 ? length : nil
  }

  private func value(_ x: Tensor, _ weight: Tensor?, _ bias: Tensor?) -> NDArray {
    let dtype = x.dtype
    if dtype == .float16 {
      return value(x.detached().cast(to: .float32), weight?.float(), bias?.float()).cast(to: dtype)
    }
    let isPlain = [weight, bias].allSatisfy { $0 == nil || $0!.dtype == dtype }
    guard let n = rowLength, isPlain else {
      return withoutGradients {
        var value = statistics(x).normalized.reshape(x.shape)
        if let weight { value = value * weight.reshape(affineShape) }
        if let bias { value = value + bias.reshape(affineShape) }
        return value.array
      }
    }
    // Weight and bias go into the loop where they run along the row.
    let alongRow = affineShape.elementCount == n && affineShape == x.shape.suffix(affineShape.count)
    let (w, b) = alongRow ? (weight?.array.contiguous(), bias?.array.contiguous()) : (nil, nil)
    var value = x.array.contiguous().reshaped([x.count / n, n]).mapRows {
      sg_layer_norm_row_f32(
        $1, w?.pointer(Float.self), b?.pointer(Float.self), Float(epsilon), $2, n)
    } _: {
      sg_layer_norm_row_f64($1, w?.pointer(Double.self), b?.pointer(Double.self), epsilon, $2, n)
    }.reshaped(x.shape)
    if !alongRow, let weight {
      value = .zip(value, weight.array.contiguous().reshaped(affineShape), .multiply)
    }
    if !alongRow, let bias {
      value = .zip(value, bias.array.contiguous().reshaped(affineShape), .add)
    }
    return value
  }

  /// The gradient for the input by the loops in C; nil where they can't compute it.
  private func fastGradient(_ gradient: Tensor, _ y: Tensor, _ hasWeight: Bool) -> NDArray? {
    let x = y.inputs[0]
    guard let n = rowLength, x.dtype == .float32 || x.dtype == .float64 else { return nil }
    let weight = hasWeight ? y.inputs[1].array.contiguous().reshaped(affineShape) : nil
    guard weight == nil || weight!.dtype == x.dtype else { return nil }
    let alongRow = affineShape.elementCount == n && affineShape == x.shape.suffix(affineShape.count)
    var h = gradient.array.contiguous()
    if !alongRow, let weight { h = .zip(h, weight, .multiply) }
    let w = alongRow ? weight : nil
    let values = x.array.contiguous()
    return h.reshaped([x.count / n, n]).mapRows {
      sg_layer_norm_gradient_row_f32(
        $1, values.pointer(Float.self) + $0, w?.pointer(Float.self), Float(epsilon), $2, n)
    } _: {
      sg_layer_norm_gradient_row_f64(
        $1, values.pointer(Double.self) + $0, w?.pointer(Double.self), epsilon, $2, n)
    }.reshaped(x.shape)
  }
}
