import Foundation
import TestSupport
import Testing

/// A folder with documents, and `embed` run in it.
final class Page {
  let folder: TemporaryFolder

  /// Makes a folder with the document `page.md`.
  init(_ text: String = "") throws {
    folder = try TemporaryFolder()
    try write(text)
  }

  func write(_ text: String, to name: String = "page.md") throws {
    let file = folder.file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(_ name: String = "page.md") throws -> String {
    String(decoding: try data(name), as: UTF8.self)
  }

  func data(_ name: String) throws -> Data { try Data(contentsOf: folder.file(name)) }

  func embed(_ arguments: String...) throws -> Output {
    try run(Tool.path, ["embed"] + (arguments.isEmpty ? ["page.md"] : arguments), in: folder)
  }

  /// Runs `embed`, and expects it to succeed.
  @discardableResult func succeed(_ arguments: String...) throws -> Output {
    let output = try run(
      Tool.path, ["embed"] + (arguments.isEmpty ? ["page.md"] : arguments), in: folder)
    try #require(output.status == 0, "\(output.standardError)")
    return output
  }

  /// What `--check` prints, which is nothing if all is well.
  func check(_ arguments: String...) throws -> String {
    let output = try run(
      Tool.path, ["embed", "--check"] + (arguments.isEmpty ? ["page.md"] : arguments), in: folder)
    #expect((output.status == 0) == output.text.isEmpty, "\(output.standardError)")
    return output.text
  }

  /// Every file below the folder, with its bytes and the time of its last change.
  func state() throws -> [String: State] {
    var state: [String: State] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.url.path) {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name).path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      state[name] = State(data: try data(name), date: attributes[.modificationDate] as? Date)
    }
    return state
  }

  struct State: Equatable {
    var data: Data
    var date: Date?
  }
}
