import Foundation
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// What PyTorch computed for a single module.
private struct ModuleReference: Decodable {
  let name: String
  let initial: [ReferenceTensor]
  let inputs: [ReferenceTensor]
  let outputs: [ReferenceTensor]
  let gradients: [ReferenceTensor]
  let inputGradients: [ReferenceTensor?]
  let buffers: [ReferenceTensor]
}

private let references = Result {
  let cases = try reference("modules", as: [ModuleReference].self)
  return Dictionary(uniqueKeysWithValues: cases.map { ($0.name, $0) })
}

@Suite("Modules agree with PyTorch")
struct ModuleReferenceTests {
  @Test("Every case of the reference is tested")
  func completeness() throws {
    #expect(try Set(references.get().keys) == Set(moduleCases.map(\.name)))
  }

  @Test("Initial tensors, results, gradients and buffers", arguments: moduleCases.map(\.name))
  func numbers(name: String) throws {
    let module = try #require(moduleCases.first { $0.name == name })
    let expected = try #require(try references.get()[name])
    let generator = Generator(seed: 7)
    let model = module.make(generator)
    let state = model.stateDict()
    #expect(state.keys == expected.initial.map { $0.key! })
    // Normal numbers may differ in the last bit; evenly distributed ones do not.
    let tolerance = model is Embedding ? 1e-6 : 0
    for initial in expected.initial {
      expectEqual(state[initial.key!], initial, "\(initial.key!) at first", tolerance: tolerance)
    }
    let inputs = zip(expected.inputs, expected.inputGradients).map { input, gradient in
      let tensor = gradient == nil ? input.integers : input.tensor
      tensor.requiresGradient = gradient != nil
      return tensor
    }
    // The masks are drawn after the inputs.
    if model is Dropout { _ = Tensor.rand(inputs[0].shape, generator: generator) }
    let outputs = module.call(model, inputs)
    #expect(outputs.count == expected.outputs.count)
    for (output, reference) in zip(outputs, expected.outputs) {
      expectEqual(output, reference, "result", tolerance: 2e-6)
    }
    let loss = outputs.map(\.weightedBySines).reduce(Tensor(0), +)
    loss.backward()
    let parameters = model.namedParameters()
    #expect(parameters.count == expected.gradients.count)
    for (parameter, gradient) in zip(parameters, expected.gradients) {
      expectEqual(
        parameter.tensor.gradient, gradient, "gradient of \(parameter.path)", tolerance: 5e-6)
    }
    for (input, gradient) in zip(inputs, expected.inputGradients) {
      if let gradient {
        expectEqual(input.gradient, gradient, "gradient of an input", tolerance: 5e-6)
      }
    }
    for (buffer, reference) in zip(model.namedBuffers(), expected.buffers) {
      expectEqual(buffer.tensor, reference, buffer.path)
    }
    #expect(model.namedBuffers().count == expected.buffers.count)
  }
}

extension Tensor {
  /// The sum of the elements, each weighted by the sine of its position, which counts from 1.
  fileprivate var weightedBySines: Tensor {
    let weights = (0..<count).map { Foundation.sin(Double($0) + 1) }
    return (self * Tensor(weights, shape: shape)).sum()
  }
}
