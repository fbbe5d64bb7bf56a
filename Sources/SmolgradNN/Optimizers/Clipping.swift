public import Smolgrad

/// Scales the gradients of parameters down, so that the norm of all of them together is at most `maximum`, like PyTorch's `clip_grad_norm_`.
///
///     let w = Tensor([3, 4], requiresGradient: true)
///     w.gradient = Tensor([30, 40])
///     clipGradientNorm([w], maximum: 5)  // 50.0
///     w.gradient!  // [3, 4]
///
/// - Parameters:
///   - parameters: What has the gradients; those without one are left out.
///   - maximum: The largest norm that is left as it is.
///   - p: Which norm: 2 is the Euclidean, infinity the largest magnitude.
/// - Returns: The norm before; NaN or infinity if an element is, and then the gradients are of no use.
@discardableResult
public func clipGradientNorm(_ parameters: [Tensor], maximum: Double, p: Double = 2) -> Double {
  withoutGradients {
    let norms = parameters.compactMap { $0.gradient?.norm(p).item() }
    let total = Tensor(norms, dtype: .float64).norm(p).item()
    let factor = maximum / (total + 1e-6)
    // Not `factor < 1`: NaN must reach the gradients.
    if !(factor >= 1) {
      for parameter in parameters { parameter.gradient = parameter.gradient.map { $0 * factor } }
    }
    return total
  }
}

/// Limits each element of the gradients of parameters to ±`maximum`, like PyTorch's `clip_grad_value_`.
///
///     let w = Tensor([3, 4], requiresGradient: true)
///     w.gradient = Tensor([30, -0.5])
///     clipGradientValue([w], maximum: 1)
///     w.gradient!  // [1, -0.5]
public func clipGradientValue(_ parameters: [Tensor], maximum: Double) {
  withoutGradients {
    for parameter in parameters {
      parameter.gradient = parameter.gradient?.clamp(min: -maximum, max: maximum)
    }
  }
}
