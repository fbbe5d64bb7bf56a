import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a program printed, and how it ended.
struct Output {
  var status: Int32
  var standardOutput: Data
  var standardError: String

  /// Standard output as text.
  var text: String { String(decoding: standardOutput, as: UTF8.self) }
}

/// The programs that this package builds, run as a user runs them.
enum Tool {
  /// Where the programs lie: beside the bundle of the tests.
  static let folder: URL = {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    let path = bundle.firstRange(of: ".xctest").map { String(bundle[..<$0.lowerBound]) } ?? bundle
    return URL(filePath: path).deletingLastPathComponent()
  }()

  static let path = folder.appending(path: "smolgrad-viz").path

  /// Runs `smolgrad-viz`.
  static func run(_ arguments: String..., in folder: TemporaryFolder? = nil) throws -> Output {
    try VizCommandsTests.run(path, arguments, in: folder)
  }

  /// Runs a shell's command line in which `$tool` is `smolgrad-viz`.
  static func shell(_ script: String, in folder: TemporaryFolder? = nil) throws -> Output {
    try VizCommandsTests.run("sh", ["-c", "tool=$1; \(script)", "sh", path], in: folder)
  }
}

/// Runs a program.
func run(_ program: String, _ arguments: [String], in folder: TemporaryFolder? = nil) throws
  -> Output
{
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let streams = try TemporaryFolder()
  process.currentDirectoryURL = (folder ?? streams).url
  let files = ["out", "err"].map { streams.file($0) }
  for file in files { try Data().write(to: file) }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = try FileHandle(forWritingTo: files[0])
  process.standardError = try FileHandle(forWritingTo: files[1])
  try process.run()
  process.waitUntilExit()
  return Output(
    status: process.terminationStatus, standardOutput: try Data(contentsOf: files[0]),
    standardError: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
}

/// Whether a program is installed, and does what it is asked for.
func succeeds(_ program: String, _ arguments: String...) -> Bool {
  (try? run(program, arguments).status) == 0
}

/// A folder that goes with the value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "smolgrad \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it.
  func file(_ name: String) -> URL { url.appending(path: name) }

  /// The names of all files in it.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}

/// The files of the package.
enum Package {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The paths of all files with an ending, but for those in hidden folders, which hold what was built.
  static func files(endingIn ending: String) throws -> [String] {
    let options: FileManager.DirectoryEnumerationOptions = .skipsHiddenFiles
    let found = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: nil, options: options)
    return (found?.allObjects ?? []).compactMap { $0 as? URL }.map(\.path)
      .filter { $0.hasSuffix(ending) }.map { String($0.dropFirst(folder.path.count + 1)) }.sorted()
  }
}
