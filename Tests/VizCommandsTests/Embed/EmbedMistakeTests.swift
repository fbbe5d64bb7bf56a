import Foundation
import TestSupport
import Testing

/// Each mistake in a document is named with its line; nothing else suffers from it.
@Suite struct EmbedMistakeTests {
  /// Some lines of a document, in which line that is wrong, and words that are said of it.
  private typealias Mistake = (text: String, line: Int, words: [String])

  /// Embeds mistakes between two good markers, and expects each to be named.
  private func expect(_ mistakes: [Mistake]) throws {
    let good = { (name: String) in
      "<!-- smolgrad-viz eval x+1 x=1 -o \(name).svg -->\n<!-- /smolgrad-viz -->\n"
    }
    var text = good("first")
    var expected: [(line: Int, words: [String])] = []
    for mistake in mistakes {
      let line = text.count { $0 == "\n" } + 2 + mistake.line
      expected.append((line, mistake.words))
      text += "\n\(mistake.text)\n"
    }
    text += "\n\(good("last"))"
    let page = try Page(text)
    let output = try page.embed()
    #expect(output.status == 1 && output.text == "")
    let lines = output.standardError.split(separator: "\n")
    let said = lines.filter { $0.hasPrefix("page.md:") }
    #expect(said.count == expected.count, "\(output.standardError)")
    for (said, (line, words)) in zip(said, expected) {
      #expect(said.hasPrefix("page.md:\(line): "), "\(said)")
      for word in words { #expect(said.contains(word), "\(said)") }
    }
    let noun = mistakes.count == 1 ? "mistake" : "mistakes"
    #expect(lines.last == "smolgrad-viz: error: \(mistakes.count) \(noun), named above")
    #expect(try page.folder.names() == ["first.svg", "last.svg", "page.md"])
    // Everything wrong stands as it stood.
    let between = try page.text().components(separatedBy: "<!-- /smolgrad-viz -->\n")
    #expect(text.contains(between[1].components(separatedBy: "<!-- smolgrad-viz eval x+1")[0]))
  }

  @Test(.slow) func commands() throws {
    let commands: [(String, String, String)] = [
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
      (
        "trace mlp --pair --theme dark", "--pair needs a theme for light and dark", "auto, not dark"
      ),
      ("trace mlp --alt", "'--alt", "missing value"),
      ("trace mlp --caption 'half", "quotation mark '", "not closed"),
      ("trace mlp --input x=[1]", "the inputs do not fit", "[8, 2]"),
      ("trace mlp --weights none.safetensors", "none.safetensors", "No such file"),
      ("trace mlp --only fc9", "fc9", "fc1"),
      ("eval x*", "the expression", "ends too early"),
      ("eval \"x @ x\" x=[[1,2]]", "matmul", "[1, 2]"),
      ("render none.json", "'none.json'", "no such file"),
      ("render -", "no standard input", "name the snapshot's file"),
    ]
    try expect(commands.quick(8).map { ("<!-- smolgrad-viz \($0) -->", 0, [$1, $2]) })
  }

  @Test func places() throws {
    let marker = "<!-- smolgrad-viz trace mlp -->"
    try expect([
      ("<!-- /smolgrad-viz -->", 0, ["no open marker"]),
      ("\(marker)\n![old](old.svg)", 0, ["not closed", "'<!-- /smolgrad-viz -->'"]),
      ("Text \(marker) text", 0, ["in the middle of text", "line of its own"]),
      ("\(marker) text", 0, ["text follows the marker"]),
      ("<div>\n\(marker)\n</div>", 1, ["inside HTML", "leave the line above it empty"]),
      ("<!-- smolgrad-viz trace mlp\n\n<!-- other -->", 0, ["not closed with '-->'", "next"]),
    ])
    let page = try Page("<!-- smolgrad-viz trace mlp\n\ntext")
    #expect(try page.embed().standardError.hasPrefix("page.md:1: the comment is not closed"))
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

  @Test(.slow) func anOldFigureSurvivesAMistake() throws {
    let page = try Page("<!-- smolgrad-viz trace mlp -o a.svg -->")
    try page.succeed()
    try page.write(page.text().replacing("trace mlp", with: "trace mlpp"))
    let before = try page.state()
    #expect(try page.embed().status == 1)
    #expect(try page.state() == before)
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

  @Test(.slow) func twoDocumentsMayShareAFigureButNotAFile() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron --alt one -o a.svg -->")
    try page.write("<!-- smolgrad-viz trace neuron --alt two -o a.svg -->", to: "b.md")
    try page.write("<!-- smolgrad-viz trace neuron --explain -o a.svg -->", to: "c.md")
    try page.succeed("page.md", "b.md")
    let said = try page.embed("page.md", "b.md", "c.md").standardError
    #expect(said.contains("c.md:1: 'a.svg' is drawn by page.md:1 with another command"))
  }
}
