package import Foundation
import Testing

#if canImport(FoundationXML)
  package import FoundationXML
#endif

/// An element of a document that an XML parser has read.
package final class XMLTree: NSObject, XMLParserDelegate {
  package private(set) var name = ""
  package private(set) var attributes: [String: String] = [:]
  package private(set) var children: [XMLTree] = []
  /// The text between its marks, without that of the elements in it.
  package private(set) var text = ""
  private var open: [XMLTree] = []

  /// Reads a document.
  package static func parse(_ data: Data) throws -> XMLTree {
    let root = XMLTree()
    root.open = [root]
    let parser = XMLParser(data: data)
    parser.delegate = root
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(parser.parserError.map { "\($0)" } ?? "")")
    return try #require(root.children.first)
  }

  /// The element and all below it.
  package var all: [XMLTree] { [self] + children.flatMap(\.all) }

  /// The elements of a name, this one and those below it.
  package func all(_ name: String) -> [XMLTree] { all.filter { $0.name == name } }

  package func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = XMLTree()
    element.name = name
    element.attributes = attributes
    open[open.count - 1].children.append(element)
    open.append(element)
  }

  package func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  package func parser(_ parser: XMLParser, foundCharacters text: String) {
    open[open.count - 1].text += text
  }
}
