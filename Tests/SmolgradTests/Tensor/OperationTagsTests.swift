import Smolgrad
import Testing

/// What operations say of themselves, the built-in ones and those of users.
@Suite struct OperationTagsTests {
  private let x = Tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]], requiresGradient: true)

  private func tags(_ tensor: Tensor) -> OperationTags? { tensor.record?.tags }

  @Test func viewsAreTagged() {
    let permutations = [
      x.reshape(9), x.flatten(), x.unsqueeze(dim: 0), x.unsqueeze(dim: 0).squeeze(), x.T,
      x.permute([1, 0]),
    ]
    for view in permutations { #expect(tags(view) == .permutation) }
    let views =
      [
        x[0], x[0..<2], x[.all, 1], x.narrow(dim: 0, start: 1, length: 2),
        x.select(dim: 0, index: 1), x.diagonal(), x.expand([2, 3, 3]), x.broadcast(to: [2, 3, 3]),
        x.unfold(dim: 0, size: 2, step: 1),
      ] + x.split(size: 1) + x.chunk(2) + x.unbind()
    for view in views { #expect(tags(view) == .view) }
    #expect(tags(x.double()) == .cast)
    // Copies and numbers are none of them.
    for other in [x[Tensor(integers: [0, 0])], x + 1, x.sum(), x.flip([0])] {
      #expect(tags(other) == [])
    }
  }

  /// An operation of a user that replaces negative numbers.
  private func blocked(_ x: Tensor, by number: Double = -.infinity, tags: OperationTags) -> Tensor {
    Tensor.recording(
      "block", inputs: [x], value: withoutGradients { x.maskedFill(x .< 0, number) },
      derivatives: [Derivative("{g}") { gradient, _ in gradient }], tags: tags)
  }

  @Test func anInfinityOfAMaskIsNoAnomaly() throws {
    let x = Tensor([1.0, -1])
    _ = try detectingAnomalies { blocked(x, tags: .mask) }
    #expect(throws: Anomaly.self) { try detectingAnomalies { blocked(x, tags: []) } }
    let history = PartialHistory()
    _ = history.record { blocked(x, tags: .mask) }
    #expect(history.firstNonFinite == nil)
    let other = PartialHistory()
    let result = other.record { blocked(x, tags: []) }
    #expect(other.firstNonFinite === result)
  }

  @Test func aNaNOfAMaskIsOne() {
    let x = Tensor([1.0, -1])
    #expect(throws: Anomaly.self) {
      try detectingAnomalies { blocked(x, by: .nan, tags: .mask) }
    }
    let history = PartialHistory()
    let result = history.record { blocked(x, by: .nan, tags: .mask) }
    #expect(history.firstNonFinite === result)
  }
}
