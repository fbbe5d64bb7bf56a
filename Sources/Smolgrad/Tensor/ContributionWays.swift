extension Tensor {
  /// What a step of `backward` delivers to an input, in each of the ways in which it may compute it: by a fused loop where there is one, as
  /// operations, and added to what has arrived before.
  func contributionsInEachWay(of gradient: Tensor, toInput index: Int) -> [NDArray] {
    let (input, derivative) = (inputs[index], record!.derivatives[index])
    var ways = [contribution(of: gradient, to: input, derivative, false).array]
    if derivative.isFused {
      ways.append(contribution(of: gradient, to: input, derivative, true).array)
    }
    var sum = NDArray.full(input.shape, .integer(0), dtype: input.dtype)
    if derivative.add(gradient, self, to: &sum) { ways.append(sum) }
    return ways
  }
}
