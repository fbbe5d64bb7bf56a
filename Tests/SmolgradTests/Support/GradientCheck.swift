import Smolgrad
import Testing

/// Compares the gradients of `function` for each input with central differences, in double precision.
///
/// The output is reduced by ``weighted(_:)``.
func checkGradients(
  _ inputs: [Tensor], _ label: String, step: Double = 1e-6, tolerance: Double = 1e-6,
  _ function: ([Tensor]) -> Tensor
) {
  let leaves = inputs.map { input in
    let leaf = input.detached()
    leaf.requiresGradient = input.dtype == .float64
    return leaf
  }
  let result = weighted(function(leaves))
  // Gradients of a gradient that depends on nothing any more are 0.
  if result.requiresGradient { result.backward() }
  for (index, leaf) in leaves.enumerated() where leaf.requiresGradient {
    let gradient = leaf.gradient ?? Tensor.zeros(leaf.shape, dtype: .float64)
    #expect(gradient.shape == leaf.shape, "\(label): input \(index)")
    let actual = gradient.doubles()
    let values = leaf.doubles()
    for position in values.indices {
      let expected: Double = {
        func value(_ offset: Double) -> Double {
          var moved = values
          moved[position] += offset
          var arguments = inputs
          arguments[index] = Tensor(moved, shape: leaf.shape, dtype: .float64)
          return weighted(function(arguments)).item()
        }
        return (value(step) - value(-step)) / (2 * step)
      }()
      #expect(
        abs(actual[position] - expected) <= tolerance * (1 + abs(expected)),
        "\(label): input \(index), element \(position): \(actual[position]), not \(expected)")
    }
  }
}

/// The sum of a tensor's elements with fixed weights, so that every element counts differently.
func weighted(_ output: Tensor) -> Tensor {
  let weights = (0..<output.count).map { 0.5 + Double($0 % 7) * 0.25 - Double($0 % 3) }
  let linear = output * Tensor(weights, shape: output.shape, dtype: output.dtype)
  // With the square the gradient that comes in depends on the output, so that second derivatives of linear operations count too.
  return (linear + output * output * 0.1).sum()
}

/// The recorded gradient for one leaf; nil where the result does not depend on it.
func recordingGradients(of result: Tensor, for leaf: Tensor) -> Tensor? {
  gradients(of: result, withRespectTo: [leaf], recording: true)[0]
}

/// Compares the gradients in single precision with those in double precision.
func checkSinglePrecision(
  _ inputs: [Tensor], _ label: String, _ function: ([Tensor]) -> Tensor
) {
  func gradientValues(_ dtype: DType) -> [[Double]?] {
    let leaves = inputs.map { input in
      let leaf = input.detached().cast(to: input.dtype.isFloatingPoint ? dtype : input.dtype)
      leaf.requiresGradient = input.dtype == .float64
      return leaf
    }
    let output = function(leaves)
    return gradients(of: weighted(output), withRespectTo: leaves).map { $0?.doubles() }
  }
  for (index, pair) in zip(gradientValues(.float32), gradientValues(.float64)).enumerated() {
    guard let a = pair.0, let b = pair.1 else { continue }
    let agree = zip(a, b).allSatisfy { abs($0 - $1) <= 1e-3 * (1 + abs($1)) }
    #expect(agree, "\(label): input \(index) in single precision is \(a), not \(b)")
  }
}

/// Compares the gradients that `backward` computes by its shortcuts with those that it records.
func checkRecordedGradients(
  _ inputs: [Tensor], _ label: String, _ function: ([Tensor]) -> Tensor
) {
  let leaves = inputs.map { input in
    let leaf = input.detached()
    leaf.requiresGradient = input.dtype == .float64
    return leaf
  }
  let result = weighted(function(leaves))
  let plain = gradients(of: result, withRespectTo: leaves)
  let recorded = gradients(of: result, withRespectTo: leaves, recording: true)
  for (index, pair) in zip(plain, recorded).enumerated() {
    guard let a = pair.0?.doubles(), let b = pair.1?.doubles() else { continue }
    let agree = zip(a, b).allSatisfy { abs($0 - $1) <= 1e-9 * (1 + abs($1)) }
    #expect(agree, "\(label): input \(index)")
  }
}

/// Fixed, irregular numbers in double precision between `low` and `high`, none near the middle of two.
func sample(_ shape: [Int], from low: Double = -2, to high: Double = 2, seed: Int = 1) -> Tensor {
  var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15
  let values = (0..<shape.reduce(1, *)).map { _ -> Double in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return low + (high - low) * Double(state >> 11) * 0x1p-53
  }
  return Tensor(values, shape: shape, dtype: .float64)
}
