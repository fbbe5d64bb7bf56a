import Foundation
import Smolgrad
import Testing

/// Runs PyTorch's answers against the library: those beside this file, or those of the folder in `SMOLGRAD_REFERENCE_CASES`.
///
/// `Cases` has ordinary numbers; `EdgeCases` ties, bounds, very large numbers, infinities and NaN, each case in a precision of its own.
@Suite(.serialized) struct ReferenceTests {
  private static let own = Bundle.module.resourceURL!.appendingPathComponent("Cases")
  private static let edges = Bundle.module.resourceURL!.appendingPathComponent("EdgeCases")

  @Test func agreesWithPyTorch() async throws {
    let path = ProcessInfo.processInfo.environment["SMOLGRAD_REFERENCE_CASES"]
    try await check(path.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? Self.own)
  }

  @Test func agreesWithPyTorchAtEdges() async throws { try await check(Self.edges) }

  private func check(_ folder: URL) async throws {
    let log = try CaseLog()
    defer { log.remove() }
    setenv("SMOLGRAD_REFERENCE_FOLDER", folder.path, 1)
    setenv("SMOLGRAD_REFERENCE_LOG", log.url.path, 1)
    // A case that stops the program fails alone: the next process goes on behind it.
    var started = 0
    repeat {
      started = try log.outcomes().count
      await #expect(processExitsWith: .success) { try CaseLog.runRemainingCases() }
    } while try log.outcomes().last?.isFinished == false && log.outcomes().count > started
    let tally = Tally(try log.outcomes())
    #expect(try !log.outcomes().isEmpty, "no cases in \(folder.path)")
    tally.report()
  }

  @Test func agreesInDoublePrecision() throws {
    let cases = try ReferenceCase.all(in: Self.own)
    Tally(cases.map { CaseOutcome(name: $0.name, result: $0.run(dtype: .float64)) }).report()
  }
}

/// Argument forms that the library does not have, with the reason.
///
/// A case counts as unsupported only if its form is named here.
let unsupportedForms: [String: String] = [
  "nn.functional.scaled_dot_product_attention: dropout is random":
    "the dropped weights of PyTorch's fused kernels follow no rule that its generator documents",
  "norm: norm nuc": "the nuclear norm needs a singular value decomposition",
  "nn.functional.hardtanh: gradient at NaN": gradientAtNaN,
  "nn.functional.relu6: gradient at NaN": gradientAtNaN,
]
/// Operations whose large numbers in half precision overflow in PyTorch or do not, after how its loops are cut; with the reason.
let partialOverflows: [String: String] = [
  "nn.functional.conv2d": partialOverflow, "nn.functional.conv_transpose2d": partialOverflow,
  "nn.functional.conv1d": partialOverflow, "prod": partialOverflow,
]
let maskedNaN =
  "where scores are NaN beside masked ones, PyTorch's fused and plain kernels give different answers"
private let partialOverflow =
  "PyTorch rounds parts of the sum or the product to half precision, and which ones follows from its cache and vector sizes"
private let gradientAtNaN =
  "PyTorch answers 0 or the incoming gradient, after whether its vector loop or its tail comes to the element"

/// What came out of all cases.
private struct Tally {
  private let passed: Int
  private let failures: [String]
  private let unsupported: [String]

  init(_ outcomes: [CaseOutcome]) {
    passed = outcomes.count { $0.result == .passed }
    failures = outcomes.compactMap { outcome in
      switch outcome.result {
      case .failed(let reason): "\(outcome.name): \(reason)"
      case nil: "\(outcome.name): stopped the program"
      default: nil
      }
    }
    unsupported = outcomes.compactMap { outcome in
      if case .unsupported(let reason) = outcome.result {
        "\(outcome.name): \(reason)"
      } else {
        nil
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
}
