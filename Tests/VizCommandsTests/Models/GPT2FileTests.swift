import Foundation
import Smolgrad
import TensorFiles
import TestSupport
import Testing

@testable import VizCommands

/// GPT-2's files as `scripts/reference/gpt2_files.py` had transformers write them, and what transformers computes with them.
@Suite struct GPT2FileTests {
  private let folder: TemporaryFolder
  /// A line of the shell that runs the model with weights in the folder, on the tokens of the answers.
  private let line: String

  private static let reference = Bundle.module.bundleURL.appending(path: "Reference")

  init() throws {
    folder = try TemporaryFolder()
    for name in ["gpt2", "gpt2-shards"] {
      try FileManager.default.copyItem(
        at: Self.reference.appending(path: name), to: folder.file(name))
    }
    let answers = try Self.tensors(folder.file("gpt2/answers.safetensors"))
    let inputs = ["tokens", "targets"].map { name in
      let tensor = answers[name]!
      let numbers = tensor.integers().map(String.init).joined(separator: ",")
      return "--input '\(name)=long(\(tensor.rank == 2 ? "[[\(numbers)]]" : "[\(numbers)]"))'"
    }
    line = "\"$tool\" trace gpt --context 5 \(inputs.joined(separator: " "))"
  }

  private static func tensors(_ url: URL) throws -> [String: Tensor] {
    let file = try SafeTensors(data: Data(contentsOf: url))
    return Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
  }

  /// What the model computes with the weights that the words name.
  private func computed(_ words: String) throws -> [String: Tensor] {
    let output = try Tool.shell(
      "\(line) --weights \(words) --save-arrays own.safetensors -o gpt.json", in: folder)
    #expect(output.status == 0, "\(output.standardError)")
    return try Self.tensors(folder.file("own.safetensors"))
  }

