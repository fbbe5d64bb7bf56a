import Smolgrad
import TestSupport
import Testing

/// The table of operations: each stands here at inputs at which it is smooth.
///
/// All tests of derivatives run over it.
let operationCases: [OperationCase] =
  arithmeticCases + pointwiseCases + reductionCases + shapeCases + indexingCases + productCases
  + layerCases + lossCases + functionCases + orderingCases + structureCases

@Test("Gradients agree with central differences", arguments: operationCases)
func gradientsAgree(_ operation: OperationCase) {
  checkGradients(operation.inputs(), operation.name, operation.call)
}

@Test("Gradients in single precision agree with those in double", arguments: operationCases)
func singlePrecisionAgrees(_ operation: OperationCase) {
  checkSinglePrecision(operation.inputs(), operation.name, operation.call)
}

@Test(
  "Recorded gradients are the same, and second derivatives agree with central differences",
  arguments: operationCases)
func secondDerivativesAgree(_ operation: OperationCase) {
  let inputs = operation.inputs()
  checkRecordedGradients(inputs, operation.name, operation.call)
  for index in inputs.indices where inputs[index].dtype == .float64 {
    // The gradient for one input, as a function of all inputs.
    checkGradients(inputs, "\(operation.name), second", step: 1e-5, tolerance: 1e-5) { arguments in
      let leaves = arguments.map { argument in
        if argument.dtype == .float64, !argument.requiresGradient {
          argument.requiresGradient = true
        }
        return argument
      }
      let recorded = recordingGradients(of: weighted(operation.call(leaves)), for: leaves[index])
      return recorded ?? Tensor.zeros([1], dtype: .float64) * leaves[index].sum()
    }
  }
}
