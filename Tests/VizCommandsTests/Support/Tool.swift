import Foundation
import TestSupport

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
    try TestSupport.run(path, arguments, in: folder)
  }

  /// Runs a shell's command line in which `$tool` is `smolgrad-viz`.
  static func shell(_ script: String, in folder: TemporaryFolder? = nil) throws -> Output {
    try TestSupport.run("sh", ["-c", "tool=$1; \(script)", "sh", path], in: folder)
  }
}
