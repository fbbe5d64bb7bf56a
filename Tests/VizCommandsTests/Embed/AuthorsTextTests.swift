import Foundation
import TestSupport
import Testing

/// What an author wrote stays, and what a formatter changes is no change.
@Suite struct AuthorsTextTests {
  private static let close = "<!-- /smolgrad-viz -->"
  private static let neuron = "<!-- smolgrad-viz trace neuron -o a.svg -->"

  @Test(arguments: [
    ("\nA precious paragraph.\n", 3), ("text\n", 2), ("![a](a.svg)\n\nA paragraph.\n", 4),
    ("![a](a.svg) and more\n", 2), ("![a](a.svg)\n\n_caption_\n\nmore\n", 4),
    ("![a](a.svg)\n# Heading\n", 3), ("- item\n", 2), ("> quote\n", 2), ("```\ncode\n```\n", 2),
    ("<div>\nhtml\n</div>\n\n", 2), ("<!-- a note -->\n", 2), ("_only italics_\n", 2),
    ("<picture>words</picture>\n", 2), ("[![a](a.svg)](b)\n", 2), ("![a](a.svg)\n* item *\n", 3),
    ("    code\n", 2), ("![a](a.svg)\n---\n", 3),
  ])
  func betweenMarkersItIsNamed(body: String, line: Int) throws {
    let text = "\(Self.neuron)\n\(body)\(Self.close)\n\nThe end.\n"
    let page = try Page(text)
    let output = try page.embed()
    #expect(output.status == 1)
    #expect(output.standardError.hasPrefix("page.md:\(line): "), "\(output.standardError)")
    #expect(try page.text() == text && page.folder.names() == ["page.md"])
  }

  @Test(
    arguments: [
      "![old](old.svg)\n", "\n![old [b]](old.svg)\n\n", "![a](a.svg)\n\n*caption* in *it*\n", "\n",
      "<picture><source srcset=\"b.svg\">\n<img src=\"a.svg\" alt=\"a\"></picture>\n",
      "![a](a.svg#only-light)\n![a](b.svg#only-dark)\n",
    ].quick(2))
  func whatEmbedWritesIsReplaced(body: String) throws {
    let page = try Page("\(Self.neuron)\n\(body)\(Self.close)\n\nThe end.\n")
    try page.succeed()
    let text = try page.text()
    #expect(text.contains("](a.svg)\n") && text.hasSuffix("\(Self.close)\n\nThe end.\n"))
    #expect(!text.contains("old") && !text.contains("caption"))
  }

  @Test func aMarkerInHTMLClosesNoOther() throws {
    let nested = """
      A precious paragraph.

      <div align="center">
      <!-- smolgrad-viz trace mlp -o b.svg -->
      ![old](b.svg)
      <!-- /smolgrad-viz -->
      </div>

      The end.

      """
    let page = try Page("\(Self.neuron)\n\n\(nested)")
    let output = try page.embed()
    #expect(output.status == 1)
    #expect(output.standardError.contains("page.md:6: the marker stands inside HTML"))
    #expect(try page.text().hasSuffix(nested))
    #expect(try page.folder.names() == ["a.svg", "page.md"])
  }

  @Test(arguments: [
    "- \(neuron)\n\(close)\n", "> \(neuron)\n\n\(close)\n", "\(neuron)\n\n- \(close)\n",
    "> \(neuron)\n> ![a](a.svg)\n\(close)\n",
  ])
  func theEndLiesWhereTheMarkerDoes(text: String) throws {
    let page = try Page(text)
    let output = try page.embed()
    #expect(output.status == 1 && output.standardError.contains("another list item or quote"))
    #expect(try page.text() == text)
  }

  @Test(arguments: [
    "<br>", "<iframe src=\"x\"></iframe>", "</span>", "<a href='b'>", "<custom-tag a b=c />",
    "<? php", "<!DOCTYPE html", "<![CDATA[", "<link>", "<dialog open>", "<hr/>", "<search>",
  ])
  func insideHTMLItIsNamed(line: String) throws {
    let text = "Text.\n\n\(line)\n\(Self.neuron)\n\n"
    let page = try Page(text)
    let output = try page.embed()
    #expect(output.status == 1)
    #expect(output.standardError.hasPrefix("page.md:4: the marker stands inside HTML"))
    #expect(try page.text() == text)
  }

