import Smolgrad
import Testing

@Suite struct IndexingTests {
  @Test func comparisonsGiveATruthValueForEachElement() {
    let x = Tensor([1.0, .nan, 3]), y = Tensor([1.0, .nan, 2])
    #expect((x .== y).integers() == [1, 0, 0])
    #expect((x .!= y).integers() == [0, 1, 1])
    #expect((x .< 3).integers() == [1, 0, 0])
    #expect((x .<= 3).integers() == [1, 0, 1])
    #expect((x .> y).integers() == [0, 0, 1])
    #expect((x .>= y).integers() == [1, 0, 1])
    #expect((x .!= y).record?.operation == "ne")
  }

  // What PyTorch leaves in the tensor after the same assignments.
  @Test func partsOfALeafAreReplaced() {
    let x = Tensor.zeros([2, 3])
    x[0..., 1] = Tensor([1.0, 2])
    x[.all, 2] = Tensor(5.0)
    x[1, -1] = Tensor(7)
    x[0] = x[0] + 0.5
    #expect(x.doubles() == [0.5, 1.5, 5.5, 0, 2, 7])
    x[x .> 5] = Tensor(0.0)
    #expect(x.doubles() == [0.5, 1.5, 0, 0, 2, 0])
    x[.ellipsis, .newAxis, 0] = Tensor([[8.0], [9]])
    #expect(x.doubles() == [8, 1.5, 0, 9, 2, 0])
  }
}
