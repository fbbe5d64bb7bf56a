import Smolgrad
import Testing

/// Compares the gradients of `function` for each input with central differences, in double precision.
///
/// The output is weighted with fixed numbers, so that every element counts differently.
func checkGradients(
  _ inputs: [Tensor], _ label: String, step: Double = 1e-6, tolerance: Double = 1e-6,
  _ function: ([Tensor]) -> Tensor
) {
  func weighted(_ inputs: [Tensor]) -> Tensor {
    let output = function(inputs)
    let weights = (0..<output.count).map { 0.5 + Double($0 % 7) * 0.25 - Double($0 % 3) }
    return (output * Tensor(weights, shape: output.shape, dtype: .float64)).sum()
  }
  let leaves = inputs.map { input in
    let leaf = input.detached()
    leaf.requiresGradient = input.dtype == .float64
    return leaf
  }
  weighted(leaves).backward()
  for (index, leaf) in leaves.enumerated() where leaf.requiresGradient {
    guard let gradient = leaf.gradient else {
      Issue.record("\(label): input \(index) got no gradient")
      continue
    }
    #expect(gradient.shape == leaf.shape, "\(label): input \(index)")
    let actual = gradient.doubles()
    let values = leaf.doubles()
    for position in values.indices {
      let expected = withoutGradients {
        func value(_ offset: Double) -> Double {
          var moved = values
          moved[position] += offset
          var arguments = inputs
          arguments[index] = Tensor(moved, shape: leaf.shape, dtype: .float64)
          return weighted(arguments).item()
        }
        return (value(step) - value(-step)) / (2 * step)
      }
      #expect(
        abs(actual[position] - expected) <= tolerance * (1 + abs(expected)),
        "\(label): input \(index), element \(position): \(actual[position]), not \(expected)")
    }
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
