import Expressions
import Foundation
import Smolgrad
import Testing

@testable import GraphExport

/// Numbers that a reader is to work out.
@Suite struct WorksheetTests {
  static func snapshot(
    _ text: String, _ values: [String: Double]
  ) throws -> GraphSnapshot {
    let leaves = values.mapValues { number in
      TensorExpression.Argument.tensor(
        Tensor(number, dtype: .float64, requiresGradient: true))
    }
    let result = try TensorExpression(text).evaluate(leaves, dtype: .float64)
    result.backward()
    return GraphSnapshot(of: result, title: text, capturing: .contributions)
  }

  /// Expressions with reuse, constants, cases and functions.
  static let expressions: [(text: String, values: [String: Double])] = [
    ("a * b + c", ["a": 2, "b": -3, "c": 1.5]),
    ("h = tanh(x * w + b); (h - y) ** 2", ["x": 2, "w": 0.5, "b": -0.5, "y": 0.25]),
    ("a * a + 3 * a - a / b", ["a": 1.5, "b": 4]),
    ("u = a + b; v = relu(u) * a; sqrt(v * v + 1) - exp(-a)", ["a": 0.5, "b": 2]),
    ("s = sigmoid(a * b); s * (1 - s) + log(a) - maximum(a, b)", ["a": 2, "b": -0.5]),
    ("(a - b) * (a + b) * (a - b)", ["a": 3, "b": 0.5]),
  ]

  static let choices: [Worksheet.Choice] = [.values, .gradients, .contributions, .all]

  /// Works a worksheet out from the numbers that are drawn, as a person would: with four decimals, and with rules that are written here.
  @Test(arguments: expressions.indices, choices)
  func everyBlankCanBeWorkedOut(number: Int, choice: Worksheet.Choice) throws {
    let (text, values) = Self.expressions[number]
    let snapshot = try Self.snapshot(text, values)
    var options = Diagram.Options()
    options.explanation = .contributions
    guard let worksheet = try? Worksheet(of: snapshot, options, blanks: choice) else {
      // Each of its tensors is used once.
      #expect(choice == .contributions && number < 2)
      return
    }
    var solver = Solver(worksheet.snapshotWithoutAnswers)
    for blank in worksheet.blanks {
      let found = try #require(solver.number(blank.location), "\(blank.name) of \(text)")
      #expect(
        abs(found - blank.answer) < 2e-3 * max(1, abs(blank.answer)), "\(blank.name) of \(text)")
      // The next ones start from what was written down.
      solver.write(blank.location, Double(blank.text)!)
    }
    #expect(worksheet.blanks.map(\.number) == Array(1...worksheet.blanks.count))
    #expect(worksheet.blanks.map(\.steps) == worksheet.blanks.map(\.steps).sorted())
  }

  @Test func allNumbersThatOperationsMadeAreBlanks() throws {
    let snapshot = try Self.snapshot("a * a + 3 * a - a / b", ["a": 1.5, "b": 4])
    var options = Diagram.Options()
    options.explanation = .contributions
    let blanks = try Worksheet(of: snapshot, options).blanks
    // Five results; gradients of all of these but the output, and of the leaves; and what the four uses of a deliver.
    #expect(blanks.count == 5 + 4 + 2 + 4)
    // a · a has one rule for each side; the gradient of a needs all that is before it.
    #expect(blanks.last?.name == "∂L/∂a")
    options.explanation = .none
    #expect(try Worksheet(of: snapshot, options).blanks.count == 5 + 4 + 2)
    options.view = .values
    #expect(try Worksheet(of: snapshot, options).blanks.count == 5)
  }

  @Test func aCountTakesSomeOfAllParts() throws {
    let snapshot = try Self.snapshot("(a - b) * (a + b) * (a - b)", ["a": 3, "b": 0.5])
    let blanks = try Worksheet(of: snapshot, count: 4).blanks
    #expect(blanks.count == 4)
    let values = blanks.filter { if case .value = $0.location { true } else { false } }
    #expect(values.count == 2)
    #expect(try Worksheet(of: snapshot, count: 1).blanks.count == 1)
  }

  @Test func namesAndOperandsThatAreFoundBackwards() throws {
    let snapshot = try Self.snapshot(
      "h = tanh(x * w + b); (h - y) ** 2", ["x": 2, "w": 0.5, "b": -0.5, "y": 0.25])
    let named = try Worksheet(of: snapshot, blanks: .named(["h.grad", "mul_1", "h"])).blanks
    #expect(named.map(\.name) == ["mul_1", "h", "∂L/∂h"])
    #expect(named[0].rule == "mul_1 = x · w")
    let operand = try Worksheet(of: snapshot, blanks: .named(["b"]), findingOperands: true).blanks
    #expect(operand.map(\.rule) == ["b = add_1 - mul_1"] && operand[0].answer == -0.5)
    #expect(throws: WorksheetError.self) { try Worksheet(of: snapshot, blanks: .named(["b"])) }
    // From the square nothing leads back.
    #expect(throws: WorksheetError.self) {
      try Worksheet(
        of: snapshot, blanks: .named(["b", "add_1", "h", "sub_1"]), findingOperands: true)
    }
  }

  @Test func whatCanNotBeWorkedOutIsNoBlank() throws {
    // An operation that has a known name and does something else.
    var snapshot = try Self.snapshot("a * b + c", ["a": 2, "b": -3, "c": 1.5])
    let position = snapshot.nodes.firstIndex { $0.operation?.type == "mul" }!
    guard case .operation(var operation) = snapshot.nodes[position].content else { return }
    operation.type = "add"
    snapshot.nodes[position].content = .operation(operation)
    let values = try Worksheet(of: snapshot, blanks: .values).blanks
    #expect(values.map(\.name) == ["add_1"])
    // A gradient of two backward passes is no sum of the contributions of one.
    let x = Tensor(3, requiresGradient: true).named("x")
    for _ in 0..<2 { (x * x).backward() }
    let again = GraphSnapshot(of: (x * x), capturing: .contributions)
    #expect(throws: WorksheetError.self) { try Worksheet(of: again, blanks: .gradients) }
    // Nobody would write the numbers of large arrays.
    let large = Tensor.ones([50])
    let array = GraphSnapshot(of: large * large, capturing: .contributions)
    #expect(throws: WorksheetError.self) { try Worksheet(of: array) }
  }
}

