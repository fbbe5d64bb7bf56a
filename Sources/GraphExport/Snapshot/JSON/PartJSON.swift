extension ModuleNode: JSONObject {
  static let blank = ModuleNode(kind: .module, type: "", path: "", counts: NodeCounts())

  static let members: JSONMembers<Self> = [
    JSONMember("kind", \.kind), JSONMember("type", \.type), JSONMember("path", \.path),
    JSONMember("call", \.call, else: 1), JSONMember(optional: "piece", \.piece),
    JSONMember(optional: "repetition", \.repetition), JSONMember("amount", \.counts),
    JSONMember("each", \.each), JSONMember("outputs", \.outputs, else: []),
    JSONMember("gradient", \.gradient), JSONMember("attributes", \.attributes, else: []),
    JSONMember("parameters", \.parameters, else: []), JSONMember(optional: "result", \.result),
    JSONMember("notFiniteValues", \.nonFiniteValues, else: NonFiniteCounts()),
    JSONMember("notFiniteGradients", \.nonFiniteGradients, else: NonFiniteCounts()),
  ]
}

extension ModuleNode.Kind: JSONValue {}

extension ModuleNode.Piece: JSONObject {
  static let blank = ModuleNode.Piece(number: 1, count: 1)

  static let members: JSONMembers<Self> = [
    JSONMember("number", \.number), JSONMember("count", \.count),
  ]
}

extension ModuleNode.Output: JSONObject {
  static let blank = ModuleNode.Output(shape: [], dtype: "")

  static let members: JSONMembers<Self> = [
    JSONMember(optional: "label", \.label), JSONMember("shape", \.shape),
    JSONMember("dtype", \.dtype),
  ]
}

extension ModuleNode.ParameterGradient: JSONValue {
  static func read(_ json: inout JSONReader) throws -> Self {
    try ParameterGradientMembers.read(&json).gradient
  }

  func write(_ json: inout JSONWriter) { ParameterGradientMembers(self).write(&json) }
}

/// The gradients of a part's parameters as they stand in JSON: `computed` with the norms, `none` without parameters, or the reason
/// why there are none.
private struct ParameterGradientMembers: JSONObject {
  static let (computed, none) = ("computed", "none")

  var status: String
  var norms: [Double]?

  static let blank = ParameterGradientMembers(.none)

  static let members: JSONMembers<Self> = [
    JSONMember("status", \.status), JSONMember(optional: "norms", \.norms),
  ]

  init(_ gradient: ModuleNode.ParameterGradient) {
    switch gradient {
    case .none: (status, norms) = (Self.none, nil)
    case .absent(let absence): (status, norms) = (absence.rawValue, nil)
    case .norms(let norms): (status, self.norms) = (Self.computed, norms)
    }
  }

  var gradient: ModuleNode.ParameterGradient {
    norms.map { .norms($0) } ?? TensorNode.Gradient.Absence(rawValue: status).map { .absent($0) }
      ?? .none
  }

  var contradiction: (member: String, reason: String)? {
    if status == Self.computed {
      return norms == nil ? ("norms", "it is missing, and the gradients are computed") : nil
    }
    let others = [Self.none] + TensorNode.Gradient.Absence.allCases.map(\.rawValue)
    guard others.contains(status) else {
      let choices = ([Self.computed] + others).joined(separator: ", ")
      return ("status", "'\(status.prefix(40))' is unknown; choices: \(choices)")
    }
    return norms == nil ? nil : ("norms", "there are numbers, but the gradients are \(status)")
  }
}

extension StubNode: JSONObject {
  static let blank = StubNode(side: .before, label: "", counts: NodeCounts())

  static let members: JSONMembers<Self> = [
    JSONMember("side", \.side), JSONMember("label", \.label), JSONMember(optional: "role", \.role),
    JSONMember(optional: "shape", \.shape), JSONMember(optional: "dtype", \.dtype),
    JSONMember("amount", \.counts),
  ]
}

extension StubNode.Side: JSONValue {}

extension NodeCounts: JSONObject {
  static let blank = NodeCounts()

  static let members: JSONMembers<Self> = [
    JSONMember("operations", \.operations), JSONMember("tensors", \.tensors),
    JSONMember("inputs", \.inputs), JSONMember("parameters", \.parameters),
  ]
}

extension NonFiniteCounts: JSONObject {
  static let blank = NonFiniteCounts()

  static let members: JSONMembers<Self> = [
    JSONMember("nan", \.nan, else: 0), JSONMember("positiveInfinity", \.positiveInfinity, else: 0),
    JSONMember("negativeInfinity", \.negativeInfinity, else: 0),
  ]
}

extension Repetition: JSONObject {
  static let blank = Repetition(kind: .modules, count: 1, lastPath: "")

  static let members: JSONMembers<Self> = [
    JSONMember("kind", \.kind), JSONMember("count", \.count), JSONMember("lastPath", \.lastPath),
  ]
}

extension Repetition.Kind: JSONValue {}

extension Repeats: JSONObject {
  static let blank = Repeats(count: 1)

  static let members: JSONMembers<Self> = [
    JSONMember("count", \.count), JSONMember("means", \.means, else: []),
    JSONMember("gradientNorms", \.gradientNorms, else: []),
    JSONMember("notFiniteValues", \.nonFiniteValues, else: NonFiniteCounts()),
    JSONMember("notFiniteGradients", \.nonFiniteGradients, else: NonFiniteCounts()),
  ]
}