  private func expectNear(_ own: Tensor?, _ expected: Tensor, _ name: String) throws {
    let own = try #require(own, "\(name)")
    #expect(own.shape == expected.shape, "\(name)")
    let scale = 1e-5 * expected.doubles().reduce(0) { max($0, abs($1)) }
    for (a, b) in zip(own.doubles(), expected.doubles()) { #expect(abs(a - b) < scale, "\(name)") }
  }

  @Test func computesWhatTransformersDoes() throws {
    let own = try computed("gpt2")
    let expected = try Self.tensors(folder.file("gpt2/answers.safetensors"))
    for (name, tensor) in expected where name != "tokens" && name != "targets" {
      let ownName = name.replacing("transformer.", with: "")
      let isTransposed = ["c_attn.weight", "c_proj.weight", "c_fc.weight"].contains {
        name.contains($0)
      }
      try expectNear(own[ownName], isTransposed ? tensor.T : tensor, ownName)
    }
    #expect(expected.count == 32)
  }

  @Test(arguments: ["gpt2-shards", "gpt2-shards/", "gpt2-shards/model.safetensors.index.json"])
  func shardsOfBfloat16AreRead(name: String) throws {
    let own = try computed(name)
    for (name, tensor) in try Self.tensors(folder.file("gpt2-shards/answers.safetensors")) {
      try expectNear(own[name], tensor, name)
    }
  }

  /// As the first GPT-2 was published: no prefix, masks among the weights, and a head of its own.
  @Test func otherSpellingsAreTheSame() throws {
    let file = try SafeTensors(data: Data(contentsOf: folder.file("gpt2/model.safetensors")))
    var tensors = file.tensors.map { ($0.name.replacing("transformer.", with: ""), $0.tensor) }
    for block in 0..<2 {
      tensors.append(("h.\(block).attn.bias", .ones([1, 1, 6, 6]).tril()))
      tensors.append(("h.\(block).attn.masked_bias", Tensor(-10_000)))
    }
    tensors.append(("lm_head.weight", tensors.first { $0.0 == "wte.weight" }!.1))
    try SafeTensors(tensors).data().write(to: folder.file("old.safetensors"))
    let (own, old) = (try computed("gpt2"), try computed("old.safetensors --heads 4"))
    #expect(own.keys.sorted() == old.keys.sorted())
    for (name, tensor) in own { #expect(tensor.doubles() == old[name]?.doubles(), "\(name)") }

    let halves = SafeTensors(tensors.map { ($0, $1.half()) })
    try halves.data().write(to: folder.file("half.safetensors"))
    let half = try computed("half.safetensors --heads 4")
    #expect(abs(half["loss"]!.item() - own["loss"]!.item()) < 1e-3)
    #expect(half["loss"]!.item() != own["loss"]!.item())
  }

  @Test func whatIsSavedIsWhatWasGiven() throws {
    let output = try Tool.shell(
      """
      mkdir saved && \(line) --weights gpt2 --save-weights saved/model.safetensors -o a.json &&
      \(line) --weights saved -o b.json && cmp a.json b.json &&
      \(line) --weights saved --save-weights other.safetensors -o b.json &&
      mv other.safetensors saved/other.safetensors && rm saved/config.json &&
      \(line) --weights saved/other.safetensors -o b.json && cmp a.json b.json
      """, in: folder)
    #expect(output.status == 0, "\(output.standardError)")
    let given = try Self.tensors(folder.file("gpt2/model.safetensors"))
    let saved = try Self.tensors(folder.file("saved/model.safetensors"))
    #expect(given.keys.sorted() == saved.keys.sorted())
    for (name, tensor) in given {
      #expect(saved[name]?.shape == tensor.shape, "\(name)")
      #expect(saved[name]?.doubles() == tensor.doubles(), "\(name)")
    }
  }

  @Test(
    "What is wrong with weights is one sentence",
    arguments: [
      ("rm gpt2-shards/model-00002*", "gpt2-shards", "model-00002-of-00003.safetensors: No such"),
      (
        "sed -i.old 's/model-00002/..\\/gpt2\\/x/' INDEX", "gpt2-shards",
        "in the folder of the index"
      ),
      (
        "sed -i.old 's/\\.ln_f\\.bias\"/.ln_f.bios\"/' INDEX", "gpt2-shards",
        "'transformer.ln_f.bios'"
      ),
      ("cp gpt2-shards/model-00002* gpt2-shards/model-00003*", "gpt2-shards", "lies in 'model-"),
      ("echo '{}' > INDEX", "gpt2-shards", "no index of safetensors files"),
      ("cp INDEX x", "x", "is read if its name ends with .json"),
      ("rm gpt2/model*", "gpt2", "neither model.safetensors nor model.safetensors.index.json"),
      ("head -c 5000 gpt2/model.safetensors > x", "x", "the file at byte"),
      ("sed 's/\"F32\"/\"F8_\"/' gpt2/model.safetensors > x", "x", "elements of type 'F8_'"),
      ("cp gpt2/model.safetensors x", "x", "heads must be given"),
      (
        "sed 's/h.1.ln_2.bias/h.1.ln_2.bibs/' gpt2/model.safetensors > gpt2/x", "gpt2/x",
        "missing: h.1.ln_2.bias"
      ),
      (
        "sed 's/\\[8,24\\]/[24,8]/' gpt2/model.safetensors > gpt2/x", "gpt2/x",
        "c_attn.weight has shape [24, 8], not [8, 24]"
      ),
      (
        "sed 's/wte.weight/wtf.weight/' gpt2/model.safetensors > gpt2/x", "gpt2/x",
        "no wte.weight among the 28"
      ),
      ("sed -i.old 's/gelu_new/relu/' gpt2/config.json", "gpt2", "activation_function 'relu'"),
      ("sed -i.old 's/\"gpt2\"/\"llama\"/' gpt2/config.json", "gpt2", "model_type 'llama'"),
      ("echo '[' > gpt2/config.json", "gpt2", "no JSON with the settings"),
      (
        "sed 's/ormer.h[.]/ormer.g./g' gpt2/model.safetensors > gpt2/x", "gpt2/x",
        "and there are 0 blocks"
      ),
      (":", "gpt2 --heads 2", "heads is 4 in these weights, not 2"),
      (":", "gpt2 --layers 3", "layers is 2 in these weights, not 3"),
      (":", "gpt2 --context 7", "context is 6 at most"),
    ])
  func mistakes(preparation: String, words: String, message: String) throws {
    let index = "gpt2-shards/model.safetensors.index.json"
    let prepared = try run(
      "sh", ["-c", preparation.replacing("INDEX", with: index)], in: folder)
    #expect(prepared.status == 0, "\(prepared.standardError)")
    let words = words.split(separator: " ").map(String.init)
    let choices = words.count > 1 ? [(String(words[1].dropFirst(2)), words[2])] : []
    let gpt = try #require([Model].builtIn.first { $0.name == "gpt" })
    let error = #expect(throws: (any Error).self) {
      let weights = try GivenWeights(folder.file(words[0]).path)
      let model = try gpt.prepared(choices, weights: weights)
      _ = try ArrayExchange(inputs: [], weights: weights.tensors).run(model.trace)
    }
    let sentence = "\(try #require(error))"
    #expect(sentence.contains(message), "\(sentence)")
    #expect(!sentence.contains("\n"))
  }
}
