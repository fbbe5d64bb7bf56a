import Foundation
import TestSupport
import Testing

/// `embed --check` says in words what is stale, and writes nothing.
@Suite(.slow) struct EmbedCheckTests {
  /// Embeds a document, changes it, and returns what the check says of each of its markers, without the line.
  private func check(_ text: String, changed: (Page) throws -> Void) throws -> [String] {
    let page = try Page(text)
    try page.succeed()
    try changed(page)
    let before = try page.state()
    let said = try page.check().split(separator: "\n")
    #expect(try page.state() == before)
    return said.map { String($0.drop { $0 != " " }.dropFirst()) }
  }

  /// What the check says where commands become others.
  private func check(_ commands: [(String, String)]) throws -> [String] {
    let text = { (commands: [String]) in
      commands.enumerated().map {
        "<!-- smolgrad-viz \($1) -o \($0).svg -->\n<!-- /smolgrad-viz -->\n"
      }.joined()
    }
    return try check(text(commands.map(\.0))) { page in
      // The figures are those of before; what the document says of them is gone.
      try page.write(text(commands.map(\.1)))
    }.map { $0.replacing("; there is no figure between the markers yet", with: "") }
  }

  @Test(.slow) func numbersAreShownBeforeAndAfter() throws {
    let said = try check([
      ("eval \"rand(2).sum() * x\" x=3 --seed 1", "eval \"rand(2).sum() * x\" x=3 --seed 2"),
      ("eval x*w x=2 w=-1", "eval x*w x=2.5 w=-1"),
      ("eval x*w x=1 w=1", "eval x*w x=1 w=1.0001"),
      ("eval x.sum() x=[1,2]", "eval x.sum() x=[2,1]"),
      ("eval (x*x).sum() x=[1,2]", "eval (x*x).sum() x=[1,3]"),
      ("eval x/y x=1 y=1 --no-health", "eval x/y x=1 y=0 --no-health"),
      ("trace rnn --seed 1 --depth all", "trace rnn --seed 2 --depth all"),
    ])
    try #require(said.count == 7, "\(said)")
    #expect(said[0].hasPrefix("rand(2).sum() * x: "))
    #expect(said[0].contains("sum_1.output: value ") && said[0].contains("; x: gradient "))
    #expect(!said[0].contains("x: value") && !said[0].contains("node"))
    #expect(said[1] == "x*w: x: value 2 → 2.5; w: gradient 2 → 2.5; mul_1.output: value -2 → -2.5")
    #expect(said[2].contains("w: value 1 → 1.0001;"))
    #expect(said[3] == "x.sum(): x: value differs in its elements")
    #expect(said[4].contains("; x: gradient norm 4.5 → 6.3; "))
    #expect(said[5].contains("div_1.output: value 1 → +Inf"), "\(said[5])")
    #expect(said[6].contains(/; \d+ more numbers changed$/) && said[6].count < 500)
  }

  @Test(.slow) func nodesComeAndGo() throws {
    let said = try check([
      ("eval x*w x=2 w=1 --title t", "eval relu(x*w) x=2 w=1 --title t"),
      ("eval relu(x*w) x=2 w=1 --title t", "eval x*w x=2 w=1 --title t"),
      ("eval x*w x=2 w=1 --title t", "eval x*v x=2 v=1 --title t"),
      ("eval x.sum() x=[1,2]", "eval x.sum() x=[1,2,0]"),
      ("eval x.sum(dim=0) x=[[1]] --title t", "eval x.sum(dim=1) x=[[1]] --title t"),
    ])
    try #require(said.count == 5, "\(said)")
    #expect(said[0] == "t: relu_1 added")
    #expect(said[1] == "t: relu_1 removed")
    #expect(said[2] == "t: w is called v now")
    #expect(said[3].contains("x: shape 2 float64 → 3 float64"))
    #expect(said[4].contains("→ dim"))
  }

  @Test(.slow) func looksCountToo() throws {
    let said = try check([
      ("trace neuron", "trace neuron --theme dark"), ("trace neuron --no-legend", "trace neuron"),
      ("trace neuron", "trace  neuron --theme auto"),
    ])
    #expect(
      said == [
        "neuron: the look of the figure has changed, drawn so far by 'trace neuron'",
        "neuron: the look of the figure has changed, drawn so far by 'trace neuron --no-legend'",
        "neuron: there is no figure between the markers yet",
      ])
  }

  @Test(.slow) func filesCountToo() throws {
    let text = ["a.svg", "b.png", "c.svg"].map { "<!-- smolgrad-viz trace neuron -o \($0) -->" }
      .joined(separator: "\n\n")
    let said = try check(text) { page in
      try FileManager.default.removeItem(at: page.folder.file("a.svg"))
      // A byte in the middle of the pixels.
      var bitmap = try page.data("b.png")
      bitmap[bitmap.count / 2] ^= 1
      try bitmap.write(to: page.folder.file("b.png"))
      _ = try run(Tool.path, ["trace", "neuron", "-o", "c.svg"], in: page.folder)
    }
    #expect(
      said == [
        "neuron: a.svg is missing", "neuron: b.png was changed by something else",
        "neuron: c.svg was not drawn by embed",
      ])
  }

  @Test func lineBreaksOfAFigureMayBeConverted() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -o a.svg -->")
    try page.succeed()
    try page.write(page.text("a.svg").replacing("\n", with: "\r\n"), to: "a.svg")
    #expect(try page.check() == "")
  }

  @Test(.slow) func theTextCountsToo() throws {
    let text = (1...3).map { "<!-- smolgrad-viz trace neuron -o \($0).svg -->" }
      .joined(separator: "\n\n")
    let said = try check(text) { page in
      var text = try page.text()
      text = text.replacing("Computation", with: "A", maxReplacements: 1)
      text = text.replacing("](2.svg)", with: "](b.svg)")
      text = text.replacing("-o 3", with: "--caption b -o 3")
      try page.write(text)
    }
    #expect(
      said == [
        "neuron: the alternative text has changed",
        "neuron: the text between the markers has changed",
        "neuron: the text between the markers has changed",
      ])
  }

  @Test func lastDigitsMayDiffer() throws {
    // As on a machine whose BLAS rounds otherwise.
    let page = try Page("<!-- smolgrad-viz trace mlp -o a.svg -->")
    try page.succeed()
    let text = try page.text()
    let other = text.replacing("norm 0.117", with: "norm 0.118")
    try #require(other != text)
    try page.write(other)
    #expect(try page.check() == "")
    try page.write(text.replacing("norm 0.117", with: "norm 0.217"))
    #expect(try page.check().contains("alternative text"))
  }

  @Test func redrawDrawsAnew() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -o a.svg -->")
    try page.succeed()
    let before = try page.state()
    #expect(try page.succeed("page.md", "--redraw").standardError.hasPrefix("wrote a.svg\n"))
    let after = try page.state()
    #expect(after["a.svg"]?.data == before["a.svg"]?.data && after["page.md"] == before["page.md"])
    #expect(after["a.svg"]?.date != before["a.svg"]?.date)
    #expect(try page.embed("page.md", "--redraw", "--check").status == 64)
  }
}
