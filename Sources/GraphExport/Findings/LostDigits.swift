public import Smolgrad

/// How many digits a tensor of a computation has lost, against the same computation in a wider type.
public struct LostDigits: Hashable, Sendable {
  /// Why digits are lost at an operation.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Numbers that are nearly the same were subtracted.
    case cancellation
    /// A number was added to one so large that nothing of it stayed.
    case absorption
    /// A result is larger than the type holds.
    case overflow
    /// A result is smaller than the type holds, and became 0.
    case underflow
    /// Very many numbers were added.
    case longSum = "long sum"
    /// A small change of the operand is a large one of the result.
    case sensitivity
  }

  /// The `id` of the operation that computed the tensor; of the tensor itself for a gradient.
  public var id: Int
  /// The name of that node.
  public var node: String
  /// The operation by PyTorch's name.
  public var operation: String
  /// Whether it is the value or the gradient.
  public var direction: Finding.Direction
  /// How many decimal digits are wrong, of those that the narrower type has.
  public var digits: Double
  /// Why they were lost here; nil where they were lost before.
  public var cause: Cause?
  /// The path of the module in which it happened.
  public var module: String?
  /// What was lost, in a sentence.
  public var message: String
}

extension GraphSnapshot {
  /// The digits that each operation of a computation has lost against the same computation in a wider type.
  ///
  /// Of arrays with more elements than a snapshot holds it knows nothing; see ``lostDigits(of:against:)``.
  ///
  /// - Parameter twin: the same computation in the wider type.
  /// - Returns: one for each operation that has lost a digit or more, in order; nil if both are not the same computation.
  public func lostDigits(against twin: GraphSnapshot) -> [LostDigits]? {
    guard hasOperations(of: twin) else { return nil }
    let tensors = zip(nodes, twin.nodes).map { ($0.tensor, $1.tensor) }
    return PrecisionTwin(
      narrow: DiagnosedGraph(self),
      values: tensors.map { a, b in
        if let a, let b { ArrayTwin(a.value, b.value) } else { nil }
      },
      gradients: tensors.map { a, b in
        if let a = a?.gradient.summary, let b = b?.gradient.summary { ArrayTwin(a, b) } else { nil }
      },
      wideTypes: tensors.map { $1?.dtype }
    ).lost
  }

  /// The digits that each operation that led to a tensor has lost against the same computation in a wider type.
  ///
  /// - Parameters:
  ///   - result: what was computed, with the gradients that `backward` left.
  ///   - twin: the same, computed in the wider type.
  /// - Returns: one for each operation that has lost a digit or more, in order, by the ids in a snapshot of the result; nil if both are not
  ///   the same computation.
  public static func lostDigits(of result: Tensor, against twin: Tensor) -> [LostDigits]? {
    let (narrow, wide) = (history(of: result), history(of: twin))
    let snapshot = GraphSnapshot(of: result)
    guard narrow.count == wide.count,
      zip(narrow, wide).allSatisfy({ $0.record?.operation == $1.record?.operation })
    else { return nil }
    var (values, gradients) = ([ArrayTwin?](), [ArrayTwin?]())
    var types: [String?] = []
    for (a, b) in zip(narrow, wide) {
      // The node of the operation stands before that of its result.
      if a.record != nil {
        values.append(nil)
        gradients.append(nil)
        types.append(nil)
      }
      values.append(ArrayTwin(a, b))
      gradients.append(
        a.gradient.flatMap { gradient in b.gradient.flatMap { ArrayTwin(gradient, $0) } })
      types.append(b.dtype.rawValue)
    }
    return PrecisionTwin(
      narrow: DiagnosedGraph(snapshot), values: values, gradients: gradients, wideTypes: types
    ).lost
  }

  /// Findings of the operations that are to blame for lost digits.
  ///
  /// - Parameter lost: what was lost in the computation of this snapshot.
  public func findings(of lost: [LostDigits]) -> [Finding] {
    let graph = DiagnosedGraph(self)
    return graph.withWays(
      lost.compactMap { lost in
        guard lost.cause != nil, let position = graph.index.position(of: lost.id) else {
          return nil
        }
        return graph.finding(
          .lostDigits, .warning, at: position, lost.direction,
          "\(lost.message.prefix(1).uppercased() + lost.message.dropFirst()).")
      })
  }

  private func hasOperations(of twin: GraphSnapshot) -> Bool {
    nodes.count == twin.nodes.count
      && zip(nodes, twin.nodes).allSatisfy { $0.operation?.type == $1.operation?.type }
  }
}
