import Synchronization

/// A number for each walk over a graph, so that visited tensors can be told from those of earlier walks.
private let walks = Atomic<UInt>(0)

/// A walk over a graph from a result to what it was computed from.
struct Walk {
  /// The tensors that were visited, inputs before results.
  var order: [Tensor] = []
  /// A number that no other walk has, which each tensor keeps that it visited last.
  private(set) var number: UInt = 0
  /// The way from the root to where the walk is, and which input is next.
  private var path: [(tensor: Tensor, next: Int)] = []

  /// Visits `root` and what it was computed from, as far as `isIncluded` says.
  mutating func follow(from root: Tensor, where isIncluded: (Tensor) -> Bool) {
    let walk = walks.add(1, ordering: .relaxed).newValue
    number = walk
    path.append((root, 0))
    root.visit = walk
    while let top = path.indices.last {
      let next = path[top].next
      if let record = path[top].tensor.record, next < record.inputs.count {
        path[top].next += 1
        let input = record.inputs[next]
        if input.visit != walk, isIncluded(input) {
          input.visit = walk
          path.append((input, 0))
        }
      } else {
        order.append(path.removeLast().tensor)
      }
    }
  }

  // Arrays that grow with every step of a training loop cost more than the walk.
  private static let spare = Mutex<Spare?>(nil)

  /// Two arrays without elements, which no thread refers to.
  private struct Spare: @unchecked Sendable {
    var walk: Walk
  }

  /// A walk with the memory of an earlier one.
  static func reusingMemory() -> Walk {
    let spare = spare.withLock { $0.take() }
    return spare?.walk ?? Walk()
  }

  /// Keeps the memory for the next walk, unless it is very much; the order has been used up.
  consuming func keepMemory() {
    guard order.isEmpty, order.capacity < 1 << 16 else { return }
    let spare = Spare(walk: self)
    Self.spare.withLock { $0 = spare }
  }
}
