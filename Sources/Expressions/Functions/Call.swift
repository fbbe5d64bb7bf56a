import Smolgrad

/// The arguments of one call, checked as they are asked for.
struct Call {
  let function: Function
  let workspace: Workspace
  /// An argument for each parameter; nil where none was given.
  let arguments: [Value?]

  func fail(_ message: String, at parameter: String? = nil) -> Fault {
    Fault("\(function.name): \(message)", at: parameter)
  }

  /// What was given for a parameter, nil for nothing and for None.
  func argument(_ name: String) -> Value? {
    guard let index = function.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(function.name) declares no parameter \(name)")
    }
    if case .none? = arguments[index] { return nil }
    return arguments[index]
  }

  private func expected(_ what: String, _ value: Value, _ name: String) -> Fault {
    fail("\(name) must be \(what), not \(value.description)", at: name)
  }

  // MARK: Tensors

  /// An argument as a tensor; a number takes the type of the first tensor among the arguments.
  func tensor(_ name: String) throws(Fault) -> Tensor {
    guard let tensor = try optionalTensor(name) else { throw fail("needs \(name)", at: name) }
    return tensor
  }

  func optionalTensor(_ name: String) throws(Fault) -> Tensor? {
    guard let value = argument(name) else { return nil }
    var beside: Tensor?
    for case .tensor(let other)? in arguments where beside == nil { beside = other }
    do {
      return try workspace.tensor(value, beside: beside)
    } catch {
      throw fail(error.message, at: name)
    }
  }

  /// A tensor of floating point numbers.
  func floats(_ name: String) throws(Fault) -> Tensor {
    let tensor = try tensor(name)
    if tensor.dtype.isFloatingPoint { return tensor }
    if tensor.role == .constant { return tensor.cast(to: workspace.dtype) }
    throw fail(
      "needs floating point numbers, not \(tensor.dtype.rawValue); convert with \(workspace.dtype.rawValue)(…)",
      at: name)
  }

  /// A tensor of floating point numbers, converted first if another type is asked for.
  func floats(_ name: String, as dtype: DType?) throws(Fault) -> Tensor {
    guard let dtype else { return try floats(name) }
    guard dtype.isFloatingPoint else {
      throw fail("the result would not be of \(dtype.rawValue); convert it afterwards", at: "dtype")
    }
    return try tensor(name).cast(to: dtype)
  }

  /// A tensor, converted first if another type is asked for.
  func tensor(_ name: String, as dtype: DType?) throws(Fault) -> Tensor {
    let tensor = try tensor(name)
    return dtype.map { tensor.cast(to: $0) } ?? tensor
  }

  func optionalFloats(_ name: String) throws(Fault) -> Tensor? {
    argument(name) == nil ? nil : try floats(name)
  }

  /// A tensor of truth values; it has no gradient, so that nothing asks for a derivative that does not exist.
  func mask(_ name: String) throws(Fault) -> Tensor {
    let tensor = try tensor(name)
    guard tensor.dtype == .bool else {
      throw fail(
        "\(name) must be truth values, such as x > 0, not \(tensor.dtype.rawValue)", at: name)
    }
    return tensor
  }

  /// A tensor of integers; a list of whole numbers becomes one.
  func integerTensor(_ name: String) throws(Fault) -> Tensor {
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
    let tensor = try tensor(name)
    guard tensor.dtype == .int32 || tensor.dtype == .int64 else {
      throw fail(
        "\(name) must be integers, not \(tensor.dtype.rawValue); convert with long(…)", at: name)
    }
    return tensor
  }

  /// The integers of a tensor, each of which must be inside a dimension.
  func checkIndices(_ tensor: Tensor, below limit: Int, at name: String) throws(Fault) {
    for index in tensor.integers() where index < 0 || index >= limit {
      throw fail("index \(index) is not inside a dimension of size \(limit)", at: name)
    }
  }

  func tensors(_ name: String) throws(Fault) -> [Tensor] {
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

  func number(_ name: String) throws(Fault) -> Double? {
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

  /// An integer that is small enough to compute sizes with.
  func integer(_ name: String) throws(Fault) -> Int? {
    guard let value = argument(name) else { return nil }
    return try integer(value, name)
  }

  private func integer(_ value: Value, _ name: String) throws(Fault) -> Int {
    guard case .number(.integer(let integer)) = value else {
      throw expected("an integer", value, name)
    }
    guard abs(Double(integer)) <= Double(Workspace.tensorLimit) else {
      throw fail("\(name) is too large: \(integer)", at: name)
    }
    return integer
  }

  /// A list of integers; a single one is a list of one.
  func integers(_ name: String) throws(Fault) -> [Int]? {
    guard let value = argument(name) else { return nil }
    guard case .list(let list) = value else { return [try integer(value, name)] }
    var integers: [Int] = []
    for element in list.elements { integers.append(try integer(element, name)) }
    guard integers.count <= Workspace.rankLimit else {
      throw fail(
        "\(name) has \(integers.count) entries; at most \(Workspace.rankLimit) are allowed",
        at: name)
    }
    return integers
  }

  /// Two sizes; a single one stands for both.
  func pair(_ name: String, atLeast least: Int) throws(Fault) -> Pair? {
    guard let sizes = try integers(name) else { return nil }
    guard sizes.count == 1 || sizes.count == 2 else {
      throw fail("\(name) must be an integer or a list of two", at: name)
    }
    guard sizes.allSatisfy({ $0 >= least }) else {
      throw fail("\(name) must be at least \(least)", at: name)
    }
    return Pair(sizes[0], sizes[sizes.count - 1])
  }

  func flag(_ name: String) throws(Fault) -> Bool? {
    guard let value = argument(name) else { return nil }
    guard case .boolean(let flag) = value else { throw expected("True or False", value, name) }
    return flag
  }

  func text(_ name: String) throws(Fault) -> String? {
    guard let value = argument(name) else { return nil }
    guard case .text(let text) = value else { throw expected("a text in quotes", value, name) }
    return text
  }

  /// A type of elements, also as a text.
  func dtype(_ name: String = "dtype") throws(Fault) -> DType? {
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
  ) throws(Fault) -> Word? {
    guard let text = try text(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw fail("unknown \(name) '\(text.shortened)'; choices: \(words)", at: name)
    }
    return word
  }
}
