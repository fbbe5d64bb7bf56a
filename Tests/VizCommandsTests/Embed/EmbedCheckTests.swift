import Foundation
import Testing

/// `embed --check` says in words what is stale, and writes nothing.
@Suite struct EmbedCheckTests {
  /// Embeds a document, changes it, and returns what the check says of it.
  private func check(_ text: String, changed: (Page) throws -> Void) throws -> String {
    let page = try Page(text)
    try page.succeed()
    #expect(try page.check() == "")
    try changed(page)
    let before = try page.state()
    let said = try page.check()
    #expect(try page.state() == before)
    // What was found is put right.
    try page.succeed()
    #expect(try page.check() == "")
    return said
  }

  private func check(_ command: String, becomes other: String) throws -> String {
    try check("<!-- smolgrad-viz \(command) -o a.svg -->") { page in
      try page.write(page.text().replacing(command, with: other))
    }
  }

  @Test func aSeedChangesExactlyTheNumbersThatHangOnIt() throws {
    let said = try check(
      "eval \"rand(2).sum() * x\" x=3 --seed 1", becomes: "eval \"rand(2).sum() * x\" x=3 --seed 2")
    #expect(said.hasPrefix("page.md:1: rand(2).sum() * x: "))
    #expect(said.contains("sum_1.output value ") && said.contains("; x gradient "))
    #expect(!said.contains("x value") && !said.contains("node"))
  }

  @Test func numbersAreShownBeforeAndAfter() throws {
    #expect(
      try check("eval x*w x=2 w=-1", becomes: "eval x*w x=2.5 w=-1")
        == "page.md:1: x*w: x value 2 → 2.5; w gradient 2 → 2.5; mul_1.output value -2 → -2.5\n")
    #expect(
      try check("eval x*w x=1 w=1", becomes: "eval x*w x=1 w=1.0001").contains(
        "w value 1 → 1.0001;"))
    #expect(
      try check("eval x.sum() x=[1,2]", becomes: "eval x.sum() x=[2,1]")
        == "page.md:1: x.sum(): x value differs in its elements\n")
    #expect(
      try check("eval (x*x).sum() x=[1,2]", becomes: "eval (x*x).sum() x=[1,3]")
        .contains("; x gradient norm 4.5 → 6.3; "))
    #expect(
      try check("eval x/y x=1 y=1", becomes: "eval x/y x=1 y=0").contains(
        "div_1.output value 1 → +Inf"))
  }

  @Test func nodesComeAndGo() throws {
    #expect(
      try check("eval x*w x=2 w=1 --title t", becomes: "eval relu(x*w) x=2 w=1 --title t")
        == "page.md:1: t: node relu_1 added\n")
    #expect(
      try check("eval relu(x*w) x=2 w=1 --title t", becomes: "eval x*w x=2 w=1 --title t")
        == "page.md:1: t: node relu_1 removed\n")
    #expect(
      try check("eval x*w x=2 w=1 --title t", becomes: "eval x*v x=2 v=1 --title t")
        == "page.md:1: t: node w is now v\n")
    #expect(
      try check("eval x.sum() x=[1,2]", becomes: "eval x.sum() x=[1,2,0]").contains(
        "x shape 2 float64 → 3 float64"))
    #expect(
      try check(
        "eval x.sum(dim=0) x=[[1]] --title t", becomes: "eval x.sum(dim=1) x=[[1]] --title t"
      )
      .contains("→ dim"))
  }

  @Test func manyChangesAreCounted() throws {
    let said = try check("trace rnn --seed 1", becomes: "trace rnn --seed 2")
    #expect(said.contains(/; \d+ more numbers changed\n$/))
    #expect(said.count < 500)
  }

  @Test func looksCountToo() throws {
    #expect(
      try check("trace neuron", becomes: "trace neuron --theme dark")
        == "page.md:1: neuron: the look of the figure has changed, drawn so far by 'trace neuron'\n"
    )
    #expect(
      try check("trace neuron --no-legend", becomes: "trace neuron").contains("look of the figure"))
    #expect(try check("trace neuron", becomes: "trace  neuron --theme auto") == "")
  }

  @Test func filesCountToo() throws {
    let text =
      "<!-- smolgrad-viz trace neuron -o a.svg -->\n\n<!-- smolgrad-viz trace mlp -o b.png -->"
    let said = try check(text) { page in
      try FileManager.default.removeItem(at: page.folder.file("a.svg"))
      // A byte in the middle of the pixels.
      var bitmap = try page.data("b.png")
      bitmap[bitmap.count / 2] ^= 1
      try bitmap.write(to: page.folder.file("b.png"))
    }
    #expect(
      said == """
        page.md:1: neuron: a.svg is missing
        page.md:5: mlp: b.png was changed by something else

        """)
    let replaced = try check("<!-- smolgrad-viz trace neuron -o a.svg -->") { page in
      _ = try run(Tool.path, ["trace", "neuron", "-o", "a.svg"], in: page.folder)
    }
    #expect(replaced == "page.md:1: neuron: a.svg was not drawn by embed\n")
  }

  @Test func lineBreaksOfAFigureMayBeConverted() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -o a.svg -->")
    try page.succeed()
    try page.write(page.text("a.svg").replacing("\n", with: "\r\n"), to: "a.svg")
    #expect(try page.check() == "")
  }

  @Test func theTextCountsToo() throws {
    let marker = "<!-- smolgrad-viz trace neuron -o a.svg -->"
    #expect(
      try check(marker) { try $0.write($0.text().replacing("Computation", with: "A")) }
        == "page.md:1: neuron: the alternative text has changed\n")
    #expect(
      try check(marker) { try $0.write($0.text().replacing("](a.svg)", with: "](b.svg)")) }
        == "page.md:1: neuron: the text between the markers has changed\n")
    #expect(
      try check(marker) { try $0.write("\(marker)\n<!-- /smolgrad-viz -->") }
        == "page.md:1: neuron: there is no figure between the markers yet\n")
    #expect(
      try check(marker) { try $0.write($0.text().replacing("-o a", with: "--caption b -o a")) }
        == "page.md:1: neuron: the text between the markers has changed\n")
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
