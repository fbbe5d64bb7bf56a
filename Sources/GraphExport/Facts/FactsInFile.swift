#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// A figure's file that holds its own facts where no reader sees them: the metadata of an SVG, a text chunk of a PNG.
package enum FactsInFile {
  /// What a file says of itself.
  package struct Finding: Sendable {
    package var facts: FigureFacts
    /// Whether the rest of the file is as it was when the facts were put into it.
    package var isIntact: Bool
  }

  /// The file with the facts in it; nil if its format can't hold them.
  package static func adding(_ facts: FigureFacts, to file: Data) -> Data? {
    let checked = Checked(facts: facts.json, fingerprint: fingerprint(of: file))
    return PNGText.adding(checked.text, to: file) ?? SVGMetadata.adding(checked.text, to: file)
  }

  /// The facts that a file holds, if any.
  package static func facts(in file: Data) -> Finding? {
    guard let (text, rest) = PNGText.find(in: file) ?? SVGMetadata.find(in: file),
      let checked = Checked(text), let facts = FigureFacts(json: checked.facts)
    else { return nil }
    return Finding(facts: facts, isIntact: checked.fingerprint == fingerprint(of: rest))
  }

  private static func fingerprint(of file: Data) -> String {
    var fingerprint = Fingerprint()
    file.withUnsafeBytes { fingerprint.add(file: $0) }
    return fingerprint.text
  }

  /// Facts behind the fingerprint of the file that they belong to.
  private struct Checked {
    var facts: Data
    var fingerprint: String

    init(facts: Data, fingerprint: String) {
      self.facts = facts
      self.fingerprint = fingerprint
    }

    init?(_ text: String) {
      guard let space = text.firstIndex(of: " ") else { return nil }
      fingerprint = String(text[..<space])
      facts = Data(text[text.index(after: space)...].utf8)
    }

    var text: String { "\(fingerprint) \(String(decoding: facts, as: UTF8.self))" }
  }
}

/// The last element of an SVG.
private enum SVGMetadata {
  private static let start = Data("<metadata id=\"smolgrad-facts\">".utf8)
  private static let end = Data("</metadata>".utf8)
  private static let root = Data("</svg>".utf8)

  static func adding(_ text: String, to file: Data) -> Data? {
    guard let offset = file.last(root) else { return nil }
    var result = file.prefix(upTo: offset)
    // The facts are plain ASCII without markup.
    for part in [start, Data(text.utf8), end, Data("\n".utf8)] { result.append(part) }
    result.append(file.suffix(from: offset))
    return result
  }

  static func find(in file: Data) -> (text: String, rest: Data)? {
    guard let opening = file.last(start), let closing = file.last(end), closing > opening else {
      return nil
    }
    let text = file[(opening + start.count)..<closing]
    // With the line break that was written behind it, which programs that keep versions of files may have changed.
    let behind = file.suffix(from: closing + end.count).drop { $0 == UInt8(ascii: "\r") }
    var rest = file.prefix(upTo: opening)
    rest.append(behind.dropFirst())
    return (String(decoding: text, as: UTF8.self), rest)
  }
}

extension Data {
  /// Where the last occurrence of some bytes begins.
  fileprivate func last(_ bytes: Data) -> Index? {
    let offset = withUnsafeBytes { whole in
      bytes.withUnsafeBytes { part -> Int? in
        var offset = whole.count - part.count
        while offset >= 0 {
          if whole[offset] == part[0], whole[offset..<offset + part.count].elementsEqual(part) {
            return offset
          }
          offset -= 1
        }
        return nil
      }
    }
    return offset.map { startIndex + $0 }
  }
}
