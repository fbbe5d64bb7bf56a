import Foundation
import TestSupport
import Testing

/// `embed` brings documents up to date, and changes nothing else.
@Suite struct EmbedTests {
  private static let ten = """
    # Ten figures

    <!-- smolgrad-viz trace neuron --explain -o images/neuron.svg -->
    <!-- /smolgrad-viz -->

    Text between, with trailing space. \n\
    <!-- smolgrad-viz trace scalar-mlp --seed 1 --samples 1 --sizes 2,2,1 -->

    * A list.
      <!-- smolgrad-viz eval "tanh(x*w)" x=2 w=-1 -o images/in-list.svg -->
      <!-- /smolgrad-viz -->

    > <!-- smolgrad-viz eval 'x @ x' 'x=[1, 2]' -o "images/with space.svg" -->
    > <!-- /smolgrad-viz -->

    <!-- smolgrad-viz trace neuron --pair -o images/pair.svg -->
    <!-- /smolgrad-viz -->
    <!-- smolgrad-viz trace neuron --alt "A neuron [drawn]" --caption "See `tanh`." -o images/said.svg -->
    ![old text](images/said.svg)
    <!-- /smolgrad-viz -->
    <!--
      smolgrad-viz trace rnn
        --steps 2 \\
        -o images/rnn.svg
    -->
    <!-- /smolgrad-viz -->

    <!-- smolgrad-viz trace neuron --dpi 48 -o images/neuron.png -->

    <!-- smolgrad-viz trace neuron --view backward -o images/backward.svg -->

    <!-- smolgrad-viz trace linear-regression --theme dark --format svg -->
    """

  @Test(.slow) func aSecondRunChangesNothing() throws {
    let page = try Page(Self.ten)
    #expect(try page.succeed().standardError.hasSuffix("10 figures up to date\n"))
    let once = try page.state()
    #expect(once.count == 12)
    #expect(try page.succeed().standardError == "10 figures up to date\n")
    #expect(try page.check() == "")
    #expect(try page.state() == once)
  }

