@testable import Expressions
import Foundation
import Smolgrad
import Testing

/// What PyTorch computes for the same text, parsed by Python (`scripts/reference/expressions.py`).
@Suite("Expressions and PyTorch")
struct ReferenceTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let text: String
    let shape: [Int]
    let data: [Double]
    let gradients: [String: [Double]]
    var testDescription: String { text }
  }

  private static let cases: [Case] = {
    struct File: Decodable { let cases: [Case] }
    let url = Bundle.module.url(forResource: "Cases/expressions", withExtension: "json")!
    return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }()

  /// The leaves, as the script has them.
  private static let leaves: [String: String] = [
    "s": "0.7", "u": "-1.3", "v": "[0.5, -1.0, 2.0]", "p": "[0.2, 0.7, 0.9]",
    "m": "[[0.5, -1.0, 2.0], [0.25, 1.5, -0.5]]",
    "n": "[[1.0, -2.0], [0.5, 0.75], [-1.5, 3.0]]",
    "t": "[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[-1.0, 0.5, 1.0], [0.5, -0.5, 2.5]]]",
    "q":
      "[[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 8.5, 7.5, 6.5], [1.0, 0.0, 1.5, 0.5]]]]",
    "k": "[[[[1.0, -1.0], [0.5, 2.0]]]]",
  ]

  @Test("Values and gradients are the same", arguments: cases)
  func same(_ reference: Case) throws {
    let expression = try TensorExpression(reference.text)
    var values: [String: TensorExpression.Argument] = [:]
    var tensors: [String: Tensor] = [:]
    for name in expression.names {
      values[name] = try .init(parsing: try #require(Self.leaves[name]))
      if case .tensor(let tensor)? = values[name] { tensors[name] = tensor }
    }
    let result = try expression.evaluate(values)
    #expect(result.shape == reference.shape)
    compare(result.doubles(), reference.data, "value")
    result.backward(gradient: .ones(result.shape, dtype: result.dtype))
    #expect(Set(tensors.keys) == Set(reference.gradients.keys))
    for (name, gradient) in reference.gradients {
      compare(tensors[name]?.gradient?.doubles() ?? gradient.map { _ in 0 }, gradient, name)
    }
  }

  @Test("Every function that needs no random numbers is among them")
  func complete() {
    let words = Set(
      Self.cases.flatMap { $0.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }.map(
        String.init))
    let missing = Function.all.keys.filter { name in
      !words.contains(name)
        && !Function.aliases.contains { words.contains($0.key) && $0.value == name }
    }
    #expect(missing.sorted() == ["dropout", "rand", "randn"])
  }

  private func compare(_ actual: [Double], _ expected: [Double], _ what: String) {
    #expect(actual.count == expected.count, "\(what)")
    for (index, (a, b)) in zip(actual, expected).enumerated() {
      #expect(abs(a - b) <= 1e-9 * (1 + abs(b)), "\(what)[\(index)] is \(a), not \(b)")
    }
  }
}