/// Works numbers out from a snapshot that does not hold them, by rules of its own.
private struct Solver {
  private let snapshot: GraphSnapshot
  private let nodes: [Int: GraphSnapshot.Node]
  private var known: [GraphSnapshot.NumberLocation: Double] = [:]

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    nodes = Dictionary(uniqueKeysWithValues: snapshot.nodes.map { ($0.id, $0) })
  }

  mutating func write(_ location: GraphSnapshot.NumberLocation, _ number: Double) {
    known[location] = number
  }

  /// A number as it is drawn.
  private func drawn(_ summary: ArraySummary?) -> Double? {
    summary?.scalar.map { Double(NumberText.exact($0))! }
  }

  private func operands(_ operation: Int) -> [GraphSnapshot.Edge] {
    snapshot.edges.filter { $0.to == operation }.sorted { $0.position < $1.position }
  }

  func number(_ location: GraphSnapshot.NumberLocation) -> Double? {
    if let number = known[location] { return number }
    switch location {
    case .value(let id, _):
      if let number = drawn(nodes[id]?.tensor?.value) { return number }
      guard let origin = snapshot.edges.first(where: { $0.to == id })?.from,
        let type = nodes[origin]?.operation?.type
      else { return nil }
      let operands = operands(origin).compactMap { number(.value($0.from)) }
      return Self.forward(type, operands)
    case .gradient(let id, _):
      if let number = drawn(nodes[id]?.tensor?.gradient.summary) { return number }
      let uses = snapshot.edges.filter { $0.from == id }
      let shares = uses.compactMap {
        number(.contribution(operation: $0.to, argument: $0.position))
      }
      return uses.isEmpty || shares.count < uses.count ? nil : shares.reduce(0, +)
    case .contribution(let operation, let argument, _):
      let edge = operands(operation).first { $0.position == argument }
      if let number = drawn(edge?.contribution?.value) { return number }
      guard let result = snapshot.edges.first(where: { $0.from == operation })?.to,
        let gradient = number(.gradient(result)), let type = nodes[operation]?.operation?.type
      else { return nil }
      let numbers = operands(operation).compactMap { number(.value($0.from)) }
      // The slope by a difference quotient: no formula of the engine is used.
      let step = 1e-5
      var (low, high) = (numbers, numbers)
      low[argument] -= step
      high[argument] += step
      guard let first = Self.forward(type, low), let second = Self.forward(type, high) else {
        return nil
      }
      return gradient * (second - first) / (2 * step)
    }
  }

  private static func forward(_ type: String, _ x: [Double]) -> Double? {
    switch (type, x.count) {
    case ("add", 2): x[0] + x[1]
    case ("sub", 2): x[0] - x[1]
    case ("mul", 2): x[0] * x[1]
    case ("div", 2): x[0] / x[1]
    case ("pow", 2): pow(x[0], x[1])
    case ("maximum", 2): max(x[0], x[1])
    case ("neg", 1): -x[0]
    case ("square", 1): x[0] * x[0]
    case ("tanh", 1): tanh(x[0])
    case ("sigmoid", 1): 1 / (1 + exp(-x[0]))
    case ("relu", 1): max(0, x[0])
    case ("sqrt", 1): x[0].squareRoot()
    case ("exp", 1): exp(x[0])
    case ("log", 1): log(x[0])
    default: nil
    }
  }
}
