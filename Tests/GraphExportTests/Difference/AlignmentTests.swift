import TestSupport
import Testing

@testable import GraphExport

/// Lists of tokens, aligned as the standard library's difference does it.
@Suite struct AlignmentTests {
  @Test(arguments: 0..<40) func leavesOutAsLittleAsPossible(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let alphabet = 2 + Int(random.next() % 30)
    let a = (0..<200).map { _ in Int(random.next() % UInt64(alphabet)) }
    var b = a
    for _ in 0..<(random.next() % 40) {
      let index = Int(random.next() % UInt64(b.count))
      if random.next() % 2 == 0 {
        b.remove(at: index)
      } else {
        b.insert(Int(random.next() % UInt64(alphabet)), at: index)
      }
    }
    let pairs = Alignment(a, 0..<a.count, b, 0..<b.count).pairs
    #expect(pairs.allSatisfy { a[$0.a] == b[$0.b] })
    #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.a < $1.a && $0.b < $1.b })
    let edits = b.difference(from: a).count
    #expect(a.count + b.count - 2 * pairs.count == edits)
  }

  @Test func goesOnBetweenUniqueTokensWhereMuchDiffers() {
    // Every other token differs, which is more than the method looks for.
    let a = (0..<6000).map { $0 % 2 == 0 ? $0 : -$0 }
    let b = (0..<6000).map { $0 % 2 == 0 ? $0 : -10_000 - $0 }
    let pairs = Alignment(a, 0..<a.count, b, 0..<b.count).pairs
    #expect(pairs.count == 3000)
  }

  @Test func nothingInCommonIsNoPair() {
    #expect(Alignment([1, 2], 0..<2, [3], 0..<1).pairs.isEmpty)
    #expect(Alignment([], 0..<0, [3], 0..<1).pairs.isEmpty)
  }
}
