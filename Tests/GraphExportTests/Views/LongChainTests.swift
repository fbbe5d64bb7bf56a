import Foundation
import GraphExport
import TestSupport
import Testing

/// Views of computations that are many operations deep.
@Suite struct LongChainTests {
  /// A recursion would end at about 2,300 operations on this stack; anything worse than linear would take minutes.
  @Test(.slow, .timeLimit(.minutes(15))) func viewsALongChainOnASmallStack() throws {
    let length = 20_000
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var amounts: [NodeCounts] = []
    let thread = Thread {
      let whole = Self.chain(length)
      let views: [[GraphView]] = [
        [.depth(.automatic)], [.rolled, .depth(.levels(0))], [.focus("n5", radius: 3)],
        [.path(from: "n7", to: "n99")], [.hiding([.views, .constants, .detached])],
        [.only("m")],
      ]
      for view in views { amounts.append((try? whole.applying(view).counts) ?? NodeCounts()) }
      _ = Diagram(of: whole.splittingSharedLeaves()).cards.count
      done.signal()
    }
    thread.stackSize = 512 * 1024
    thread.start()
    done.wait()
    #expect(
      amounts
        == Array(
          repeating: NodeCounts(operations: length, tensors: length + 1, parameters: 1), count: 6))
  }

  /// A chain inside a module, put together by hand: the engine would take longer than the views.
  private static func chain(_ length: Int) -> GraphSnapshot {
    let value = ArraySummary(shape: [], values: [1])
    var nodes: [GraphSnapshot.Node] = []
    var edges: [GraphSnapshot.Edge] = []
    for number in 0...(2 * length) {
      let content: GraphSnapshot.Content =
        number.isMultiple(of: 2)
        ? .tensor(
          .init(
            role: number == 0 ? .parameter : .result, requiresGradient: true,
            isRoot: number == 2 * length, value: value, gradient: .computed(value)))
        : .operation(.init(type: "neg"))
      nodes.append(.init(id: number, name: "n\(number)", scope: 0, content: content))
      if number > 0 { edges.append(.init(from: number - 1, to: number, position: 0)) }
    }
    return GraphSnapshot(
      scopes: [.init(id: 0, type: "M", path: "m")], nodes: nodes, edges: edges)
  }
}
