import Synchronization

/// A number for each walk over a graph, so that visited tensors can be told from those of earlier walks.
private let walks = Atomic<UInt>(0)

/// All tensors that `root` depends on, inputs before results, `root` last.
///
/// The order follows the order of operands alone, so the same computation gives the same order. It is found without recursion.
public func history(of root: Tensor) -> [Tensor] {
  topologicalOrder(from: root) { _ in true }
}

/// `root` and what it was computed from, as far as `isIncluded` says; inputs before results.
func topologicalOrder(from root: Tensor, where isIncluded: (Tensor) -> Bool) -> [Tensor] {
  let walk = walks.add(1, ordering: .relaxed).newValue
  var order: [Tensor] = []
  var path: [(tensor: Tensor, next: Int)] = [(root, 0)]
  root.visit = walk
  while let (tensor, next) = path.last {
    if let inputs = tensor.record?.inputs, next < inputs.count {
      path[path.count - 1].next += 1
      let input = inputs[next]
      if input.visit != walk, isIncluded(input) {
        input.visit = walk
        path.append((input, 0))
      }
    } else {
      order.append(tensor)
      path.removeLast()
    }
  }
  return order
}
