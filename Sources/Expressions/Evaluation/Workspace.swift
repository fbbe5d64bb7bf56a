import Smolgrad

/// What all parts of an evaluation share: the type of numbers, the source of random ones, and how much room is left.
///
/// The engine stops the program over operands that do not fit, or memory that is not there. Here these are errors, found beforehand.
final class Workspace {
  /// The elements that one tensor may have.
  static let tensorLimit = 1 << 22
  /// The elements that all results together may have.
  static let totalLimit = 1 << 25
  /// The steps that all results together may take: a step is what one element of a window takes.
  static let workLimit = 1 << 31
  /// The tensors that one may be cut into.
  static let partLimit = 1024
  /// The dimensions that a tensor may have, as in PyTorch.
  static let rankLimit = 64

  let dtype: DType
  let generator: Generator
  private var elements = 0
  private var steps = 0

  init(dtype: DType, seed: UInt64) {
    self.dtype = dtype
    generator = Generator(seed: seed)
  }

  /// The number of elements of a shape, if a tensor may have so many.
  static func count(_ shape: [Int]) throws(Fault) -> Int {
    guard shape.count <= rankLimit else {
      throw Fault(
        "the result would have \(shape.count) dimensions; at most \(rankLimit) are allowed")
    }
    if let size = shape.first(where: { $0 < 0 }) {
      throw Fault("a size can't be negative: \(size)")
    }
    // The other sizes of an empty tensor are multiplied as well, where strides and repeats are computed.
    let isEmpty = shape.contains(0)
    var count = 1
    for size in shape where size > 0 {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= tensorLimit else {
        throw Fault(
          "the result would be of shape \(shape), which is more than \(tensorLimit) elements")
      }
      count = product
    }
    return isEmpty ? 0 : count
  }

  /// Takes the room for a result from what is left.
  func spend(_ count: Int) throws(Fault) {
    elements += count
    guard elements <= Self.totalLimit else {
      throw Fault("all results together have more than \(Self.totalLimit) elements")
    }
  }

  /// What an operation does for each of its steps.
  enum Work: Int {
    /// Looks at an element of a window, or multiplies and adds one number after the other.
    case window = 1
    /// Products of matrices, which take an eighth of the time.
    case product = 8
  }

  /// Takes the steps of an operation from what is left: the product of some sizes.
  func work(_ sizes: [Int], _ work: Work) throws(Fault) {
    var count = 1
    for size in sizes {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(size, 0))
      guard !overflows else { throw tooMuchWork }
      count = product
    }
    let (sum, overflows) = steps.addingReportingOverflow(count / work.rawValue)
    guard !overflows, sum <= Self.workLimit else { throw tooMuchWork }
    steps = sum
  }

  private var tooMuchWork: Fault {
    Fault("this would take more than \(Self.workLimit) steps; make the operands smaller")
  }

  /// A plain number as a tensor; beside another it takes that one's type if it can hold the number.
  ///
  /// What a floating point type can't hold becomes infinite, as where PyTorch computes with a number.
  func constant(_ number: Number, beside other: Tensor?) throws(Fault) -> Tensor {
    let type: DType
    switch (number, other?.dtype) {
    case (.integer, .bool?): type = .int64
    case (.integer, let other?): type = other
    case (.real, let other?) where other.isFloatingPoint: type = other
    case (_, _): type = dtype
    }
    guard type.holds(number, floatingPoint: false) else {
      throw Fault("\(number.real) is not a number that \(type.rawValue) can hold")
    }
    let tensor: Tensor =
      switch number {
      case .integer(let value) where !type.isFloatingPoint: .full([], value, dtype: type)
      default: Tensor(number.real, dtype: type)
      }
    tensor.role = .constant
    return tensor
  }

  /// A value as a tensor: numbers and lists become constants.
  func tensor(_ value: Value, beside other: Tensor? = nil) throws(Fault) -> Tensor {
    switch value {
    case .tensor(let tensor): return tensor
    case .number(let number): return try constant(number, beside: other)
    case .boolean(let value):
      let tensor = Tensor.full([], value ? 1 : 0, dtype: .bool)
      tensor.role = .constant
      return tensor
    case .list(let list): return try tensor(list)
    case .results(let results): throw Fault(results.advice)
    case .text, .none, .dtype: throw Fault("expected a tensor, not \(value.description)")
    }
  }

  private func tensor(_ list: ListValue) throws(Fault) -> Tensor {
    if let tensor = list.tensor { return tensor }
    let result: Tensor
    if let literal = try list.literal() {
      try spend(Self.count(literal.shape))
      result = Tensor(
        literal.numbers.map(\.real), shape: literal.shape, dtype: literal.isBoolean ? .bool : dtype)
    } else {
      var parts: [Tensor] = []
      for element in list.elements { parts.append(try tensor(element, beside: parts.first)) }
      for (index, part) in parts.enumerated() where part.shape != parts[0].shape {
        throw Fault(
          "the elements of a list must be of one shape; element \(index) is of shape \(part.shape), element 0 of \(parts[0].shape)"
        )
      }
      try spend(Self.count([parts.count] + parts[0].shape))
      result = .stack(parts)
    }
    if let name = list.name { result.name = name }
    list.tensor = result
    return result
  }
}
