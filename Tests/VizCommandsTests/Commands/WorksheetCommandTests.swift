import Foundation
import TestSupport
import Testing

/// `--worksheet` and `--key`.
@Suite struct WorksheetCommandTests {
  @Test func sheetAndKey() throws {
    let line = "\"$tool\" eval 'tanh(x*w + b)' x=2 w=0.5 b=-0.25 --format text --worksheet"
    let sheet = try Tool.shell(line)
    // tanh(0.75), and its derivative 1 - tanh².
    #expect(!sheet.text.contains("0.6351") && !sheet.text.contains("0.5966"))
    #expect(sheet.text.contains("___"))
    let key = try Tool.shell("\(line) --key")
    #expect(key.text.contains("0.6351") && key.text.contains("0.5966"))
    #expect(key.text.contains("mul_1 = x · w"))
  }

  @Test func aSnapshotOfBefore() throws {
    let folder = try TemporaryFolder()
    let script = "\"$tool\" trace neuron --explain --json -o n.json && \"$tool\" render n.json"
    let sheet = try Tool.shell("\(script) --worksheet --blank gradients --format text", in: folder)
    #expect(sheet.status == 0 && sheet.text.contains("___"))
    let plain = try Tool.shell(
      "\"$tool\" trace neuron --json -o m.json && \"$tool\" render m.json --worksheet --blank n.grad",
      in: folder)
    #expect(plain.status == 64 && plain.standardError.contains("--explain"))
  }

  @Test func documentsKeepSheetAndKeyInStep() throws {
    let folder = try TemporaryFolder()
    let page = """
      <!-- smolgrad-viz eval "a * b + c" a=NUMBER b=3 c=1 --worksheet -o sheet.svg -->
      <!-- /smolgrad-viz -->

      <!-- smolgrad-viz eval "a * b + c" a=NUMBER b=3 c=1 --worksheet --key -o key.svg -->
      <!-- /smolgrad-viz -->
      """
    let file = folder.url.appending(path: "page.md")
    try page.replacing("NUMBER", with: "1.2345").write(to: file, atomically: true, encoding: .utf8)
    #expect(try Tool.run("embed", "page.md", in: folder).status == 0)
    #expect(try Tool.run("embed", "--check", "page.md", in: folder).status == 0)
    let read = { (name: String) in
      try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }
    // 1.2345 · 3 = 3.7035; no answer is in what the file says of itself, or in the page.
    let sheet = try read("sheet.svg")
    #expect(try read("key.svg").contains("3.7035"))
    #expect(!sheet.contains("3.7035") && !sheet.contains("4.7035"))
    let text = try read("page.md")
    let first = text.prefix(upTo: text.firstRange(of: "--key")!.lowerBound)
    #expect(!first.contains("7035"))
    try text.replacing("a=1.2345", with: "a=2.2345").write(
      to: file, atomically: true, encoding: .utf8)
    let check = try Tool.run("embed", "--check", "page.md", in: folder)
    #expect(check.status == 1)
    let said = check.text + check.standardError
    #expect(said.contains("page.md:1") && said.contains("page.md:5"), "\(said)")
  }

  @Test func variantsAreFilesOrPages() throws {
    let folder = try TemporaryFolder()
    let line = "\"$tool\" eval 'h = tanh(x*w + b); h * y' x=1 w=2 b=3 y=4 --worksheet --variants 3"
    let output = try Tool.shell(
      "\(line) --key -o s-%02d.txt && \(line) --key -o all.pdf", in: folder)
    #expect(output.status == 0, "\(output.standardError)")
    let names = (1...3).flatMap { ["s-0\($0)-key.txt", "s-0\($0).txt"] }
    #expect(try folder.names() == ["all-key.pdf", "all.pdf"] + names)
    let texts = try names.map { try String(contentsOf: folder.file($0), encoding: .utf8) }
    #expect(Set(texts).count == 6)
    // The same numbers stand in the sheet and its key, apart from the answers.
    for number in 0..<3 {
      let answers = texts[2 * number].matches(of: /\(\d\) (-?[0-9.]+)/).map { $0.output.1 }
      #expect(answers.count == 8 && !texts[2 * number + 1].contains("tanh n"))
      #expect(answers.allSatisfy { ($0.split(separator: ".").dropFirst().first?.count ?? 0) <= 2 })
    }
    let pages = try Data(contentsOf: folder.file("all.pdf"))
    #expect(pages.starts(with: Data("%PDF".utf8)))
    let again = try Tool.shell("\(line) -o again.pdf", in: folder)
    #expect(again.status == 0)
    #expect(try Data(contentsOf: folder.file("again.pdf")) == pages)
  }

