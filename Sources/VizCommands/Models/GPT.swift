import Smolgrad
import SmolgradNN

extension Model {
  /// GPT-2 by Radford and others (2019), small: with 12 layers, 12 heads and an embedding of 768 it is the original of 124 million weights.
  static let gpt = Model(
    name: "gpt", summary: "a GPT-2 that predicts each next token",
    defaults: GPT.Settings(),
    options: [
      ModelOption("layers", \.layers, in: 1...1000, help: "the blocks of attention and perceptron"),
      ModelOption("heads", \.heads, in: 1...1024, help: "the heads of an attention"),
      ModelOption(
        "embedding", \.embedding, in: 1...65536,
        help: "the numbers that stand for a token, a multiple of the heads"),
      ModelOption("context", \.context, in: 1...65536, help: "the tokens of a text"),
      ModelOption("vocabulary", \.vocabulary, in: 2...1_000_000, help: "the different tokens"),
      ModelOption("batch", \.batch, in: 1...1024, help: "the texts of a step"),
      ModelOption("dropout", \.dropout, in: 0...0.9, help: "the share that is dropped"),
      .seed(\.seed),
    ]
  ) { settings in
    try settings.check()
    let generator = Generator(seed: UInt64(settings.seed))
    let model = weights(of: GPT(settings, generator: generator))
    let (batch, context) = (settings.batch, settings.context)
    let text = Tensor.randint(
      0, settings.vocabulary, [batch, context + 1], generator: generator)
    let (tokens, targets) = withoutGradients {
      (text[.all, ..<context], text[.all, 1...])
    }

    let logits = model(input("tokens", tokens, below: settings.vocabulary)).named("logits")
    let loss = CrossEntropyLoss()(
      logits.flatten(end: 1),
      input("targets", withoutGradients { targets.flatten() }, below: settings.vocabulary)
    ).named("loss")

    loss.backward()
    return loss
  }
}

/// Embeddings of tokens and positions, blocks, and a head that shares its weight with the tokens' embedding.
private final class GPT: Module {
  struct Settings {
    var layers = 2
    var heads = 2
    var embedding = 32
    var context = 8
    var vocabulary = 50257
    var batch = 1
    var dropout = 0.0
    var seed = 1

    func check() throws(ModelError) {
      guard embedding.isMultiple(of: heads) else {
        let below = embedding / heads * heads
        let near = below > 0 ? "\(below) or \(below + heads)" : "\(heads)"
        throw ModelError(
          "an embedding of \(embedding) can't be divided among \(heads) heads; try \(near)")
      }
      let (width, texts, steps) = (Double(embedding), Double(batch), Double(context))
      let weights =
        12 * Double(layers) * width * width + width * Double(vocabulary + context)
      let activations =
        texts * steps * Double(layers) * (30 * width + 4 * Double(heads) * steps)
        + 3 * texts * steps * Double(vocabulary)
      try Model.check(elements: weights + activations)
    }
  }

  let wte: Embedding
  let wpe: Embedding
  let drop: Dropout
  let h: [GPTBlock]
  let lnF: LayerNorm
  let lmHead: Linear

  init(_ settings: Settings, generator: Generator) {
    let width = settings.embedding
    wte = Embedding(settings.vocabulary, width, generator: generator)
    wpe = Embedding(settings.context, width, generator: generator)
    drop = Dropout(settings.dropout, generator: generator)
    h = (0..<settings.layers).map { _ in GPTBlock(settings, generator: generator) }
    lnF = LayerNorm(width)
    lmHead = Linear(width, settings.vocabulary, bias: false, generator: generator)
    super.init()
    lmHead.weight = wte.weight
    // What drops nothing is left out of the figure.
    train(settings.dropout > 0)
    initialize(layers: settings.layers, generator: generator)
  }

  /// GPT-2's initial weights: smaller ones at the end of each way around which a residual goes.
  private func initialize(layers: Int, generator: Generator) {
    for (path, parameter) in namedParameters() {
      if path.hasSuffix("bias") {
        parameter.initialize(.zeros)
      } else if path.hasSuffix("cProj.weight") {
        let deviation = 0.02 / Double(2 * layers).squareRoot()
        parameter.initialize(.normal(deviation: deviation), generator: generator)
      } else if parameter.rank > 1 {
        parameter.initialize(.normal(deviation: 0.02), generator: generator)
      }
    }
  }

  override func forward(_ tokens: Tensor) -> Tensor {
    let positions = Tensor(integers: Array(0..<tokens.shape[1])).named("positions")
    let x = drop(wte(tokens) + wpe(positions))
    return lmHead(lnF(h.reduce(x) { $1($0) }))
  }
}

/// Attention and a perceptron, each with a residual around it.
private final class GPTBlock: Module {
  let ln1: LayerNorm
  let attn: CausalSelfAttention
  let ln2: LayerNorm
  let mlp: Perceptron

  init(_ settings: GPT.Settings, generator: Generator) {
    let (width, dropout) = (settings.embedding, settings.dropout)
    ln1 = LayerNorm(width)
    attn = CausalSelfAttention(
      width, heads: settings.heads, context: settings.context, attentionDropout: dropout,
      outputDropout: dropout, generator: generator)
    ln2 = LayerNorm(width)
    mlp = Perceptron(width, dropout: dropout, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    let x = x + attn(ln1(x))
    return x + mlp(ln2(x))
  }

  /// Two linear layers, four times as wide between them.
  final class Perceptron: Module {
    let cFc: Linear
    let gelu = GELU(.tanh)
    let cProj: Linear
    let dropout: Dropout

    init(_ width: Int, dropout probability: Double, generator: Generator) {
      cFc = Linear(width, 4 * width, generator: generator)
      cProj = Linear(4 * width, width, generator: generator)
      dropout = Dropout(probability, generator: generator)
    }

    override func forward(_ x: Tensor) -> Tensor { dropout(cProj(gelu(cFc(x)))) }
  }
}
