import Smolgrad
import Testing

@Suite struct PartialHistoryTests {
  @Test func keepsWhatNothingWasComputedFrom() {
    let history = PartialHistory()
    let x = Tensor([1.0, 2], requiresGradient: true)
    let (a, b) = history.record { () -> (Tensor, Tensor) in
      let a = x * 2
      return (a.exp(), a.sum())
    }
    #expect(history.ends.map(ObjectIdentifier.init) == [a, b].map(ObjectIdentifier.init))
    // What comes afterwards, and what is not recorded, is none of it.
    _ = x + 1
    history.record { withoutGradients { _ = x + 1 } }
    #expect(history.ends.count == 2 && history.operands.isEmpty)
  }

  @Test func beginsAnewAfterBackward() {
    let history = PartialHistory()
    let x = Tensor(3.0, requiresGradient: true)
    let second = history.record { () -> Tensor in
      (x * x).backward()
      return x + 1
    }
    #expect(history.ends.map(ObjectIdentifier.init) == [ObjectIdentifier(second)])
  }

  @Test func findsTheFirstThatIsNotFinite() {
    let history = PartialHistory()
    let x = Tensor([0.0, 1])
    let log = history.record { () -> Tensor in
      let log = x.log()
      _ = (log * 2).sum()
      return log
    }
    #expect(history.firstNonFinite === log)
    let fine = PartialHistory()
    _ = fine.record { x.exp() }
    #expect(fine.firstNonFinite == nil)
  }

  @Test func tellsOfAFailureBeforeTheProgramStops() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let history = PartialHistory()
      _ = history.record {
        Scope.entering(type: "Linear", name: "fc") {
          Tensor.zeros([2, 3]).exp() • Tensor.zeros([4, 5])
        }
      } onFailure: { failure in
        print(
          "\(failure) | \(history.operands.map(\.shape)) | \(history.scope?.path ?? "") | \(history.ends.count)"
        )
      }
    }
    let sentence =
      "matmul in fc (Linear): shapes [2, 3] and [4, 5] do not fit: 3 columns against 4 rows"
    let complaint = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let told = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(complaint.contains(sentence))
    #expect(told.contains("\(sentence) | [[2, 3], [4, 5]] | fc | 2"))
  }
}
