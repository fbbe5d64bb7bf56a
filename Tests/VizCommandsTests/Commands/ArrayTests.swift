import Foundation
import Smolgrad
import SmolgradNN
import TensorFiles
import TestSupport
import Testing

@testable import VizCommands

@Suite("Arrays that go into a model and come out of it")
struct ArrayTests {
  private struct Reference: Decodable {
    let loss: Double
    let gradients: [String: [Double]]
  }

  private func given(_ name: String) -> URL {
    Bundle.module.bundleURL.appending(path: "Reference").appending(path: name)
  }

  private func arrays(_ url: URL) throws -> [String: Tensor] {
    let file = try SafeTensors(data: Data(contentsOf: url))
    return Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
  }

  @Test("With PyTorch's weights and NumPy's inputs a model computes what PyTorch computes")
  func pytorch() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run(
      "trace", "mlp", "--weights", given("given-weights.safetensors").path, "--input",
      "x=\(given("given-x.npy").path)", "--input", "y=\(given("given-y.npy").path)",
      "--save-arrays",
      "arrays.safetensors", "--save-weights", "weights.safetensors", "-o", "mlp.svg", in: folder)
    #expect(output.status == 0, "\(output.standardError)")
    let reference = try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: given("given.json")))
    let arrays = try arrays(folder.file("arrays.safetensors"))
    #expect(abs(arrays["loss"]!.item() - reference.loss) < 1e-6)
    for (name, gradient) in reference.gradients {
      let own = try #require(arrays["\(name).grad"]).doubles()
      for (a, b) in zip(own, gradient) { #expect(abs(a - b) < 1e-6, "\(name)") }
    }
    // What was loaded is saved as it was.
    #expect(
      try Data(contentsOf: folder.file("weights.safetensors"))
        == Data(contentsOf: given("given-weights.safetensors")))
  }

  @Test(
    "Weights that a model saves give the same figure", .slow, arguments: [Model].builtIn.map(\.name)
  )
  func roundTrip(model: String) throws {
    let folder = try TemporaryFolder()
    let options = ["gpt": ["--vocabulary", "20"], "chain": ["--uses", "2"]][model] ?? []
    func trace(_ arguments: String...) throws -> Output {
      try run(
        Tool.path, ["trace", model] + options + ["-o", "-", "--format", "json"] + arguments,
        in: folder)
    }
    let first = try trace("--save-weights", "w.safetensors")
    if model == "expression" {
      #expect(first.status == 1 && first.standardError.contains("has no weights"))
      return
    }
    #expect(first.status == 0, "\(first.standardError)")
    let second = try trace("--weights", "w.safetensors")
    // Running statistics of a batch normalization go on.
    #expect(
      second.status == 0 && (second.standardOutput == first.standardOutput || model == "resnet"))
    // Other weights give another figure.
    var changed = try SafeTensors(data: Data(contentsOf: folder.file("w.safetensors")))
    changed.tensors = changed.tensors.map { name, tensor in
      (name, tensor.dtype.isFloatingPoint ? tensor * 0.5 : tensor)
    }
    try changed.data().write(to: folder.file("w.safetensors"))
    let third = try trace("--weights", "w.safetensors")
    #expect(third.status == 0 && third.standardOutput != first.standardOutput)
  }

  @Test("Everything that does not fit is listed, and nothing is written")
  func mismatches() throws {
    let folder = try TemporaryFolder()
    let wrong = SafeTensors([
      ("fc1.weight", .zeros([5, 3])), ("fc1.bias", .zeros([5])), ("fc2.weight", .zeros([10, 5])),
      ("fc2.bias", .zeros([9])), ("fc9.bias", .zeros([1])),
    ])
    try wrong.data().write(to: folder.file("w.safetensors"))
    let weights = try Tool.run(
      "trace", "mlp", "--weights", "w.safetensors", "-o", "a.svg", in: folder)
    #expect(
      weights.standardError
        == "smolgrad-viz: error: the weights do not fit the model; fc1.weight has shape [5, 3], not [5, 2]; "
        + "fc2.bias has shape [9], not [10]; missing: fc3.weight, fc3.bias; unexpected: fc9.bias\n")
    let inputs = try Tool.run(
      "trace", "mlp", "--input", "x=[1,2]", "--input", "y=3", "--input", "z=1", "-o", "a.svg",
      in: folder)
    #expect(
      inputs.standardError
        == "smolgrad-viz: error: the inputs do not fit the model; x has shape [2], not [8, 2]; "
        + "y has shape [], not [8, 1]; it has no z; its inputs: x, y\n")
    for output in [weights, inputs] { #expect(output.status == 1) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("a.svg").path))
  }

  @Test(
    "Wrong files and values are one line",
    arguments: [
      (["--input", "x"], "'x' is no value; write NAME=VALUE, as in x=2"),
      (["--input", "x1=nowhere.npy"], "can't read nowhere.npy: No such file or directory"),
      (["--weights", "nowhere"], "can't read nowhere: No such file or directory"),
      (
        ["--weights", "/"],
        "can't read '/': it is a folder with neither model.safetensors nor model.safetensors.index.json"
      ),
      (["--input", "x1=1", "--input", "x1=2"], "the input 'x1' is given twice"),
      (
        ["--save-arrays", "/nowhere/arrays"],
        "can't write '/nowhere/arrays': there is no folder '/nowhere'; make it first"
      ),
      (
        ["--save-weights", "/nowhere/w"],
        "can't write '/nowhere/w': there is no folder '/nowhere'; make it first"
      ),
    ])
  func wrong(arguments: [String], message: String) throws {
    let output = try run(Tool.path, ["trace", "neuron", "-o", "-"] + arguments)
    #expect(output.standardError == "smolgrad-viz: error: \(message)\n")
    #expect(output.status != 0 && output.standardOutput.isEmpty)
  }

  @Test("Tokens that there are not are refused")
  func tokens() throws {
    let output = try Tool.run(
      "trace", "gpt", "--vocabulary", "5", "--context", "2", "--input", "tokens=long([[1, 7]])",
      "-o", "-")
    #expect(
      output.standardError.contains("tokens holds 7, which is not from 0 to 4"),
      "\(output.standardError)")
    let real = try Tool.run(
      "trace", "gpt", "--vocabulary", "5", "--context", "2", "--input", "tokens=[[1, 7]]", "-o", "-"
    )
    #expect(real.standardError.contains("tokens must hold integers, not float32"))
  }

  @Test("An expression takes arrays from files and writes its own")
  func expression() throws {
    let folder = try TemporaryFolder()
    try NPY.data(of: Tensor([[1, 2], [3, 4]])).write(to: folder.file("x.npy"))
    let output = try Tool.run(
      "eval", "h = x @ w; sum(h**2)", "x=x.npy", "w=[1,-1]", "--save-arrays", "out/", "-o", "a.svg",
      in: folder)
    #expect(output.status == 0, "\(output.standardError)")
    let gradient = try NPY.tensor(from: Data(contentsOf: folder.file("out/x.grad.npy")))
    #expect(gradient.dtype == .float32 && gradient.doubles() == [-2, 2, -2, 2])
    #expect(try NPY.tensor(from: Data(contentsOf: folder.file("out/h.npy"))).doubles() == [-1, -1])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("out").path)
      .sorted()
    #expect(files.contains("pow_1.output.npy") && files.contains("w.npy"), "\(files)")
  }

  @Test("A weight with two names needs one of them")
  func shared() throws {
    let folder = try TemporaryFolder()
    let size = ["trace", "gpt", "--vocabulary", "7", "-o", "-", "--format", "json"]
    let first = try run(Tool.path, size + ["--save-weights", "w.safetensors"], in: folder)
    var weights = try SafeTensors(data: Data(contentsOf: folder.file("w.safetensors")))
    let table = try #require(weights.tensors.first { $0.name.hasSuffix("wte.weight") }?.tensor)
    #expect(!weights.tensors.contains { $0.name == "lm_head.weight" })
    weights.tensors.append(("lm_head.weight", table))
    try weights.data().write(to: folder.file("w.safetensors"))
    let second = try run(Tool.path, size + ["--weights", "w.safetensors"], in: folder)
    #expect(second.status == 0 && second.standardOutput == first.standardOutput)
    weights.tensors[weights.tensors.count - 1].tensor = table * 2
    try weights.data().write(to: folder.file("w.safetensors"))
    let third = try run(Tool.path, size + ["--weights", "w.safetensors"], in: folder)
    #expect(third.standardError.contains("wte.weight and lm_head.weight are one tensor"))
  }

  @Test("A model of the user's own takes arrays with a line for each")
  func ownModel() throws {
    let model = Model(name: "own", summary: "a layer") {
      let layer = Model.weights(of: Linear(2, 1, generator: Generator(seed: 1)), named: "layer")
      let y = layer(Model.input("x", Tensor([[1, 2]]))) * Model.weight("scale", 2)
      y.backward()
      return y
    }
    let usual = try model.trace().item()
    let exchange = ArrayExchange(
      inputs: [("x", Tensor([[3, 4]]))],
      weights: [
        "layer.weight": Tensor([[1, 10]]), "layer.bias": Tensor([0.5]), "scale": Tensor(3),
      ])
    #expect(try exchange.run { try model.trace() }.item() == 130.5)
    #expect(exchange.ownWeights.map(\.name) == ["layer.weight", "layer.bias", "scale"])
    #expect(try model.trace().item() == usual)
  }

  @Test("Names that no file may have become names that it may")
  func fileNames() throws {
    let folder = try TemporaryFolder()
    let x = Tensor(2.0, requiresGradient: true).named("../a/b")
    let y = Tensor(3.0, requiresGradient: true).named("X")
    let z = Tensor(3.0, requiresGradient: true).named("x")
    let result = (x * y * z).named("")
    try SavedArrays(path: folder.file("out").path).write(historyOf: result)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("out").path)
    #expect(files.count == history(of: result).count)
    #expect(
      files.contains("_.._a_b.npy") && files.contains("X.npy") && files.contains("x_.npy"),
      "\(files)")
  }
}
