import Foundation
import Testing

/// Each mistake in a document is named with its line; nothing else suffers from it.
@Suite struct EmbedMistakeTests {
  /// Embeds a mistake between two good markers, and expects to be told the words of its line.
  private func expect(
    _ mistake: String, at line: Int = 4, _ words: String..., others: Int = 2
  ) throws {
    let page = try Page(
      """
      <!-- smolgrad-viz eval x+1 x=1 -o first.svg -->
      <!-- /smolgrad-viz -->

      \(mistake)

      <!-- smolgrad-viz eval x+1 x=1 -o last.svg -->

      """)
    let output = try page.embed()
    #expect(output.status == 1)
    let lines = output.standardError.split(separator: "\n")
    let said = lines.filter { $0.hasPrefix("page.md:") }
    #expect(said.count == 1 && said[0].hasPrefix("page.md:\(line): "), "\(output.standardError)")
    for word in words { #expect(said[0].contains(word), "\(said[0])") }
    #expect(lines.last == "smolgrad-viz: error: 1 mistake, named above")
    let figures = try page.folder.names().filter { $0.hasSuffix(".svg") }
    #expect(figures == (others == 2 ? ["first.svg", "last.svg"] : ["first.svg"]), "\(figures)")
    // It stands as it stood.
    #expect(try page.text().contains("\n\n\(mistake)\n\n"))
    let check = try page.embed("page.md", "--check")
    #expect(check.status == 1 && check.text == "", "\(check.text)")
  }

  @Test(arguments: [
    ("", "no command", "trace, eval, render"),
    ("list", "unknown command of a marker 'list'", "trace, eval, render"),
    ("trac mlp", "'trac'", "did you mean 'trace'?"),
    ("trace", "missing expected argument '<model>", "trace --help"),
    ("trace mlpp", "unknown model 'mlpp'", "did you mean 'mlp'?"),
    ("trace mlp --them dark", "'--them'", "did you mean '--theme'?"),
    ("trace mlp --theme drak", "unknown theme 'drak'", "auto, light, dark, print"),
    ("trace mlp --help", "help", "no place in a marker"),
    ("trace mlp --json", "no json", "svg, png"),
    ("trace mlp -o mlp.pdf", "no pdf", "svg, png"),
    ("trace mlp -o mlp.swg", "'mlp.swg'", ".svg, .png"),
    ("trace mlp -o mlp.svg --format png", "'mlp.svg'", ".png"),
    ("trace mlp -o -", "'-o -'", "name a file"),
    ("trace mlp -o ''", "''", "names no format"),
    ("trace mlp -o ../mlp.svg", "'../mlp.svg' lies outside of", "--assets"),
    ("trace mlp -o /mlp.svg", "'/mlp.svg' lies outside of", "--assets"),
    ("trace mlp -o first.svg", "'first.svg' is drawn by page.md:1", "name another file with -o"),
    ("trace mlp --save-weights w.safetensors", "--save-weights", "a marker only draws"),
    ("trace mlp --save-arrays=a", "--save-arrays=a", "a marker only draws"),
    ("trace mlp --pair --theme dark", "--pair needs a theme for light and dark", "auto, not dark"),
    ("trace mlp --alt", "'--alt", "missing value"),
    ("trace mlp --caption 'half", "quotation mark '", "not closed"),
    ("trace mlp --weights none.safetensors", "none.safetensors", "No such file"),
    ("trace mlp --only fc9", "fc9", "fc1"),
    ("eval x*", "the expression", "ends too early"),
    ("eval \"x @ x\" x=[[1,2]]", "matmul", "[1, 2]"),
    ("render none.json", "'none.json'", "no such file"),
    ("render -", "no standard input", "name the snapshot's file"),
  ])
  func commands(command: String, first: String, second: String) throws {
    try expect("<!-- smolgrad-viz \(command) -->", first, second)
  }

  @Test func places() throws {
    let marker = "<!-- smolgrad-viz trace mlp -->"
    try expect("\(marker)\n![old](old.svg)", "not closed", "'<!-- /smolgrad-viz -->'")
    try expect("<!-- /smolgrad-viz -->", "no open marker")
    try expect("Text \(marker) text", "in the middle of text", "line of its own")
    try expect("\(marker) text", "text follows the marker")
    try expect("<div>\n\(marker)\n</div>", at: 5, "inside HTML", "leave the line above it empty")
    try expect("<!-- smolgrad-viz trace mlp", "not closed with '-->'", "next", others: 1)
  }

  @Test func nestedMarkers() throws {
    let page = try Page(
      """
      <!-- smolgrad-viz trace mlp -->
      <!-- smolgrad-viz trace neuron -->
      <!-- /smolgrad-viz -->
      <!-- /smolgrad-viz -->
      """)
    let output = try page.embed()
    #expect(output.status == 1)
    #expect(output.standardError.contains("page.md:1: the marker is not closed"))
    #expect(output.standardError.contains("page.md:4: there is no open marker"))
    #expect(try page.folder.names() == ["neuron.svg", "page.md"])
  }

  @Test func anOldFigureSurvivesAMistake() throws {
    let page = try Page("<!-- smolgrad-viz trace mlp --seed 1 -o a.svg -->")
    try page.write("<!-- smolgrad-viz trace mlp -o a.svg -->")
    try page.succeed()
    try page.write(page.text().replacing("trace mlp", with: "trace mlpp"))
    let before = try page.state()
    #expect(try page.embed().status == 1)
    #expect(try page.state() == before)
  }

  @Test func aModelThatFailsStopsNoOther() throws {
    // The engine can't go on after this, the program can.
    try expect(
      "<!-- smolgrad-viz trace mlp --input x=[1] -->", "the inputs do not fit", "[8, 2]")
  }

  @Test func documentsThatAreNone() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -->\n")
    try Data([0x61, 0xff, 0x0a]).write(to: page.folder.file("latin.md"))
    let output = try page.embed("none.md", "latin.md", "page.md")
    #expect(output.status == 1)
    #expect(
      output.standardError == """
        none.md: there is no such file
        latin.md: it is not UTF-8 text; convert it first
        wrote neuron.svg
        wrote page.md
        smolgrad-viz: error: 2 mistakes, named above

        """)
    #expect(try page.embed("page.md", "--dialect", "html").status == 64)
    #expect(try run(Tool.path, ["embed"]).status == 64)
  }

  @Test func remarksNameTheirPlace() throws {
    let page = try Page("text\n\n<!-- smolgrad-viz eval 1+1 -->")
    let said = try page.embed().standardError
    #expect(said.contains("page.md:3: there are no gradients"), "\(said)")
  }

  @Test func twoDocumentsMayShareAFigureButNotAFile() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron --alt one -o a.svg -->")
    try page.write("<!-- smolgrad-viz trace neuron --alt two -o a.svg -->", to: "b.md")
    try page.write("<!-- smolgrad-viz trace neuron --explain -o a.svg -->", to: "c.md")
    try page.succeed("page.md", "b.md")
    let said = try page.embed("page.md", "b.md", "c.md").standardError
    #expect(said.contains("c.md:1: 'a.svg' is drawn by page.md:1 with another command"))
  }
}
