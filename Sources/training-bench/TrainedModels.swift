import Smolgrad
import SmolgradNN

/// A model with its data, made anew for each training run.
struct TrainedModel: Sendable {
  let name: String
  /// The module, and what computes its loss.
  let make: @Sendable () -> (Module, () -> Tensor)
}

/// The sizes of the models of `smolgrad-viz` of the same names.
let trainedModels = [
  TrainedModel(name: "mlp") {
    let generator = Generator(seed: 1)
    let model = Sequential(
      Linear(2, 5, generator: generator), ReLU(), Linear(5, 10, generator: generator), ReLU(),
      Linear(10, 1, generator: generator), Sigmoid())
    let x = Tensor.randn([8, 2], generator: generator)
    let y = Tensor.bernoulli([8, 1], probability: 0.5, generator: generator)
    return (model, { BCELoss()(model(x), y) })
  },
  TrainedModel(name: "cnn") {
    let generator = Generator(seed: 1)
    let model = Sequential(
      Conv2d(1, 6, kernel: 5, padding: 2, generator: generator), ReLU(), MaxPool2d(2),
      Conv2d(6, 16, kernel: 5, generator: generator), ReLU(), MaxPool2d(2), Flatten(),
      Linear(400, 120, generator: generator), ReLU(), Linear(120, 84, generator: generator),
      ReLU(), Linear(84, 10, generator: generator))
    let pictures = Tensor.randn([4, 1, 28, 28], generator: generator)
    let labels = Tensor.randint(0, 10, [4], generator: generator)
    return (model, { CrossEntropyLoss()(model(pictures), labels) })
  },
  TrainedModel(name: "gpt") {
    let generator = Generator(seed: 1)
    let (context, vocabulary, width) = (8, 50257, 32)
    let embedding = Embedding(vocabulary, width, generator: generator)
    let head = Linear(width, vocabulary, bias: false, generator: generator)
    head.weight = embedding.weight
    let blocks = (0..<2).map { _ in Block(width, context: context, generator: generator) }
    let model = Sequential([embedding] + blocks + [LayerNorm(width), head])
    let tokens = Tensor.randint(0, vocabulary, [1, context], generator: generator)
    let targets = Tensor.randint(0, vocabulary, [context], generator: generator)
    return (model, { CrossEntropyLoss()(model(tokens).flatten(end: 1), targets) })
  },
]

/// Attention and a perceptron, each with a residual around it.
private final class Block: Module {
  let attention: Sequential
  let perceptron: Sequential

  init(_ width: Int, context: Int, generator: Generator) {
    attention = Sequential(
      LayerNorm(width),
      CausalSelfAttention(
        width, heads: 2, context: context, attentionDropout: 0, outputDropout: 0,
        generator: generator))
    perceptron = Sequential(
      LayerNorm(width), Linear(width, 4 * width, generator: generator), GELU(.tanh),
      Linear(4 * width, width, generator: generator))
  }

  override func forward(_ x: Tensor) -> Tensor {
    let x = x + attention(x)
    return x + perceptron(x)
  }
}
