import Smolgrad

/// A form of an argument that the library has no counterpart for.
struct UnsupportedForm: Error {
  let reason: String
}

/// One call `op(input, *args, **kwargs)` with its arguments read by position or name.
struct ReferenceCall {
  let operation: String
  let input: ReferenceValue
  let arguments: [ReferenceValue]
  let keywords: [String: ReferenceValue]

  /// The argument that stands at a position or under a name.
  func value(_ position: Int, _ name: String) -> ReferenceValue {
    position < arguments.count ? arguments[position] : keywords[name] ?? .none
  }

  func tensor() throws -> Tensor {
    switch input {
    case .tensor(let tensor): return tensor
    case .number(let number): return Tensor(number, dtype: .float64)
    default: throw UnsupportedForm(reason: "input is no tensor")
    }
  }

  /// The input of an operation whose gradient at NaN is left open.
  func tensorWithoutNaN() throws -> Tensor {
    let tensor = try tensor()
    if (tensor .!= tensor).integers().contains(1) {
      throw UnsupportedForm(reason: "gradient at NaN")
    }
    return tensor
  }

  func tensors() throws -> [Tensor] {
    guard case .list(let list) = input else { throw UnsupportedForm(reason: "input is no list") }
    return try list.map {
      guard case .tensor(let tensor) = $0 else {
        throw UnsupportedForm(reason: "no tensor in a list")
      }
      return tensor
    }
  }

  func tensor(_ position: Int, _ name: String = "") throws -> Tensor {
    guard let tensor = try optionalTensor(position, name) else {
      throw UnsupportedForm(reason: "argument \(position) is missing")
    }
    return tensor
  }

  func optionalTensor(_ position: Int, _ name: String = "") throws -> Tensor? {
    switch value(position, name) {
    case .none: return nil
    case .tensor(let tensor): return tensor
    case .integer(let number): return Tensor.full([], number, dtype: try tensor().dtype)
    case .number(let number): return Tensor.full([], number, dtype: try tensor().dtype)
    default: throw UnsupportedForm(reason: "argument \(position) is no tensor")
    }
  }

  func integer(_ position: Int, _ name: String, _ standard: Int? = nil) throws -> Int {
    switch value(position, name) {
    case .integer(let number): return number
    case .number(let number): return Int(number)
    case .tensor(let tensor): return tensor.integers()[0]
    case .none where standard != nil: return standard!
    default: throw UnsupportedForm(reason: "argument \(name) is no integer")
    }
  }

  func optionalInteger(_ position: Int, _ name: String) throws -> Int? {
    if case .none = value(position, name) { return nil }
    return try integer(position, name)
  }

  /// Integers, given as a list or as a single one; an empty list where there are none.
  func integers(_ position: Int, _ name: String) throws -> [Int] {
    switch value(position, name) {
    case .none: return []
    case .integer(let number): return [number]
    case .list(let list):
      return try list.map {
        guard case .integer(let number) = $0 else {
          throw UnsupportedForm(reason: "\(name) has no integers")
        }
        return number
      }
    default: throw UnsupportedForm(reason: "argument \(name) has no integers")
    }
  }

  func number(_ position: Int, _ name: String, _ standard: Double) throws -> Double {
    switch value(position, name) {
    case .none: return standard
    case .integer(let number): return Double(number)
    case .number(let number): return number
    case .text("inf"): return .infinity
    case .text("-inf"): return -.infinity
    case .tensor(let tensor): return tensor.item()
    default: throw UnsupportedForm(reason: "argument \(name) is no number")
    }
  }

  func optionalNumber(_ position: Int, _ name: String) throws -> Double? {
    if case .none = value(position, name) { return nil }
    return try number(position, name, 0)
  }

  func boolean(_ position: Int, _ name: String, _ standard: Bool = false) throws -> Bool {
    switch value(position, name) {
    case .none: return standard
    case .boolean(let value): return value
    case .integer(let value): return value != 0
    default: throw UnsupportedForm(reason: "argument \(name) is no truth value")
    }
  }

  func text(_ position: Int, _ name: String, _ standard: String) throws -> String {
    switch value(position, name) {
    case .none: return standard
    case .text(let text): return text
    default: throw UnsupportedForm(reason: "argument \(name) is no text")
    }
  }

  func pair(_ position: Int, _ name: String, _ standard: Pair) throws -> Pair {
    try optionalPair(position, name) ?? standard
  }

  func optionalPair(_ position: Int, _ name: String) throws -> Pair? {
    let sizes = try integers(position, name)
    switch sizes.count {
    case 0: return nil
    case 1: return Pair(sizes[0])
    case 2: return Pair(sizes[0], sizes[1])
    default: throw UnsupportedForm(reason: "\(name) has more than two sizes")
    }
  }

  func padding(_ position: Int, _ name: String) throws -> Padding {
    switch value(position, name) {
    case .text("same"): return .same
    case .text("valid"): return .valid
    case .text(let text): throw UnsupportedForm(reason: "padding \(text)")
    default: return .amount(try pair(position, name, 0))
    }
  }

  func reduction(_ position: Int = 100, _ name: String = "reduction") throws -> Reduction {
    let text = try text(position, name, "mean")
    guard let reduction = Reduction(rawValue: text) else {
      throw UnsupportedForm(reason: "reduction \(text)")
    }
    return reduction
  }

  /// Stops over keywords that the operation's row of the table does not read.
  func allowing(_ names: String...) throws {
    for name in keywords.keys.sorted() where !names.contains(name) {
      throw UnsupportedForm(reason: "keyword \(name)")
    }
  }
}
