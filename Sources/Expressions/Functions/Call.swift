import Smolgrad

/// The arguments of one call, read as they are asked for.
struct Call {
  let function: Function
  let workspace: Workspace
  /// An argument for each parameter; nil where none was given.
  let arguments: [Value?]

  func fail(_ message: String, at parameter: String? = nil) -> OperandError {
    OperandError(function.name, message, at: parameter)
  }

  /// What was given for a parameter, nil for nothing and for None.
  func argument(_ name: String) -> Value? {
    guard let index = function.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(function.name) declares no parameter \(name)")
    }
    if case .none? = arguments[index] { return nil }
    return arguments[index]
  }

  private func expected(_ what: String, _ value: Value, _ name: String) -> OperandError {
    fail("\(name) must be \(what), not \(value.description)", at: name)
  }

  // MARK: Tensors

  /// An argument as a tensor; a number takes the type of the first tensor among the arguments.
  func tensor(_ name: String, isFactor: Bool = false) throws(OperandError) -> Tensor {
    guard let tensor = try optionalTensor(name, isFactor: isFactor) else {
      throw fail("needs \(name)", at: name)
    }
    return tensor
  }

  func optionalTensor(
    _ name: String, isFactor: Bool = false
  ) throws(OperandError) -> Tensor? {
    guard let value = argument(name) else { return nil }
    var beside: Tensor?
    for case .tensor(let other)? in arguments where beside == nil { beside = other }
    do {
      return try workspace.tensor(value, beside: beside, isFactor: isFactor)
    } catch {
      throw fail(error.message, at: name)
    }
  }

  /// A tensor of floating point numbers; whole numbers that are written out become such.
  func floats(_ name: String, isFactor: Bool = false) throws(OperandError) -> Tensor {
    let tensor = try tensor(name, isFactor: isFactor)
    if !tensor.dtype.isFloatingPoint, tensor.role == .constant {
      return tensor.cast(to: workspace.dtype)
    }
    try tensor.checkFloatingPoint(function.name, at: name)
    return tensor
  }

  func optionalFloats(_ name: String) throws(OperandError) -> Tensor? {
    argument(name) == nil ? nil : try floats(name)
  }

  /// A tensor of truth values.
  func mask(_ name: String) throws(OperandError) -> Tensor {
    let tensor = try tensor(name)
    guard tensor.dtype == .bool else {
      throw fail(
        "\(name) must be truth values, such as x > 0, not \(tensor.dtype.rawValue)", at: name)
    }
    return tensor
  }

  /// A tensor that is read and not differentiated; a copy.
  func statistic(_ name: String) throws(OperandError) -> Tensor? {
    guard let tensor = try optionalFloats(name) else { return nil }
    if tensor.requiresGradient {
      throw fail("there is no derivative for \(name); write detach(…) around it", at: name)
    }
    return tensor.detached()
  }

  /// A tensor of integers; a list of whole numbers becomes one.
  func indices(_ name: String) throws(OperandError) -> Tensor {
    if case .list(let list)? = argument(name) {
      do {
        if let literal = try list.literal(), let integers = literal.integers {
          let tensor = Tensor(integers: integers, shape: literal.shape)
          tensor.name = list.name
          return tensor
        }
      } catch {
        throw fail(error.message, at: name)
      }
    }
    return try tensor(name)
  }

  func tensors(_ name: String) throws(OperandError) -> [Tensor] {
    guard let value = argument(name) else { throw fail("needs \(name)", at: name) }
    guard case .list(let list) = value else { throw expected("a list, as in [a, b]", value, name) }
    guard !list.elements.isEmpty else { throw fail("the list is empty", at: name) }
    var tensors: [Tensor] = []
    for element in list.elements {
      do {
        tensors.append(try workspace.tensor(element, beside: tensors.first))
      } catch {
        throw fail(error.message, at: name)
      }
    }
    return tensors
  }

  // MARK: Settings

  func number(_ name: String) throws(OperandError) -> Double? {
    guard let value = argument(name) else { return nil }
    switch value {
    case .number(let number): return number.real
    case .tensor(let tensor) where tensor.rank == 0 && !tensor.requiresGradient:
      return tensor.item()
    case .tensor(let tensor) where tensor.requiresGradient:
      throw fail("\(name) is a setting, for which there is no gradient; give a number", at: name)
    default: throw expected("a number", value, name)
    }
  }

  func integer(_ name: String) throws(OperandError) -> Int? {
    guard let value = argument(name) else { return nil }
    return try integer(value, name)
  }

  private func integer(_ value: Value, _ name: String) throws(OperandError) -> Int {
    guard case .number(.integer(let integer)) = value else {
      throw expected("an integer", value, name)
    }
    return integer
  }

  /// A list of integers; a single one is a list of one.
  func integers(_ name: String) throws(OperandError) -> [Int]? {
    guard let value = argument(name) else { return nil }
    guard case .list(let list) = value else { return [try integer(value, name)] }
    var integers: [Int] = []
    for element in list.elements { integers.append(try integer(element, name)) }
    return integers
  }

  /// So many sizes; a single one stands for all.
  func sizes(_ name: String, _ count: Int) throws(OperandError) -> [Int]? {
    guard let sizes = try integers(name) else { return nil }
    guard sizes.count == 1 || sizes.count == count else {
      let list = count == 1 ? "" : " or a list of \(count)"
      throw fail("\(name) must be a single integer\(list)", at: name)
    }
    return sizes.count == count ? sizes : [Int](repeating: sizes[0], count: count)
  }

  func pair(_ name: String) throws(OperandError) -> Pair? {
    try sizes(name, 2).map { Pair($0[0], $0[1]) }
  }

  func triple(_ name: String) throws(OperandError) -> Triple? {
    try sizes(name, 3).map { Triple($0[0], $0[1], $0[2]) }
  }

  func flag(_ name: String) throws(OperandError) -> Bool? {
    guard let value = argument(name) else { return nil }
    guard case .boolean(let flag) = value else { throw expected("True or False", value, name) }
    return flag
  }

  func text(_ name: String) throws(OperandError) -> String? {
    guard let value = argument(name) else { return nil }
    guard case .text(let text) = value else { throw expected("a text in quotes", value, name) }
    return text
  }

  /// A type of elements, also as a text.
  func dtype(_ name: String = "dtype") throws(OperandError) -> DType? {
    switch argument(name) {
    case nil: return nil
    case .dtype(let dtype)?: return dtype
    case .text(let text)?:
      guard let dtype = DType(rawValue: text) else {
        let types = DType.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw fail("unknown \(name) '\(text.shortened)'; choices: \(types)", at: name)
      }
      return dtype
    case let value?: throw expected("a type, such as torch.float32", value, name)
    }
  }

  /// One of the words of an enumeration.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _: Word.Type = Word.self
  ) throws(OperandError) -> Word? {
    guard let text = try text(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw fail("unknown \(name) '\(text.shortened)'; choices: \(words)", at: name)
    }
    return word
  }
}
