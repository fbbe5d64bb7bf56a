import Foundation
import Testing

/// What a program printed, and how it ended.
struct Output {
  var status: Int32
  var standardOutput: Data
  var standardError: String
}

/// Runs a program that the tests need; `scripts/test` installs it.
func run(_ program: String, _ arguments: [String], input: Data = Data()) throws -> Output {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let folder = try TemporaryFolder()
  let files = ["in", "out", "err"].map { folder.url.appending(path: $0) }
  try input.write(to: files[0])
  for file in files.dropFirst() { try Data().write(to: file) }
  process.standardInput = try FileHandle(forReadingFrom: files[0])
  process.standardOutput = try FileHandle(forWritingTo: files[1])
  process.standardError = try FileHandle(forWritingTo: files[2])
  try process.run()
  process.waitUntilExit()
  return Output(
    status: process.terminationStatus, standardOutput: try Data(contentsOf: files[1]),
    standardError: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
}

/// A folder that goes with the value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "smolgrad-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it.
  func file(_ name: String) -> URL { url.appending(path: name) }
}
