import ArgumentParser
import GraphExport
import Smolgrad

/// What came out when the derivatives of a computation were checked.
struct GradientReport {
  /// What the option says that asks for it.
  static let help: ArgumentHelp =
    "Check the derivative of each operation by itself against difference quotients; the cards show both. Ends with 1 if one is wrong."

  private let checks: [(id: Int?, check: OperationCheck)]

  /// Runs a computation as often as its derivatives need it.
  ///
  /// - Parameters:
  ///   - name: what is computed.
  ///   - trace: computes it.
  ///   - again: computes the same in double precision, in which derivatives are then checked; nil to check those of `trace`.
  /// - Throws: what the computation throws, and an error where it computes something else each time.
  static func checking(
    _ name: String, _ trace: () throws -> Tensor, again: (() throws -> Tensor)? = nil
  ) throws -> (result: Tensor, report: GradientReport) {
    let own = try again.map { _ in try trace() }
    let (checked, checks) = try GradientReplay(needsGradients: again == nil).check {
      try again?() ?? trace()
    }
    let ids = GraphSnapshot.operationIDs(of: checked)
    let result = own ?? checked
    // The cards are those of the program's own run.
    guard let checks, own.map({ GraphSnapshot.operationIDs(of: $0).count == ids.count }) ?? true
    else {
      throw CommandError(
        "\(name) computes something else each time, so its derivatives can't be checked; give its random numbers a seed"
      )
    }
    return (
      result,
      GradientReport(checks: checks.map { (ids[ObjectIdentifier($0.tensor)], $0.check) })
    )
  }

  /// The snapshot of the computation, with what came out at its operations.
  func applied(to snapshot: GraphSnapshot) -> GraphSnapshot {
    var snapshot = snapshot
    let checks = Dictionary(
      checks.compactMap { id, check in id.map { ($0, DerivativeCheck(check)) } }
    ) { first, _ in first }
    for index in snapshot.nodes.indices {
      guard let check = checks[snapshot.nodes[index].id],
        case .operation(var operation) = snapshot.nodes[index].content
      else { continue }
      operation.check = check
      snapshot.nodes[index].content = .operation(operation)
    }
    return snapshot
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
}

extension DerivativeCheck {
  fileprivate init(_ check: OperationCheck) {
    self.init(
      verdict: Verdict(rawValue: check.verdict.rawValue)!, rule: check.rule,
      quotient: check.quotient, relativeError: check.relativeError)
  }
}