  @Test(.slow) func everyAddressLeadsToAFigure() throws {
    let page = try Page(Self.ten)
    try page.succeed()
    let html = try run(
      "cmark-gfm", ["--unsafe", page.folder.file("page.md").path], in: page.folder
    ).text
    let addresses = html.matches(of: /(?:src|srcset)="([^"]+)"/).map { String($0.output.1) }
    #expect(addresses.count == 11)
    for address in addresses {
      let name = try #require(address.removingPercentEncoding)
      #expect(FileManager.default.fileExists(atPath: page.folder.file(name).path), "\(name)")
    }
    #expect(html.contains("alt=\"A neuron [drawn]\""))
    #expect(html.contains("<p><em>See <code>tanh</code>.</em></p>"))
    // What no page shows is in comments only.
    let shown = html.replacing(/(?s)<!--.*?-->/, with: "")
    #expect(!shown.contains("smolgrad-viz") && !shown.contains("old text"))
    // In the list and in the quote.
    #expect(html.contains(/(?s)<li>.*in-list\.svg.*<\/li>/))
    #expect(html.contains(/(?s)<blockquote>.*with%20space\.svg.*<\/blockquote>/))
  }

  @Test func keepsEveryByteOutsideOfTheMarkers() throws {
    let text = "\u{feff}a\t \r\nb\r<!-- smolgrad-viz trace neuron -->\r\n\r\nc \u{85}\0\r\n"
    let page = try Page(text)
    try page.succeed()
    let parts = try page.text().components(separatedBy: "<!-- smolgrad-viz trace neuron -->\r\n")
    #expect(parts[0] == "\u{feff}a\t \r\nb\r")
    #expect(parts[1].hasSuffix("](neuron.svg)\r\n<!-- /smolgrad-viz -->\r\n\r\nc \u{85}\0\r\n"))
    #expect(try !page.text().contains(/[^\r]\n/))
    #expect(try page.check() == "")
  }

  @Test(arguments: ["\n", "\r\n"].quick(1))
  func lineBreaksAreThoseOfTheDocument(lineBreak: String) throws {
    let page = try Page("a\(lineBreak)\(lineBreak)<!-- smolgrad-viz trace neuron --pair -->")
    try page.succeed()
    let lines = try page.text().components(separatedBy: lineBreak)
    #expect(lines.count == 7 && lines[5] == "<!-- /smolgrad-viz -->" && lines[6] == "")
    #expect(!lines.contains { $0.contains("\r") || $0.contains("\n") })
    #expect(try page.check() == "")
  }

  @Test func codeHoldsNoMarkers() throws {
    let text = """
      ```md
      <!-- smolgrad-viz trace nothing -->
      ```

          <!-- smolgrad-viz trace nothing -->

      `<!-- smolgrad-viz trace nothing -->` and ``a ` <!-- smolgrad-viz trace nothing --> ``

      - ~~~
        <!-- smolgrad-viz trace nothing -->
        ~~~
        <!--
        ```
        -->

      <pre>
      <!-- smolgrad-viz trace nothing -->
      </pre>

      <!-- smolgrad-vizard --> <!-- other-tool trace nothing -->
      """
    let page = try Page(text)
    #expect(try page.succeed().standardError.contains("there is no marker"))
    #expect(try page.text() == text)
  }

  @Test(.slow) func figuresLieWhereTheyAreWanted() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -->")
    try page.write("<!-- smolgrad-viz trace neuron -o ../pictures/a.svg -->", to: "guide/one.md")
    try page.write("<!-- smolgrad-viz trace neuron -o b.svg -->", to: "guide/deep/two.md")
    try page.succeed("page.md", "guide/one.md")
    try page.succeed("guide/deep/two.md", "--assets", "assets")
    #expect(try page.text("guide/one.md").contains("](../pictures/a.svg)"))
    #expect(try page.text("guide/deep/two.md").contains("](../../assets/b.svg)"))
    #expect(
      try Set(page.state().keys) == [
        "page.md", "neuron.svg", "guide/one.md", "pictures/a.svg", "guide/deep/two.md",
        "assets/b.svg",
      ])
  }

  @Test(.slow) func foldersAreLookedThrough() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -->")
    try page.write("# Nothing here", to: "other.md")
    try page.write("<!-- smolgrad-viz trace neuron -->", to: ".hidden/page.md")
    try page.write("<!-- smolgrad-viz trace neuron -->", to: "in/page.markdown")
    let output = try page.succeed(".", "page.md")
    #expect(
      output.standardError == """
        wrote in/neuron.svg
        wrote in/page.markdown
        wrote neuron.svg
        wrote page.md
        2 figures up to date

        """)
  }

  @Test(.slow) func doccCatalogsHaveAssets() throws {
    let page = try Page()
    let text =
      "# ``Thing``\n\n<!-- smolgrad-viz trace neuron -o Resources/neuron.svg --caption Note -->\n"
    try page.write(text, to: "Thing.docc/Thing.md")
    try page.succeed("Thing.docc")
    #expect(try page.text("Thing.docc/Thing.md").contains("](neuron)\n\n*Note*\n<!-- /"))
    let names = ["Thing.docc/Resources/neuron.svg", "Thing.docc/Resources/neuron~dark.svg"]
    let figures = try names.map { try page.text($0) }
    #expect(figures.allSatisfy { !$0.contains("prefers-color-scheme") } && figures[0] != figures[1])
    try page.succeed("Thing.docc", "--dialect", "mkdocs", "--pair")
    #expect(
      try page.text("Thing.docc/Thing.md").contains("](Resources/neuron~dark.svg#only-dark)"))
  }

  @Test(.slow) func ownProgramsHaveMarkersOfTheirOwn() throws {
    let page = try Page(
      "<!-- own-model trace square -->\n\n<!-- smolgrad-viz trace neuron -o n.svg -->")
    let tool = Tool.folder.appending(path: "own-model").path
    let output = try run(tool, ["embed", "page.md"], in: page.folder)
    #expect(output.status == 0 && output.standardError.hasSuffix("2 figures up to date\n"))
    let text = try page.text()
    #expect(text.contains("](square.svg)\n<!-- /own-model -->"))
    #expect(text.contains("Output y is 9. Gradients: x 6."))
    try page.succeed()
    #expect(try page.text() == text)
  }
}
