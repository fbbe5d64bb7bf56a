#if canImport(FoundationEssentials)
  import FoundationEssentials
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a single number follows from others by an operation, in words and as a function.
struct ForwardRule: Sendable {
  /// The formula, with `{a}` and `{b}` for the operands.
  let formula: String
  /// The result of the operands.
  let result: @Sendable ([Double]) -> Double
  /// For operands that the result leads back to, in their order: the formula, with `{y}` for the result, and the operand of the result
  /// and all operands.
  var inverses: [Inverse?] = []

  /// How an operand follows from the result and the other operand.
  struct Inverse: Sendable {
    let formula: String
    let operand: @Sendable (_ result: Double, _ operands: [Double]) -> Double
  }

  /// The rule of an operation; nil where worksheets know none, and for operations that were told more than their operands.
  static func of(_ operation: OperationNode) -> ForwardRule? {
    operation.attributes.isEmpty ? table[operation.type] : nil
  }

  private static func one(
    _ formula: String, _ result: @escaping @Sendable (Double) -> Double, inverse: Inverse? = nil
  ) -> ForwardRule {
    ForwardRule(formula: formula, result: { result($0[0]) }, inverses: [inverse])
  }

  private static func two(
    _ formula: String, _ result: @escaping @Sendable (Double, Double) -> Double,
    inverses: [Inverse?] = []
  ) -> ForwardRule {
    ForwardRule(formula: formula, result: { result($0[0], $0[1]) }, inverses: inverses)
  }

  private static func back(
    _ formula: String, _ operand: @escaping @Sendable (Double) -> Double
  ) -> Inverse { Inverse(formula: formula, operand: { result, _ in operand(result) }) }

  private static let table: [String: ForwardRule] = [
    "add": two(
      "{a} + {b}", +,
      inverses: [
        Inverse(formula: "{y} - {b}") { $0 - $1[1] }, Inverse(formula: "{y} - {a}") { $0 - $1[0] },
      ]),
    "sub": two(
      "{a} - {b}", -,
      inverses: [
        Inverse(formula: "{y} + {b}") { $0 + $1[1] }, Inverse(formula: "{a} - {y}") { $1[0] - $0 },
      ]),
    "mul": two(
      "{a} · {b}", *,
      inverses: [
        Inverse(formula: "{y} / {b}") { $0 / $1[1] }, Inverse(formula: "{y} / {a}") { $0 / $1[0] },
      ]),
    "div": two(
      "{a} / {b}", /,
      inverses: [
        Inverse(formula: "{y} · {b}") { $0 * $1[1] }, Inverse(formula: "{a} / {y}") { $1[0] / $0 },
      ]),
    "pow": two("{a}^{b}", pow), "maximum": two("max({a}, {b})", max),
    "minimum": two("min({a}, {b})", min), "atan2": two("atan2({a}, {b})", atan2),
    "neg": one("-{a}", -, inverse: back("-{y}", -)),
    "reciprocal": one("1 / {a}", { 1 / $0 }, inverse: back("1 / {y}") { 1 / $0 }),
    "exp": one("e^{a}", exp, inverse: back("log {y}", log)),
    "exp2": one("2^{a}", exp2, inverse: back("log2 {y}", log2)),
    "expm1": one("e^{a} - 1", expm1, inverse: back("log({y} + 1)", log1p)),
    "log": one("log {a}", log, inverse: back("e^{y}", exp)),
    "log2": one("log2 {a}", log2, inverse: back("2^{y}", exp2)),
    "log10": one("log10 {a}", log10, inverse: back("10^{y}") { pow(10, $0) }),
    "log1p": one("log(1 + {a})", log1p, inverse: back("e^{y} - 1", expm1)),
    "sqrt": one("√{a}", { $0.squareRoot() }, inverse: back("{y}²") { $0 * $0 }),
    "rsqrt": one("1 / √{a}", { 1 / $0.squareRoot() }, inverse: back("1 / {y}²") { 1 / ($0 * $0) }),
    "square": one("{a}²", { $0 * $0 }), "abs": one("|{a}|", { abs($0) }),
    "sin": one("sin {a}", sin), "cos": one("cos {a}", cos), "tan": one("tan {a}", tan),
    "asin": one("asin {a}", asin, inverse: back("sin {y}", sin)),
    "acos": one("acos {a}", acos, inverse: back("cos {y}", cos)),
    "atan": one("atan {a}", atan, inverse: back("tan {y}", tan)),
    "sinh": one("sinh {a}", sinh, inverse: back("asinh {y}", asinh)),
    "cosh": one("cosh {a}", cosh),
    "tanh": one("tanh {a}", tanh, inverse: back("atanh {y}", atanh)),
    "sigmoid": one(
      "1 / (1 + e^-{a})", { 1 / (1 + exp(-$0)) },
      inverse: back("log({y} / (1 - {y}))") { log($0 / (1 - $0)) }),
    "silu": one("{a} / (1 + e^-{a})") { $0 / (1 + exp(-$0)) },
    "softsign": one("{a} / (1 + |{a}|)") { $0 / (1 + abs($0)) },
    "logsigmoid": one("-log(1 + e^-{a})") { -log1p(exp(-$0)) },
    "relu": one("max(0, {a})") { max(0, $0) },
    "relu6": one("min(6, max(0, {a}))") { min(6, max(0, $0)) },
  ]
}
