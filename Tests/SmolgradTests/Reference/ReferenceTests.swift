import Foundation
import ReferenceCases
import Smolgrad
import Testing

/// Runs PyTorch's answers against the library, a test each operation: those beside this file, or those of the folder in
/// `SMOLGRAD_REFERENCE_CASES`.
///
/// `Cases` has ordinary numbers; `EdgeCases` ties, bounds, very large numbers, infinities and NaN, each case in a precision of its own.
/// Names in `SMOLGRAD_OPERATIONS`, with commas between them, choose the operations, as `scripts/test --operation` does.
@Suite(.serialized) struct ReferenceTests {
  @Test(.running(.own), arguments: ReferenceFile.all(in: .own))
  func agreesWithPyTorch(operation: ReferenceFile) { expectAgreement(operation) }

  @Test(.running(.edges), arguments: ReferenceFile.all(in: .edges))
  func agreesWithPyTorchAtEdges(operation: ReferenceFile) { expectAgreement(operation) }

  @Test(.running(.own, in: .float64), arguments: ReferenceFile.all(in: .own))
  func agreesInDoublePrecision(operation: ReferenceFile) { expectAgreement(operation) }

  private func expectAgreement(_ operation: ReferenceFile) {
    let tally = Tally(ReferenceRun.outcomes.filter { $0.operation == operation.name })
    #expect(tally.count > 0, "there are no cases")
    #expect(tally.failures.isEmpty, "\(tally.failures.joined(separator: "\n"))")
  }
}

/// Runs the cases of a folder before the tests of the operations look at what became of them.
///
/// They run in processes of their own: a case that stops the program fails alone, and the next process goes on behind it.
struct ReferenceRun: TestTrait, TestScoping {
  /// What became of each case.
  @TaskLocal static var outcomes: [CaseOutcome] = []

  let folder: ReferenceFolder
  let precision: DType

  /// Once for all operations, not once for each.
  func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? self : nil }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let log = try CaseLog()
    defer { log.remove() }
    setenv("SMOLGRAD_REFERENCE_FOLDER", folder.url.path, 1)
    setenv("SMOLGRAD_REFERENCE_LOG", log.url.path, 1)
    setenv("SMOLGRAD_REFERENCE_PRECISION", precision.rawValue, 1)
    var started = 0
    repeat {
      started = try log.outcomes().count
      await #expect(processExitsWith: .success) { try CaseLog.runRemainingCases() }
    } while try log.outcomes().last?.isFinished == false && log.outcomes().count > started
    let outcomes = try log.outcomes()
    Tally(outcomes).print()
    try await Self.$outcomes.withValue(outcomes) { try await function() }
  }
}

extension Trait where Self == ReferenceRun {
  /// Runs the cases of a folder, those without a precision of their own in this one.
  static func running(_ folder: ReferenceFolder, in precision: DType = .float32) -> Self {
    ReferenceRun(folder: folder, precision: precision)
  }
}

extension ReferenceFolder {
  /// Ordinary numbers, or the folder in `SMOLGRAD_REFERENCE_CASES`.
  fileprivate static let own: ReferenceFolder = {
    let path = ProcessInfo.processInfo.environment["SMOLGRAD_REFERENCE_CASES"]
    return ReferenceFolder(url: path.map { URL(filePath: $0) } ?? bundled("Cases"))
  }()

  /// Ties, bounds, very large numbers, infinities and NaN.
  fileprivate static let edges = ReferenceFolder(url: bundled("EdgeCases"))

  private static func bundled(_ name: String) -> URL {
    Bundle.module.resourceURL!.appending(path: name)
  }
}

extension ReferenceFile: CustomTestStringConvertible {
  package var testDescription: String { name }
}

/// What came out of cases.
private struct Tally {
  let passed: Int
  private(set) var failures: [String] = []
  private var unsupported: [String] = []

  var count: Int { passed + failures.count + unsupported.count }

  init(_ outcomes: [CaseOutcome]) {
    passed = outcomes.count { $0.result == .passed }
    for outcome in outcomes {
      switch outcome.result {
      case .passed: break
      case .failed(let reason): failures.append("\(outcome.name): \(reason)")
      case .unsupported(let reason): unsupported.append("\(outcome.name): \(reason)")
      case nil: failures.append("\(outcome.name): stopped the program")
      }
    }
  }

  func print() {
    let summary = "\(passed) passed, \(failures.count) failed, \(unsupported.count) unsupported"
    let lines = unsupported.map { "unsupported: \($0)" } + failures.map { "failed: \($0)" }
    Swift.print(([summary] + lines).joined(separator: "\n"))
  }
}
