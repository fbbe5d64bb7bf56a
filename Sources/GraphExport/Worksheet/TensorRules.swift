// Rules for the elements of small tensors.
extension NumberRules {
  /// The most elements of a tensor that is drawn number by number.
  static let mostElements = 40
  /// The most numbers that a rule takes: somebody is to compute it by hand.
  private static let mostNumbers = 10

  /// The elements of a tensor of few, or of one.
  static func elements(_ summary: ArraySummary?) -> [Double]? {
    guard let summary, (1...mostElements).contains(summary.count) else { return nil }
    return summary.elements
  }

  /// The terms of an operation on small tensors, with its result.
  func terms(of node: GraphSnapshot.Node) -> (terms: OperationTerms, result: Int)? {
    guard let operation = node.operation, let result = onlyResult(of: node.id),
      let value = self.node(result)?.tensor?.value, Self.elements(value) != nil
    else { return nil }
    let operands = arguments(of: node.id).compactMap { self.node($0.from)?.tensor?.value }
    guard operands.count == arguments(of: node.id).count, !operands.isEmpty,
      let terms = OperationTerms.of(
        operation, operands: operands.map(\.shape), result: value.shape)
    else { return nil }
    return (terms, result)
  }

  /// How each element of a result follows from elements of the operands.
  mutating func addTensorRules(of node: GraphSnapshot.Node) {
    guard let (terms, result) = terms(of: node) else { return }
    let operands = arguments(of: node.id).map(\.from)
    for (element, own) in terms.terms.enumerated() {
      let location = Location.value(result, element: element)
      guard let number = numbers[location] else { continue }
      var (sum, isKnown) = (0.0, true)
      var forms: [Term] = []
      for term in own {
        let inputs = term.indices.map { Location.value(operands[$0], element: term[$0]) }
        let known = inputs.compactMap { numbers[$0] }
        guard known.count == inputs.count else {
          isKnown = false
          break
        }
        sum += terms.function.result(known)
        forms.append(Term(template: terms.function.formula, inputs: inputs))
      }
      sum /= Double(terms.divisor)
      if let (operand, elements) = terms.addend {
        let addend = Location.value(operands[operand], element: elements[element])
        guard let number = numbers[addend] else { continue }
        sum += number
        forms.append(Term(template: "{a}", inputs: [addend]))
      }
      guard isKnown, gives(sum, number) else { continue }
      add(forms, divisor: terms.divisor, of: location, left: location)
    }
  }

  /// What an operation delivers to each element of an argument.
  mutating func addTensorContributions(of edge: GraphSnapshot.Edge) {
    guard let summary = edge.contribution?.value, let numbersOfEdge = Self.elements(summary),
      let node = node(edge.to), let (terms, result) = terms(of: node)
    else { return }
    let operands = arguments(of: edge.to)
    guard let position = operands.firstIndex(where: { $0.position == edge.position }),
      let template = template(terms, node.operation, position)
    else { return }
    // The terms in which each element of the argument is.
    var uses = [[(element: Int, term: [Int])]](repeating: [], count: numbersOfEdge.count)
    for (element, own) in terms.terms.enumerated() {
      if let addend = terms.addend, addend.operand == position {
        uses[addend.elements[element]].append((element, []))
        continue
      }
      for term in own where term.indices.contains(position) {
        guard uses.indices.contains(term[position]) else { return }
        uses[term[position]].append((element, term))
      }
    }
    for (element, number) in numbersOfEdge.enumerated() {
      let location = Location.contribution(
        operation: edge.to, argument: edge.position, element: element)
      let own = uses[element].map { use in
        Term(
          template: template,
          inputs: use.term.indices.map { .value(operands[$0].from, element: use.term[$0]) },
          output: .value(result, element: use.element),
          gradient: .gradient(result, element: use.element))
      }
      guard own.count <= Self.mostNumbers, delivers(own, terms, position, number) else { continue }
      add(
        own, divisor: 1, of: location, left: .gradient(edge.from, element: element),
        isAddend: isShared(edge.from))
    }
  }

  /// What a term delivers to an operand, in symbols.
  private func template(
    _ terms: OperationTerms, _ operation: OperationNode?, _ position: Int
  ) -> String? {
    let all = terms.derivatives ?? operation?.derivatives ?? []
    guard all.indices.contains(position) else { return nil }
    // Of a mean, how many there are.
    return all[position].replacing(/\bn\b/, with: "\(terms.divisor)")
  }

  /// Whether terms give the number that was recorded.
  private func delivers(
    _ own: [Term], _ terms: OperationTerms, _ position: Int, _ number: Double
  ) -> Bool {
    var sum = 0.0
    for term in own {
      guard let gradient = term.gradient.flatMap({ incoming($0) }) else { return false }
      let inputs = term.inputs.compactMap { numbers[$0] }
      guard inputs.count == term.inputs.count else { return false }
      let slope = inputs.isEmpty ? 1 : terms.function.slope(inputs, operand: position)
      sum += gradient * slope / Double(terms.divisor)
    }
    return sum.isFinite && gives(sum, number)
  }

  /// The gradient of an element, whether it is in the list already or not.
  private func incoming(_ location: Location) -> Double? {
    guard case .gradient(let id, let element) = location,
      let elements = Self.elements(node(id)?.tensor?.gradient.summary),
      elements.indices.contains(element)
    else { return nil }
    return elements[element]
  }

  /// Adds a rule of few numbers.
  mutating func add(
    _ terms: [Term], divisor: Int, of location: Location, left: Location, isAddend: Bool = false
  ) {
    let needs = terms.flatMap(\.needs).unique
    guard needs.count <= Self.mostNumbers else { return }
    add(
      Rule(
        needs: needs, left: left, isAddend: isAddend, form: .terms(terms, divisor: divisor),
        steps: max(1, terms.count)), of: location)
  }
}
