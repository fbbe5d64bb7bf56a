extension TensorNode: JSONObject {
  static let blank = TensorNode(
    role: .input, value: ArraySummary(shape: [], values: [0]), gradient: .absent(.notRequired))

  static let members: JSONMembers<Self> = [
    JSONMember("role", \.role), JSONMember(optional: "label", \.label),
    JSONMember("dtype", \.dtype), JSONMember("requiresGradient", \.requiresGradient, else: false),
    JSONMember("isRoot", \.isRoot, else: false), JSONMember("value", \.value),
    JSONMember("gradient", \.gradient),
    JSONMember("gradientChanges", \.gradientChanges, else: []),
  ]

  var contradiction: (member: String, reason: String)? {
    for (index, change) in gradientChanges.enumerated() where change.before.shape != shape {
      return (
        "gradientChanges[\(index)].before.shape",
        "a gradient has the shape of its tensor, \(shape), not \(change.before.shape)"
      )
    }
    guard let gradient = gradient.summary, gradient.shape != shape else { return nil }
    return (
      "gradient.value.shape",
      "a gradient has the shape of its tensor, \(shape), not \(gradient.shape)"
    )
  }
}

extension TensorNode.Role: JSONValue {}

extension TensorNode.GradientChange: JSONObject {
  static let blank = TensorNode.GradientChange(
    operation: "", before: ArraySummary(shape: [], values: [0]))

  static let members: JSONMembers<Self> = [
    JSONMember("operation", \.operation), JSONMember("attributes", \.attributes, else: []),
    JSONMember("before", \.before),
  ]
}

extension TensorNode.Gradient: JSONValue {
  static func read(_ json: inout JSONReader) throws -> TensorNode.Gradient {
    try GradientMembers.read(&json).gradient
  }

  func write(_ json: inout JSONWriter) { GradientMembers(self).write(&json) }
}

/// A gradient as it stands in JSON: `computed` with the numbers, or the reason why there are none.
private struct GradientMembers: JSONObject {
  static let computed = "computed"

  var status: String
  var value: ArraySummary?

  static let blank = GradientMembers(.absent(.notRequired))

  static let members: JSONMembers<Self> = [
    JSONMember("status", \.status), JSONMember(optional: "value", \.value),
  ]

  init(_ gradient: TensorNode.Gradient) {
    switch gradient {
    case .computed(let summary): (status, value) = (Self.computed, summary)
    case .absent(let absence): (status, value) = (absence.rawValue, nil)
    }
  }

  var gradient: TensorNode.Gradient {
    value.map { .computed($0) }
      ?? .absent(TensorNode.Gradient.Absence(rawValue: status) ?? .notComputed)
  }

  var contradiction: (member: String, reason: String)? {
    if status == Self.computed {
      return value == nil ? ("value", "it is missing, and the gradient is computed") : nil
    }
    guard TensorNode.Gradient.Absence(rawValue: status) != nil else {
      let absences = TensorNode.Gradient.Absence.allCases.map(\.rawValue)
      let choices = ([Self.computed] + absences).joined(separator: ", ")
      return ("status", "'\(status.prefix(40))' is unknown; choices: \(choices)")
    }
    return value == nil ? nil : ("value", "there are numbers, but the gradient is \(status)")
  }
}

extension OperationNode: JSONObject {
  static let blank = OperationNode(type: "")

  static let members: JSONMembers<Self> = [
    JSONMember("type", \.type), JSONMember("attributes", \.attributes, else: []),
    JSONMember("derivatives", \.derivatives, else: []), JSONMember(optional: "failure", \.failure),
    JSONMember(optional: "source", \.source), JSONMember("isStale", \.isStale, else: false),
    JSONMember(optional: "tags", \.tags), JSONMember(optional: "check", \.check),
  ]
}

extension DerivativeCheck: JSONObject {
  static let blank = DerivativeCheck(verdict: .unknown, rule: 0, quotient: 0, relativeError: 0)

  static let members: JSONMembers<Self> = [
    JSONMember("verdict", \.verdict), JSONMember("rule", \.rule),
    JSONMember("quotient", \.quotient), JSONMember("relativeError", \.relativeError),
  ]
}

extension DerivativeCheck.Verdict: JSONValue {}

extension OperationNode.Tag: JSONValue {}

extension OperationNode.Attribute: JSONObject {
  static let blank = OperationNode.Attribute(name: "", value: "")

  static let members: JSONMembers<Self> = [
    JSONMember("name", \.name), JSONMember("value", \.value),
  ]
}

extension ReferenceNode: JSONObject {
  static let blank = ReferenceNode(target: 0, label: "", use: 1, count: 1)

  static let members: JSONMembers<Self> = [
    JSONMember("target", \.target), JSONMember("label", \.label), JSONMember("use", \.use),
    JSONMember("count", \.count),
  ]
}

extension Contribution: JSONObject {
  static let blank = Contribution(value: .gradientItself)

  static let members: JSONMembers<Self> = [
    JSONMember("value", \.value, else: .gradientItself),
    JSONMember(optional: "localDerivative", \.localDerivative),
  ]
}

extension ArraySummary {
  /// Stands, while a snapshot is read, for a contribution that is the gradient of its tensor and so has no numbers of its own.
  fileprivate static let gradientItself = ArraySummary(shape: [], absence: "the gradient itself")
}

extension GraphSnapshot {
  /// Gives contributions without numbers those of the gradient that they are.
  ///
  /// - Throws: ``SnapshotError`` where there is no such gradient.
  mutating func fillContributions() throws(SnapshotError) {
    let empty = edges.indices.filter { edges[$0].contribution?.value == .gradientItself }
    guard !empty.isEmpty else { return }
    let gradients = Dictionary(
      nodes.lazy.map { ($0.id, $0.tensor?.gradient.summary) }, uniquingKeysWith: { $1 })
    for index in empty {
      guard let gradient = gradients[edges[index].from] ?? nil else {
        throw SnapshotError(
          "edges[\(index)].contribution.value",
          "it is missing, and node \(edges[index].from) has no gradient that it could be")
      }
      edges[index].contribution?.value = gradient
    }
  }
}
