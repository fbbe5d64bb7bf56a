import ArgumentParser
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import GraphExport

/// `render`: draws a snapshot that was written before.
struct RenderCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "render" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Draws a snapshot that was written before, by trace --json or by another program.",
      discussion: """
        Examples:
          \(Tool.name) render model.json                      writes model.svg
          \(Tool.name) render model.json -o model.pdf         a PDF, by the ending
          \(Tool.name) render - --format text < model.json    a table in the terminal
        """)
  }

  @Argument(
    help: ArgumentHelp(
      "The snapshot, or - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var snapshot: String

  @OptionGroup var drawing: DrawingOptions<Tool>

  func run() throws {
    guard drawing.worksheet.variants == nil else {
      throw CommandError(
        "--variants computes with other inputs, and a snapshot was computed before; trace a model, or eval an expression",
        isUsage: true)
    }
    if FigureReceiver.current == nil { try checkDestination() }
    try drawing.draw(named: name) { try SnapshotSource.read(snapshot) }
  }

  private func checkDestination() throws {
    let destination = try drawing.output.destination(named: name)
    if let path = destination.path, !destination.isChosen, isSame(path, snapshot) {
      throw CommandError(
        "'\(snapshot)' would be written over itself; name another file with -o", isUsage: true)
    }
  }

  private func isSame(_ path: String, _ other: String) -> Bool {
    URL(filePath: path).standardizedFileURL == URL(filePath: other).standardizedFileURL
  }

  /// What the figure's file is called: as the snapshot, without its folder and ending.
  private var name: String {
    guard snapshot != "-", let file = snapshot.split(separator: "/").last else { return "snapshot" }
    let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
    return stem.isEmpty ? String(file) : String(stem)
  }
}

/// Where a command finds the snapshot that it is given.
enum SnapshotSource {
  /// The snapshot in a file; `-` is standard input.
  static func read(_ path: String) throws -> GraphSnapshot {
    do {
      return path == "-"
        ? try SnapshotFile.snapshotFromStandardInput()
        : try SnapshotFile.snapshot(at: try MarkerFiles.readable(path))
    } catch let error as SnapshotError {
      throw CommandError("\(path == "-" ? "standard input" : "'\(path)'") is no snapshot: \(error)")
    }
  }
}
