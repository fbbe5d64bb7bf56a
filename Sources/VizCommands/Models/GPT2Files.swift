import Smolgrad
import SmolgradNN

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `config.json` of Hugging Face's transformers, as far as it is about what a GPT-2 computes.
struct GPT2Configuration: Codable {
  var modelType: String?
  var architectures: [String]?
  var layers: Int?
  var heads: Int?
  var embedding: Int?
  var positions: Int?
  var vocabulary: Int?
  var inner: Int?
  var activation: String?
  var epsilon: Double?
  var scalesScores: Bool?
  var scalesByLayer: Bool?
  var hasCrossAttention: Bool?
  var isTied: Bool?
  var dropout: Double?
  var attentionDropout: Double?
  var residualDropout: Double?

  enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case architectures
    case layers = "n_layer"
    case heads = "n_head"
    case embedding = "n_embd"
    case positions = "n_positions"
    case vocabulary = "vocab_size"
    case inner = "n_inner"
    case activation = "activation_function"
    case epsilon = "layer_norm_epsilon"
    case scalesScores = "scale_attn_weights"
    case scalesByLayer = "scale_attn_by_inverse_layer_idx"
    case hasCrossAttention = "add_cross_attention"
    case isTied = "tie_word_embeddings"
    case dropout = "embd_pdrop"
    case attentionDropout = "attn_pdrop"
    case residualDropout = "resid_pdrop"
  }

  /// Makes sure that it describes what the model `gpt` computes, with vectors of this length.
  func check(embedding: Int) throws(CommandError) {
    func require<Value: Equatable>(_ key: CodingKeys, _ value: Value?, _ known: Value...)
      throws(CommandError)
    {
      guard let value, !known.contains(value) else { return }
      throw CommandError(
        "config.json beside the weights has \(key.rawValue) '\(value)'; this GPT-2 computes with '\(known[0])'"
      )
    }
    try require(.modelType, modelType, "gpt2")
    try require(.activation, activation, "gelu_new", "gelu_pytorch_tanh")
    try require(.inner, inner, 4 * embedding)
    try require(.scalesScores, scalesScores, true)
    try require(.scalesByLayer, scalesByLayer, false)
    try require(.hasCrossAttention, hasCrossAttention, false)
    try require(.isTied, isTied, true)
  }
}

extension GPT.Settings {
  /// What stands in front of GPT-2's names in files of the model with its head.
  private static let prefix = "transformer."

  /// Takes the sizes from weights, and the heads, which no size tells, from what lies beside them.
  ///
  /// - Parameters:
  ///   - weights: what the user gave.
  ///   - chosen: the options that the user gave, which must agree.
  mutating func fit(_ weights: GivenWeights, chosen: Set<String>) throws {
    let tensors = WeightFormat(prefix: Self.prefix).named(weights.tensors)
    func shape(_ name: String) throws(CommandError) -> [Int] {
      guard let tensor = tensors[name] else {
        let names = weights.tensors.keys.sorted().prefix(3).joined(separator: ", ")
        throw CommandError(
          "the weights are not those of a GPT-2: there is no \(name) among the \(weights.tensors.count) tensors, which are called \(names) and so on"
        )
      }
      guard tensor.rank == 2 else {
        throw CommandError("\(name) has shape \(tensor.shape); it must be a matrix")
      }
      return tensor.shape
    }
    let (tokens, positionTable) = (try shape("wte.weight"), try shape("wpe.weight"))
    let blocks = Set(
      tensors.keys.compactMap { name in
        let words = name.split(separator: ".")
        return words.count > 2 && words[0] == "h" ? Int(words[1]) : nil
      })
    guard tokens[0] >= 2, tokens[1] >= 1, positionTable[0] >= 1, (1...1000).contains(blocks.count)
    else {
      throw CommandError(
        "these weights are of no size that a GPT-2 has: wte.weight has shape \(tokens), wpe.weight \(positionTable), and there are \(blocks.count) blocks"
      )
    }
    try take(\.vocabulary, "vocabulary", tokens[0], chosen)
    try take(\.embedding, "embedding", tokens[1], chosen)
    try take(\.layers, "layers", blocks.count, chosen)
    positions = positionTable[0]
    if chosen.contains("context"), context > positionTable[0] {
      throw ModelError("context is \(positionTable[0]) at most with these weights, not \(context)")
    }
    context = min(context, positionTable[0])

    let configuration = try weights.configuration(GPT2Configuration.self)
    try configuration?.check(embedding: embedding)
    if let epsilon = configuration?.epsilon { self.epsilon = epsilon }
    if let known = configuration?.heads ?? weights.metadata["n_head"].flatMap({ Int($0) }) {
      guard (1...1024).contains(known) else {
        throw CommandError("config.json beside the weights has n_head \(known); it is 1 to 1024")
      }
      try take(\.heads, "heads", known, chosen)
    } else if !chosen.contains("heads") {
      throw ModelError(
        "heads must be given: the weights do not tell their number, and no config.json lies beside them"
      )
    }
  }

  private mutating func take(
    _ setting: WritableKeyPath<Self, Int>, _ option: String, _ value: Int, _ chosen: Set<String>
  ) throws(ModelError) {
    guard !chosen.contains(option) || self[keyPath: setting] == value else {
      throw ModelError("\(option) is \(value) in these weights, not \(self[keyPath: setting])")
    }
    self[keyPath: setting] = value
  }

  /// GPT-2's files as Hugging Face publishes them: matrices of linear layers lie as (inputs, outputs), masks are left out, and the head
  /// is the table of tokens.
  var fileFormat: WeightFormat {
    let configuration = GPT2Configuration(
      modelType: "gpt2", architectures: ["GPT2LMHeadModel"], layers: layers, heads: heads,
      embedding: embedding, positions: positions ?? context, vocabulary: vocabulary,
      activation: "gelu_new", epsilon: epsilon, isTied: true, dropout: dropout,
      attentionDropout: dropout, residualDropout: dropout)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return WeightFormat(
      prefix: Self.prefix,
      isTransposed: { name in
        ["c_attn.weight", "c_proj.weight", "c_fc.weight"].contains { name.hasSuffix($0) }
      },
      isLeftOut: { $0 == "lm_head.weight" || $0.hasSuffix("attn.mask") },
      // Numbers and texts are always JSON.
      metadata: ["format": "pt", "n_head": "\(heads)"],
      configuration: try! encoder.encode(configuration))
  }
}
