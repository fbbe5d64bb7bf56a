import Expressions
import Foundation
import Smolgrad
import Testing

/// What PyTorch computes with numbers beside tensors of two bytes an element (`scripts/reference/half_numbers.py`).
@Suite("Numbers beside float16 and bfloat16")
struct HalfNumberTests {
  struct Reference: Decodable {
    let precision: DType
    let leaves: [String: Numbers]
    let cases: [Case]
  }

  struct Case: Decodable {
    let text: String
    /// For random numbers.
    let seed: UInt64?
    let dtype: DType
    let shape: [Int]
    let data: Numbers
    let gradients: [String: Numbers]
  }

  /// Numbers of a file: one or a list, of which some are words such as `inf`.
  struct Numbers: Decodable {
    let values: [Double]
    let isList: Bool

    private enum Element: Decodable {
      case value(Double)
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .value(number)
        } else {
          self = .value(Double(try container.decode(String.self))!)
        }
      }
      var number: Double { if case .value(let number) = self { number } else { .nan } }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([Element].self) {
        (values, isList) = (list.map(\.number), true)
      } else {
        (values, isList) = ([try container.decode(Element.self).number], false)
      }
    }
  }

  static let references: [Reference] = {
    let url = Bundle.module.url(forResource: "Cases/half-numbers", withExtension: "json")!
    return try! JSONDecoder().decode([Reference].self, from: Data(contentsOf: url))
  }()

  @Test(arguments: [0, 1])
  func expressions(index: Int) throws {
    let reference = Self.references[index]
    for known in reference.cases {
      let expression = try TensorExpression(known.text)
      let leaves = Self.leaves(reference)
      let values = expression.names.map { ($0, TensorExpression.Argument.tensor(leaves[$0]!)) }
      let result = try expression.evaluate(
        Dictionary(uniqueKeysWithValues: values),
        dtype: known.seed == nil ? .float32 : reference.precision, seed: known.seed ?? 0)
      Self.compare(result, leaves, known, reference.precision)
    }
  }

  /// The same in Swift's notation.
  private static let calls: [String: @Sendable ([String: Tensor]) -> Tensor] = [
    "x + 0.3": { $0["x"]! + 0.3 }, "0.3 + x": { 0.3 + $0["x"]! },
    "x - 2.7": { $0["x"]! - 2.7 }, "2.7 - x": { 2.7 - $0["x"]! },
    "x * 0.3": { $0["x"]! * 0.3 }, "0.3 * x": { 0.3 * $0["x"]! },
    "x * 257": { $0["x"]! * 257 }, "257 * x": { 257 * $0["x"]! },
    "x / 0.3": { $0["x"]! / 0.3 }, "0.3 / x": { 0.3 / $0["x"]! },
    "257 / x": { 257 / $0["x"]! }, "s * 0.3": { $0["s"]! * 0.3 },
    "s / 2.7": { $0["s"]! / 2.7 }, "x > 0.3": { $0["x"]! .> 0.3 },
    "x == 2.7": { $0["x"]! .== 2.7 }, "x % 0.3": { $0["x"]!.remainder(0.3) },
    "fmod(x, 0.3)": { $0["x"]!.fmod(0.3) }, "a ** 0.3": { $0["a"]! ** 0.3 },
    "2.7 ** x": { 2.7 ** $0["x"]! }, "clamp(x, -1.5, 0.3)": { $0["x"]!.clamp(min: -1.5, max: 0.3) },
    "x.detach() // 0.3 * z": { $0["x"]!.detached().div(0.3, rounding: .floor) * $0["z"]! },
    "lerp(x, z, 0.3)": { $0["x"]!.lerp($0["z"]!, weight: 0.3) },
    "addcmul(x, z, a, value=0.3)": { $0["x"]!.addcmul($0["z"]!, $0["a"]!, value: 0.3) },
    "addcdiv(x, z, a, value=2.7)": { $0["x"]!.addcdiv($0["z"]!, $0["a"]!, value: 2.7) },
    "leaky_relu(x, 0.3)": { $0["x"]!.leakyRelu(slope: 0.3) },
    "elu(x, 0.3)": { $0["x"]!.elu(alpha: 0.3) },
  ]

  @Test(arguments: [0, 1])
  func swiftCalls(index: Int) throws {
    let reference = Self.references[index]
    for (text, call) in Self.calls.sorted(by: { $0.key < $1.key }) {
      let known = try #require(reference.cases.first { $0.text == text }, "\(text)")
      let leaves = Self.leaves(reference)
      Self.compare(call(leaves), leaves, known, reference.precision)
    }
  }

  static func leaves(_ reference: Reference) -> [String: Tensor] {
    var leaves: [String: Tensor] = [:]
    for (name, numbers) in reference.leaves {
      if name == "i" {
        leaves[name] = Tensor(integers: [Int(numbers.values[0])], shape: [])
        continue
      }
      leaves[name] = Tensor(
        numbers.values, shape: numbers.isList ? [numbers.values.count] : [],
        dtype: name == "f" ? .float32 : reference.precision, requiresGradient: true)
    }
    return leaves
  }

  static func compare(
    _ result: Tensor, _ leaves: [String: Tensor], _ known: Case, _ precision: DType
  ) {
    let title = "\(known.text) in \(precision.rawValue)"
    #expect(result.dtype == known.dtype && result.shape == known.shape, "\(title)")
    same(
      result.doubles(), known.data.values, steps: known.text.contains("randn") ? 1 : 0, precision,
      "\(title)")
    guard result.requiresGradient else {
      #expect(known.gradients.isEmpty, "\(title)")
      return
    }
    let steps = result.count > 1 ? 1.2 / Double(result.count - 1) : 0
    let seed = Tensor(
      (0..<result.count).map { 0.5 + steps * Double($0) }, shape: result.shape, dtype: .float32)
    result.backward(gradient: seed.cast(to: result.dtype))
    for (name, expected) in known.gradients {
      guard let gradient = leaves[name]?.gradient else {
        Issue.record("\(title): no gradient of \(name)")
        continue
      }
      #expect(gradient.dtype == leaves[name]!.dtype, "\(title): \(name)")
      let isComposed = composed.contains { known.text.contains($0) }
      same(
        gradient.doubles(), expected.values, steps: isComposed ? 4 : 0, precision,
        "\(title): gradient of \(name)")
    }
  }

  /// What stands in expressions whose gradients PyTorch computes in several steps, rounding after each.
  private static let composed = [
    "**", "addcmul", "addcdiv", "atan2", "logaddexp", "/ x", "/ s", "/ f", "/ i",
  ]

  /// Expects numbers to be the same, or so many steps of the type apart.
  private static func same(
    _ actual: [Double], _ expected: [Double], steps: Double, _ precision: DType, _ title: String
  ) {
    let step = precision == .float16 ? 0x1p-10 : 0x1p-7
    let isSame =
      actual.count == expected.count
      && zip(actual, expected).allSatisfy { a, b in
        a == b || a.isNaN && b.isNaN || abs(a - b) <= steps * step * abs(b)
      }
    #expect(isSame, "\(title): \(actual), not \(expected)")
  }
}
