import TestSupport
import Testing

@testable import GraphExport

/// Layouts in layers are at most four times as long as broad, or as broad as long, where room for steep arrows can see to it.
@Suite struct ProportionTests {
  private func size(_ layout: LayeredLayout) -> (along: Double, across: Double) {
    let along = layout.centers.map(\.along)
    let across = layout.centers.map(\.across)
    return (along.max()! - along.min()!, across.max()! - across.min()!)
  }

  /// Sixty chains, whose ends are added up one by one, as the losses of many points are.
  @Test func broadLayoutsGrowLonger() {
    let (chains, length) = (60, 8)
    var edges: [Link] = []
    for chain in 0..<chains {
      for step in 1..<length {
        edges.append(Link(from: chain * length + step - 1, to: chain * length + step))
      }
    }
    let sums = chains * length
    for sum in 0..<chains {
      edges.append(Link(from: sum * length + length - 1, to: sums + sum))
      if sum > 0 { edges.append(Link(from: sums + sum - 1, to: sums + sum)) }
    }
    let sizes = [LayeredLayout.Size](
      repeating: .init(along: 5, across: 900), count: sums + chains)
    let found = size(LayeredLayout(sizes: sizes, edges: edges))
    #expect(found.across < 4 * found.along)
    // With the usual room for steep arrows it would be broader.
    var usual = LayeredLayout.Spacing()
    usual.proportion = .infinity
    let before = size(LayeredLayout(sizes: sizes, edges: edges, spacing: usual))
    #expect(before.across > 4 * before.along)
  }

  /// Arrows from each rank to any cards of the next one, many of which are steep.
  @Test func longLayoutsGrowShorter() {
    let (ranks, width) = (80, 10)
    var random = SplitMix(seed: 5)
    var edges: [Link] = []
    for rank in 1..<ranks {
      for card in 0..<width {
        for _ in 0..<3 {
          let next = Int.random(in: 0..<width, using: &random)
          edges.append(Link(from: (rank - 1) * width + card, to: rank * width + next))
        }
      }
    }
    let sizes = [LayeredLayout.Size](
      repeating: .init(along: 20, across: 110), count: ranks * width)
    let found = size(LayeredLayout(sizes: sizes, edges: edges))
    #expect(found.along < 4.1 * found.across)
    var usual = LayeredLayout.Spacing()
    usual.proportion = .infinity
    let before = size(LayeredLayout(sizes: sizes, edges: edges, spacing: usual))
    #expect(before.along > 5 * before.across)
  }
}
