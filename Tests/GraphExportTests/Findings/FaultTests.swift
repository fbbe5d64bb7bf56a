import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Planted faults must be named with the operation and the pass in which they begin, and healthy computations must have no errors.
@Suite struct FaultTests {
  private func check(
    _ snapshot: GraphSnapshot, _ kind: Finding.Kind, _ operation: String,
    _ direction: Finding.Direction, _ comment: String
  ) {
    let findings = snapshot.findings
    #expect(
      findings.contains {
        $0.kind == kind && $0.operation == operation && $0.direction == direction
      }, "\(comment): \(findings.map { "\($0.kind) \($0.operation) \($0.direction)" })")
    let worst = findings.first
    switch kind {
    case .bornForward, .bornBackward:
      #expect(
        worst?.kind == kind && worst?.operation == operation && worst?.severity == .error,
        "\(comment)")
    case .stale: break
    default: #expect(!findings.contains { $0.severity == .error }, "\(comment)")
    }
  }

  @Test(arguments: Fault.forward + Fault.backward + Fault.weak)
  func expressions(fault: Fault) throws {
    check(try fault.snapshot(), fault.kind, fault.operation, fault.direction, fault.expression)
  }

  @Test(arguments: FaultyProgram.all) func programs(fault: FaultyProgram) {
    check(fault.run(), fault.kind, fault.operation, fault.direction, fault.name)
  }

  @Test(arguments: PyTorchFault.all) func pytorch(fault: PyTorchFault) throws {
    check(
      try GraphSnapshot(contentsOf: Fixture.faults.appending(path: "\(fault.name).json")),
      fault.kind, fault.operation, fault.direction, fault.name)
  }

  @Test func healthyExpressionsHaveNoErrors() throws {
    for (text, arguments) in HealthyExpressions.all {
      let snapshot = try Fault.snapshot(of: text, arguments, .float64)
      #expect(snapshot.errors.map(\.message) == [], "\(text)")
      #expect(snapshot.findings.allSatisfy { $0.severity != .error }, "\(text)")
    }
  }

  @Test(arguments: PyTorchTests.models) func snapshotsOfPyTorchHaveNoErrors(model: String) throws {
    let snapshot = try GraphSnapshot(contentsOf: Fixture.pytorch.appending(path: "\(model).json"))
    #expect(snapshot.findings.filter { $0.severity == .error } == [])
  }

  /// Without contributions the operations are the same, wherever a tensor has one use.
  @Test(arguments: Fault.backward) func contributionsAreNotNeeded(fault: Fault) throws {
    let errors = try Fault.snapshot(
      of: fault.expression, fault.arguments, fault.dtype, capturing: .forward
    ).errors
    #expect(errors.first?.operation == fault.operation, "\(fault.expression)")
  }
}
