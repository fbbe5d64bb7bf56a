#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import GraphExport
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The streams that the program was started with.
///
/// Unlike `print`, these functions notice when a stream is full or closed.
enum StandardStreams {
  /// Takes the numbers of closed streams, so that no file that is opened later is mistaken for one of them.
  static func reserveNumbers() {
    // Read-only: what is written to a stream that was closed is still an error.
    while let descriptor = try? FileDescriptor.open("/dev/null", .readOnly) {
      if descriptor.rawValue > FileDescriptor.standardError.rawValue {
        try? descriptor.close()
        return
      }
    }
  }

  /// Whether standard output is a terminal that shows colors, and nobody asked for none (https://no-color.org).
  static var outputIsColored: Bool {
    let variable = { (name: String) in getenv(name).map { String(cString: $0) } ?? "" }
    return isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
  }

  /// Writes text to standard output.
  static func write(_ text: String) throws(CommandError) { try write(Data(text.utf8)) }

  /// Writes bytes to standard output as they are.
  static func write(_ data: Data) throws(CommandError) {
    do {
      try OpenFile.standardOutput.write(data)
    } catch {
      throw CommandError("can't write to standard output: \(error)")
    }
  }

  /// Writes a line to standard error, with visible signs for whatever a terminal would obey.
  ///
  /// Names of files and words of documents stand in such lines, and may hold anything. Where nobody can be told, nobody is.
  static func report(_ line: String) {
    try? OpenFile.standardError.write(Data((Quoting.terminal(line) + "\n").utf8))
  }

  /// Writes a line about somebody's documents to standard output, with visible signs as `report` has them.
  static func writeLine(_ line: String) throws(CommandError) {
    try write(Quoting.terminal(line) + "\n")
  }

  /// Sends a terminal what it should obey.
  static func control(_ sequence: String) {
    try? OpenFile.standardError.write(Data(sequence.utf8))
  }
}
