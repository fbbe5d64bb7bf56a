// Made by scripts/examples of the documentation comments in Sources/Smolgrad; change those.

// swift-format-ignore-file

import Smolgrad
import TestSupport
import Testing

@Suite struct SmolgradExamples {
  @Test("AdaptivePooling, example 1") func adaptivePooling1() throws {
    let x = Tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]])
    expect(x.adaptiveAvgPool2d(1), is: "[[[4.5]]]")
  }

  @Test("AdaptivePooling, example 2") func adaptivePooling2() throws {
    expect(Tensor([[1, 2, 3, 4]]).adaptiveAvgPool1d(2), is: "[[1.5, 3.5]]")
  }

  @Test("AdaptivePooling, example 3") func adaptivePooling3() throws {
    let x = Tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]])
    expect(x.adaptiveMaxPool2d(Pair(1, 2)), is: "[[[6, 8]]]")
  }

  @Test("AdaptivePooling, example 4") func adaptivePooling4() throws {
    expect(Tensor([[1, 2, 3, 4]]).adaptiveMaxPool1d(2), is: "[[2, 4]]")
  }

  @Test("Arithmetic, example 1") func arithmetic1() throws {
    expect(Tensor([[1, 2], [3, 4]]) + Tensor([10, 20]), is: "[[11, 22], [13, 24]]")
  }

  @Test("Arithmetic, example 2") func arithmetic2() throws {
    expect(Tensor([1, 2]) - Tensor([10, 20]), is: "[-9, -18]")
  }

  @Test("Arithmetic, example 3") func arithmetic3() throws {
    expect(Tensor([1, 2]).add(Tensor([10, 20]), alpha: 2), is: "[21, 42]")
  }

  @Test("Arithmetic, example 4") func arithmetic4() throws {
    expect(Tensor([1, 2]).sub(Tensor([10, 20]), alpha: 2), is: "[-19, -38]")
  }

  @Test("Arithmetic, example 5") func arithmetic5() throws {
    expect(Tensor([[1], [2]]) * Tensor([3, 4]), is: "[[3, 4], [6, 8]]")
  }

  @Test("Arithmetic, example 6") func arithmetic6() throws {
    expect(Tensor([1, 0]) / Tensor([4, 0]), is: "[0.25, nan]")
  }

  @Test("Arithmetic, example 7") func arithmetic7() throws {
    expect(Tensor([2, 3]).pow(Tensor([3, 2])), is: "[8, 9]")
  }

  @Test("Attention, example 1") func attention1() throws {
    let query = Tensor([[1, 0]])
    let key = Tensor([[1, 0], [0, 1]])
    expect(query.scaledDotProductAttention(key, key), is: "[[0.6698, 0.3302]]")
  }

  @Test("BinaryPointwise, example 1") func binaryPointwise1() throws {
    expect(Tensor([1, 5]).maximum(Tensor([3, 2])), is: "[3, 5]")
  }

  @Test("BinaryPointwise, example 2") func binaryPointwise2() throws {
    expect(Tensor([1, 5]).minimum(Tensor([3, 2])), is: "[1, 2]")
  }

  @Test("BinaryPointwise, example 3") func binaryPointwise3() throws {
    expect(Tensor([1, -1]).atan2(Tensor([1, 1])), is: "[0.7854, -0.7854]")
  }

  @Test("BinaryPointwise, example 4") func binaryPointwise4() throws {
    expect(Tensor([-2, 0, 2]).clamp(min: Tensor([-1, 1, 1])), is: "[-1, 1, 2]")
  }

  @Test("BinaryPointwise, example 5") func binaryPointwise5() throws {
    expect(Tensor([-2, 0, 2]).clamp(min: -1, max: 1), is: "[-1, 0, 1]")
  }

  @Test("ClassLosses, example 1") func classLosses1() throws {
    let x = Tensor([[1, 2], [4, 3]]).logSoftmax(dim: 1)
    expect(x.nllLoss(Tensor(integers: [1, 1])), is: "0.8133")
  }

  @Test("ClassLosses, example 2") func classLosses2() throws {
    expect(Tensor([[1, 2], [4, 3]]).crossEntropy(Tensor(integers: [1, 1])), is: "0.8133")
  }

  @Test("Combinations, example 1") func combinations1() throws {
    expect(Tensor([1, 1000]).logaddexp(Tensor([1, 1000])), is: "[1.6931, 1000.6932]")
  }

  @Test("Combinations, example 2") func combinations2() throws {
    expect(Tensor([1, 5]).logaddexp2(Tensor([1, 5])), is: "[2, 6]")
  }

  @Test("Combinations, example 3") func combinations3() throws {
    expect(Tensor([0, 10]).lerp(Tensor([4, 20]), weight: Tensor([0.5, 0.1])), is: "[2, 11]")
  }

  @Test("Combinations, example 4") func combinations4() throws {
    expect(Tensor([0, 10]).lerp(Tensor([4, 20]), weight: 0.5), is: "[2, 15]")
  }

  @Test("Combinations, example 5") func combinations5() throws {
    expect(Tensor([1, 1]).addcmul(Tensor([2, 3]), Tensor([4, 5]), value: 0.5), is: "[5, 8.5]")
  }

  @Test("Combinations, example 6") func combinations6() throws {
    expect(Tensor([1, 1]).addcdiv(Tensor([2, 3]), Tensor([4, 6]), value: 2), is: "[2, 2]")
  }

  @Test("Comparison, example 1") func comparison1() throws {
    expect(Tensor([1, 2]) .== Tensor([1, 3]), is: "[true, false]")
  }

  @Test("Comparison, example 2") func comparison2() throws {
    expect(Tensor([1, 2]) .!= Tensor([1, 3]), is: "[false, true]")
  }

  @Test("Comparison, example 3") func comparison3() throws {
    expect(Tensor([1, 2]) .< Tensor([1, 3]), is: "[false, true]")
  }

  @Test("Comparison, example 4") func comparison4() throws {
    expect(Tensor([1, 4]) .<= Tensor([1, 3]), is: "[true, false]")
  }

  @Test("Comparison, example 5") func comparison5() throws {
    expect(Tensor([1, 4]) .> Tensor([1, 3]), is: "[false, true]")
  }

  @Test("Comparison, example 6") func comparison6() throws {
    expect(Tensor([1, 2]) .>= Tensor([1, 3]), is: "[true, false]")
  }

  @Test("Comparison, example 7") func comparison7() throws {
    expect(Tensor([1, 2, 3]) .> 1, is: "[false, true, true]")
  }

  @Test("Comparison, example 8") func comparison8() throws {
    expect(Tensor([0, 2, 3]).logicalAnd(Tensor([1, 0, 1])), is: "[false, false, true]")
  }

  @Test("Comparison, example 9") func comparison9() throws {
    expect(Tensor([0, 2, 0]).logicalOr(Tensor([1, 0, 0])), is: "[true, true, false]")
  }

  @Test("Comparison, example 10") func comparison10() throws {
    expect(Tensor([0, 2]).logicalNot(), is: "[true, false]")
  }

  @Test("Comparison, example 11") func comparison11() throws {
    let x = Tensor([1, -2, 3])
    expect(x.maskedFill(x .< 0, 0), is: "[1, 0, 3]")
  }

  @Test("Comparison, example 12") func comparison12() throws {
    let x = Tensor([1, -2])
    expect(Tensor.where(x .> 0, x, x * 0.1), is: "[1, -0.2]")
  }

  @Test("Convolution2d, example 1") func convolution2d1() throws {
    let image = Tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    let kernel = Tensor.ones([1, 1, 2, 2])
    expect(image.conv2d(kernel), is: "[[[12, 16], [24, 28]]]")
  }

  @Test("Convolution2d, example 2") func convolution2d2() throws {
    expect(Tensor([[1, 2, 3, 4]]).conv1d(Tensor([[[1, -1]]])), is: "[[-1, -1, -1]]")
  }

  @Test("Convolution2d, example 3") func convolution2d3() throws {
    let image = Tensor([[[1, 2]]])
    expect(image.convTranspose2d(Tensor.ones([1, 1, 1, 2]), stride: 2), is: "[[[1, 1, 2, 2]]]")
  }

  @Test("Convolution3d, example 1") func convolution3d1() throws {
    expect(Tensor.ones([1, 2, 2, 2]).conv3d(Tensor.ones([1, 1, 2, 2, 2])), is: "[[[[8]]]]")
  }

  @Test("Einsum, example 1") func einsum1() throws {
    let a = Tensor([[1, 2], [3, 4]])
    expect(Tensor.einsum("ij,j->i", a, Tensor([10, 1])), is: "[12, 34]")
  }

  @Test("Einsum, example 2") func einsum2() throws {
    expect(Tensor([[1, 2], [3, 4]]).diagonal(), is: "[1, 4]")
  }

  @Test("EntropyLosses, example 1") func entropyLosses1() throws {
    expect(Tensor([0.9, 0.2]).binaryCrossEntropy(Tensor([1, 0])), is: "0.1643")
  }

  @Test("EntropyLosses, example 2") func entropyLosses2() throws {
    expect(Tensor([2, -1]).binaryCrossEntropyWithLogits(Tensor([1, 0])), is: "0.2201")
  }

  @Test("EntropyLosses, example 3") func entropyLosses3() throws {
    let input = Tensor([0.4, 0.6]).log()
    expect(input.klDivergence(Tensor([0.5, 0.5]), reduction: .sum), is: "0.02041")
  }

  @Test("Extrema, example 1") func extrema1() throws {
    let best = Tensor([[1, 5], [3, 2]]).maxWithIndices(dim: 1)
    expect(best.values, is: "[5, 3]")
    expect(best.indices, is: "[1, 0]")
  }

  @Test("Extrema, example 2") func extrema2() throws {
    expect(Tensor([[1, 5], [3, 2]]).minWithIndices(dim: 0).indices, is: "[0, 1]")
  }

  @Test("Extrema, example 3") func extrema3() throws {
    expect(Tensor([[1, 5], [3, 2]]).argmin(dim: 1), is: "[0, 1]")
  }

  @Test("Extrema, example 4") func extrema4() throws {
    expect(Tensor([1, 3, 2, 4]).cummax(dim: 0).values, is: "[1, 3, 3, 4]")
  }

  @Test("Extrema, example 5") func extrema5() throws {
    expect(Tensor([4, 2, 3, 1]).cummin(dim: 0).values, is: "[4, 2, 2, 1]")
  }

  @Test("Hyperbolic, example 1") func hyperbolic1() throws {
    expect(Tensor([0, 1]).sinh(), is: "[0, 1.1752]")
  }

  @Test("Hyperbolic, example 2") func hyperbolic2() throws {
    expect(Tensor([0, 1]).cosh(), is: "[1, 1.5431]")
  }

  @Test("Hyperbolic, example 3") func hyperbolic3() throws {
    expect(Tensor([0, 1, 2]).asin(), is: "[0, 1.5708, nan]")
  }

  @Test("Hyperbolic, example 4") func hyperbolic4() throws {
    expect(Tensor([0, 1]).acos(), is: "[1.5708, 0]")
  }

  @Test("Hyperbolic, example 5") func hyperbolic5() throws {
    expect(Tensor([0, 1]).atan(), is: "[0, 0.7854]")
  }

  @Test("Hyperbolic, example 6") func hyperbolic6() throws {
    expect(Tensor([0, 3, -1]).exp2(), is: "[1, 8, 0.5]")
  }

  @Test("Hyperbolic, example 7") func hyperbolic7() throws {
    expect(Tensor([1, 1000]).log10(), is: "[0, 3]")
  }

  @Test("IndexedParts, example 1") func indexedParts1() throws {
    let x = Tensor.zeros([3])
    expect(x.indexAdd(dim: 0, index: Tensor(integers: [0, 0, 2]), source: Tensor([1, 2, 3])), is: "[3, 0, 3]")
  }

  @Test("IndexedParts, example 2") func indexedParts2() throws {
    let x = Tensor.zeros([3])
    expect(x.indexCopy(dim: 0, index: Tensor(integers: [2, 0]), source: Tensor([5, 6])), is: "[6, 0, 5]")
  }

  @Test("IndexedParts, example 3") func indexedParts3() throws {
    expect(Tensor([1, 2, 3]).indexFill(dim: 0, index: Tensor(integers: [1]), value: 9), is: "[1, 9, 3]")
  }

  @Test("Indexing, example 1") func indexing1() throws {
    let index = Tensor(integers: [1, 0], shape: [2, 1])
    expect(Tensor([[1, 2], [3, 4]]).gather(dim: 1, index: index), is: "[[2], [3]]")
  }

  @Test("Indexing, example 2") func indexing2() throws {
    expect(Tensor([[1, 2], [3, 4]]).indexSelect(dim: 0, index: Tensor(integers: [1, 1])), is: "[[3, 4], [3, 4]]")
  }

  @Test("Indexing, example 3") func indexing3() throws {
    let weight = Tensor([[1, 2], [3, 4], [5, 6]])
    expect(Tensor.embedding(Tensor(integers: [2, 0]), weight: weight), is: "[[5, 6], [1, 2]]")
  }

  @Test("InstanceNormalization, example 1") func instanceNormalization1() throws {
    expect(Tensor([[[1, 3], [10, 30]]]).instanceNorm(), is: "[[[-1, 1], [-1, 1]]]")
  }

  @Test("Interpolation, example 1") func interpolation1() throws {
    expect(Tensor([[[1, 2]]]).interpolate(size: [4]), is: "[[[1, 1, 2, 2]]]")
  }

  @Test("LinearAlgebra, example 1") func linearAlgebra1() throws {
    expect(Tensor([[1, 2], [3, 4]]).matmul(Tensor([1, 10])), is: "[21, 43]")
  }

  @Test("LinearUnits, example 1") func linearUnits1() throws {
    expect(Tensor([-1, 0, 2]).relu(), is: "[0, 0, 2]")
  }

  @Test("LinearUnits, example 2") func linearUnits2() throws {
    expect(Tensor([-1, 2]).leakyRelu(slope: 0.1), is: "[-0.1, 2]")
  }

  @Test("LinearUnits, example 3") func linearUnits3() throws {
    expect(Tensor([-1, 2]).elu(), is: "[-0.6321, 2]")
  }

  @Test("LinearUnits, example 4") func linearUnits4() throws {
    expect(Tensor([-1, 2]).selu(), is: "[-1.1113, 2.1014]")
  }

  @Test("LinearUnits, example 5") func linearUnits5() throws {
    expect(Tensor([-1, 2]).celu(alpha: 2), is: "[-0.7869, 2]")
  }

  @Test("LinearUnits, example 6") func linearUnits6() throws {
    expect(Tensor([-2, 2]).prelu(Tensor([0.25])), is: "[-0.5, 2]")
  }

  @Test("Losses, example 1") func losses1() throws {
    expect(Tensor([1, 2]).mseLoss(Tensor([0, 4])), is: "2.5")
  }

  @Test("Losses, example 2") func losses2() throws {
    expect(Tensor([1, 2]).l1Loss(Tensor([0, 4])), is: "1.5")
  }

  @Test("Losses, example 3") func losses3() throws {
    expect(Tensor([0.5, 3]).huberLoss(Tensor([0, 0]), reduction: .none), is: "[0.125, 2.5]")
  }

  @Test("Losses, example 4") func losses4() throws {
    expect(Tensor([0.5, 3]).smoothL1Loss(Tensor([0, 0])), is: "1.3125")
  }

  @Test("MaxPool1d, example 1") func maxPool1d1() throws {
    expect(Tensor([[1, 4, 2, 3]]).maxPool1d(kernel: 2), is: "[[4, 3]]")
  }

  @Test("Normalization, example 1") func normalization1() throws {
    expect(Tensor([[1, 3], [10, 30]]).layerNorm([2]), is: "[[-1, 1], [-1, 1]]")
  }

  @Test("Normalization, example 2") func normalization2() throws {
    expect(Tensor([3, 4]).rmsNorm([2]), is: "[0.8485, 1.1314]")
  }

  @Test("Normalization, example 3") func normalization3() throws {
    expect(Tensor([[1, 3, 10, 30]]).groupNorm(groups: 2), is: "[[-1, 1, -1, 1]]")
  }

  @Test("Normalization, example 4") func normalization4() throws {
    expect(Tensor([[3, 4]]).normalize(), is: "[[0.6, 0.8]]")
  }

  @Test("Operators, example 1") func operators1() throws {
    expect(1 - Tensor([1, 2]), is: "[0, -1]")
  }

  @Test("Operators, example 2") func operators2() throws {
    expect(Tensor([1, 2]) * 3, is: "[3, 6]")
  }

  @Test("Operators, example 3") func operators3() throws {
    expect(1 / Tensor([1, 2]), is: "[1, 0.5]")
  }

  @Test("Operators, example 4") func operators4() throws {
    expect(Tensor([1, 2, 3]) ** 2, is: "[1, 4, 9]")
  }

  @Test("Operators, example 5") func operators5() throws {
    expect(2 ** Tensor([1, 2, 3]), is: "[2, 4, 8]")
  }

  @Test("Operators, example 6") func operators6() throws {
    expect(Tensor([4, 9]).pow(0.5), is: "[2, 3]")
  }

  @Test("Operators, example 7") func operators7() throws {
    expect(Tensor([[1, 2], [3, 4]]) • Tensor([[1], [10]]), is: "[[21], [43]]")
  }

  @Test("Padding, example 1") func padding1() throws {
    expect(Tensor([1, 2]).pad([1, 2]), is: "[0, 1, 2, 0, 0]")
  }

  @Test("Parts, example 1") func parts1() throws {
    expect(Tensor([1, 2, 3, 4]).narrow(dim: 0, start: 1, length: 2), is: "[2, 3]")
  }

  @Test("Parts, example 2") func parts2() throws {
    expect(Tensor([[1, 2], [3, 4]]).select(dim: 1, index: 0), is: "[1, 3]")
  }

  @Test("Parts, example 3") func parts3() throws {
    expect(Tensor([1, 2, 3]).split(size: 2), is: "[[1, 2], [3]]")
  }

  @Test("Parts, example 4") func parts4() throws {
    expect(Tensor([1, 2, 3]).split(sizes: [1, 2]), is: "[[1], [2, 3]]")
  }

  @Test("Parts, example 5") func parts5() throws {
    expect(Tensor([1, 2, 3, 4]).chunk(2), is: "[[1, 2], [3, 4]]")
  }

  @Test("Parts, example 6") func parts6() throws {
    expect(Tensor([[1, 2], [3, 4]]).unbind(), is: "[[1, 2], [3, 4]]")
  }

  @Test("Parts, example 7") func parts7() throws {
    expect(Tensor.cat([Tensor([1, 2]), Tensor([3])]), is: "[1, 2, 3]")
  }

  @Test("Parts, example 8") func parts8() throws {
    expect(Tensor.stack([Tensor([1, 2]), Tensor([3, 4])], dim: 1), is: "[[1, 3], [2, 4]]")
  }

  @Test("PiecewiseActivations, example 1") func piecewiseActivations1() throws {
    expect(Tensor([-1, 3, 8]).relu6(), is: "[0, 3, 6]")
  }

  @Test("PiecewiseActivations, example 2") func piecewiseActivations2() throws {
    expect(Tensor([-3, 0.5, 3]).hardtanh(), is: "[-1, 0.5, 1]")
  }

  @Test("PiecewiseActivations, example 3") func piecewiseActivations3() throws {
    expect(Tensor([-4, 0, 1, 4]).hardswish(), is: "[0, 0, 0.6667, 4]")
  }

  @Test("PiecewiseActivations, example 4") func piecewiseActivations4() throws {
    expect(Tensor([-4, 0, 4]).hardsigmoid(), is: "[0, 0.5, 1]")
  }

  @Test("PiecewiseActivations, example 5") func piecewiseActivations5() throws {
    expect(Tensor([-2, 0.2, 2]).softshrink(), is: "[-1.5, 0, 1.5]")
  }

  @Test("PiecewiseActivations, example 6") func piecewiseActivations6() throws {
    expect(Tensor([-2, 0.2, 2]).hardshrink(), is: "[-2, 0, 2]")
  }

  @Test("PiecewiseActivations, example 7") func piecewiseActivations7() throws {
    expect(Tensor([-1, 1, 2]).threshold(1, value: 0), is: "[0, 0, 2]")
  }

  @Test("Pointwise, example 1") func pointwise1() throws {
    expect(Tensor([0, 1]).exp(), is: "[1, 2.7183]")
  }

  @Test("Pointwise, example 2") func pointwise2() throws {
    expect(Tensor([0, 1e-6]).expm1(), is: "[0, 1e-06]")
  }

  @Test("Pointwise, example 3") func pointwise3() throws {
    expect(Tensor([1, 10, 0, -1]).log(), is: "[0, 2.3026, -inf, nan]")
  }

  @Test("Pointwise, example 4") func pointwise4() throws {
    expect(Tensor([0, 1e-6]).log1p(), is: "[0, 1e-06]")
  }

  @Test("Pointwise, example 5") func pointwise5() throws {
    expect(Tensor([1, 8]).log2(), is: "[0, 3]")
  }

  @Test("Pointwise, example 6") func pointwise6() throws {
    expect(Tensor([4, 2]).sqrt(), is: "[2, 1.4142]")
  }

  @Test("Pointwise, example 7") func pointwise7() throws {
    expect(Tensor([4, 0]).rsqrt(), is: "[0.5, inf]")
  }

  @Test("Pointwise, example 8") func pointwise8() throws {
    expect(Tensor([-3, 2]).square(), is: "[9, 4]")
  }

  @Test("Pointwise, example 9") func pointwise9() throws {
    expect(Tensor([4, -2]).reciprocal(), is: "[0.25, -0.5]")
  }

  @Test("Pointwise, example 10") func pointwise10() throws {
    expect(Tensor([-3, 2]).abs(), is: "[3, 2]")
  }

  @Test("Pointwise, example 11") func pointwise11() throws {
    expect(Tensor([-3, 0, 2]).sign(), is: "[-1, 0, 1]")
  }

  @Test("Pointwise, example 12") func pointwise12() throws {
    expect(Tensor([0, 1]).sin(), is: "[0, 0.8415]")
  }

  @Test("Pointwise, example 13") func pointwise13() throws {
    expect(Tensor([0, 1]).cos(), is: "[1, 0.5403]")
  }

  @Test("Pointwise, example 14") func pointwise14() throws {
    expect(Tensor([0, 1]).tan(), is: "[0, 1.5574]")
  }

  @Test("Pointwise, example 15") func pointwise15() throws {
    expect(Tensor([0, 1]).erf(), is: "[0, 0.8427]")
  }

  @Test("Pointwise, example 16") func pointwise16() throws {
    expect(Tensor([0, 1]).tanh(), is: "[0, 0.7616]")
  }

  @Test("Pointwise, example 17") func pointwise17() throws {
    expect(Tensor([0, 1]).sigmoid(), is: "[0.5, 0.7311]")
  }

  @Test("Pooling, example 1") func pooling1() throws {
    expect(Tensor([[[1, 2], [3, 4]]]).maxPool2d(kernel: 2), is: "[[[4]]]")
  }

  @Test("Pooling, example 2") func pooling2() throws {
    expect(Tensor([[[1, 2], [3, 4]]]).avgPool2d(kernel: 2), is: "[[[2.5]]]")
  }

  @Test("Products, example 1") func products1() throws {
    expect(Tensor([[1, 2]]).mm(Tensor([[3], [4]])), is: "[[11]]")
  }

  @Test("Products, example 2") func products2() throws {
    expect(Tensor([[1, 2], [3, 4]]).mv(Tensor([1, 10])), is: "[21, 43]")
  }

  @Test("Products, example 3") func products3() throws {
    expect(Tensor([[[1, 2]]]).bmm(Tensor([[[3], [4]]])), is: "[[[11]]]")
  }

  @Test("Products, example 4") func products4() throws {
    expect(Tensor([1, 2]).dot(Tensor([3, 4])), is: "11")
  }

  @Test("Products, example 5") func products5() throws {
    expect(Tensor([1, 2]).outer(Tensor([3, 4])), is: "[[3, 4], [6, 8]]")
  }

  @Test("Products, example 6") func products6() throws {
    expect(Tensor([10, 20]).addmm(Tensor([[1, 2]]), Tensor([[1, 0], [0, 1]])), is: "[[11, 22]]")
  }

  @Test("Products, example 7") func products7() throws {
    expect(Tensor([[1, 2]]).linear(Tensor([[3, 4]]), bias: Tensor([5])), is: "[[16]]")
  }

  @Test("Reductions, example 1") func reductions1() throws {
    let x = Tensor([[1, 2], [3, 4]])
    expect(x.sum(), is: "10")
    expect(x.sum(dims: [0], keepDim: true), is: "[[4, 6]]")
  }

  @Test("Reductions, example 2") func reductions2() throws {
    expect(Tensor([[1, 2], [3, 4]]).sum(dim: -1), is: "[3, 7]")
  }

  @Test("Reductions, example 3") func reductions3() throws {
    expect(Tensor([[1, 2], [3, 4]]).mean(), is: "2.5")
  }

  @Test("Reductions, example 4") func reductions4() throws {
    expect(Tensor([[1, 2], [3, 4]]).mean(dim: 0), is: "[2, 3]")
  }

  @Test("Reductions, example 5") func reductions5() throws {
    expect(Tensor([[1, 2], [3, 4]]).amax(dims: [1]), is: "[2, 4]")
  }

  @Test("Reductions, example 6") func reductions6() throws {
    expect(Tensor([[1, 2], [3, 4]]).amin(), is: "1")
  }

  @Test("Reductions, example 7") func reductions7() throws {
    expect(Tensor([2, 3, 4]).prod(), is: "24")
  }

  @Test("Reductions, example 8") func reductions8() throws {
    expect(Tensor([[1, 2], [3, 4]]).prod(dim: 1), is: "[2, 12]")
  }

  @Test("Reductions, example 9") func reductions9() throws {
    expect(Tensor([[1, 5], [3, 2]]).argmax(dim: 1), is: "[1, 0]")
  }

  @Test("Repetition, example 1") func repetition1() throws {
    expect(Tensor([[1], [2]]).broadcast(to: [2, 3]), is: "[[1, 1, 1], [2, 2, 2]]")
  }

  @Test("Repetition, example 2") func repetition2() throws {
    expect(Tensor([[1], [2]]).expand([-1, 3]), is: "[[1, 1, 1], [2, 2, 2]]")
  }

  @Test("Repetition, example 3") func repetition3() throws {
    expect(Tensor([1, 2]).tile([2]), is: "[1, 2, 1, 2]")
  }

  @Test("Repetition, example 4") func repetition4() throws {
    expect(Tensor([1, 2, 3]).flip([0]), is: "[3, 2, 1]")
  }

  @Test("Repetition, example 5") func repetition5() throws {
    expect(Tensor.ones([2, 3]).tril(), is: "[[1, 0, 0], [1, 1, 0]]")
  }

  @Test("Repetition, example 6") func repetition6() throws {
    expect(Tensor.ones([2, 3]).triu(diagonal: 1), is: "[[0, 1, 1], [0, 0, 1]]")
  }

  @Test("RoundedDivision, example 1") func roundedDivision1() throws {
    expect(Tensor([7, -7]).div(Tensor([2, 2]), rounding: .floor), is: "[3, -4]")
  }

  @Test("RoundedDivision, example 2") func roundedDivision2() throws {
    expect(Tensor([7, -7]).div(2, rounding: .truncate), is: "[3, -3]")
  }

  @Test("Rounding, example 1") func rounding1() throws {
    expect(Tensor([1.7, -1.2]).floor(), is: "[1, -2]")
  }

  @Test("Rounding, example 2") func rounding2() throws {
    expect(Tensor([1.2, -1.7]).ceil(), is: "[2, -1]")
  }

  @Test("Rounding, example 3") func rounding3() throws {
    expect(Tensor([1.7, -1.7]).trunc(), is: "[1, -1]")
  }

  @Test("Rounding, example 4") func rounding4() throws {
    expect(Tensor([0.5, 1.5, -2.6]).round(), is: "[0, 2, -3]")
  }

  @Test("Rounding, example 5") func rounding5() throws {
    expect(Tensor([1.25, -1.25]).frac(), is: "[0.25, -0.25]")
  }

  @Test("Rounding, example 6") func rounding6() throws {
    expect(Tensor([-3, 5]).fmod(2), is: "[-1, 1]")
  }

  @Test("Rounding, example 7") func rounding7() throws {
    expect(Tensor([-3, 5]).remainder(2), is: "[1, 1]")
  }

  @Test("Scans, example 1") func scans1() throws {
    expect(Tensor([1, 2, 3, 4]).cumprod(dim: 0), is: "[1, 2, 6, 24]")
  }

  @Test("Scans, example 2") func scans2() throws {
    expect(Tensor([0, 0, 0]).logcumsumexp(dim: 0), is: "[0, 0.6931, 1.0986]")
  }

  @Test("Scattering, example 1") func scattering1() throws {
    let index = Tensor(integers: [2, 0])
    expect(Tensor.zeros([3]).scatter(dim: 0, index: index, source: Tensor([5, 6])), is: "[6, 0, 5]")
  }

  @Test("Scattering, example 2") func scattering2() throws {
    expect(Tensor.zeros([3]).scatter(dim: 0, index: Tensor(integers: [2, 0]), value: 1), is: "[1, 0, 1]")
  }

  @Test("Scattering, example 3") func scattering3() throws {
    let index = Tensor(integers: [0, 0, 2])
    expect(Tensor.zeros([3]).scatterAdd(dim: 0, index: index, source: Tensor([1, 2, 3])), is: "[3, 0, 3]")
  }

  @Test("Shape, example 1") func shape1() throws {
    expect(Tensor([1, 2, 3, 4]).reshape([2, -1]), is: "[[1, 2], [3, 4]]")
  }

  @Test("Shape, example 2") func shape2() throws {
    expect(Tensor([[1, 2], [3, 4]]).flatten(), is: "[1, 2, 3, 4]")
  }

  @Test("Shape, example 3") func shape3() throws {
    expect(Tensor([1, 2]).unsqueeze(dim: 1), is: "[[1], [2]]")
  }

  @Test("Shape, example 4") func shape4() throws {
    expect(Tensor([[1, 2]]).squeeze(), is: "[1, 2]")
  }

  @Test("Shape, example 5") func shape5() throws {
    expect(Tensor([[1], [2]]).squeeze(dim: 1), is: "[1, 2]")
  }

  @Test("Shape, example 6") func shape6() throws {
    expect(Tensor([[1, 2], [3, 4]]).transpose(0, 1), is: "[[1, 3], [2, 4]]")
  }

  @Test("Shape, example 7") func shape7() throws {
    expect(Tensor([[1, 2]]).T, is: "[[1], [2]]")
  }

  @Test("Shape, example 8") func shape8() throws {
    expect(Tensor.zeros([2, 3, 4]).permute([2, 0, 1]).shape, is: "[4, 2, 3]")
  }

  @Test("Similarity, example 1") func similarity1() throws {
    expect(Tensor([[1, 0]]).cosineSimilarity(Tensor([[1, 1]])), is: "[0.7071]")
  }

  @Test("Similarity, example 2") func similarity2() throws {
    expect(Tensor([[0, 0]]).pairwiseDistance(Tensor([[3, 4]])), is: "[5]")
  }

  @Test("Similarity, example 3") func similarity3() throws {
    expect(Tensor([.nan, 1]).nanToNum(), is: "[0, 1]")
  }

  @Test("SmoothActivations, example 1") func smoothActivations1() throws {
    expect(Tensor([-1, 2]).silu(), is: "[-0.2689, 1.7616]")
  }

  @Test("SmoothActivations, example 2") func smoothActivations2() throws {
    expect(Tensor([-1, 2]).gelu(), is: "[-0.1587, 1.9545]")
  }

  @Test("SmoothActivations, example 3") func smoothActivations3() throws {
    expect(Tensor([-1, 2]).logsigmoid(), is: "[-1.3133, -0.1269]")
  }

  @Test("SmoothActivations, example 4") func smoothActivations4() throws {
    expect(Tensor([-1, 2]).softplus(), is: "[0.3133, 2.1269]")
  }

  @Test("SmoothActivations, example 5") func smoothActivations5() throws {
    expect(Tensor([1, 2, 0, 0]).glu(), is: "[0.5, 1]")
  }

  @Test("SmoothActivations, example 6") func smoothActivations6() throws {
    expect(Tensor([-1, 2]).mish(), is: "[-0.3034, 1.944]")
  }

  @Test("SmoothActivations, example 7") func smoothActivations7() throws {
    expect(Tensor([-1, 3]).softsign(), is: "[-0.5, 0.75]")
  }

  @Test("SmoothActivations, example 8") func smoothActivations8() throws {
    expect(Tensor([0, 1]).tanhshrink(), is: "[0, 0.2384]")
  }

  @Test("Softmax, example 1") func softmax1() throws {
    expect(Tensor([1, 2, 3]).softmax(dim: 0), is: "[0.09003, 0.2447, 0.6652]")
  }

  @Test("Softmax, example 2") func softmax2() throws {
    expect(Tensor([1, 2, 3]).logSoftmax(dim: 0), is: "[-2.4076, -1.4076, -0.4076]")
  }

  @Test("Softmax, example 3") func softmax3() throws {
    expect(Tensor([1, 2, 3]).softmin(dim: 0), is: "[0.6652, 0.2447, 0.09003]")
  }

  @Test("Softmax, example 4") func softmax4() throws {
    expect(Tensor([1000, 1000]).logSumExp(dims: [0]), is: "1000.6932")
  }

  @Test("Sorting, example 1") func sorting1() throws {
    let sorted = Tensor([3, 1, 2]).sort()
    expect(sorted.values, is: "[1, 2, 3]")
    expect(sorted.indices, is: "[1, 2, 0]")
  }

  @Test("Sorting, example 2") func sorting2() throws {
    expect(Tensor([3, 1, 2]).argsort(descending: true), is: "[0, 2, 1]")
  }

  @Test("Sorting, example 3") func sorting3() throws {
    expect(Tensor([3, 1, 2]).topk(2).values, is: "[3, 2]")
  }

  @Test("Sorting, example 4") func sorting4() throws {
    expect(Tensor([3, 1, 2, 4]).median(), is: "2")
  }

  @Test("Sorting, example 5") func sorting5() throws {
    expect(Tensor([[3, 1, 2], [6, 5, 4]]).median(dim: 1).values, is: "[2, 5]")
  }

  @Test("Subscript, example 1") func subscript1() throws {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    expect(x[0], is: "[1, 2, 3]")
    expect(x[.all, 1], is: "[2, 5]")
    expect(x[-1, 1...], is: "[5, 6]")
  }

  @Test("TripletLoss, example 1") func tripletLoss1() throws {
    let anchor = Tensor([[0, 0]])
    expect(anchor.tripletMarginLoss(positive: Tensor([[1, 0]]), negative: Tensor([[0, 1.5]])), is: "0.5")
  }

  @Test("Turning, example 1") func turning1() throws {
    expect(Tensor([1, 2, 3]).roll([1]), is: "[3, 1, 2]")
  }

  @Test("Turning, example 2") func turning2() throws {
    expect(Tensor([[1, 2], [3, 4]]).rot90(), is: "[[2, 4], [1, 3]]")
  }

  @Test("Turning, example 3") func turning3() throws {
    expect(Tensor([[1, 2], [3, 4]]).trace(), is: "5")
  }

  @Test("TypeConversion, example 1") func typeConversion1() throws {
    expect(Tensor([1.7, -1.7]).cast(to: .int64), is: "[1, -1]")
  }

  @Test("TypeConversion, example 2") func typeConversion2() throws {
    expect(Tensor([0.1, 70_000]).half(), is: "[0.09998, inf]")
  }

  @Test("TypeConversion, example 3") func typeConversion3() throws {
    expect(Tensor([0.1, 300.7]).bfloat16(), is: "[0.1001, 300]")
  }

  @Test("Unfolding, example 1") func unfolding1() throws {
    expect(Tensor([1, 2, 3, 4]).unfold(dim: 0, size: 2, step: 1), is: "[[1, 2], [2, 3], [3, 4]]")
  }

  @Test("VarianceAndNorm, example 1") func varianceAndNorm1() throws {
    expect(Tensor([1, 2, 3, 4]).var(), is: "1.6667")
  }

  @Test("VarianceAndNorm, example 2") func varianceAndNorm2() throws {
    expect(Tensor([1, 2, 3, 4]).std(correction: 0), is: "1.118")
  }

  @Test("VarianceAndNorm, example 3") func varianceAndNorm3() throws {
    expect(Tensor([3, 4]).norm(), is: "5")
  }

  @Test("VarianceAndNorm, example 4") func varianceAndNorm4() throws {
    expect(Tensor([1, 2, 3]).cumsum(dim: 0), is: "[1, 3, 6]")
  }

  @Test("Anomaly, example 1") func anomaly1() throws {
    let x = Tensor(0, requiresGradient: true)
    do {
      try detectingAnomalies { x.sqrt().backward() }
    } catch {
      expect(error, is: "the gradient of sqrt has 0 NaN and 1 infinite elements in shape []")
    }
  }

  @Test("Backward, example 1") func backward1() throws {
    let x = Tensor([1, 2], requiresGradient: true)
    (x * x).sum().backward()
    expect(x.gradient!, is: "[2, 4]")
  }

  @Test("Context, example 1") func context1() throws {
    let x = Tensor(2, requiresGradient: true)
    let y = withoutGradients { x * x }
    expect(y.requiresGradient, is: "false")
  }

  @Test("Creation, example 1") func creation1() throws {
    expect(Tensor(integers: [0, 2]).dtype, is: "int64")
  }

  @Test("Creation, example 2") func creation2() throws {
    expect(Tensor.full([2], 7), is: "[7, 7]")
  }

  @Test("Creation, example 3") func creation3() throws {
    expect(Tensor.zeros([2, 2]), is: "[[0, 0], [0, 0]]")
  }

  @Test("Creation, example 4") func creation4() throws {
    expect(Tensor.ones([3]), is: "[1, 1, 1]")
  }

  @Test("Creation, example 5") func creation5() throws {
    expect(Tensor.arange(1, 2, step: 0.25), is: "[1, 1.25, 1.5, 1.75]")
  }

  @Test("Creation, example 6") func creation6() throws {
    expect(Tensor.eye(2), is: "[[1, 0], [0, 1]]")
  }

  @Test("Device, example 1") func device1() throws {
    expect(Tensor([1, 2]).device, is: "cpu")
  }

  @Test("Device, example 2") func device2() throws {
    expect(withDevice(.cpu) { Tensor.ones([2]) }.device, is: "cpu")
  }

  @Test("Device, example 3") func device3() throws {
    expect(Tensor([1, 2]).to(.cpu), is: "[1, 2]")
  }

  @Test("FLOPFormula, example 1") func fLOPFormula1() throws {
    let square = FLOPFormula { y in y.count } backward: { y, _ in 2 * y.count }
    let x = Tensor([1, 2, 3])
    let y = Tensor.recording("square", inputs: [x], value: withoutGradients { x * x }, flops: square)
    expect(y.flops!.forward, is: "3")
  }

  @Test("GradientCheck, example 1") func gradientCheck1() throws {
    func cube(_ x: Tensor) -> Tensor {
      Tensor.recording("cube", inputs: [x], value: withoutGradients { x * x * x }, derivatives: [
        Derivative("{g} · 2{a}²") { gradient, y in gradient * y.inputs[0] * y.inputs[0] * 2 }
      ])
    }
    do {
      try checkGradients(of: { cube($0[0]) }, at: [Tensor(2)])
    } catch {
      expect(error.check.operation, is: "cube")
    }
  }

  @Test("GradientHooks, example 1") func gradientHooks1() throws {
    let x = Tensor([3, 4], requiresGradient: true)
    x.registerGradientHook(name: "halve") { gradient in gradient * 0.5 }
    (x * x).sum().backward()
    expect(x.gradient!, is: "[3, 4]")
    x.registerGradientHook { gradient in
      print("it is \(gradient)")
      return nil
    }
  }

  @Test("GradientHooks, example 2") func gradientHooks2() throws {
    let w = Tensor(2, requiresGradient: true)
    w.registerPostAccumulateHook { w in
      w.addInPlace(w.gradient!, scaledBy: -0.1)
      w.zeroGradient()
    }
    (w * 5).backward()
    expect(w, is: "1.5")
  }

  @Test("Gradients, example 1") func gradients1() throws {
    let x = Tensor(2, requiresGradient: true)
    let y = x * x * x
    let first = gradients(of: y, withRespectTo: [x], recording: true)[0]!
    expect(first, is: "12")
    expect(gradients(of: first, withRespectTo: [x])[0]!, is: "12")
  }

  @Test("History, example 1") func history1() throws {
    let x = Tensor(2, requiresGradient: true)
    let y = (x * x).tanh()
    expect(history(of: y).map { $0.record?.operation }, is: "[nil, Optional(\"mul\"), Optional(\"tanh\")]")
  }

  @Test("HookHandle, example 1") func hookHandle1() throws {
    let x = Tensor(2, requiresGradient: true)
    let handle = x.registerGradientHook(name: "double") { gradient in gradient * 2 }
    handle.remove()
    (x * x).backward()
    expect(x.gradient!, is: "4")
  }

  @Test("InPlace, example 1") func inPlace1() throws {
    let x = Tensor([1, 2])
    x.addInPlace(Tensor([10, 20]), scaledBy: 0.1)
    expect(x, is: "[2, 4]")
  }

  @Test("KeptStorage, example 1") func keptStorage1() throws {
    let x = Tensor.ones([100])
    x.requiresGradient = true
    expect((x * x).exp().sum().bytesKeptForBackward, is: "1200")
  }

  @Test("PartialHistory, example 1") func partialHistory1() throws {
    let history = PartialHistory()
    let loss = history.record {
      (Tensor([1, 2]) * 3).sum()
    } onFailure: { failure in
      print(failure, history.ends.count)
    }
    expect(loss, is: "9")
  }

  @Test("Printing, example 1") func printing1() throws {
    expect(Tensor([[1, 2], [3, 4]]) / 3, is: "[[0.3333, 0.6667], [1, 1.3333]]")
    expect(Tensor.arange(0, 2000), is: "[0, 1, 2, …, 1997, 1998, 1999]")
  }

  @Test("Recording, example 1") func recording1() throws {
    func cube(_ x: Tensor) -> Tensor {
      Tensor.recording("cube", inputs: [x], value: withoutGradients { x * x * x }, derivatives: [
        Derivative("{g} · 3{a}²") { gradient, y in gradient * y.inputs[0] * y.inputs[0] * 3 }
      ])
    }
    let x = Tensor(2, requiresGradient: true)
    cube(x).backward()
    expect(x.gradient!, is: "12")
  }

  @Test("Tensor, example 1") func tensor1() throws {
    let a = Tensor(-4.0, requiresGradient: true).named("a")
    let b = (a * a + 1).named("b")
    b.backward()
    expect(b, is: "17")
    expect(a.gradient!, is: "-8")
  }

  @Test("Tensor, example 2") func tensor2() throws {
    let x = Tensor(2, requiresGradient: true)
    expect((x * x).detached().requiresGradient, is: "false")
  }

  @Test("Values, example 1") func values1() throws {
    expect(Tensor([2, 3]).sum().item(), is: "5.0")
  }

  @Test("Values, example 2") func values2() throws {
    expect(Tensor([[1, 2], [3, 4]]).doubles(), is: "[1.0, 2.0, 3.0, 4.0]")
  }

  @Test("Values, example 3") func values3() throws {
    expect(Tensor([1.7, -1.7]).integers(), is: "[1, -1]")
  }
}
