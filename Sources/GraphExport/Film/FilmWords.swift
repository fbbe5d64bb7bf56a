/// The sentences of a film.
struct FilmWords {
  private let builder: DiagramBuilder

  init(_ snapshot: GraphSnapshot) { builder = DiagramBuilder(snapshot, Diagram.Options()) }

  /// So many deliveries are said one by one.
  private static let mostDeliveries = 3

  /// `× computes -6 from x1 and w1`.
  func computing(_ node: GraphSnapshot.Node) -> String {
    let result = builder.firstUse(of: node.id)?.tensor?.value
    let names = builder.arguments(of: node.id).prefix(4).map { name(of: $0.from) }
    let more = builder.argumentCount(of: node.id) > 4 ? " and others" : ""
    let from = names.isEmpty ? "" : " from \(Self.list(names))\(more)"
    let what =
      result.map { $0.scalar.map(NumberText.exact) ?? NumberText.shape($0.shape) }
    return "\(operationName(node)) computes\(what.map { " \($0)" } ?? "")\(from)"
  }

  /// `the gradient of o for itself is 1`.
  func beginning(at nodes: [GraphSnapshot.Node]) -> String {
    guard let root = nodes.first(where: { $0.tensor?.isRoot ?? false }) ?? nodes.first,
      let gradient = root.tensor?.gradient.summary
    else { return "the backward pass begins" }
    let number = gradient.scalar.map(NumberText.exact)
    return "the gradient of \(name(of: root.id)) \(root.tensor!.isRoot ? "for itself is" : "is")"
      + " \(number ?? "given, ‖∇‖ \(NumberText.rough(gradient.statistics.norm ?? .nan))")"
  }

  /// `× delivers -3 × 0.5 = -1.5 to x1, 2 × 0.5 = 1 to w1`.
  ///
  /// - Parameter incoming: what the operation takes for the gradient of its result, if it is one number.
  func delivering(
    _ deliveries: [Film.Delivery], by node: GraphSnapshot.Node, _ incoming: Double?
  ) -> String {
    if deliveries.isEmpty {
      return "\(operationName(node)) computes the gradients of its parameters"
    }
    var before: [Int: ArraySummary] = [:]
    var parts = deliveries.prefix(Self.mostDeliveries).map { delivery -> String in
      defer { before[delivery.target] = delivery.sum }
      return words(for: delivery, incoming, before: before[delivery.target])
        + changes(after: delivery)
    }
    let more = deliveries.count - parts.count
    if more > 0 { parts.append("and to \(more) more") }
    return "\(operationName(node)) delivers \(parts.joined(separator: ", "))"
  }

  private func words(
    for delivery: Film.Delivery, _ incoming: Double?, before: ArraySummary?
  ) -> String {
    var number: String?
    if let contribution = delivery.contribution {
      if let value = contribution.value.scalar {
        number = NumberText.exact(value)
        if let slope = contribution.localDerivative, let incoming {
          number = "\(NumberText.exact(slope)) × \(NumberText.exact(incoming)) = \(number!)"
        }
      } else {
        number = "‖∇‖ \(NumberText.rough(contribution.value.statistics.norm ?? .nan))"
      }
    }
    let target = [number, "to \(name(of: delivery.target))"].compactMap(\.self)
      .joined(separator: " ")
    guard delivery.count > 1 else { return target }
    guard delivery.share == delivery.count, let value = delivery.contribution?.value.scalar,
      let sum = delivery.sum?.scalar
    else { return "\(target) (\(delivery.share) of \(delivery.count) shares)" }
    let rest = before?.scalar ?? sum - value
    let added = value < 0 ? "(\(NumberText.exact(value)))" : NumberText.exact(value)
    return "\(target): \(NumberText.exact(rest)) + \(added) = \(NumberText.exact(sum))"
  }

  /// `, and hook clip makes 6 of it` where the last share has come of a gradient that was changed then.
  private func changes(after delivery: Film.Delivery) -> String {
    guard delivery.share == delivery.count, let tensor = builder.node(delivery.target)?.tensor,
      let gradient = tensor.gradient.summary
    else { return "" }
    let changes = tensor.gradientChanges
    return changes.indices.map { index in
      let after = index + 1 < changes.count ? changes[index + 1].before : gradient
      let number =
        after.scalar.map(NumberText.exact)
        ?? "‖∇‖ \(NumberText.rough(after.statistics.norm ?? .nan))"
      return ", of which \(changes[index].words) makes \(number)"
    }.joined()
  }

  /// The name on a node's card, or what computed it.
  private func name(of id: Int) -> String {
    if let label = builder.label(of: id) { return ShortText.name(label) }
    guard let (_, operation) = builder.origin(of: id) else { return builder.name(of: id) }
    let value = builder.node(id)?.tensor?.value.scalar.map { " (\(NumberText.exact($0)))" } ?? ""
    return "the result of \(builder.operationText(operation))\(value)"
  }

  /// The sign or the name of an operation; of a part that is drawn as one, where it stands.
  private func operationName(_ node: GraphSnapshot.Node) -> String {
    node.operation.map(builder.operationText) ?? builder.name(of: node.id)
  }

  /// `a, b and c`.
  private static func list(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
