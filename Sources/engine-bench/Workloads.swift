import Smolgrad

/// Something to measure, whose name the peers know it by too.
struct Workload {
  let name: String
  let measure: () -> Double
}

var workloads: [Workload] {
  [
    Workload(name: "node") { nodeTime() },
    Workload(name: "micrograd expression") { seconds(repetitions: 200) { expression() } },
    Workload(name: "two-waves MLP") { twoWaves() },
    Workload(name: "MLP 784-256-128-10") { mlp() },
    Workload(name: "GPT stack") { gpt() },
    Workload(name: "matmul 256") { matmul(256) },
    Workload(name: "matmul 1024") { matmul(1024) },
    Workload(name: "bare BLAS 1024") { Machine.product(size: 1024) },
    Workload(name: "uniform 16M") { seconds { _ = Tensor.uniform([1 << 24]) } },
    Workload(name: "normal 16M") { seconds { _ = Tensor.randn([1 << 24]) } },
    Workload(name: "weights of GPT-2") { gpt2Weights() },
    Workload(name: "MLP 784-256-128-10 float16") { mlp(.float16) },
    Workload(name: "GPT stack float16") { gpt(.float16) },
    Workload(name: "matmul 256 float16") { matmul(256, .float16) },
    Workload(name: "GPT stack bfloat16") { gpt(.bfloat16) },
  ] + elementwise(lengths, of: .float32, suffix: "")
    + elementwise(lengths.filter { $0.label == "1M" }, of: .float16, suffix: " float16")
}

/// One scalar operation built, differentiated and released: a chain of 10,000, divided by its length.
private func nodeTime() -> Double {
  let x = Tensor(1.000001, requiresGradient: true)
  return seconds {
    var y = x
    for _ in 0..<10_000 { y = y * x }
    y.backward()
    x.zeroGradient()
  } / 10_000
}

private func expression() {
  let a = Tensor(-4.0, requiresGradient: true)
  let b = Tensor(2.0, requiresGradient: true)
  var c = a + b
  var d = a * b + b ** 3
  c = c + (c + 1)
  c = c + (1 + c + -a)
  d = d + (d * 2 + (b + a).relu())
  d = d + (3 * d + (b - a).relu())
  let e = c - d
  let f = e ** 2
  var g = f / 2.0
  g = g + 10.0 / f
  g.backward()
}

private func parameter(_ shape: [Int], _ scale: Double, _ dtype: DType = .float32) -> Tensor {
  let tensor = Tensor.uniform(shape, from: -scale, to: scale, dtype: dtype)
  tensor.requiresGradient = true
  tensor.role = .parameter
  return tensor
}

/// The random numbers of GPT-2's 124 million initial weights, those of its layers and then its own.
private func gpt2Weights() -> Double {
  let width = 768
  let block = [[3 * width, width], [width, width], [4 * width, width], [width, 4 * width]]
  return seconds {
    var weights = [[50257, width], [1024, width]].map { Tensor.randn($0) }
    for shape in Array(repeating: block, count: 12).joined() {
      weights.append(.uniform(shape, from: -0.04, to: 0.04))
    }
    _ = Tensor.uniform([50257, width], from: -0.04, to: 0.04)
    for weight in weights { weight.assign(.randn(weight.shape, deviation: 0.02)) }
  }
}

private func descend(_ parameters: [Tensor], rate: Double) {
  withoutGradients {
    for parameter in parameters {
      parameter.addInPlace(parameter.gradient!, scaledBy: -rate)
      parameter.zeroGradient()
    }
  }
}

private func twoWaves() -> Double {
  let x = Tensor.randn([400, 2])
  let y = Tensor.bernoulli([400, 1], probability: 0.5)
  let w = [parameter([5, 2], 0.7), parameter([10, 5], 0.4), parameter([1, 10], 0.3)]
  let b = [parameter([5], 0.7), parameter([10], 0.4), parameter([1], 0.3)]
  return seconds(repetitions: 100) {
    let h = x.linear(w[0], bias: b[0]).relu().linear(w[1], bias: b[1]).relu()
    h.linear(w[2], bias: b[2]).sigmoid().binaryCrossEntropy(y).backward()
    descend(w + b, rate: 0.1)
  }
}

private func mlp(_ dtype: DType = .float32) -> Double {
  let x = Tensor.randn([128, 784], dtype: dtype)
  let y = Tensor.randint(0, 10, [128])
  let sizes = [784, 256, 128, 10]
  let w = (0..<3).map { parameter([sizes[$0 + 1], sizes[$0]], 0.05, dtype) }
  let b = (0..<3).map { parameter([sizes[$0 + 1]], 0.05, dtype) }
  return seconds(repetitions: 10) {
    let h = x.linear(w[0], bias: b[0]).relu().linear(w[1], bias: b[1]).relu()
    h.linear(w[2], bias: b[2]).crossEntropy(y).backward()
    descend(w + b, rate: 0.01)
  }
}

