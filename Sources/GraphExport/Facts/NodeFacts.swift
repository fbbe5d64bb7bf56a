/// What a figure says of one tensor, operation or part.
struct NodeFacts: Hashable, Sendable, Codable {
  /// The name that no other node of the figure has.
  var name: String
  /// What it is: `parameter`, `matmul`, `Linear`.
  var kind: String
  /// What an operation was told, or how much a part holds.
  var detail: String?
  /// The shape and type of a tensor.
  var shape: String?
  /// The numbers of the forward pass, if the figure shows them.
  var value: ArrayFacts?
  /// A fingerprint of integers, which are exact on every machine.
  var exact: String?
  /// The numbers of the backward pass, if the figure shows them.
  var gradient: ArrayFacts?
  /// Why there is no gradient.
  var absence: String?
  /// The names of what it is computed from.
  var inputs: [String]?

  init(of node: GraphSnapshot.Node, inputs: [String], _ options: Diagram.Options) {
    name = node.name
    self.inputs = inputs.isEmpty ? nil : inputs
    switch node.content {
    case .tensor(let tensor):
      kind = tensor.role.rawValue
      shape = "\(NumberText.shape(tensor.shape)) \(tensor.dtype)"
      if options.shows(.value) {
        value = ArrayFacts(tensor.value)
        if !tensor.dtype.contains("float") { exact = Self.fingerprint(of: tensor.value) }
      }
      guard options.shows(.gradient) else { break }
      switch tensor.gradient {
      case .computed(let summary): gradient = ArrayFacts(summary)
      case .absent(let absence): self.absence = absence.rawValue
      }
    case .operation(let operation):
      kind = operation.type
      let words = operation.attributes.map { "\($0.name) \($0.value)" }
      detail = words.isEmpty ? nil : words.joined(separator: ", ")
      if let failure = operation.failure { detail = "failed: \(failure)" }
    case .reference: kind = "use"
    case .module(let module):
      kind = module.type
      let counts = module.counts
      detail =
        "\(counts.operations) operations, \(counts.tensors) tensors, \(counts.parameters) parameters"
      guard options.shows(.gradient), let range = module.gradient.range else { break }
      gradient = ArrayFacts(
        ArraySummary(shape: [2], values: [range.lowerBound, range.upperBound]))
    case .stub(let stub): kind = stub.behind
    }
  }

  private static func fingerprint(of summary: ArraySummary) -> String {
    var fingerprint = Fingerprint()
    for cell in summary.elements ?? summary.thumbnail.numbers {
      fingerprint.add("\(cell)")
    }
    return fingerprint.text
  }

  // Short, since they stand in each figure as often as it has cards.
  private enum CodingKeys: String, CodingKey {
    case name = "n"
    case kind = "k"
    case detail = "d"
    case shape = "s"
    case value = "v"
    case exact = "x"
    case gradient = "g"
    case absence = "a"
    case inputs = "i"
  }
}
