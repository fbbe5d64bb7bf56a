import ArgumentParser
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import GraphExport

/// The files of several worksheets: one for each, by a pattern such as `sheet-%02d.svg`, or a PDF with a page for each.
struct VariantFiles {
  /// The file that the command line names.
  let destination: Destination
  let heading: String?
  let paper: Paper?
  let count: Int

  /// The names of files with numbers; nil for one file.
  private let numbered: NumberedFiles?

  init(_ destination: Destination, heading: String?, paper: Paper?, count: Int) throws(CommandError)
  {
    (self.destination, self.heading, self.paper, self.count) = (destination, heading, paper, count)
    numbered = destination.path.flatMap(NumberedFiles.init)
    guard destination.path != nil else {
      throw CommandError(
        "several worksheets are files; name them, as in -o sheet-%02d.pdf", isUsage: true)
    }
    guard destination.format.name == Format.pdf.name || (heading == nil && paper == nil) else {
      throw CommandError(
        "--heading and --paper are for the pages of a PDF, not for \(destination.format.name)",
        isUsage: true)
    }
    guard numbered != nil || count == 1 || destination.format.name == Format.pdf.name else {
      throw CommandError(
        "\(count) worksheets as \(destination.format.name) are \(count) files; name them, as in -o sheet-%02d.\(destination.format.fileExtensions[0]), or take a PDF with a page for each",
        isUsage: true)
    }
  }

  /// Writes the worksheets, or their keys beside them.
  func write(
    _ drawings: [Drawing], areKeys: Bool, progress: @escaping @Sendable (String) -> Void
  ) throws {
    if numbered == nil, destination.format.name == Format.pdf.name {
      let pages = Pages(
        drawings, heading: title(areKeys: areKeys), nameLine: areKeys ? nil : "Name:",
        paper: paper ?? .a4)
      try OutputFile.write(try pages.data(), to: path(number: 1, areKeys: areKeys))
      return
    }
    for (offset, drawing) in drawings.enumerated() {
      let path = path(number: offset + 1, areKeys: areKeys)
      if heading != nil || paper != nil {
        let pages = Pages(
          [drawing], heading: "\(title(areKeys: areKeys) ?? "Worksheet") \(offset + 1)",
          nameLine: areKeys ? nil : "Name:", paper: paper ?? .a4)
        try OutputFile.write(try pages.data(), to: path)
      } else {
        try OutputFile.write(try destination.draw(drawing, progress: progress).data, to: path)
      }
    }
  }

  private func title(areKeys: Bool) -> String? {
    areKeys ? "\(heading ?? "Worksheet"), key" : heading
  }

  /// The name of a file: `sheet-01.pdf`, and of its key `sheet-01-key.pdf`.
  private func path(number: Int, areKeys: Bool) -> String {
    let path = numbered?.name(number) ?? destination.path ?? ""
    guard areKeys else { return path }
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let end = path[name...].lastIndex(of: ".") ?? path.endIndex
    return path[..<end] + "-key" + path[end...]
  }
}
