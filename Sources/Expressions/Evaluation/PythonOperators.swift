import Smolgrad

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Operators. Between plain numbers they compute as Python does, elsewhere they are the functions of tensors.
extension Evaluator {
  private static let functions = [
    "+": "add", "-": "sub", "*": "mul", "/": "div", "@": "matmul", "**": "pow", "==": "eq",
    "!=": "ne", "<": "lt", "//": "floor_divide", "%": "remainder",
    "<=": "le", ">": "gt", ">=": "ge", "&": "logical_and", "|": "logical_or",
  ]

  func apply(_ sign: String, _ operand: Value) throws(OperandError) -> Value {
    if sign == "~" {
      if case .boolean(let value) = operand { return .boolean(!value) }
      return try call("logical_not", [(nil, .tensor(truth(operand, sign)))])
    }
    if let number = operand.plainNumber {
      guard sign == "-" else { return .number(number) }
      switch number {
      case .integer(let value): return .number(try whole(0.subtractingReportingOverflow(value)))
      case .real(let value): return .number(.real(-value))
      }
    }
    if sign == "+" { return .tensor(try workspace.tensor(operand)) }
    return try call("neg", [(nil, operand)])
  }

  func apply(_ sign: String, _ left: Value, _ right: Value) throws(OperandError) -> Value {
    if let a = left.plainNumber, let b = right.plainNumber {
      if case (.boolean(let a), .boolean(let b)) = (left, right), sign == "&" || sign == "|" {
        return .boolean(sign == "&" ? a && b : a || b)
      }
      return try apply(sign, a, b)
    }
    var (left, right) = (left, right)
    for value in [left, right] {
      switch value {
      case .text, .none, .dtype: throw OperandError("'\(sign)' is not for \(value.description)")
      default: break
      }
    }
    if sign == "&" || sign == "|" {
      left = .tensor(try truth(left, sign))
      right = .tensor(try truth(right, sign))
    }
    return try call(Self.functions[sign]!, [(nil, left), (nil, right)])
  }

  private func truth(_ value: Value, _ sign: String) throws(OperandError) -> Tensor {
    let tensor = try workspace.tensor(value)
    guard tensor.dtype == .bool else {
      throw OperandError(
        "'\(sign)' is for truth values, such as x > 0; put comparisons into brackets")
    }
    return tensor
  }

  // MARK: Plain numbers

  private func apply(_ sign: String, _ a: Number, _ b: Number) throws(OperandError) -> Value {
    switch sign {
    case "==": return .boolean(a.real == b.real)
    case "!=": return .boolean(a.real != b.real)
    case "<": return .boolean(a.real < b.real)
    case "<=": return .boolean(a.real <= b.real)
    case ">": return .boolean(a.real > b.real)
    case ">=": return .boolean(a.real >= b.real)
    case "&", "|": throw OperandError("'\(sign)' is for truth values, such as x > 0")
    case "@": throw OperandError("'@' is for vectors and matrices; numbers are multiplied with '*'")
    default: break
    }
    if case (.integer(let x), .integer(let y)) = (a, b) {
      switch sign {
      case "+": return .number(try whole(x.addingReportingOverflow(y)))
      case "-": return .number(try whole(x.subtractingReportingOverflow(y)))
      case "*": return .number(try whole(x.multipliedReportingOverflow(by: y)))
      case "//", "%":
        guard y != 0 else { throw OperandError("division by zero") }
        // Rounded down, as Python does; the one quotient that is too large is that of the smallest integer.
        let (quotient, overflows) = x.dividedReportingOverflow(by: y)
        if overflows { return .number(sign == "%" ? .integer(0) : try whole((0, true))) }
        let isInexact = quotient * y != x && (x < 0) != (y < 0)
        if sign == "//" { return .number(.integer(isInexact ? quotient - 1 : quotient)) }
        return .number(.integer(x % y + (isInexact ? y : 0)))
      case "**" where y >= 0: return .number(.integer(try power(x, y)))
      default: break
      }
    }
    return .number(.real(try real(sign, a.real, b.real)))
  }

  private func real(_ sign: String, _ x: Double, _ y: Double) throws(OperandError) -> Double {
    let result: Double
    switch sign {
    case "+": result = x + y
    case "-": result = x - y
    case "*": result = x * y
    case "/":
      guard y != 0 else { throw OperandError("division by zero") }
      result = x / y
    case "//", "%":
      guard y != 0 else { throw OperandError("division by zero") }
      let rest = fmod(x, y)
      let remainder = rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
      result = sign == "%" ? remainder : ((x - remainder) / y).rounded()
    default:
      guard x != 0 || y >= 0 else { throw OperandError("0 has no negative powers") }
      result = pow(x, y)
      guard !result.isNaN || x.isNaN || y.isNaN else {
        throw OperandError("a negative number has no real power of \(y)")
      }
    }
    guard result.isFinite || !x.isFinite || !y.isFinite else { throw tooLarge }
    return result
  }

  private var tooLarge: OperandError { OperandError("the result is too large for a number") }

  private func whole(
    _ result: (partialValue: Int, overflow: Bool)
  ) throws(OperandError) -> Number {
    if result.overflow { throw tooLarge }
    return .integer(result.partialValue)
  }

  /// A power of integers by repeated squaring.
  private func power(_ base: Int, _ exponent: Int) throws(OperandError) -> Int {
    var (result, square, rest) = (1, base, exponent)
    while rest > 0 {
      if rest % 2 == 1 {
        let (product, overflows) = result.multipliedReportingOverflow(by: square)
        if overflows { throw tooLarge }
        result = product
      }
      rest /= 2
      if rest > 0 {
        let (product, overflows) = square.multipliedReportingOverflow(by: square)
        if overflows { throw tooLarge }
        square = product
      }
    }
    return result
  }
}

extension Value {
  /// The value as a plain number; True is 1, as in Python.
  var plainNumber: Number? {
    switch self {
    case .number(let number): number
    case .boolean(let value): .integer(value ? 1 : 0)
    default: nil
    }
  }
}
