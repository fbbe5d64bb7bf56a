import Smolgrad

extension Tensor {
  /// Takes the tensor, or its square, into a running mean, which starts at 0, and returns that.
  func averaged(squared: Bool = false, into mean: inout Tensor?, keeping share: Double) -> Tensor {
    let part = squared ? self * (1 - share) * self : self * (1 - share)
    let result = mean.map { $0 * share + part } ?? part
    mean = result
    return result
  }
}
