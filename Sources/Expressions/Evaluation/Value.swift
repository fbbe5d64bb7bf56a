import Smolgrad

/// What a part of an expression stands for.
enum Value {
  case tensor(Tensor)
  /// A plain number, with which plain numbers are computed as in Python.
  case number(Number)
  case boolean(Bool)
  case text(String)
  case none
  case list(ListValue)
  /// Several results, of which an expression takes one: `max(x, 0).values`.
  case results(NamedResults)
  /// A type of elements, such as `torch.float32`.
  case dtype(DType)

  /// What messages call it.
  var description: String {
    switch self {
    case .tensor(let tensor):
      tensor.rank == 0
        ? "a scalar of \(tensor.dtype.rawValue)" : "a tensor of shape \(tensor.shape)"
    case .number: "a number"
    case .boolean: "a truth value"
    case .text: "a text"
    case .none: "None"
    case .list: "a list"
    case .results(let results): "the results of \(results.function)"
    case .dtype(let dtype): "the type \(dtype.rawValue)"
    }
  }
}

/// The results of a function that has several, each under PyTorch's name for it.
struct NamedResults {
  let function: String
  let fields: [(name: String, tensor: Tensor)]

  init(function: String, fields: [(name: String, tensor: Tensor)]) {
    self.function = function
    self.fields = fields
  }

  init(function: String, _ found: ValuesAndIndices) {
    self.init(function: function, fields: [("values", found.values), ("indices", found.indices)])
  }

  /// Why they are no tensor, and how to take one of them.
  var advice: String {
    let names = fields.map(\.name).joined(separator: " and ")
    return
      "\(function) has \(fields.count) results, \(names); take one, as in \(function)(…).\(fields[0].name)"
  }
}

/// A list, which is also a tensor where one is needed: the same one each time.
final class ListValue {
  let elements: [Value]
  /// How deep lists are nested in it.
  let depth: Int
  var tensor: Tensor?
  /// The name that was given to it before it was needed as a tensor.
  var name: String?

  init(_ elements: [Value]) {
    self.elements = elements
    var depth = 0
    for case .list(let list) in elements { depth = max(depth, list.depth) }
    self.depth = depth + 1
  }

  /// The numbers of the list, if it consists of numbers and lists of one length alone.
  func literal() throws(OperandError) -> ListLiteral? {
    var numbers: [Number] = []
    var booleans = 0
    var shape: [Int]?
    for (index, element) in elements.enumerated() {
      var inner: [Int] = []
      switch element {
      case .number(let number): numbers.append(number)
      case .boolean(let value):
        numbers.append(.integer(value ? 1 : 0))
        booleans += 1
      case .list(let list):
        guard let part = try list.literal() else { return nil }
        numbers += part.numbers
        booleans += part.isBoolean ? part.numbers.count : 0
        inner = part.shape
      case .tensor: return nil
      case .results(let results): throw OperandError(results.advice)
      case .text, .none, .dtype:
        throw OperandError("a list of numbers can't hold \(element.description)")
      }
      if let shape, shape != inner {
        let size = { (shape: [Int]) in shape.isEmpty ? "a number" : "of shape \(shape)" }
        throw OperandError(
          "the elements of a list must be of one shape; element \(index) is \(size(inner)), element 0 \(size(shape))"
        )
      }
      shape = inner
    }
    let isBoolean = booleans == numbers.count && booleans > 0
    return ListLiteral(
      numbers: numbers, shape: [elements.count] + (shape ?? []), isBoolean: isBoolean)
  }
}

/// A list that consists of numbers alone.
struct ListLiteral {
  /// The numbers in row-major order; truth values are 0 and 1.
  let numbers: [Number]
  let shape: [Int]
  let isBoolean: Bool

  /// Whether each of the numbers is written as an integer; a list without any holds floating point numbers.
  var isWhole: Bool {
    !isBoolean && !numbers.isEmpty
      && numbers.allSatisfy { if case .integer = $0 { true } else { false } }
  }

  /// The numbers as integers, if each of them is whole.
  var integers: [Int]? {
    guard !isBoolean else { return nil }
    var integers: [Int] = []
    for number in numbers {
      switch number {
      case .integer(let value): integers.append(value)
      case .real(let value):
        guard let value = Int(exactly: value) else { return nil }
        integers.append(value)
      }
    }
    return integers
  }
}

extension OperandError {
  /// What is wrong, apart from any operation; the evaluator adds where.
  init(_ message: String, at parameter: String? = nil) {
    self.init("", message, at: parameter)
  }
}
