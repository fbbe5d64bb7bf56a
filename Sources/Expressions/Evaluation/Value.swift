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
    case .list(let list) where !list.names.isEmpty:
      "several results (\(list.names.joined(separator: ", ")))"
    case .list: "a list"
    }
  }
}

/// A list, which is also a tensor where one is needed: the same one each time.
final class ListValue {
  let elements: [Value]
  /// What its elements are called where it stands for several results, such as `values` and `indices`; else empty.
  let names: [String]
  /// How deep lists are nested in it.
  let depth: Int
  var tensor: Tensor?
  /// The name that was given to it before it was needed as a tensor.
  var name: String?

  init(_ elements: [Value], names: [String] = []) {
    self.elements = elements
    self.names = names
    var depth = 0
    for case .list(let list) in elements { depth = max(depth, list.depth) }
    self.depth = depth + 1
  }

  /// The numbers in row-major order and the shape, if the list consists of numbers and lists of one length alone.
  func literal() throws(Fault) -> (numbers: [Double], shape: [Int], isBoolean: Bool)? {
    var numbers: [Double] = []
    var booleans = 0
    var shape: [Int]?
    for (index, element) in elements.enumerated() {
      var inner: [Int] = []
      switch element {
      case .number(let number): numbers.append(number.real)
      case .boolean(let value):
        numbers.append(value ? 1 : 0)
        booleans += 1
      case .list(let list):
        guard let part = try list.literal() else { return nil }
        numbers += part.numbers
        booleans += part.isBoolean ? part.numbers.count : 0
        inner = part.shape
      case .tensor: return nil
      case .text, .none: throw Fault("a list of numbers can't hold \(element.description)")
      }
      if let shape, shape != inner {
        let size = { (shape: [Int]) in shape.isEmpty ? "a number" : "of shape \(shape)" }
        throw Fault(
          "the elements of a list must be of one shape; element \(index) is \(size(inner)), element 0 \(size(shape))"
        )
      }
      shape = inner
    }
    let isBoolean = booleans == numbers.count && booleans > 0
    return (numbers, [elements.count] + (shape ?? []), isBoolean)
  }
}

/// What is wrong, before it is known where: the evaluator adds the place.
struct Fault: Error {
  let message: String
  /// The parameter whose argument is wrong; nil where it is the whole.
  var parameter: String?

  init(_ message: String, at parameter: String? = nil) {
    self.message = message
    self.parameter = parameter
  }
}
