import ArgumentParser
import GraphExport
import Smolgrad

/// Whether derivatives are checked.
struct CheckOptions: ParsableArguments {
  @Flag(
    help:
      "Check the derivative of each operation by itself against difference quotients; the cards show both. Ends with 1 if one is wrong."
  )
  var checkGradients = false
}

/// What came out when the derivatives of a computation were checked.
struct GradientReport {
  private let checks: [(id: Int?, check: OperationCheck)]

  /// Runs a computation as often as its derivatives need it.
  ///
  /// - Throws: what the computation throws, and an error where it computes something else each time.
  static func checking(
    _ name: String, _ trace: () throws -> Tensor
  ) throws -> (result: Tensor, report: GradientReport) {
    let (result, checks) = try GradientReplay().check(trace)
    guard let checks else {
      throw CommandError(
        "\(name) computes something else each time, so its derivatives can't be checked; give its random numbers a seed"
      )
    }
    let ids = GraphSnapshot.operationIDs(of: result)
    return (
      result,
      GradientReport(checks: checks.map { (ids[ObjectIdentifier($0.tensor)], $0.check) })
    )
  }

  /// Rule and quotient on the cards of the operations.
  var marks: [Diagram.Mark] {
    checks.compactMap { id, check in
      guard let id else { return nil }
      let module = check.path.isEmpty ? nil : check.path
      let isWrong = check.verdict == .wrong
      let words =
        switch check.verdict {
        case .right: "rule \(Self.text(check.rule)), quotient \(Self.text(check.quotient))"
        case .wrong: "wrong derivative"
        case .kink: "a kink"
        case .unknown: "no quotient"
        }
      // What is right stands on cards of operations, not on those of whole modules.
      return Diagram.Mark(
        node: id, module: isWrong ? module : nil, words: words,
        lines: isWrong
          ? [
            "rule \(Self.text(check.rule)), quotient \(Self.text(check.quotient)), relative error \(Self.text(check.relativeError))"
          ] : [], isOrigin: isWrong)
    }
  }

  /// Says what came out on standard error.
  ///
  /// - Throws: an error if a derivative is wrong.
  func tell() throws {
    let count = { (verdict: OperationCheck.Verdict) in checks.count { $0.check.verdict == verdict }
    }
    Remarks.make(
      "\(checks.count) derivatives checked: \(count(.right)) right, \(count(.wrong)) wrong, \(count(.kink)) at a kink, \(count(.unknown)) without a quotient"
    )
    let wrong = checks.filter { $0.check.verdict == .wrong }
    for (_, check) in wrong.prefix(8) { Remarks.make(check.description) }
    guard wrong.isEmpty else {
      throw CommandError("\(wrong.count) derivative\(wrong.count == 1 ? " is" : "s are") wrong")
    }
  }

  private static func text(_ number: Double) -> String { Diagram.Mark.text(number) }
}
