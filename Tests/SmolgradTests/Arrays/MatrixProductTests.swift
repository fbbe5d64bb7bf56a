import TestSupport
import Testing

@testable import Smolgrad

/// Products of all the sizes that have ways of their own, against sums in double precision one by one.
struct MatrixProductTests {
  /// Sizes that fill tiles of 6 x 16 elements and depths of 256, and that do not; the last two go to the BLAS.
  private static let sizes = [
    (6, 16, 8), (1, 16, 70), (64, 64, 32), (7, 17, 13), (11, 33, 257), (5, 31, 600), (2, 100, 1),
    (40, 15, 9), (400, 5, 2), (64, 15, 64), (70, 65, 64),
  ]

  @Test(arguments: sizes)
  func agreesWithSumsInDoublePrecision(m: Int, n: Int, k: Int) {
    for (transposesA, transposesB) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = matrix(m, k, isTransposed: transposesA, seed: 1)
      let b = matrix(k, n, isTransposed: transposesB, seed: 2)
      let summand = matrix(m, n, isTransposed: false, seed: 3)
      for scale in [1, -0.25] {
        check(a, b, nil, scale)
        check(a, b, summand, scale)
      }
    }
  }

  @Test func takesEachMatrixOfAStack() {
    let a = sample([3, 2, 9, 40]).float().array.transposed(0, 1)
    let b = sample([2, 20, 3, 40], seed: 2).float().array.permuted([0, 2, 3, 1])
    let product = Tensor(NDArray.matrixProduct(a, b), role: .constant)
    for (i, j) in [(0, 0), (1, 2)] {
      let (x, z) = (Tensor(a, role: .constant)[i, j], Tensor(b, role: .constant)[i, j])
      compare(product[i, j].doubles(), x, z, nil, 1)
    }
  }

  @Test(arguments: [[0, 1, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2], [1, 3, 0, 2], [2, 3, 1, 0]])
  func liesInMemoryAsAnotherArray(order: [Int]) {
    let a = sample([2, 3, 20, 4]).float().array
    let b = sample([2, 3, 4, 17], seed: 2).float().array
    var inverse = order
    for (to, from) in order.enumerated() { inverse[from] = to }
    let shape = [2, 3, 20, 17]
    let model = NDArray(uninitialized: order.map { shape[$0] }, dtype: .float32).permuted(inverse)
    let product = NDArray.matrixProduct(a, b, laidOutLike: model)
    // A BLAS writes matrices whose rows or columns lie densely.
    #expect(
      product.strides
        == (order.last! >= 2 ? model : .init(uninitialized: shape, dtype: .float32)).strides)
    #expect(
      Tensor(product, role: .constant).doubles()
        == Tensor(NDArray.matrixProduct(a, b), role: .constant).doubles())
  }

  @Test func keepsWhatIsNotFiniteInItsRowsAndColumns() {
    let (m, n, k) = (13, 35, 21)
    var (x, z) = (sample([m, k]).doubles(), sample([k, n], seed: 2).doubles())
    x[3 * k + 5] = .nan
    z[7 * n + 34] = .infinity
    let product = Tensor(x, shape: [m, k], dtype: .float32).matmul(
      Tensor(z, shape: [k, n], dtype: .float32)
    ).doubles()
    for i in 0..<m {
      for j in 0..<n {
        let value = product[i * n + j]
        #expect(value.isNaN == (i == 3), "\(i), \(j)")
        #expect(value.isInfinite == (i != 3 && j == 34), "\(i), \(j)")
      }
    }
  }

  @Test func zeroSizesGiveNothingOrZeros() {
    #expect(Tensor.ones([0, 20]).matmul(Tensor.ones([20, 30])).shape == [0, 30])
    #expect(Tensor.ones([20, 30]).matmul(Tensor.ones([30, 0])).shape == [20, 0])
    #expect(
      Tensor.ones([8, 0]).matmul(Tensor.ones([0, 16])).doubles()
        == [Double](repeating: 0, count: 128))
  }

  /// A matrix inside of a larger one, so that its rows lie apart, or its columns if it is transposed.
  private func matrix(_ rows: Int, _ columns: Int, isTransposed: Bool, seed: Int) -> NDArray {
    let (down, right) = isTransposed ? (columns, rows) : (rows, columns)
    let whole = sample([down + 1, right + 3], seed: seed).float()
    let part = whole[1..<(down + 1), 2..<(right + 2)].array
    return isTransposed ? part.transposed(0, 1) : part
  }

  private func check(_ a: NDArray, _ b: NDArray, _ summand: NDArray?, _ scale: Double) {
    let product = NDArray.matrixProduct(a, b, plus: summand, scale: scale)
    compare(
      Tensor(product, role: .constant).doubles(), Tensor(a, role: .constant),
      Tensor(b, role: .constant), summand.map { Tensor($0, role: .constant) }, scale)
  }

  /// Each element may be off by the roundings of its sum.
  private func compare(
    _ product: [Double], _ a: Tensor, _ b: Tensor, _ summand: Tensor?, _ scale: Double
  ) {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (x, z, c) = (a.doubles(), b.doubles(), summand?.doubles())
    for i in 0..<m {
      for j in 0..<n {
        var (sum, size) = (c?[i * n + j] ?? 0, abs(c?[i * n + j] ?? 0))
        for l in 0..<k {
          let term = scale * x[i * k + l] * z[l * n + j]
          sum += term
          size += abs(term)
        }
        let difference = abs(product[i * n + j] - sum)
        if difference > Double(k + 2) * 0x1p-24 * size {
          Issue.record("\(m) x \(k) x \(n), element \(i), \(j): \(product[i * n + j]), not \(sum)")
          return
        }
      }
    }
  }
}
