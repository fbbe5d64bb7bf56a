import Smolgrad
import SmolgradNN

/// An LSTM over embedded tokens, and a class for each step.
final class Tagger: Module {
  let embedding: Embedding
  let lstm: LSTM
  let head: Linear

  init(_ generator: Generator) {
    embedding = Embedding(9, 4, generator: generator)
    lstm = LSTM(4, 5, layers: 2, batchFirst: true, generator: generator)
    head = Linear(5, 3, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor { head(lstm(embedding(x))) }
}

/// A block of a transformer.
final class TransformerBlock: Module {
  let ln_1: LayerNorm
  let attn: CausalSelfAttention
  let ln_2: LayerNorm
  let mlp: Sequential

  init(_ width: Int, heads: Int, context: Int, _ generator: Generator) {
    ln_1 = LayerNorm(width)
    attn = CausalSelfAttention(
      width, heads: heads, context: context, attentionDropout: 0, outputDropout: 0,
      generator: generator)
    ln_2 = LayerNorm(width)
    mlp = Sequential(
      Linear(width, 4 * width, generator: generator), GELU(),
      Linear(4 * width, width, generator: generator))
  }

  override func forward(_ x: Tensor) -> Tensor {
    let x = x + attn(ln_1(x))
    return x + mlp(ln_2(x))
  }
}

/// A small GPT.
final class GPT: Module {
  let wte: Embedding
  let wpe: Embedding
  let blocks: [TransformerBlock]
  let lnF: LayerNorm
  let head: Linear

  init(
    tokens: Int, width: Int, heads: Int, layers: Int, context: Int, _ generator: Generator
  ) {
    wte = Embedding(tokens, width, generator: generator)
    wpe = Embedding(context, width, generator: generator)
    blocks = (0..<layers).map { _ in
      TransformerBlock(width, heads: heads, context: context, generator)
    }
    lnF = LayerNorm(width)
    head = Linear(width, tokens, bias: false, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    let positions = Tensor(integers: Array(0..<x.shape[1]))
    let x = wte(x) + wpe(positions)
    return head(lnF(blocks.reduce(x) { $1($0) }))
  }
}
