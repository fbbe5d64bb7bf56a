package import Smolgrad
package import Testing

/// Compares the gradients of what a function computes from tensors with central differences, in double precision.
///
/// The output is reduced by ``weighted(_:)``. A tensor without a gradient counts as one whose gradient is 0.
///
/// - Parameters:
///   - tensors: what the function reads, by names for messages: inputs, or parameters of a module.
///   - label: what is checked, for messages.
package func checkGradients(
  of tensors: [(path: String, tensor: Tensor)], _ label: String, step: Double = 1e-6,
  tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: () -> Tensor
) {
  for (_, tensor) in tensors {
    tensor.requiresGradient = true
    tensor.zeroGradient()
  }
  let result = weighted(function())
  // The gradient of something that depends on nothing is 0, and can't be asked for.
  if result.requiresGradient { result.backward() }
  for (name, tensor) in tensors {
    let gradient = tensor.gradient ?? Tensor.zeros(tensor.shape, dtype: .float64)
    #expect(gradient.shape == tensor.shape, "\(label): \(name)", sourceLocation: sourceLocation)
    let actual = gradient.doubles()
    let values = tensor.doubles()
    func value(at index: Int, moved offset: Double) -> Double {
      var moved = values
      moved[index] += offset
      tensor.assign(Tensor(moved, shape: tensor.shape, dtype: .float64))
      return weighted(function()).item()
    }
    for index in values.indices {
      let expected = (value(at: index, moved: step) - value(at: index, moved: -step)) / (2 * step)
      #expect(
        abs(actual[index] - expected) <= tolerance * (1 + abs(expected)),
        "\(label): gradient of \(name)[\(index)] is \(actual[index]), not \(expected)",
        sourceLocation: sourceLocation)
    }
    tensor.assign(Tensor(values, shape: tensor.shape, dtype: .float64))
  }
}

/// Compares the gradients of a function of tensors, as far as they are float64, with central differences.
package func checkGradients(
  _ inputs: [Tensor], _ label: String, step: Double = 1e-6, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation, _ function: ([Tensor]) -> Tensor
) {
  let leaves = inputs.map { $0.detached() }
  let named = leaves.enumerated().filter { $0.element.dtype == .float64 }
    .map { (path: "input \($0.offset)", tensor: $0.element) }
  checkGradients(
    of: named, label, step: step, tolerance: tolerance, sourceLocation: sourceLocation
  ) { function(leaves) }
}

/// The sum of a tensor's elements with fixed weights, so that every element counts differently.
package func weighted(_ output: Tensor) -> Tensor {
  let weights = (0..<output.count).map { 0.5 + Double($0 % 7) * 0.25 - Double($0 % 3) }
  let linear = output * Tensor(weights, shape: output.shape, dtype: output.dtype)
  // With the square the gradient that comes in depends on the output, so that second derivatives of linear operations count too.
  return (linear + output * output * 0.1).sum()
}

/// Fixed, irregular numbers in double precision between `low` and `high`, none near the middle of two.
package func sample(
  _ shape: [Int], from low: Double = -2, to high: Double = 2, seed: Int = 1
) -> Tensor {
  var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15
  let values = (0..<shape.reduce(1, *)).map { _ -> Double in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return low + (high - low) * Double(state >> 11) * 0x1p-53
  }
  return Tensor(values, shape: shape, dtype: .float64)
}
