#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where the figures of a document lie.
struct FigureLocation {
  /// The document's folder.
  let documentFolder: URL
  /// The folder that names of figures start from, without links on the way to it.
  private let base: String
  /// The folder that was named for figures, which they may lie in wherever it is.
  private let assets: String?
  private let repository: Repository

  /// - Parameters:
  ///   - document: the document's file, without links on the way to it.
  ///   - repository: what it belongs to.
  ///   - assets: the folder for figures, if one was named.
  init(of document: String, in repository: Repository, assets: URL?) {
    let folder = RealPath.parent(of: document)
    documentFolder = URL(filePath: folder)
    self.assets = assets.map { RealPath.of($0.path) ?? $0.path }
    base = self.assets ?? folder
    self.repository = repository
  }

  /// The file that a name means.
  ///
  /// - Throws: an error where it lies outside of the folders for figures, or is a link to a file of another kind.
  func file(_ name: String) throws(CommandError) -> URL {
    guard let path = RealPath.of(RealPath.joined(base, name)) else {
      throw CommandError(
        "'\(name)' can't be written: there is a link that leads nowhere, or no folder")
    }
    let isInside = assets.map { RealPath.isInside(path, $0) } ?? repository.holds(path)
    guard isInside || repository.allowsOutside else {
      throw CommandError(
        "'\(name)' lies outside of '\(RealPath.shown(assets ?? repository.folder))'; keep the figure inside, name its folder with --assets, or allow it with --allow-outside"
      )
    }
    let file = URL(filePath: path)
    guard file.pathExtension.lowercased() == URL(filePath: name).pathExtension.lowercased() else {
      throw CommandError(
        "'\(name)' is a link to '\(RealPath.shown(path))', which is no such figure; name another file"
      )
    }
    return file
  }

  /// Makes sure that a file still is where it was, just before it is written.
  func check(_ file: URL) throws(CommandError) {
    guard RealPath.of(file.path) == file.path else {
      throw CommandError("the way to '\(file.shownPath)' has become another")
    }
  }

  /// How the document refers to a file.
  func address(of file: URL, in dialect: Dialect) -> String {
    if dialect == .docc { return Self.encoded(file.deletingPathExtension().lastPathComponent) }
    let (from, to) = (documentFolder.pathComponents, file.pathComponents)
    let common = zip(from, to).prefix { $0 == $1 }.count
    let steps = [String](repeating: "..", count: from.count - common) + to[common...]
    return steps.map(Self.encoded).joined(separator: "/")
  }

  /// The name with an escape for each character that means something in an address or in Markdown.
  private static func encoded(_ name: String) -> String {
    name.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        return String(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }.joined()
  }
}

extension URL {
  /// The path as seen from the current folder, if it lies in it.
  var shownPath: String { RealPath.shown(path) }

  /// The file for readers who want nothing to move that goes with a film.
  var stillVariant: URL { variant("still") }

  /// The file for dark surroundings that goes with one for light ones, under the name that DocC expects.
  var darkVariant: URL { variant("dark") }

  private func variant(_ name: String) -> URL {
    deletingLastPathComponent().appending(
      path: "\(deletingPathExtension().lastPathComponent)~\(name).\(pathExtension)")
  }
}

/// The name of a figure's file where the command line has none.
enum FigureName {
  /// What the command and its options say: `mlp-seed-3`.
  static func name(of words: [String]) -> String {
    let name = figureWords(words).dropFirst().filter { $0 != "--pair" }.joined(separator: " ")
    let parts = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let full = parts.joined(separator: "-")
    return full.isEmpty ? "figure" : full.count <= 60 ? full : String(full.prefix(60))
  }

  /// The words of a command without those about the page and the file, which do not make another figure.
  static func figureWords(_ words: [String]) -> [String] {
    let options = ["--alt", "--caption", "--format", "--output", "-o"]
    var kept: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if options.contains(word) {
        rest = rest.dropFirst()
      } else if !options.contains(where: { word.hasPrefix($0 + "=") }) {
        kept.append(word)
      }
    }
    return kept
  }
}
