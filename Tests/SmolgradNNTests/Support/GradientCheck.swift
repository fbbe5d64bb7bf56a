import Smolgrad
import SmolgradNN
import Testing

/// Compares the gradients of `function` for each tensor with central differences, in double precision.
///
/// The tensors are what the function reads: parameters of a module, or inputs. The output is weighted, so that every element counts
/// differently.
func checkGradients(
  of tensors: [(path: String, tensor: Tensor)], _ label: String, step: Double = 1e-6,
  tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: () -> Tensor
) {
  func weighted() -> Tensor {
    let output = function()
    let weights = (0..<output.count).map { 0.5 + Double($0 % 7) * 0.25 - Double($0 % 3) }
    return (output * Tensor(weights, shape: output.shape, dtype: .float64)).sum()
  }
  for (_, tensor) in tensors {
    tensor.requiresGradient = true
    tensor.zeroGradient()
  }
  weighted().backward()
  for (name, tensor) in tensors {
    guard let gradient = tensor.gradient?.doubles() else {
      Issue.record("\(label): no gradient of \(name)", sourceLocation: sourceLocation)
      continue
    }
    let values = tensor.doubles()
    func value(at position: Int, moved offset: Double) -> Double {
      var moved = values
      moved[position] += offset
      tensor.assign(Tensor(moved, shape: tensor.shape, dtype: .float64))
      return withoutGradients { weighted().item() }
    }
    for position in values.indices {
      let expected =
        (value(at: position, moved: step) - value(at: position, moved: -step)) / (2 * step)
      #expect(
        abs(gradient[position] - expected) <= tolerance * (1 + abs(expected)),
        "\(label): gradient of \(name)[\(position)] is \(gradient[position]), not \(expected)",
        sourceLocation: sourceLocation)
    }
    tensor.assign(Tensor(values, shape: tensor.shape, dtype: .float64))
  }
}

/// Fixed numbers in double precision, evenly distributed between `low` and `high`.
func sample(_ shape: [Int], from low: Double = -2, to high: Double = 2, seed: UInt64 = 1) -> Tensor
{
  .uniform(shape, from: low, to: high, dtype: .float64, generator: Generator(seed: seed))
}
