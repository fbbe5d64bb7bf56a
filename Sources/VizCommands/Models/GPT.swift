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
    ],
    fitting: { try $0.fit($2, chosen: $1) }
  ) { settings in
    try settings.check()
    let generator = Generator(seed: UInt64(settings.seed))
    let model = weights(
      of: GPT(settings, generator: generator), format: settings.fileFormat)
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
///
/// Properties have the names that GPT-2's published weights give them.
final class GPT: Module {
  struct Settings {
    var layers = 2
    var heads = 2
    var embedding = 32
    var context = 8
    var vocabulary = 50257
    var batch = 1
    var dropout = 0.0
    var seed = 1
    /// The rows of the table of positions; as many as the context has tokens, unless weights have more.
    var positions: Int?
    /// What layer normalization adds to the variance.
    var epsilon = 1e-5

    func check() throws(ModelError) {
      guard embedding.isMultiple(of: heads) else {
        let below = embedding / heads * heads
        let near = below > 0 ? "\(below) or \(below + heads)" : "\(heads)"
        throw ModelError(
          "an embedding of \(embedding) can't be divided among \(heads) heads; try \(near)")
      }
      let (width, texts, steps) = (Double(embedding), Double(batch), Double(context))
      let weights =
        12 * Double(layers) * width * width + width * Double(vocabulary + (positions ?? context))
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
  let ln_f: LayerNorm
  let lm_head: Linear

  init(_ settings: Settings, generator: Generator) {
    let width = settings.embedding
    wte = Embedding(settings.vocabulary, width, generator: generator)
    wpe = Embedding(settings.positions ?? settings.context, width, generator: generator)
    drop = Dropout(settings.dropout, generator: generator)
    h = (0..<settings.layers).map { _ in GPTBlock(settings, generator: generator) }
    ln_f = LayerNorm(width, epsilon: settings.epsilon)
    lm_head = Linear(width, settings.vocabulary, bias: false, generator: generator)
    super.init()
    lm_head.weight = wte.weight
    // What drops nothing is left out of the figure.
    train(settings.dropout > 0)
    initialize(layers: settings.layers, generator: generator)
  }

  /// GPT-2's initial weights: smaller ones at the end of each way around which a residual goes.
  private func initialize(layers: Int, generator: Generator) {
    for (path, parameter) in namedParameters() {
      if path.hasSuffix("bias") {
        parameter.initialize(.zeros)
      } else if path.hasSuffix("c_proj.weight") {
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
    return lm_head(ln_f(h.reduce(x) { $1($0) }))
  }
}

/// Attention and a perceptron, each with a residual around it.
final class GPTBlock: Module {
  let ln_1: LayerNorm
  let attn: CausalSelfAttention
  let ln_2: LayerNorm
  let mlp: Perceptron

  init(_ settings: GPT.Settings, generator: Generator) {
    let (width, dropout) = (settings.embedding, settings.dropout)
    ln_1 = LayerNorm(width, epsilon: settings.epsilon)
    attn = CausalSelfAttention(
      width, heads: settings.heads, context: settings.context, attentionDropout: dropout,
      outputDropout: dropout, generator: generator)
    ln_2 = LayerNorm(width, epsilon: settings.epsilon)
    mlp = Perceptron(width, dropout: dropout, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    let x = x + attn(ln_1(x))
    return x + mlp(ln_2(x))
  }

  /// Two linear layers, four times as wide between them.
  final class Perceptron: Module {
    let c_fc: Linear
    let gelu = GELU(.tanh)
    let c_proj: Linear
    let dropout: Dropout

    init(_ width: Int, dropout probability: Double, generator: Generator) {
      c_fc = Linear(width, 4 * width, generator: generator)
      c_proj = Linear(4 * width, width, generator: generator)
      dropout = Dropout(probability, generator: generator)
    }

    override func forward(_ x: Tensor) -> Tensor { dropout(c_proj(gelu(c_fc(x)))) }
  }
}
