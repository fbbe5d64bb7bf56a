import Foundation
import TestSupport
import Testing

@Suite("eval")
struct EvalTests {
  @Test("Draws an expression with the numbers of its leaves")
  func neuron() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run(
      "eval", "tanh(x1*w1 + x2*w2 + b)", "x1=2", "w1=-3", "x2=0", "w2=1", "b=6.8813735870195432",
      "-o", "neuron.svg", in: folder)
    #expect(output.status == 0 && output.standardError.isEmpty)
    let svg = try String(contentsOf: folder.file("neuron.svg"), encoding: .utf8)
    for text in ["x1", "w2", "0.707", "-1.5", "tanh(x1*w1 + x2*w2 + b)"] {
      #expect(svg.contains(text), "\(text)")
    }
  }

  @Test("Several statements, lists, and what is assigned")
  func statements() throws {
    let folder = try TemporaryFolder()
    let output = try Tool.run(
      "eval", "h = relu(x @ w); mean((h - y)**2)", "x=[[1,2],[3,4]]", "w=[0.5,-1/4]", "y=-1",
      in: folder)
    #expect(output.status == 0)
    #expect(output.standardError == "wrote expression.svg\n")
    let text = try Tool.run(
      "eval", "--format", "text", "h = relu(x @ w); mean((h - y)**2)", "x=[[1,2],[3,4]]",
      "w=[0.5,-1/4]", "y=-1"
    ).text
    #expect(text.contains("h"))
    #expect(text.contains("1.625"))
  }

  @Test(
    "An error shows its place",
    arguments: [
      (
        ["tanhh(x1*w1)"],
        """
        smolgrad-viz: error: unknown function 'tanhh'; did you mean 'tanh'?
          tanhh(x1*w1)
          ^~~~~

        """
      ),
      (
        ["x @ w", "x=[1,2]", "w=[1,2,"],
        """
        smolgrad-viz: error: the expression ends too early
          [1,2,
               ^

        """
      ),
      (
        ["x @ w", "x=[1,2]", "w=[1,2,3]"],
        """
        smolgrad-viz: error: matmul: shapes [2] and [3] do not fit: 2 columns against 3 rows
          x @ w
            ^

        """
      ),
    ])
  func errors(arguments: [String], message: String) throws {
    let output = try run(Tool.path, ["eval"] + arguments + ["-o", "-"])
    #expect(output.standardError == message)
    #expect(output.status == 64)
    #expect(output.standardOutput.isEmpty)
  }

  @Test(
    "Wrong values are one line",
    arguments: [
      (["x", "2"], "'2' is no value; write NAME=VALUE, as in x=2"),
      (["x", "x=1", "x=2"], "'x' has two values; give it one"),
      (["x", "x="], "'x' has no value; write x=2, x=[1,2] or x=FILE.npy"),
      (["x", "x=1", "--titel", "a"], "unknown option '--titel'; see 'smolgrad-viz eval --help'"),
      (
        ["x", "x=1", "--dtype", "int"],
        "unknown type 'int'; choices: float32, float64, float16, bfloat16"
      ),
    ])
  func values(arguments: [String], message: String) throws {
    let output = try run(Tool.path, ["eval"] + arguments + ["-o", "-"])
    #expect(output.standardError == "smolgrad-viz: error: \(message)\n")
    #expect(output.status == 64)
  }

  @Test("An expression may begin with a minus sign")
  func minus() throws {
    for words in [["-x**2", "x=3"], ["-(x**2)", "x=3"], ["--", "-x**2", "x=3"]] {
      let output = try run(Tool.path, ["eval", "--format", "text"] + words)
      #expect(output.status == 0 && output.text.contains("-9"), "\(words): \(output.standardError)")
    }
  }

  @Test(
    "A function with a minus sign is no row of options",
    arguments: ["log", "cos", "exp", "sigmoid", "sum", "softplus", "norm", "mean", "neg", "h", "o"]
      .quick(3))
  func minusFunction(name: String) throws {
    let folder = try TemporaryFolder()
    let call = ["h", "o"].contains(name) ? "-(\(name)*x)" : "-\(name)(x)"
    let values = ["x=2"] + (["h", "o"].contains(name) ? ["\(name)=1"] : [])
    for words in [
      [call] + values + ["-o", "a.svg"], ["-o", "a.svg", call] + values,
      ["--strict", "-o", "a.svg", "--", call] + values,
    ] {
      let output = try run(Tool.path, ["eval"] + words, in: folder)
      #expect(output.status == 0, "\(words): \(output.standardError)")
      let svg = try String(contentsOf: folder.file("a.svg"), encoding: .utf8)
      #expect(svg.contains(">\(call)<"), "\(words)")
    }
  }

  @Test("Two dashes end the options")
  func dashes() throws {
    let output = try run(Tool.path, ["eval", "--format", "text", "--", "--x", "x=7"])
    #expect(output.status == 0 && output.text.contains("7"), "\(output.standardError)")
    let option = try run(Tool.path, ["eval", "--x", "x=7"])
    #expect(option.status == 64)
    #expect(option.standardError.contains("unknown option '--x'"))
    let behind = try run(Tool.path, ["eval", "--", "x", "x=7", "--strict"])
    #expect(behind.standardError.contains("'--strict' is no value"))
  }

  @Test("An empty tensor is computed and drawn", .slow)
  func empty() throws {
    for format in ["text", "svg", "json", "dot"] {
      for words in [
        ["sum(x)", "x=[]"], ["x[0:0] * 2", "x=[1,2]"], ["zeros(0, 3) @ w", "w=[1,2,3]"],
      ] {
        let output = try run(Tool.path, ["eval", "-o", "-", "--format", format] + words)
        #expect(output.status == 0, "\(format) \(words): \(output.standardError)")
      }
    }
  }

  @Test("What is unusual about the gradients is said")
  func remarks() throws {
    let vector = try Tool.run("eval", "x * 2", "x=[1,2]", "-o", "-", "--format", "text")
    #expect(vector.status == 0)
    #expect(vector.standardError == "the value has the shape [2]; its gradient begins with ones\n")
    let number = try Tool.run("eval", "1 + 2", "-o", "-", "--format", "text")
    #expect(number.status == 0)
    #expect(number.standardError == "there are no gradients: nothing in the expression has one\n")
    let unused = try Tool.run(
      "eval", "y = 2*w; x + z", "x=1", "w=2", "z=[1]", "-o", "-", "--format", "text")
    #expect(
      unused.standardError
        == "the value has the shape [1]; its gradient begins with ones\n"
        + "not in the figure, since the last value does not depend on it: w\n")
    let infinite = try Tool.run("eval", "x * y", "x=nan", "y=-inf", "-o", "-", "--format", "text")
    #expect(infinite.status == 0)
  }

  @Test("Deep nesting and text of all kinds are errors")
  func hostile() throws {
    let deep = try run(Tool.path, ["eval", String(repeating: "(", count: 100_000)])
    #expect(deep.status == 64 && deep.standardError.contains("nested more than 100 deep"))
    for text in ["", "é §", "\u{1B}[31m", "\"<b>&amp;"] {
      let output = try run(Tool.path, ["eval", text])
      #expect(output.status == 64)
      #expect(output.standardError.split(separator: "\n").count <= 3)
      #expect(!output.standardError.contains("\u{1B}"))
    }
  }
}
