import Smolgrad

/// What all parts of an evaluation share: the type of numbers, the source of random ones, and how much room is left.
///
/// What an expression may take is limited, since somebody else may have written it.
final class Workspace {
  /// The elements that all results together may have.
  static let totalLimit = 1 << 25

  let dtype: DType
  let generator: Generator
  /// What one result may take, and the steps of all of them together.
  let limits = Limits(elements: 1 << 22, dimensions: 64, parts: 1024, steps: 1 << 31)
  private var elements = 0

  init(dtype: DType, seed: UInt64) {
    self.dtype = dtype
    generator = Generator(seed: seed)
  }

  /// Takes the room for a result from what is left.
  func spend(_ shape: [Int]) throws(OperandError) {
    try Tensor.checkSize(shape, "")
    elements += shape.reduce(1, *)
    guard elements <= Self.totalLimit else {
      throw OperandError("all results together have more than \(Self.totalLimit) elements")
    }
  }

  /// A plain number as a tensor; beside another it takes that one's type if it can hold the number.
  ///
  /// What a floating point type can't hold becomes infinite, as where PyTorch computes with a number.
  func constant(
    _ number: Number, beside other: Tensor?, isFactor: Bool = false
  ) throws(OperandError) -> Tensor {
    var type: DType
    switch (number, other?.dtype) {
    case (.integer, .bool?): type = .int64
    case (.integer, let other?): type = other
    case (.real, let other?) where other.isFloatingPoint: type = other
    case (_, _): type = dtype
    }
    if isFactor, type == .float16 || type == .bfloat16 { type = .float32 }
    try type.check(number, "", floatingPoint: false)
    let tensor: Tensor =
      switch number {
      case .integer(let value) where !type.isFloatingPoint: .full([], value, dtype: type)
      default: Tensor(number.real, dtype: type)
      }
    tensor.role = .constant
    return tensor
  }

  /// A value as a tensor: numbers and lists become constants.
  ///
  /// As a factor, a number beside a tensor of two bytes an element keeps the digits that it has in single precision.
  func tensor(
    _ value: Value, beside other: Tensor? = nil, isFactor: Bool = false
  ) throws(OperandError) -> Tensor {
    switch value {
    case .tensor(let tensor): return tensor
    case .number(let number): return try constant(number, beside: other, isFactor: isFactor)
    case .boolean(let value):
      let tensor = Tensor.full([], value ? 1 : 0, dtype: .bool)
      tensor.role = .constant
      return tensor
    case .list(let list): return try tensor(list)
    case .results(let results): throw OperandError(results.advice)
    case .text, .none, .dtype: throw OperandError("expected a tensor, not \(value.description)")
    }
  }

  private func tensor(_ list: ListValue) throws(OperandError) -> Tensor {
    if let tensor = list.tensor { return tensor }
    let result: Tensor
    if let literal = try list.literal() {
      try spend(literal.shape)
      result = Tensor(
        literal.numbers.map(\.real), shape: literal.shape, dtype: literal.isBoolean ? .bool : dtype)
    } else {
      var parts: [Tensor] = []
      for element in list.elements { parts.append(try tensor(element, beside: parts.first)) }
      for (index, part) in parts.enumerated() where part.shape != parts[0].shape {
        throw OperandError(
          "the elements of a list must be of one shape; element \(index) is of shape \(part.shape), element 0 of \(parts[0].shape)"
        )
      }
      try spend([parts.count] + parts[0].shape)
      result = .stack(parts)
    }
    if let name = list.name { result.name = name }
    list.tensor = result
    return result
  }
}