private func gpt(_ dtype: DType = .float32) -> Double {
  let (batch, context, width, heads, layers, vocabulary) = (8, 64, 128, 4, 4, 65)
  let tokens = Tensor.randint(0, vocabulary, [batch, context])
  let targets = Tensor.randint(0, vocabulary, [batch * context])
  let embedding = parameter([vocabulary, width], 0.1, dtype)
  let positions = parameter([context, width], 0.1, dtype)
  let blocks = (0..<layers).map { _ in Block(width: width, heads: heads, dtype) }
  let (weight, bias) = (parameter([width], 1, dtype), parameter([width], 0.1, dtype))
  let head = parameter([vocabulary, width], 0.1, dtype)
  let all = [embedding, positions, weight, bias, head] + blocks.flatMap(\.parameters)
  return seconds(rounds: 5, repetitions: 2) {
    var x = Tensor.embedding(tokens, weight: embedding) + positions
    for block in blocks { x = block(x) }
    x = x.layerNorm([width], weight: weight, bias: bias).linear(head)
    x.reshape(batch * context, vocabulary).crossEntropy(targets).backward()
    descend(all, rate: 0.01)
  }
}

/// A transformer block with the normalization in front: attention, then a perceptron with GELU.
private struct Block {
  let width: Int
  let heads: Int
  let norm: [Tensor], attention: [Tensor], perceptron: [Tensor]
  var parameters: [Tensor] { norm + attention + perceptron }

  init(width: Int, heads: Int, _ dtype: DType) {
    (self.width, self.heads) = (width, heads)
    norm = (0..<4).map { _ in parameter([width], 1, dtype) }
    attention = [
      parameter([3 * width, width], 0.1, dtype), parameter([3 * width], 0.1, dtype),
      parameter([width, width], 0.1, dtype),
      parameter([width], 0.1, dtype),
    ]
    perceptron = [
      parameter([4 * width, width], 0.1, dtype), parameter([4 * width], 0.1, dtype),
      parameter([width, 4 * width], 0.1, dtype), parameter([width], 0.1, dtype),
    ]
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let (batch, context) = (x.shape[0], x.shape[1])
    let qkv = x.layerNorm([width], weight: norm[0], bias: norm[1])
      .linear(attention[0], bias: attention[1]).split(size: width, dim: 2)
    let parts = qkv.map { $0.reshape(batch, context, heads, width / heads).transpose(1, 2) }
    let y = parts[0].scaledDotProductAttention(parts[1], parts[2], isCausal: true)
      .transpose(1, 2).reshape(batch, context, width)
    let h = x + y.linear(attention[2], bias: attention[3])
    return h
      + h.layerNorm([width], weight: norm[2], bias: norm[3])
      .linear(perceptron[0], bias: perceptron[1]).gelu()
      .linear(perceptron[2], bias: perceptron[3])
  }
}

private func matmul(_ size: Int, _ dtype: DType = .float32) -> Double {
  let (a, b) = (
    Tensor.randn([1024, 1024], dtype: dtype), Tensor.randn([1024, 1024], dtype: dtype)
  )
  return withoutGradients { seconds(rounds: 5) { _ = a • b } }
}

private let lengths = [
  (label: "4K", count: 4096), (label: "64K", count: 65_536), (label: "1M", count: 1 << 20),
  (label: "16M", count: 1 << 24),
]

private func elementwise(
  _ lengths: [(label: String, count: Int)], of dtype: DType, suffix: String
) -> [Workload] {
  let functions: [(String, (Tensor, Tensor) -> Tensor)] = [
    ("exp", { a, _ in a.exp() }), ("log", { a, _ in a.log() }), ("tanh", { a, _ in a.tanh() }),
    ("sigmoid", { a, _ in a.sigmoid() }), ("gelu", { a, _ in a.gelu() }), ("add", { $0 + $1 }),
    ("mul", { $0 * $1 }), ("relu", { a, _ in a.relu() }), ("sum", { a, _ in a.sum() }),
  ]
  return lengths.flatMap { label, count in
    functions.map { name, function in
      Workload(name: "\(name) \(label)\(suffix)") {
        let a = Tensor.uniform([count], from: 0.1, to: 2, dtype: dtype)
        let b = Tensor.uniform([count], from: 0.1, to: 2, dtype: dtype)
        return withoutGradients {
          seconds(repetitions: max(1, (1 << 21) / count)) { _ = function(a, b) }
        }
      }
    }
  }
}
