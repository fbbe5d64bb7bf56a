import Foundation
import TestSupport
import Testing

/// `--color-by`: figures colored by what things cost.
@Suite struct CostTests {
  @Test(arguments: [
    ("flops", "1.12 K FLOPs, backward 2.08 K"), ("bytes", "values of 1.93 KiB, of 18 tensors"),
    ("saved", "at most 1.93 KiB kept"), ("time", "a plain step"), ("gradient", "‖∇‖ 0.226"),
  ]) func everyKind(kind: String, words: String) throws {
    let output = try Tool.run(
      "trace", "mlp", "--depth", "1", "--color-by", kind, "--format", "text")
    #expect(output.status == 0 && output.text.contains(words), "\(output.text)")
  }

  @Test(.slow) func snapshotsCarryCosts() throws {
    let folder = try TemporaryFolder()
    _ = try Tool.run("trace", "mlp", "--color-by", "time", "-o", "mlp.json", in: folder)
    for kind in ["time", "flops", "saved", "bytes"] {
      let first = try Tool.run("render", "mlp.json", "--color-by", kind, "-o", "-", in: folder)
      let again = try Tool.run("render", "mlp.json", "--color-by", kind, "-o", "-", in: folder)
      #expect(first.status == 0 && first.standardOutput == again.standardOutput)
    }
    _ = try Tool.run("trace", "mlp", "-o", "plain.json", in: folder)
    let output = try Tool.run("render", "plain.json", "--color-by", "flops", in: folder)
    #expect(output.status == 1 && output.standardError.contains("trace it with --color-by flops"))
  }

  @Test func namesOfAFileThatNothingHasAreSaid() throws {
    let folder = try TemporaryFolder()
    try Data("name,ms\nfc1,2.5\nfc9,1\n".utf8).write(to: folder.file("times.csv"))
    let output = try Tool.run(
      "trace", "mlp", "--depth", "1", "--color-by", "times.csv", "--format", "text", in: folder)
    #expect(output.status == 0 && output.text.contains("2.5 in all, of 1 number"))
    #expect(output.standardError == "nothing in the figure is called 'fc9'\n")
  }

  @Test(
    arguments: [
      (["mlp", "--color-by", "flop"], "did you mean 'flops'"),
      (["mlp", "--color-by", "none.csv"], "none.csv"),
      (["mlp", "--color-by", "bad.csv"], "line 2"),
      (["mlp", "--color-by", "flops", "--view", "backward"], "--view backward"),
      (["mlp", "--color-by", "time", "--check-gradients"], "--check-gradients"),
    ].quick(3)) func mistakes(words: [String], message: String) throws
  {
    let folder = try TemporaryFolder()
    try Data("fc1,2.5\nfc2,two\n".utf8).write(to: folder.file("bad.csv"))
    let line = (["\"$tool\" trace"] + words).joined(separator: " ")
    let output = try Tool.shell(line, in: folder)
    #expect(output.status != 0 && output.standardError.contains(message), "\(output.standardError)")
  }

  @Test(.slow) func aDocumentShowsNoTimesThatAreOthersEachTime() throws {
    let page = try Page("<!-- smolgrad-viz trace mlp --color-by time -o a.svg -->\n")
    let output = try page.embed()
    #expect(output.status == 1 && output.standardError.contains("times are others each time"))
    let flops = try Page("<!-- smolgrad-viz trace mlp --color-by flops -o a.svg -->\n")
    #expect(try flops.embed().status == 0)
    #expect(try flops.check() == "")
  }
}
