import Smolgrad
import Testing

/// bfloat16 is computed in single precision and rounded once; the values are those of PyTorch 2.15.
struct BFloat16Tests {
  @Test(
    "Numbers are rounded to the nearest, and of two that are as near to the even one",
    arguments: [
      (1.00390625, 1), (1.01171875, 1.015625), (-1.00390625, -1), (1.0039063, 1),
      (0.1, 0.10009765625),
      (70000, 70144), (3.38953139e38, 3.3895313892515355e38), (3.3961775292304957e38, .infinity),
      (-3.4e38, -.infinity), (1e-40, 9.183549615799121e-41), (4.591774807899561e-41, 0),
      (4.6e-41, 9.183549615799121e-41), (1.3775324423698682e-40, 1.8367099231598242e-40),
      (1e-50, 0),
      (.infinity, .infinity), (.nan, .nan), (-0.0, -0.0),
    ])
  func rounding(number: Double, expected: Double) {
    for dtype in [DType.float32, .float64] {
      let result = Tensor([number, 1], shape: [2], dtype: dtype).bfloat16().doubles()[0]
      #expect(result == expected || result.isNaN && expected.isNaN)
      #expect(result.sign == expected.sign || result.isNaN)
    }
  }

  @Test func integersAreConverted() {
    let integers = Tensor(integers: [257, 258, 259, -16_777_217, 1 << 62 + 1])
    #expect(
      integers.bfloat16().doubles() == [256, 258, 260, -16_777_216, 4.611686018427388e18])
    let numbers = Tensor([1.7, -300.5, .nan]).bfloat16()
    #expect(numbers.cast(to: .int64).integers() == [1, -300, .min])
    let truths = Tensor([0, -0.0, .nan, 1e-40]).bfloat16().cast(to: .bool)
    #expect(truths.integers() == [0, 0, 1, 1])
  }

  @Test func everyPatternOfBitsIsItself() {
    let bits = (0...UInt16.max).map { $0 }
    let tensor = bits.withUnsafeBytes { Tensor(bytes: $0, shape: [65536], dtype: .bfloat16) }
    #expect(tensor.dtype == .bfloat16 && tensor.dtype.byteCount == 2)
    for (pattern, value) in zip(bits, tensor.doubles()) {
      let expected = Double(Float(bitPattern: UInt32(pattern) << 16))
      guard value != expected else { continue }
      #expect(value.isNaN && expected.isNaN, "\(pattern)")
    }
    tensor.float().bfloat16().withBytes { back in
      for (pattern, own) in zip(bits, back.bindMemory(to: UInt16.self)) where own != pattern {
        #expect(pattern & 0x7fff > 0x7f80, "\(pattern)")
      }
    }
  }

  @Test(
    "Operations and their gradients",
    arguments: [
      ("add", [1, 2, 3.015625, 256, 3.09375], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
      (
        "mul", [0.00390625, 0.015625, 0.030029296875, 256, 0.30078125],
        [0.00390625, 0.0078125, 0.010009765625, 1, 3], [1, 2, 3, 256, 0.10009765625]
      ),
      (
        "div", [256, 256, 300, 256, 0.033447265625], [256, 128, 100, 1, 0.333984375],
        [-65536, -32768, -29952, -256, -0.01116943359375]
      ),
      ("scalar", [1.5, 3, 4.5, 384, 0.150390625], [1.5], []),
      ("sum", [262], [1], []), ("mean", [52.5], [0.2001953125], []),
      ("norm", [256], [0.00390625, 0.0078125, 0.01171875, 1, 0.0003910064697265625], []),
      ("cumsum", [1, 3, 6, 262, 262], [5, 4, 3, 2, 1], []),
      (
        "matmul", [256], [0.00390625, 0.0078125, 0.010009765625, 1, 3],
        [1, 2, 3, 256, 0.10009765625]
      ),
    ])
  func operations(
    name: String, values: [Double], gradients: [Double], others: [Double]
  ) throws {
    let x = Tensor([1, 2, 3, 256, 0.1], shape: [5], dtype: .bfloat16)
    let y = Tensor([0.00390625, 0.0078125, 0.01, 1, 3], shape: [5], dtype: .bfloat16)
    x.requiresGradient = true
    y.requiresGradient = true
    let result =
      switch name {
      case "add": x + y
      case "mul": x * y
      case "div": x / y
      case "scalar": x * 1.5
      case "sum": x.sum()
      case "mean": x.mean()
      case "norm": x.norm()
      case "cumsum": x.cumsum(dim: 0)
      default: x.reshape([1, 5]).matmul(y.reshape([5, 1]))
      }
    #expect(result.dtype == .bfloat16)
    #expect(result.doubles() == values)
    result.sum().backward()
    for (leaf, expected) in [(x, gradients), (y, others)] where !expected.isEmpty {
      let gradient = try #require(leaf.gradient)
      #expect(gradient.dtype == .bfloat16)
      let all = expected.count == 1 ? Array(repeating: expected[0], count: 5) : expected
      // PyTorch rounds in the middle of some gradients: one step of the type.
      for (a, b) in zip(gradient.doubles(), all) { #expect(abs(a - b) <= 0x1p-7 * abs(b)) }
    }
  }

  @Test func longSumsAreRoundedOnce() {
    let ones = Tensor.ones([1000], dtype: .bfloat16)
    #expect(ones.sum().item() == 1000)
    #expect((ones * 0.1).sum().item() == 100)
    #expect(ones.reshape([1, 1000]).matmul(ones.reshape([1000, 1])).item() == 1000)
    #expect(ones[..<301].sum().item() == 300)
    #expect(ones[..<301].mean().item() == 1)
  }

  @Test func typesArePromotedAsInPyTorch() {
    let x = Tensor([1], shape: [1], dtype: .bfloat16)
    #expect((x + Tensor([1]).half()).dtype == .float32)
    #expect((Tensor([1]).half() + x).dtype == .float32)
    #expect((x + Tensor(integers: [1])).dtype == .bfloat16)
    #expect((x + Tensor(integers: [1]).cast(to: .bool)).dtype == .bfloat16)
    #expect((x + Tensor([1])).dtype == .float32)
    #expect((x + Tensor([1]).double()).dtype == .float64)
    #expect((x + 2.5).dtype == .bfloat16 && (x + 2).dtype == .bfloat16)
    #expect(Tensor.cat([x, Tensor([1]).half()]).dtype == .float32)
  }

  @Test func gradientsComeBackInTheTypeOfTheirTensor() throws {
    let x = Tensor([1, 2], requiresGradient: true)
    (x.bfloat16() * 1.5).sum().backward()
    let gradient = try #require(x.gradient)
    #expect(gradient.dtype == .float32 && gradient.doubles() == [1.5, 1.5])
  }
}
