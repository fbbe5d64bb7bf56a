import Smolgrad
import Testing

/// Programs whose sizes and numbers no tensor can have, and what the engine says about each of them.
private let misuses: [(name: String, sentence: String, run: @Sendable () -> Void)] = [
  ("zeros max", "too many elements", { _ = Tensor.zeros([.max, 2]) }),
  (
    "zeros 2^61", "zeros: shape [2305843009213693952] takes more than",
    { _ = Tensor.zeros([1 << 61]) }
  ),
  ("zeros 2^45", "of memory that there are", { _ = Tensor.zeros([1 << 45]) }),
  ("zeros of 0 and max", "too many elements", { _ = Tensor.zeros([0, .max, 2]) }),
  ("zeros negative", "shape [-1] has a negative size", { _ = Tensor.zeros([-1]) }),
  ("numbers of a negative shape", "has a negative size", { _ = Tensor([1, 2], shape: [-1, -2]) }),
  ("eye 2^33", "eye: shape", { _ = Tensor.eye(1 << 33) }),
  ("eye -1", "eye: shape", { _ = Tensor.eye(-1) }),
  ("arange to infinity", "arange: steps", { _ = Tensor.arange(0, .infinity) }),
  ("arange from NaN", "arange: steps", { _ = Tensor.arange(.nan, 1) }),
  ("arange step 0", "arange: steps", { _ = Tensor.arange(0, 1, step: 0) }),
  ("arange nowhere", "arange: steps", { _ = Tensor.arange(1, 1, step: 0) }),
  ("arange step infinity", "arange: steps", { _ = Tensor.arange(0, 1, step: .infinity) }),
  ("arange 1e300", "arange: there are too many steps", { _ = Tensor.arange(0, 1e300) }),
  ("arange 1e15", "arange: shape", { _ = Tensor.arange(0, 1e15) }),
  ("rand", "rand: shape", { _ = Tensor.rand([.max]) }),
  ("randn", "randn: shape", { _ = Tensor.randn([1 << 31, 1 << 31]) }),
  ("randint", "randint: shape", { _ = Tensor.randint(0, 1, [1 << 60]) }),
  ("randperm", "randperm: shape", { _ = Tensor.randperm(.max) }),
  ("bernoulli", "probability nan", { _ = Tensor.bernoulli([1], probability: .nan) }),
  ("uniform from NaN", "uniform: there are no numbers", { _ = Tensor.uniform([1], from: .nan) }),
  ("uniform backwards", "from 2.0 up to 1.0", { _ = Tensor.uniform([1], from: 2, to: 1) }),
  ("uniform to infinity", "up to inf", { _ = Tensor.uniform([1], to: .infinity) }),
  ("randn deviation", "must not be negative: -1.0", { _ = Tensor.randn([1], deviation: -1) }),
  ("randn integers", "floating point type", { _ = Tensor.randn([1], dtype: .int64) }),
  (
    "expand -2", "expand: shape [1] can't be repeated to [-2]",
    { _ = Tensor.rand([1]).expand([-2]) }
  ),
  ("broadcast -2", "broadcast_to: shape [1]", { _ = Tensor.rand([1]).broadcast(to: [-2]) }),
  ("broadcast overflow", "too many elements", { _ = Tensor.rand([1]).expand([1 << 62, 4]) }),
  ("copy of a large view", "takes more than", { _ = Tensor.rand([1]).expand([1 << 60]) + 1 }),
  ("reshape overflow", "which do not fill", { _ = Tensor.rand([4]).reshape(.max, 2) }),
  ("reshape open overflow", "which do not fill", { _ = Tensor.rand([4]).reshape(-1, .max, 2) }),
  ("tile", "tile: shape", { _ = Tensor.rand([4]).tile([.max, .max]) }),
  (
    "pad 10⁹", "pad: shape",
    { _ = Tensor.rand([4, 4]).pad([Int](repeating: 1_000_000_000, count: 4)) }
  ),
  ("pad overflow", "pad: an amount of", { _ = Tensor.rand([4]).pad([.max, .max]) }),
  ("pad reflected", "pad: ", { _ = Tensor.rand([4]).pad([4, 0], mode: .reflect) }),
  (
    "pad with 1e30", "int32 can hold",
    { _ = Tensor.zeros([4], dtype: .int32).pad([1, 1], value: 1e30) }
  ),
  ("narrow", "narrow: ", { _ = Tensor.rand([4]).narrow(dim: 0, start: 2, length: .max) }),
  ("select", "select: ", { _ = Tensor.rand([4]).select(dim: 0, index: .min) }),
  ("split sizes", "split: ", { _ = Tensor.rand([4]).split(sizes: [.max, .max, 6]) }),
  ("unbind", "unbind: ", { _ = Tensor.rand([1]).expand([1 << 50]).unbind() }),
  ("index", "getitem: ", { _ = Tensor.rand([4])[Int.min] }),
  ("axis", "dimension", { _ = Tensor.rand([4]).sum(dim: .min) }),
  ("convolution's padding", "conv2d: ", { conv(padding: .amount(Pair(1_000_000_000))) }),
  ("convolution's padding overflow", "a padding of", { conv(padding: .amount(Pair(.max))) }),
  ("convolution's dilation", "a dilation of", { conv(dilation: Pair(.max)) }),
  ("convolution's stride", "a stride of", { conv(stride: Pair(.max)) }),
  ("convolution's stride 0", "must be at least 1", { conv(stride: 0) }),
  ("convolution's groups", "in 9223372036854775807 groups", { conv(groups: .max) }),
  (
    "pooling's kernel", "a kernel of",
    { _ = Tensor.rand([1, 1, 4, 4]).maxPool2d(kernel: Pair(.max), padding: Pair(.max)) }
  ),
  (
    "pooling of no rows", "can be 0",
    { _ = Tensor.rand([1, 1, 0, 4]).maxPool2d(kernel: 2, padding: 1) }
  ),
  (
    "pooling's divisor", "the divisor must not be 0",
    {
      _ = Tensor.rand([1, 1, 4, 4]).avgPool2d(kernel: 2, divisor: 0)
    }
  ),
  ("output padding", "smaller than the stride", { transposed(outputPadding: 1) }),
  ("output padding < 0", "must not be negative", { transposed(outputPadding: -1) }),
  ("transposed stride", "conv_transpose2d: shape", { transposed(stride: Pair(1 << 31)) }),
  (
    "full 1e30", "full: 1e+30 is not a number that int32",
    { _ = Tensor.full([2], 1e30, dtype: .int32) }
  ),
  ("full NaN", "full: nan", { _ = Tensor.full([2], Double.nan, dtype: .int64) }),
  ("full 2^40", "int32 can hold", { _ = Tensor.full([2], 1 << 40, dtype: .int32) }),
  ("full float16", "float16 can hold", { _ = Tensor.full([2], 1e10, dtype: .float16) }),
  ("tensor of 1e30", "int64 can hold", { _ = Tensor([1e30], dtype: .int64) }),
  (
    "masked fill", "masked_fill: ",
    {
      _ = Tensor.ones([1], dtype: .int32).maskedFill(Tensor(booleans: [true]), 1e30)
    }
  ),
  (
    "float into integers", "which can't be written to int64",
    {
      Tensor.ones([2], dtype: .int64).addInPlace(.ones([2]))
    }
  ),
  (
    "integers scaled", "can't be scaled by 2.5",
    {
      Tensor.ones([2], dtype: .int64).addInPlace(.ones([2], dtype: .int64), scaledBy: 2.5)
    }
  ),
  (
    "integers by 0", "can't be divided by 0",
    { _ = Tensor.ones([2], dtype: .int64).div(0, rounding: .floor) }
  ),
  ("huber", "huber_loss: ", { _ = Tensor.rand([2]).huberLoss(.ones([2]), delta: 0) }),
  ("smooth l1", "smooth_l1_loss: ", { _ = Tensor.rand([2]).smoothL1Loss(.ones([2]), beta: -1) }),
  (
    "smoothing", "label smoothing",
    {
      _ = Tensor.rand([2, 3]).crossEntropy(Tensor(integers: [0, 1]), labelSmoothing: 1.5)
    }
  ),
  (
    "gradient's shape", "gradient: a tensor of shape [1000]",
    { Tensor.rand([1000]).gradient = Tensor([1, 2]) }
  ),
  (
    "gradient's type", "a gradient of type float64",
    { Tensor.rand([2]).gradient = Tensor([1, 2], dtype: .float64) }
  ),
  (
    "its own gradient", "its own gradient",
    {
      let x = Tensor.rand([2])
      x.gradient = x
    }
  ),
]

