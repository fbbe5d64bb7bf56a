import Smolgrad

/// A function that an expression can call: a name, parameters, and what it does with its arguments.
///
/// The rules for operands are the engine's, which throws an ``OperandError`` where they do not fit.
struct Function: Sendable {
  /// PyTorch's name.
  let name: String
  let parameters: [Parameter]
  let body: @Sendable (Call) throws(OperandError) -> Value

  /// A function of any result; the body gets the arguments in their order.
  static func value<each Input>(
    _ name: String, _ arguments: repeat Argument<each Input>,
    body: @escaping @Sendable (repeat each Input) throws -> Value
  ) -> Function {
    var parameters: [Parameter] = []
    for argument in repeat each arguments {
      if let parameter = argument.parameter { parameters.append(parameter) }
    }
    return Function(name: name, parameters: parameters) { (call) throws(OperandError) in
      do {
        return try body(repeat try (each arguments).read(call))
      } catch {
        // Neither the arguments nor the engine throw anything else.
        throw error as! OperandError
      }
    }
  }

  /// A function whose result is a single tensor.
  static func tensor<each Input>(
    _ name: String, _ arguments: repeat Argument<each Input>,
    body: @escaping @Sendable (repeat each Input) throws -> Tensor
  ) -> Function {
    .value(name, repeat each arguments) { (inputs: repeat each Input) in
      .tensor(try body(repeat each inputs))
    }
  }

  /// A function whose result is a list of tensors.
  static func tensors<each Input>(
    _ name: String, _ arguments: repeat Argument<each Input>,
    body: @escaping @Sendable (repeat each Input) throws -> [Tensor]
  ) -> Function {
    .value(name, repeat each arguments) { (inputs: repeat each Input) in
      .list(ListValue(try body(repeat each inputs).map(Value.tensor)))
    }
  }

  /// A function with several results, which have names: `sort` has `values` and `indices`.
  static func results<each Input>(
    _ name: String, _ arguments: repeat Argument<each Input>,
    body: @escaping @Sendable (repeat each Input) throws -> ValuesAndIndices
  ) -> Function {
    .value(name, repeat each arguments) { (inputs: repeat each Input) in
      .results(NamedResults(function: name, try body(repeat each inputs)))
    }
  }

  /// How many arguments can be given by their positions.
  var positionalCount: Int { parameters.count { !$0.isKeyword } }

  /// The position of the parameter that an argument's name means, which may be NumPy's.
  func position(of name: String) -> Int? {
    parameters.firstIndex { $0.name == name }
      ?? Parameter.otherNames[name].flatMap { names in
        parameters.firstIndex { names.contains($0.name) }
      }
  }

  /// Its parameters as a message shows them: `softmax(input, dim)`.
  var signature: String {
    "\(name)(\(parameters.map { $0.isOptional ? "\($0.name)=…" : $0.name }.joined(separator: ", ")))"
  }

  /// All functions, by name.
  static let all: [String: Function] = {
    let functions =
      pointwise + activations + binary + logic + reductions + shapes + parts + indexing + products
      + losses + normalizations + windows + creations
    return Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) })
  }()

  /// Other names that PyTorch has for the same.
  static let aliases = [
    "absolute": "abs", "negative": "neg", "subtract": "sub", "multiply": "mul", "divide": "div",
    "arctan2": "atan2", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "fix": "trunc",
    "clip": "clamp", "concat": "cat", "concatenate": "cat", "view": "reshape", "repeat": "tile",
    "swapaxes": "transpose", "float32": "float", "float64": "double", "float16": "half",
    "int64": "long",
    "int32": "int", "greater": "gt", "less": "lt", "not_equal": "ne", "inner": "dot",
    "swish": "silu", "ger": "outer",
    "log_sigmoid": "logsigmoid", "type": "to", "astype": "to", "vector_norm": "norm",
    "expit": "sigmoid",
  ]

  static func named(_ name: String) -> Function? { all[name] ?? aliases[name].flatMap { all[$0] } }

  /// The arguments of a method that has other parameters than the function of its name: `x.unfold(dimension, size, step)`.
  static func asMethod(
    _ name: String, _ arguments: [(name: String?, value: Value)]
  ) -> [(name: String?, value: Value)] {
    guard name == "unfold" else { return arguments }
    let names = ["dimension", "size", "step"]
    return arguments.enumerated().map { position, argument in
      (argument.name ?? (position < names.count ? names[position] : nil), argument.value)
    }
  }

  /// The names that can be called, in the order of the alphabet.
  static let names: [String] = (Array(all.keys) + aliases.keys).sorted()
}
