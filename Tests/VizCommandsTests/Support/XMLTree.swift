import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of a document that an XML parser has read.
final class XMLTree: NSObject, XMLParserDelegate {
  var name = ""
  var attributes: [String: String] = [:]
  var children: [XMLTree] = []
  var text = ""
  private var open: [XMLTree] = []

  /// Reads a document.
  static func parse(_ data: Data) throws -> XMLTree {
    let root = XMLTree()
    root.open = [root]
    let parser = XMLParser(data: data)
    parser.delegate = root
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(parser.parserError.map { "\($0)" } ?? "")")
    return try #require(root.children.first)
  }

  /// The element and all below it.
  var all: [XMLTree] { [self] + children.flatMap(\.all) }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = XMLTree()
    element.name = name
    element.attributes = attributes
    open[open.count - 1].children.append(element)
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    open[open.count - 1].text += text
  }
}
