import TestSupport
import Testing

@testable import GraphExport

@Suite struct BalancedRanksTests {
  /// The least sum of the lengths of edges, found by trying all ranks from 0 to the largest.
  private func leastLength(_ count: Int, _ edges: [Link], _ orders: [Link], most: Int) -> Int {
    var least = Int.max
    var rank = [Int](repeating: 0, count: count)
    func assign(_ vertex: Int) {
      guard vertex < count else {
        least = min(least, edges.reduce(0) { $0 + rank[$1.to] - rank[$1.from] })
        return
      }
      let before = (edges + orders).filter { $0.to == vertex }.map { rank[$0.from] + 1 }.max() ?? 0
      for candidate in before...max(before, most) {
        rank[vertex] = candidate
        assign(vertex + 1)
      }
    }
    assign(0)
    return least
  }

  @Test func aBranchStandsAboveItsUse() {
    // 0 to 4 follow each other; 5, 6 and 7 lead to the last of them.
    let links = [(0, 1), (1, 2), (2, 3), (3, 4), (5, 6), (6, 7), (7, 8), (4, 8)].map(Link.init)
    #expect(
      BalancedRanks(count: 9, edges: links, orders: []).rank == [0, 1, 2, 3, 4, 2, 3, 4, 5])
  }

  @Test func ordersHoldWithoutPulling() {
    let edges = [(0, 1), (2, 3)].map(Link.init)
    let ranks = BalancedRanks(count: 4, edges: edges, orders: [Link(from: 1, to: 2)]).rank
    #expect(ranks == [0, 1, 2, 3])
  }

  /// A branch of half the length leads to the end of a chain: the cut follows it to its end, and a larger graph is at least in order.
  @Test(arguments: [4000, 40000]) func longChainsAreRanked(count: Int) {
    let half = count / 2
    let chain = (1..<half).map { Link(from: $0 - 1, to: $0) }
    let branch = (half + 1..<count - 1).map { Link(from: $0 - 1, to: $0) }
    let edges =
      chain + branch.dropLast(half / 2)
      + [Link(from: half - 1, to: count - 1), Link(from: count - 2 - half / 2, to: count - 1)]
    let rank = BalancedRanks(count: count, edges: edges, orders: []).rank
    #expect(edges.allSatisfy { rank[$0.from] < rank[$0.to] })
    let last = edges.last!
    #expect((rank[last.to] - rank[last.from] == 1) == (count == 4000))
  }

  @Test(arguments: 0..<60) func edgesAreAsShortAsCanBe(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let count = 7
    var edges: [Link] = []
    var orders: [Link] = []
    for to in 1..<count {
      for from in 0..<to where random.unit() < 0.3 {
        if random.unit() < 0.8 {
          edges.append(Link(from: from, to: to))
        } else {
          orders.append(Link(from: from, to: to))
        }
      }
    }
    let rank = BalancedRanks(count: count, edges: edges, orders: orders).rank
    #expect((edges + orders).allSatisfy { rank[$0.from] < rank[$0.to] })
    #expect(rank.min() == 0)
    let length = edges.reduce(0) { $0 + rank[$1.to] - rank[$1.from] }
    let least = leastLength(count, edges, orders, most: 5)
    #expect(length == least)
  }
}