private func conv(
  stride: Pair = 1, padding: Padding = 0, dilation: Pair = 1, groups: Int = 1
) {
  _ = Tensor.rand([1, 1, 4, 4]).conv2d(
    .rand([1, 1, 2, 2]), stride: stride, padding: padding, dilation: dilation, groups: groups)
}

private func transposed(stride: Pair = 1, outputPadding: Pair = 0) {
  _ = Tensor.rand([1, 1, 4, 4]).convTranspose2d(
    .rand([1, 1, 2, 2]), stride: stride, outputPadding: outputPadding)
}

@Suite struct HostileSizeTests {
  @Test(arguments: misuses.indices)
  func stopWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index] in misuses[index].run()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(misuses[index].sentence), "\(misuses[index].name): \(text.prefix(300))")
  }

  @Test func largeNumbersThatMeanSomething() {
    let x = Tensor.arange(0, 5)
    #expect(x[2...Int.max].doubles() == [2, 3, 4])
    #expect(x[-3 ... -1].doubles() == [2, 3, 4])
    #expect(x[Indexing.slice(start: nil, end: nil, step: .max)].doubles() == [0])
    #expect(x[Indexing.slice(start: .min, end: .max, step: 3)].doubles() == [0, 3])
    #expect(x.split(size: .max).map(\.count) == [5])
    #expect(x.chunk(.max).map(\.count) == [1, 1, 1, 1, 1])
    #expect(Tensor.ones([2, 2]).tril(diagonal: .max).doubles() == [1, 1, 1, 1])
    #expect(Tensor.ones([2, 2]).triu(diagonal: .max).doubles() == [0, 0, 0, 0])
    #expect(Tensor.rand([1]).expand([1 << 62]).shape == [1 << 62])
    #expect(Tensor.zeros([0, 1 << 60]).count == 0)
    let integers = Tensor.randint(.min, .max, [100], generator: Generator(seed: 1)).integers()
    #expect(integers.contains { $0 < 0 } && integers.contains { $0 > 0 })
  }

  /// As in PyTorch, a window that steps over the whole image has no largest element.
  @Test func aWindowThatSeesNothing() {
    let x = Tensor.ones([1, 1, 4, 4])
    x.requiresGradient = true
    let y = x.maxPool2d(kernel: 2, padding: 1, dilation: 5)
    #expect(y.doubles() == [-.infinity])
    y.sum().backward()
    #expect(x.gradient!.doubles() == [Double](repeating: 0, count: 16))
  }

  @Test func theMeanOfNoSamplesIsNotANumber() {
    let scores = Tensor.zeros([0, 3])
    let classes = Tensor(integers: [], shape: [0])
    #expect(scores.crossEntropy(classes).item().isNaN)
    #expect(scores.crossEntropy(classes, weight: .ones([3])).item().isNaN)
    #expect(scores.crossEntropy(classes, labelSmoothing: 0.1).item().isNaN)
    #expect(scores.crossEntropy(.zeros([0, 3])).item().isNaN)
    #expect(scores.nllLoss(classes).item().isNaN)
    #expect(scores.crossEntropy(classes, reduction: .sum).item() == 0)
  }
}
