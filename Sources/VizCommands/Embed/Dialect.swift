#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import GraphExport

/// How documents of a kind refer to a figure.
enum Dialect: String, CaseIterable {
  /// Markdown as GitHub, mdBook and MkDocs read it.
  case markdown
  /// A DocC catalog: images are assets, which have no folder and no ending.
  case docc
  /// MkDocs with the theme Material, where a pair of figures is concerned.
  case mkdocs
  /// MDX, as Docusaurus reads it: Markdown with elements of JSX.
  case mdx

  /// The dialect of a document that nobody said anything about.
  static func of(document: URL) -> Dialect {
    if document.pathExtension.lowercased() == "mdx" { return .mdx }
    return document.pathComponents.contains { $0.hasSuffix(".docc") } ? .docc : .markdown
  }

  /// How comments are written.
  var syntax: MarkdownLines.Syntax { self == .mdx ? .mdx : .markdown }

  /// Whether figures are pairs even if nobody asked for them: DocC's pages have a switch, which an SVG does not see.
  var prefersPairs: Bool { self == .docc }
}

/// What stands between two markers.
struct Reference {
  /// The figure's address as seen from the document; in DocC its name.
  var address: String
  /// The address of the figure for dark surroundings, if there is one.
  var darkAddress: String?
  /// The address of what a film shows to readers who want nothing to move, if it is one.
  var stillAddress: String?
  /// What is read out to those who can't see the figure.
  var altText: String
  /// Markdown that stands below the figure.
  var caption: String?

  /// The lines.
  func lines(in dialect: Dialect) -> [String] {
    image(in: dialect) + (caption.map { ["", Self.emphasized($0)] } ?? [])
  }

  /// The lines of a film whose frames are images of their own: each opens below its sentence.
  static func lines(
    ofSteps steps: [(address: String, caption: String)], in dialect: Dialect
  ) -> [String] {
    let lines = steps.map { step in
      [
        "<details>", "<summary>\(Quoting.xmlValue(step.caption))</summary>", "",
        "![\(markdown(step.caption, in: dialect))](\(step.address))", "", "</details>",
      ]
    }
    return Array(lines.joined(separator: [""]))
  }

  /// The alternative text as it stands in a dialect.
  func markupOfAltText(in dialect: Dialect) -> String {
    stillAddress != nil || darkAddress != nil && (dialect == .markdown || dialect == .mdx)
      ? Quoting.xmlValue(altText) : Self.markdown(altText, in: dialect)
  }

  /// Text in which nothing is markup; in MDX braces are.
  private static func markdown(_ text: String, in dialect: Dialect) -> String {
    let quoted = Quoting.markdown(text)
    guard dialect == .mdx else { return quoted }
    return quoted.replacing("{", with: "\\{").replacing("}", with: "\\}")
  }

  private func image(in dialect: Dialect) -> [String] {
    if let stillAddress {
      let end = dialect == .mdx ? " />" : ">"
      let set = dialect == .mdx ? "srcSet" : "srcset"
      return [
        "<picture><source media=\"(prefers-reduced-motion: reduce)\" \(set)=\"\(Quoting.xmlValue(stillAddress))\"\(end)",
        "<img src=\"\(Quoting.xmlValue(address))\" alt=\"\(Quoting.xmlValue(altText))\"\(end)</picture>",
      ]
    }
    let alt = Self.markdown(altText, in: dialect)
    guard let darkAddress, dialect != .docc else { return ["![\(alt)](\(address))"] }
    guard dialect != .mkdocs else {
      return ["![\(alt)](\(address)#only-light)", "![\(alt)](\(darkAddress)#only-dark)"]
    }
    if dialect == .mdx {
      return [
        "<picture><source media=\"(prefers-color-scheme: dark)\" srcSet=\"\(Quoting.xmlValue(darkAddress))\" />",
        "<img src=\"\(Quoting.xmlValue(address))\" alt=\"\(Quoting.xmlValue(altText))\" /></picture>",
      ]
    }
    // Not a line of its own for <picture>: that would make a block of HTML, which ends with a blank line only.
    return [
      "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"\(Quoting.xmlValue(darkAddress))\">",
      "<img src=\"\(Quoting.xmlValue(address))\" alt=\"\(Quoting.xmlValue(altText))\"></picture>",
    ]
  }

  /// The caption in italics, between marks that it does not hold itself if possible.
  private static func emphasized(_ caption: String) -> String {
    let mark = caption.contains("*") ? "_" : "*"
    return mark + caption.split(whereSeparator: \.isWhitespace).joined(separator: " ") + mark
  }
}
