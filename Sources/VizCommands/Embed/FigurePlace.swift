#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where the figures of a document lie.
struct FigurePlace {
  /// The document's folder.
  let documentFolder: URL
  /// The folder that names of figures start from.
  let base: URL
  /// The folder that no figure may leave.
  let root: URL

  /// - Parameters:
  ///   - document: the document's file.
  ///   - assets: the folder for figures, if one was named.
  init(of document: URL, assets: URL?) {
    documentFolder = document.deletingLastPathComponent().resolvingSymlinksInPath()
    base = assets?.resolvingSymlinksInPath() ?? documentFolder
    let current = URL.currentDirectory().resolvingSymlinksInPath()
    root = assets != nil ? base : documentFolder.isInside(current) ? current : documentFolder
  }

  /// The file that a name means.
  ///
  /// - Throws: an error where it lies outside of the folders for figures.
  func file(_ name: String) throws(CommandError) -> URL {
    let file = URL(filePath: name, relativeTo: base.asFolder).standardizedFileURL
    let folder = file.deletingLastPathComponent().resolvingSymlinksInPath()
    guard folder.isInside(root) else {
      throw CommandError(
        "'\(name)' lies outside of '\(root.shownPath)'; keep the figure inside, or name its folder with --assets"
      )
    }
    return folder.appending(path: file.lastPathComponent)
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
  var asFolder: URL { appending(path: "", directoryHint: .isDirectory) }

  /// Whether it is a folder or lies in it.
  fileprivate func isInside(_ folder: URL) -> Bool {
    pathComponents.starts(with: folder.pathComponents)
  }

  /// The path as seen from the current folder, if it lies in it.
  var shownPath: String {
    let current = URL.currentDirectory().resolvingSymlinksInPath().pathComponents
    guard pathComponents.starts(with: current) else { return path }
    let steps = pathComponents.dropFirst(current.count)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  /// The file for dark surroundings that goes with one for light ones, under the name that DocC expects.
  var darkVariant: URL {
    deletingLastPathComponent().appending(
      path: "\(deletingPathExtension().lastPathComponent)~dark.\(pathExtension)")
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
