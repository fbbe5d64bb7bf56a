package import Foundation

/// What a program printed, and how it ended.
package struct Output {
  package var status: Int32
  package var standardOutput: Data
  package var standardError: String

  /// Standard output as text.
  package var text: String { String(decoding: standardOutput, as: UTF8.self) }
}

/// Runs a program: one that this package builds, or one that `scripts/set-up --tests` installs.
///
/// - Parameters:
///   - folder: where it runs; a new folder if there is none.
///   - input: what it reads from standard input.
package func run(
  _ program: String, _ arguments: [String], in folder: TemporaryFolder? = nil, input: Data = Data()
) throws -> Output {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let streams = try TemporaryFolder()
  process.currentDirectoryURL = (folder ?? streams).url
  let files = ["in", "out", "err"].map { streams.file($0) }
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

/// Whether a program is installed, and does what it is asked for.
package func succeeds(_ program: String, _ arguments: String...) -> Bool {
  (try? run(program, arguments).status) == 0
}
