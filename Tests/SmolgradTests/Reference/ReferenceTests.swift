import Foundation
import Smolgrad
import Testing

/// Runs PyTorch's answers against the library: those beside this file, and those of the folder in `SMOLGRAD_REFERENCE_CASES`.
@Suite(.serialized) struct ReferenceTests {
  private static let own = Bundle.module.resourceURL!.appendingPathComponent("Cases")

  @Test func agreesWithPyTorch() throws {
    var folders = [Self.own]
    if let path = ProcessInfo.processInfo.environment["SMOLGRAD_REFERENCE_CASES"] {
      folders = [URL(fileURLWithPath: path)]
    }
    var tally = Tally()
    for folder in folders { try tally.run(folder: folder, dtype: .float32) }
    tally.report()
  }

  @Test func agreesInDoublePrecision() throws {
    var tally = Tally()
    try tally.run(folder: Self.own, dtype: .float64)
    tally.report()
  }
}

/// Argument forms that the library does not have, with the reason.
///
/// A case counts as unsupported only if its form is named here.
let unsupportedForms: [String: String] = [
  "nn.functional.scaled_dot_product_attention: dropout is random":
    "the dropped weights of PyTorch's fused kernels follow no rule that its generator documents",
  "nn.functional.hardtanh: gradient at NaN": gradientAtNaN,
  "nn.functional.relu6: gradient at NaN": gradientAtNaN,
]
private let gradientAtNaN =
  "PyTorch answers 0 or the incoming gradient, after whether its vector loop or its tail comes to the element"

private struct Tally {
  var passed = 0
  var failures: [String] = []
  var unsupported: [String] = []

  mutating func run(folder: URL, dtype: DType) throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    #expect(!files.isEmpty, "no cases in \(folder.path)")
    for file in files {
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as! [String: Any]
      for (index, entry) in (json["cases"] as! [[String: Any]]).enumerated() {
        let name = "\(file.deletingPathExtension().lastPathComponent) \(index)"
        do {
          if let difference = try check(entry, dtype) {
            failures.append("\(name): \(difference)")
          } else {
            passed += 1
          }
        } catch let form as UnsupportedForm {
          let key = "\(entry["op"] as! String): \(form.reason)"
          if unsupportedForms[key] == nil {
            failures.append("\(name): unsupported form, \(form.reason)")
          } else {
            unsupported.append("\(name): \(form.reason)")
          }
        }
      }
    }
  }

  func report() {
    let summary = "\(passed) passed, \(failures.count) failed, \(unsupported.count) unsupported"
    print(
      ([summary] + unsupported.map { "unsupported: \($0)" } + failures.map { "failed: \($0)" })
        .joined(separator: "\n"))
    #expect(failures.isEmpty, "\(summary)\n\(failures.joined(separator: "\n"))")
    #expect(passed > 0)
  }

  /// What is wrong with a case's results, or nil.
  private func check(_ entry: [String: Any], _ dtype: DType) throws -> String? {
    var reader = ReferenceReader(dtype: dtype)
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
    let outputs = try function(
      ReferenceCall(
        operation: operation, input: input, arguments: arguments, keywords: keywords))

    let errors = entry["torch_float32_error"] as? [String: Any] ?? [:]
    func tolerance(_ key: String) -> Double {
      let error = (errors[key] as? NSNumber)?.doubleValue ?? 0
      return dtype == .float64 ? 1e-6 : 2 * error + 1e-6
    }
    let expected = (entry["outputs"] as! [[String: Any]]).map { reader.tensor($0) }
    guard outputs.count == expected.count else {
      return "\(outputs.count) outputs instead of \(expected.count)"
    }
    for (output, answer) in zip(outputs, expected) {
      if let difference = difference(output, answer, tolerance("output")) {
        return "output \(difference)"
      }
    }
    let seeds = (entry["output_grads"] as? [[String: Any]] ?? []).map { reader.tensor($0) }
    let differentiable = outputs.filter(\.requiresGradient)
    for (output, seed) in zip(differentiable, seeds) { output.backward(gradient: seed) }
    for (index, answer) in (entry["input_grads"] as? [Any] ?? []).enumerated() {
      guard let answer = answer as? [String: Any], let leaf = reader.leaves[index] else { continue }
      guard let gradient = leaf.gradient else { return "leaf \(index) got no gradient" }
      if let difference = difference(gradient, reader.tensor(answer), tolerance("grad")) {
        return "gradient \(index) \(difference)"
      }
    }
    return nil
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
