#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import GraphExport

/// A figure's file: what it should say, and what is there.
struct EmbeddedFigure {
  let file: URL
  private let order: FigureReceiver.Order
  let facts: FigureFacts
  private let old: Data?
  /// The new bytes of a format that can't hold facts, which only its bytes tell apart.
  private let plain: Figure?

  init(_ order: FigureReceiver.Order, file: URL, command: String) throws {
    self.file = file
    do {
      old = try ForeignFile.contents(of: file.path)
    } catch {
      throw CommandError("'\(file.shownPath)' can't be the figure's file: \(error)")
    }
    self.order = order
    facts = FigureFacts(
      of: order.drawing, as: order.format, output: order.output, command: command)
    plain = ["svg", "png"].contains(order.format.name) ? nil : try order.figure()
  }

  /// Why the file is not as it should be; nil if it is.
  var staleness: String? {
    let name = file.shownPath
    guard let old else { return "\(name) is missing" }
    if let plain { return plain.data == old ? nil : "\(name) differs" }
    guard let finding = FactsInFile.facts(in: old) else {
      return "\(name) was not drawn by embed"
    }
    let changes = facts.changes(since: finding.facts)
    if !changes.isEmpty { return changes.joined(separator: "; ") }
    return finding.isIntact ? nil : "\(name) was changed by something else"
  }

  /// Draws the file anew.
  func write(in location: FigureLocation) throws {
    let figure = try plain ?? order.figure()
    for remark in figure.remarks { Remarks.make(remark) }
    let data = FactsInFile.adding(facts, to: figure.data) ?? figure.data
    let folder = file.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandError("can't make the folder '\(folder.shownPath)'")
    }
    try location.check(file)
    try OutputFile.write(data, to: file.path)
  }
}
