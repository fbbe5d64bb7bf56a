public import Smolgrad

extension GraphSnapshot {
  /// Captures what a computation came to that did not get to its end, and marks where it failed.
  ///
  /// - Parameters:
  ///   - history: what it had computed.
  ///   - failure: why it stopped; nil to look for the first operation that computed NaN or an infinity of finite numbers.
  ///   - title: what the computation is called.
  public init(of history: PartialHistory, failure: OperationFailure? = nil, title: String? = nil) {
    let ends = history.ends
    guard let root = ends.last else {
      self.init(title: title, nodes: [], edges: [])
      if let failure {
        nodes = [
          .init(
            id: 0, name: failure.operation,
            content: .operation(.init(type: failure.operation, failure: failure.message)))
        ]
      }
      return
    }
    var capture = Capture(root: root, includesContributions: false, expecting: ends.count)
    var met: Set<ObjectIdentifier> = []
    for end in ends where !met.contains(ObjectIdentifier(end)) {
      for tensor in Smolgrad.history(of: end) where met.insert(ObjectIdentifier(tensor)).inserted {
        capture.add(tensor)
      }
    }
    if let failure {
      capture.add(failure, of: history.operands, in: history.scope)
    } else if let tensor = history.firstNonFinite {
      capture.mark(tensor, "computed NaN or an infinity of finite numbers")
    }
    self = capture.finish(title: title)
  }
}
