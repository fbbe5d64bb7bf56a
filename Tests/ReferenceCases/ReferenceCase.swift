import Foundation
import Smolgrad

/// One call of an operation with PyTorch's answers.
struct ReferenceCase {
  let name: String
  private let entry: [String: Any]

  /// All cases of a file.
  static func all(in file: ReferenceFile) throws -> [ReferenceCase] {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file.url)) as! [String: Any]
    return (json["cases"] as! [[String: Any]]).enumerated().map { index, entry in
      ReferenceCase(name: "\(file.name) \(index)", entry: entry)
    }
  }

  /// The operation by PyTorch's name.
  var operation: String { entry["op"] as! String }

  /// The type that the case was computed in, or nil for cases whose answers are those of float64.
  private var precision: DType? { (entry["precision"] as? String).map { DType(rawValue: $0)! } }

  /// What becomes of the case when it is computed in its own precision, or in this one if it has none.
  func run(
    dtype standard: DType, on device: Device, counting loops: LoopUse
  ) -> CaseOutcome.Result {
    let dtype = precision ?? standard
    if device == .mlx, dtype == .float64 { return .unsupported("MLX has no float64") }
    return outcome(dtype, device, loops)
  }

  private func outcome(
    _ dtype: DType, _ device: Device, _ loops: LoopUse
  ) -> CaseOutcome.Result {
    do {
      guard let difference = try difference(dtype, device, loops) else { return .passed }
      return knownDifference(dtype).map { .unsupported($0) } ?? .failed(difference)
    } catch let form as UnsupportedForm {
      let isKnown = unsupportedForms["\(entry["op"] as! String): \(form.reason)"] != nil
      return isKnown ? .unsupported(form.reason) : .failed("unsupported form, \(form.reason)")
    } catch {
      return .failed("\(error)")
    }
  }

  /// Why the case may differ from PyTorch: what PyTorch computes there depends on how its loops are cut.
  private func knownDifference(_ dtype: DType) -> String? {
    if entry["op"] as! String == "nn.functional.scaled_dot_product_attention",
      entry["kind"] as? String == "nonfinite",
      (entry["kwargs"] as? [String: Any])?["is_causal"] as? Bool == true
    {
      return maskedNaN
    }
    guard dtype == .float16, entry["kind"] as? String == "large" else { return nil }
    return partialOverflows[entry["op"] as! String]
  }

  /// What is wrong with the results, or nil.
  private func difference(
    _ dtype: DType, _ device: Device, _ loops: LoopUse
  ) throws -> String? {
    var reader = ReferenceReader(dtype: dtype, device: device)
    let input = reader.value(entry["input"])
    let arguments = (entry["args"] as? [Any] ?? []).map { reader.value($0) }
    // In the order of the names, so that leaves do not depend on the order of a dictionary.
    var keywords: [String: ReferenceValue] = [:]
    let given = entry["kwargs"] as? [String: Any] ?? [:]
    for key in given.keys.sorted() { keywords[key] = reader.value(given[key]) }
    let operation = entry["op"] as! String
    guard let function = referenceOperations[operation] else {
      return "unknown operation \(operation)"
    }
    let call = ReferenceCall(
      operation: operation, input: input, arguments: arguments, keywords: keywords)
    let outputs = try loops.counting { try function(call) }

    let expected = (entry["outputs"] as! [[String: Any]]).map { reader.tensor($0) }
    guard outputs.count == expected.count else {
      return "\(outputs.count) outputs instead of \(expected.count)"
    }
    for (output, answer) in zip(outputs, expected) {
      if let difference = difference(output, answer, tolerance("output", dtype)) {
        return "output \(difference)"
      }
    }
    let seeds = (entry["output_grads"] as? [[String: Any]] ?? []).map { reader.tensor($0) }
    let differentiable = outputs.filter(\.requiresGradient)
    loops.counting {
      for (output, seed) in zip(differentiable, seeds) { output.backward(gradient: seed) }
    }
    for (index, answer) in (entry["input_grads"] as? [Any] ?? []).enumerated() {
      guard let answer = answer as? [String: Any], let leaf = reader.leaves[index] else { continue }
      guard let gradient = leaf.gradient else { return "leaf \(index) got no gradient" }
      if let difference = difference(gradient, reader.tensor(answer), tolerance("grad", dtype)) {
        return "gradient \(index) \(difference)"
      }
    }
    return nil
  }

  /// How far a number may be from PyTorch's, after PyTorch's own distance from the exact answer.
  private func tolerance(_ key: String, _ dtype: DType) -> Double {
    let isEdge = precision != nil
    let errors = entry[isEdge ? "torch_error" : "torch_float32_error"] as? [String: Any] ?? [:]
    let error = (errors[key] as? NSNumber)?.doubleValue ?? 0
    guard isEdge else { return dtype == .float64 ? 1e-6 : 2 * error + 1e-6 }
    let step =
      switch dtype {
      case .float16: 0x1p-10
      case .bfloat16: 0x1p-7
      case .float32: 1e-6
      default: 1e-12
      }
    return 2 * error + 2 * step
  }

  private func difference(_ actual: Tensor, _ expected: Tensor, _ tolerance: Double) -> String? {
    guard actual.shape == expected.shape else {
      return "has shape \(actual.shape), not \(expected.shape)"
    }
    if expected.dtype == .bool || expected.dtype == .int64 {
      guard actual.dtype == expected.dtype else {
        return "has type \(actual.dtype.rawValue), not \(expected.dtype.rawValue)"
      }
    }
    for (index, (a, b)) in zip(actual.doubles(), expected.doubles()).enumerated() {
      let agrees = a == b || (a.isNaN && b.isNaN) || abs(a - b) / (1 + abs(b)) <= tolerance
      if !agrees { return "[\(index)] is \(a), not \(b)" }
    }
    return nil
  }
}
