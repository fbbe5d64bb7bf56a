import Foundation
import TestSupport
import Testing

@testable import VizCommands

/// Lines are told apart as GitHub's parser does it.
@Suite struct MarkdownLinesTests {
  private static let marker = "<!-- smolgrad-viz trace mlp -->"

  /// The lines on which a comment is a block of its own, as `cmark-gfm` says.
  private func expected(_ document: String) throws -> [Int] {
    let file = try TemporaryFolder()
    try Data(document.utf8).write(to: file.file("page.md"))
    let output = try run("cmark-gfm", ["--to", "xml", "--sourcepos", "page.md"], in: file)
    return try XMLTree.parse(output.standardOutput).all.compactMap { element in
      guard element.name == "html_block",
        element.text.drop(while: \.isWhitespace).hasPrefix("<!-- smolgrad-viz"),
        let place = element.attributes["sourcepos"]
      else { return nil }
      return Int(place.prefix { $0 != ":" })
    }
  }

  private func found(_ document: String) -> [Int] {
    let bytes = Array(document.utf8)
    return MarkdownLines(bytes).lines.enumerated().compactMap { number, line in
      let words = String(decoding: bytes[line.content..<line.range.upperBound], as: UTF8.self)
      return line.kind == .comment && words.hasPrefix("<!-- smolgrad-viz") ? number + 1 : nil
    }
  }

  @Test func findsTheCommentsThatGitHubFinds() throws {
    let parts = [
      "", "", "text", "```", "```swift", "~~~", "~~~~", "> quote", "> ```", ">", "- item", "* ",
      "  - sub", "1. one", "2. two", "10) ten", "- - double", "    indented", "      deep", "\ttab",
      "# heading", "---", "***", "<div>", "</div>", "<pre>", "</pre>", "<!-- other", "-->",
      "text `code", "- ```", "> - a", "   ```", "-\tx", "===", "--", "<!-->", "<!--->", "<? a",
      "?>",
      "<!A", "<![CDATA[", "]]>", ">", "<br>", "<br/>", "</span>",
      "<span a=b c='d' e=\"f\">",
      "<span a= b>", "<a b='c>", "<x-y z />", "<iframe src=\"x\"></iframe>", "<link>", "<divx>",
      "<div", "<hr/>", "<dialog open>", "<script", "<style>", "</script>", "</STYLE>",
      "<PRE> x</pre>",
      "<h7>", "<i>text", "<_>", "<a/b>", "<span>  ", "<img src=x>", "<title>", "<p/>",
      "[a]: b",
    ]
    let margins = [
      "", "", " ", "  ", "   ", "    ", "      ", "\t", "> ", ">", "- ", "  - ", "1. ",
    ]
    var generator = SplitMix(seed: 7)
    var count = 0
    for _ in 0..<600 {
      let lines =
        ["first"]
        + (0..<Int.random(in: 3...14, using: &generator)).map { _ in
          Bool.random(using: &generator)
            ? parts.randomElement(using: &generator)!
            : margins.randomElement(using: &generator)! + Self.marker
        }
      let document = lines.joined(separator: "\n") + "\n"
      let expected = try expected(document)
      count += expected.count
      #expect(found(document) == expected, "\(document)")
    }
    #expect(count > 300)
  }

  /// What is opened on each line is not looked for anew on all lines before it: that would take hours.
  @Test func readsManyLines() {
    let lines = String(repeating: "> - `a` <!-- smolgrad-viz\n```\n", count: 50_000)
    #expect(MarkdownLines(Array(lines.utf8)).lines.count == 100_000)
  }

  @Test(arguments: [
    "a b  c", "a 'b c' \"d e\"", "a\\ b \"c\\\"d\" 'e\\f' \"g\\h\"", "a=''b\"c\"", "''", "\"\" x",
    "a \\\nb\tc", "x=[[1,2],[3,4]]",
  ])
  func wordsAreThoseOfAShell(line: String) throws {
    let output = try run("sh", ["-c", "printf '%s\\1' \(line)"])
    let words = try ShellWords.split(line)
    #expect(words.map { $0 + "\u{1}" }.joined() == output.text)
    #expect(try ShellWords.split(ShellWords.join(words)) == words)
  }
}