  @Test(arguments: ["---\ntitle: a\n---\n", "+++\ntitle = 'a'\n+++\n"])
  func frontMatterIsNoMarkdown(matter: String) throws {
    let lines = matter.split(separator: "\n")
    let page = try Page(matter + Self.neuron + "\n")
    try page.succeed()
    #expect(try page.text().hasPrefix(matter + Self.neuron + "\n!["))
    let text = "\(lines[0])\n\(lines[1])\n    ```\n\(Self.neuron)\n\(lines[2])\n"
    try page.write(text)
    let output = try page.embed()
    #expect(output.status == 1)
    #expect(output.standardError.hasPrefix("page.md:4: the marker stands in the front matter"))
    #expect(try page.text() == text)
  }

  /// What formatters are known to change.
  private static let formatters: [@Sendable (String) -> String] = [
    { $0.replacing("\n![", with: "\n\n![").replacing("\n<!-- /", with: "\n\n<!-- /") },
    { $0.replacing("*See `x*y` [b].*", with: "_See `x*y` [b]._") },
    { $0.replacing("_See `x*y` [b]._", with: "*See `x*y` [b].*") },
    { $0.replacing("\\[", with: "[").replacing("\\]", with: "]") },
    { $0.replacing("See `x*y`", with: "See\n`x*y`") },
    { $0.replacing("\n", with: "\r\n") },
  ]

  @Test func formattersAndEmbedLeaveEachOtherAlone() throws {
    let page = try Page(
      "<!-- smolgrad-viz trace neuron -o a.svg --alt 'A [neuron] a*b' --caption 'See `x*y` [b].' -->\n"
    )
    try page.succeed()
    let first = try page.text()
    for format in Self.formatters.quick(2) {
      let formatted = format(first)
      try page.write(formatted)
      #expect(try page.check() == "", "\(formatted)")
      try page.succeed()
      #expect(try page.text() == formatted)
    }
    try page.write(first.replacing("neuron\\]", with: "neurone\\]", maxReplacements: 1))
    #expect(try page.check().contains("the alternative text has changed"))
  }

  @Test func emptyLinesAroundTheFigureStay() throws {
    let page = try Page("\(Self.neuron)\n\n![old](old.svg)\n\n\(Self.close)\n")
    try page.succeed()
    let text = try page.text()
    #expect(text.hasPrefix("\(Self.neuron)\n\n![Computation"))
    #expect(text.hasSuffix("](a.svg)\n\n\(Self.close)\n"))
  }

  @Test(.slow) func mdxHasCommentsOfItsOwn() throws {
    let page = try Page()
    let text = "import A from './a'\n\n<A>\n\n{/* smolgrad-viz eval 'x{' */}\n\n</A>\n"
    try page.write(text, to: "a.mdx")
    #expect(try page.embed("a.mdx").standardError.hasPrefix("a.mdx:5: there is no such sign"))
    try page.write(
      """
      {/* smolgrad-viz trace neuron -o a.svg --alt "a {b} <c>" --caption "Words." */}

      {/* smolgrad-viz trace neuron --pair -o b.svg */}

      """, to: "a.mdx")
    try page.succeed("a.mdx")
    let once = try page.text("a.mdx")
    #expect(
      once.contains("*/}\n\n![a \\{b\\} \\<c\\>](a.svg)\n\n*Words.*\n\n{/* /smolgrad-viz */}\n"))
    #expect(once.contains("srcSet=\"b~dark.svg\" />\n<img src=\"b.svg\" alt="))
    #expect(once.hasSuffix("\" /></picture>\n\n{/* /smolgrad-viz */}\n"))
    try page.succeed(".")
    #expect(try page.text("a.mdx") == once)
    #expect(try page.check("a.mdx") == "")
    try page.write("<!-- smolgrad-viz trace neuron -->\n", to: "b.mdx")
    #expect(try page.embed("b.mdx").standardError.hasPrefix("b.mdx:1: MDX has no comments of HTML"))
  }
}