  @Test(
    arguments: [
      ("trace neuron --key", "give --worksheet as well"),
      ("trace neuron --blanks 3", "give --worksheet as well"),
      ("trace neuron --worksheet --blanks 0", "at least one box"),
      ("trace neuron --worksheet --blank nosuch", "no number 'nosuch'"),
      ("trace neuron --worksheet --blank x1", "it is given; its gradient is x1.grad"),
      ("trace neuron --worksheet --blank o.grad", "where the backward pass begins"),
      ("trace neuron --worksheet --json", "holds all numbers"),
      ("trace neuron --worksheet -o sheet.html", "a quiz of its own"),
      ("trace neuron --worksheet --view backward", "the forward figure"),
      ("trace neuron --worksheet --variants 3 -o s.svg", "name them, as in -o sheet-%02d.svg"),
      ("trace neuron --worksheet --variants 3 -o s.svg --heading A", "pages of a PDF"),
      ("trace neuron --worksheet --variants 0", "from 1 to 1000 variants"),
      ("trace neuron --variants 3", "give --worksheet as well"),
      ("trace neuron --worksheet --variant-seed 3", "about --variants"),
      ("trace neuron --worksheet --paper a5 -o a.pdf", "choices: a4, letter"),
      ("render some.json --worksheet --variants 3", "computed before"),
      ("trace mlp --steps 3 --worksheet", "a training run is many"),
    ].quick(4)) func mistakes(words: String, message: String) throws
  {
    let output = try Tool.shell("\"$tool\" \(words)")
    #expect(
      output.status == 64 && output.standardError.contains(message), "\(output.standardError)")
    #expect(output.standardError.split(separator: "\n").count == 1)
  }

  @Test func computationsWithoutSmallTensors() throws {
    let output = try Tool.shell("\"$tool\" eval 'x + x' x='arange(50.)' --worksheet --format text")
    #expect(output.status == 1 && output.standardError.contains("small tensors"))
  }

  @Test func closedModules() throws {
    let line = "\"$tool\" trace scalar-mlp --sizes 2,4,1 --worksheet --format text"
    let open = try Tool.shell(line)
    #expect(open.status == 0 && open.text.contains("___"))
    #expect(open.standardError.contains("--depth all"))
    let closed = try Tool.shell("\"$tool\" trace mlp --worksheet --blank values --depth 0")
    #expect(closed.status == 1 && closed.standardError.contains("--depth all"))
  }

  @Test func numbersOfMatrices() throws {
    let line =
      "\"$tool\" trace mlp --points 2 --hidden 3,2 --format text --worksheet --blank 'h1[0,2],fc1.bias.grad'"
    let (sheet, key) = (try Tool.shell(line), try Tool.shell("\(line) --key"))
    #expect(sheet.text.matches(of: /\(\d\) ___/).count == 4, "\(sheet.standardError)")
    #expect(key.text.contains("h1[0,2] = max(0, add_1[0,2])"))
    #expect(key.text.contains("∂L/∂fc1.bias[0] = ∂L/∂add_1[0,0] + ∂L/∂add_1[1,0]"))
    let wrong = try Tool.shell("\(line),'h1[5,5]'")
    #expect(wrong.status == 64 && wrong.standardError.contains("its last number is h1[1,2]"))
  }

  /// A wide figure lies on its side, a high one does not.
  @Test(arguments: [("right", "841.89 x 595.276"), ("down", "595.276 x 841.89")])
  func pages(direction: String, size: String) throws {
    let folder = try TemporaryFolder()
    let output = try Tool.shell(
      "\"$tool\" trace neuron --worksheet --paper a4 --direction \(direction) -o p.pdf && pdfinfo p.pdf",
      in: folder)
    #expect(output.text.contains(size), "\(output.standardError)")
  }
}
