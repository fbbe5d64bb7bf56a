import Smolgrad

/// A parameter of a function, and how its argument is read as a value of Swift.
struct Argument<Value>: Sendable {
  /// The parameter; nil for what an expression does not give.
  var parameter: Parameter?
  let read: @Sendable (Call) throws -> Value

  init(
    _ name: String, _ kind: Parameter.Kind, isOptional: Bool = false,
    read: @escaping @Sendable (Call) throws -> Value
  ) {
    parameter = Parameter(name: name, kind: kind, isOptional: isOptional)
    self.read = read
  }

  init(read: @escaping @Sendable (Call) throws -> Value) { self.read = read }

  /// The same, but it must be given by its name.
  var keyword: Argument {
    var copy = self
    copy.parameter?.isKeyword = true
    return copy
  }
}

extension Argument<Workspace> {
  /// What all calls of an evaluation share.
  static var workspace: Argument { .init { $0.workspace } }
}

extension Argument<Call> {
  /// The call itself, for functions whose arguments depend on each other.
  static var call: Argument { .init { $0 } }
}

extension Argument<Expressions.Value?> {
  /// An argument that may be of several kinds.
  static func value(_ name: String, _ kind: Parameter.Kind) -> Argument {
    .init(name, kind, isOptional: true) { $0.argument(name) }
  }
}

extension Argument<Tensor> {
  /// A tensor; a plain number takes the type of the first tensor among the arguments.
  static func tensor(_ name: String) -> Argument { .init(name, .tensor) { try $0.tensor(name) } }
  /// A factor or divisor: a plain number has the digits of single precision at least.
  static func factor(_ name: String) -> Argument {
    .init(name, .tensor) { try $0.tensor(name, isFactor: true) }
  }
  /// A weight between two tensors, with the digits of a factor.
  static func weight(_ name: String) -> Argument {
    .init(name, .tensor) { try $0.floats(name, isFactor: true) }
  }
  /// A tensor of floating point numbers; whole numbers that are written out become such.
  static func floats(_ name: String) -> Argument { .init(name, .tensor) { try $0.floats(name) } }
  /// A tensor of truth values.
  static func mask(_ name: String) -> Argument { .init(name, .tensor) { try $0.mask(name) } }
  /// A tensor of integers; a list of whole numbers is one.
  static func indices(_ name: String) -> Argument { .init(name, .tensor) { try $0.indices(name) } }
}

extension Argument<Tensor?> {
  static func optionalTensor(_ name: String) -> Argument {
    .init(name, .tensor, isOptional: true) { try $0.optionalTensor(name) }
  }
  static func optionalFloats(_ name: String) -> Argument {
    .init(name, .tensor, isOptional: true) { try $0.optionalFloats(name) }
  }
  /// A tensor that is read and not differentiated; a copy, so that what changes it does not change the argument.
  static func statistic(_ name: String) -> Argument {
    .init(name, .tensor, isOptional: true) { try $0.statistic(name) }
  }
}

extension Argument<[Tensor]> {
  static func tensors(_ name: String) -> Argument { .init(name, .tensors) { try $0.tensors(name) } }
}

extension Argument<Double> {
  static func number(_ name: String) -> Argument { .init(name, .number) { try $0.number(name)! } }
  static func number(_ name: String, _ usual: Double) -> Argument {
    .init(name, .number, isOptional: true) { try $0.number(name) ?? usual }
  }
}

extension Argument<Double?> {
  static func optionalNumber(_ name: String) -> Argument {
    .init(name, .number, isOptional: true) { try $0.number(name) }
  }
}

extension Argument<Int> {
  static func integer(_ name: String) -> Argument {
    .init(name, .integer) { try $0.integer(name)! }
  }
  static func integer(_ name: String, _ usual: Int) -> Argument {
    .init(name, .integer, isOptional: true) { try $0.integer(name) ?? usual }
  }
  /// One size, which may stand in a list.
  static func size(_ name: String, _ usual: Int) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.sizes(name, 1)?[0] ?? usual }
  }
  static func size(_ name: String) -> Argument {
    .init(name, .integers) { try $0.sizes(name, 1)![0] }
  }
}

extension Argument<Int?> {
  static func optionalInteger(_ name: String) -> Argument {
    .init(name, .integer, isOptional: true) { try $0.integer(name) }
  }
  static func optionalSize(_ name: String) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.sizes(name, 1)?[0] }
  }
}

extension Argument<[Int]> {
  /// A list of integers; a single one is a list of one.
  static func integers(_ name: String) -> Argument {
    .init(name, .integers) { try $0.integers(name)! }
  }
  static func integers(_ name: String, _ usual: [Int]) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.integers(name) ?? usual }
  }
}

extension Argument<[Int]?> {
  static func optionalIntegers(_ name: String) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.integers(name) }
  }
}

extension Argument<Pair> {
  /// Two sizes; a single one stands for both.
  static func pair(_ name: String) -> Argument { .init(name, .integers) { try $0.pair(name)! } }
  static func pair(_ name: String, _ usual: Int) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.pair(name) ?? Pair(usual) }
  }
}

extension Argument<Pair?> {
  static func optionalPair(_ name: String) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.pair(name) }
  }
}

extension Argument<Triple> {
  /// Three sizes; a single one stands for all.
  static func triple(_ name: String, _ usual: Int) -> Argument {
    .init(name, .integers, isOptional: true) { try $0.triple(name) ?? Triple(usual) }
  }
}

extension Argument<Bool> {
  static func flag(_ name: String, _ usual: Bool) -> Argument {
    .init(name, .flag, isOptional: true) { try $0.flag(name) ?? usual }
  }
}

extension Argument<Bool?> {
  static func optionalFlag(_ name: String) -> Argument {
    .init(name, .flag, isOptional: true) { try $0.flag(name) }
  }
}

extension Argument<Bool> {
  /// Whether equal elements keep their order, which they always do.
  static var stable: Argument { .flag("stable", false) }
}

extension Argument<String> {
  static func text(_ name: String) -> Argument { .init(name, .text) { try $0.text(name)! } }
}

extension Argument<DType?> {
  /// A type of elements, which is given by its name.
  static var dtype: Argument {
    positionalDtype.keyword
  }
  static var positionalDtype: Argument {
    .init("dtype", .dtype, isOptional: true) { try $0.dtype() }
  }
}

extension Argument where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of the words of an enumeration.
  static func word(_ name: String, _ usual: Value) -> Argument {
    .init(name, .text, isOptional: true) { try $0.word(name) ?? usual }
  }
}
