import Smolgrad

// A rule with the numbers that it was computed of.
extension DiagnosedGraph {
  /// What an operation computed at an element: `log(0) = -Inf`, `0 / 0 = NaN`.
  func forwardRule(_ operation: Int, result: Int, at element: ElementIndex?) -> String? {
    guard let node = self.operation(operation), let value = tensor(result)?.value else {
      return nil
    }
    let arguments = inputs(operation)
    guard arguments.count <= 4, let element, isPointwise(operation, result),
      let number = number(value, at: element)
    else {
      let known = arguments.prefix(4).compactMap { tensor($0)?.value }
      guard !known.isEmpty else { return nil }
      let words = known.map(Self.words).joined(separator: ", ")
      return "\(node.type)(\(words)) = \(Self.worst(value))"
    }
    let numbers = arguments.map { argument in
      tensor(argument).flatMap { self.number($0.value, at: element) } ?? "…"
    }
    let text =
      if numbers.count == 2, let sign = Self.signs[node.type] {
        "\(Self.enclosed(numbers[0])) \(sign) \(Self.enclosed(numbers[1]))"
      } else {
        "\(node.type)(\(numbers.joined(separator: ", ")))"
      }
    return "\(text) = \(number)"
  }

  /// What the derivative for an argument delivered at an element: `∂L/∂x = 0 / 0 = NaN`.
  func backwardRule(
    _ operation: Int, edge: Int32, delivered: ArraySummary, at element: ElementIndex?
  ) -> String? {
    guard let node = self.operation(operation), let result = uses(operation).first,
      uses(operation).count == 1
    else { return nil }
    let argument = Int(index.sources[Int(edge)])
    let left = "∂L/∂\(label(argument))"
    let position = snapshot.edges[Int(edge)].position
    let outcome = element.flatMap { number(delivered, at: $0) } ?? Self.worst(delivered)
    guard node.derivatives.indices.contains(position) else {
      guard let gradient = gradient(result) else { return nil }
      let incoming = element.flatMap { number(gradient, at: $0) } ?? Self.words(gradient)
      return "\(left) = \(incoming) · derivative of \(node.type) = \(outcome)"
    }
    let formula = Formula(node.derivatives[position])
    let attributes = Dictionary(
      node.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let arguments = inputs(operation)
    let symbolic = formula.filled { placeholder in
      if case .input(let index) = placeholder, arguments.indices.contains(index) {
        return label(arguments[index])
      }
      return attributes[placeholder.symbol] ?? placeholder.symbol
    }
    guard let element, isPointwise(operation, result) else {
      return Self.steps([left, symbolic, outcome])
    }
    var isComplete = true
    let numeric = Self.spelledOut(formula).filled { placeholder in
      let summary: ArraySummary? =
        switch placeholder {
        case .gradient: gradient(result)
        case .output: tensor(result)?.value
        case .input(let index):
          arguments.indices.contains(index) ? tensor(arguments[index])?.value : nil
        case .attribute: nil
        }
      if let summary, let number = number(summary, at: element) { return Self.enclosed(number) }
      if let attribute = attributes[placeholder.symbol] { return attribute }
      isComplete = false
      return placeholder.symbol
    }
    return Self.steps(isComplete ? [left, symbolic, numeric, outcome] : [left, symbolic, outcome])
  }

  /// The steps of a rule, without those that repeat the one before.
  private static func steps(_ texts: [String]) -> String {
    texts.indices.filter { $0 == 0 || texts[$0] != texts[$0 - 1] }.map { texts[$0] }
      .joined(separator: " = ")
  }

  /// The formula with a sign between a factor and a number in place of a letter: `2{y}` is `2 · {y}`.
  private static func spelledOut(_ formula: Formula) -> Formula {
    var text = ""
    for letter in formula.template {
      if letter == "{", text.last?.isNumber ?? false { text += " · " }
      text.append(letter)
    }
    return Formula(text)
  }

  /// Whether each element of a result is computed from one element of each argument.
  func isPointwise(_ operation: Int, _ result: Int) -> Bool {
    guard let node = self.operation(operation), let shape = tensor(result)?.shape else {
      return false
    }
    let shapes = inputs(operation).map { tensor($0)?.shape }
    if shape.isEmpty { return shapes.allSatisfy { $0 == [] } }
    guard !OperationKnowledge.isJoining(node.type) else { return false }
    return shapes.contains(shape)
      && shapes.allSatisfy { $0.map { $0.broadcasts(to: shape) } ?? false }
  }

  /// An element as text; nil where it is not known.
  private func number(_ summary: ArraySummary, at element: ElementIndex) -> String? {
    if let scalar = summary.scalar { return NumberText.exact(scalar) }
    guard let elements = summary.elements, let offset = element.offset(in: summary.shape) else {
      return nil
    }
    return NumberText.exact(elements[offset])
  }

  private static let signs = ["add": "+", "sub": "-", "mul": "·", "div": "/", "pow": "**"]

  /// A negative number behind a sign stands in parentheses.
  private static func enclosed(_ number: String) -> String {
    number.hasPrefix("-") ? "(\(number))" : number
  }

  /// A number, or what can be said of many.
  private static func words(_ summary: ArraySummary) -> String {
    if let scalar = summary.scalar { return NumberText.exact(scalar) }
    let statistics = summary.statistics
    if summary.count == 0 { return "no elements" }
    guard let least = statistics.minimum, let most = statistics.maximum else {
      return "\(NumberText.shape(summary.shape)) without a finite number"
    }
    let range =
      least == most
      ? NumberText.rough(least) : "\(NumberText.rough(least)) … \(NumberText.rough(most))"
    return "\(NumberText.shape(summary.shape)) of \(range)"
  }

  /// NaN if there is one, else an infinity.
  static func worst(_ summary: ArraySummary) -> String {
    if let scalar = summary.scalar { return NumberText.exact(scalar) }
    let statistics = summary.statistics
    if statistics.nan > 0 { return "NaN" }
    return statistics.positiveInfinity > 0
      ? "+Inf" : statistics.negativeInfinity > 0 ? "-Inf" : NumberText.rough(statistics.magnitude)
  }
}

extension [Int] {
  /// Whether an array of this shape can be broadcast to another shape.
  func broadcasts(to shape: [Int]) -> Bool {
    count <= shape.count && zip(self, shape.suffix(count)).allSatisfy { $0 == 1 || $0 == $1 }
  }
}
