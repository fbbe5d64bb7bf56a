import Smolgrad
import TestSupport
import Testing

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
