import GraphExport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes the results of functions round that have no round ones for round numbers, as `tanh` and `sigmoid`, by changing a leaf that is added
/// to the operand, such as a bias.
struct RoundResults {
  private let snapshot: GraphSnapshot
  private let nodes: [Int: GraphSnapshot.Node]

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    nodes = Dictionary(snapshot.nodes.map { ($0.id, $0) }) { first, _ in first }
  }

  /// The results whose derivatives are round as well, and the operand of each.
  private static let functions:
    [String: (results: [Double], operand: @Sendable (Double) -> Double)] = [
      "tanh": ([-0.8, -0.6, -0.4, 0.4, 0.6, 0.8], { atanh($0) }),
      "sigmoid": ([0.2, 0.4, 0.5, 0.6, 0.8], { log($0 / (1 - $0)) }),
    ]

  /// The operations that can be made round, in their order.
  var operations: [Int] {
    snapshot.nodes.filter { node in
      guard let type = node.operation?.type, Self.functions[type] != nil else { return false }
      return operand(of: node.id).flatMap { addend(of: $0) } != nil
    }.map(\.id)
  }

  /// The leaf to change, and by how much, so that an operation has a round result.
  func change(for operation: Int, choosing: ([Double]) -> Double) -> (leaf: String, by: Double)? {
    guard let type = nodes[operation]?.operation?.type, let function = Self.functions[type],
      let operand = operand(of: operation), let value = nodes[operand]?.tensor?.value.scalar,
      let (leaf, sign) = addend(of: operand)
    else { return nil }
    return (leaf, sign * (function.operand(choosing(function.results)) - value))
  }

  private func operand(of operation: Int) -> Int? {
    snapshot.edges.first { $0.to == operation }?.from
  }

  /// A leaf with one use that is added to something so that a tensor comes out, and its sign.
  private func addend(of tensor: Int, sign: Double = 1, depth: Int = 0) -> (String, Double)? {
    guard depth < 12, snapshot.edges.count(where: { $0.from == tensor }) == 1,
      let node = nodes[tensor], node.tensor?.value.scalar != nil
    else { return nil }
    guard let origin = snapshot.edges.first(where: { $0.to == tensor })?.from else {
      return node.tensor?.role == .constant ? nil : (node.tensor?.label ?? node.name, sign)
    }
    guard let type = nodes[origin]?.operation?.type, type == "add" || type == "sub" else {
      return nil
    }
    let operands = snapshot.edges.filter { $0.to == origin }.sorted { $0.position < $1.position }
    for operand in operands.reversed() {
      let factor = type == "sub" && operand.position == 1 ? -1.0 : 1
      if let found = addend(of: operand.from, sign: sign * factor, depth: depth + 1) {
        return found
      }
    }
    return nil
  }
}
