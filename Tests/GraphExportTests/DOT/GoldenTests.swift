import Foundation
import GraphExport
import Smolgrad
import Testing

/// Whole DOT texts, kept as files to be read.
///
/// `SMOLGRAD_RECORD_GOLDENS=1 swift test --filter GoldenTests` writes them anew, and fails, so that nobody takes the new ones for checked.
@Suite struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens")

  private func check(_ drawing: Drawing, _ name: String) throws {
    let file = Self.folder.appending(path: "\(name).dot")
    if ProcessInfo.processInfo.environment["SMOLGRAD_RECORD_GOLDENS"] != nil {
      try drawing.write(to: file)
      Issue.record("\(name).dot was recorded anew; read the difference, then run without recording")
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    let (found, expected) = (drawing.dot.split(separator: "\n"), golden.split(separator: "\n"))
    for (line, pair) in zip(found, expected).enumerated() {
      #expect(pair.0 == pair.1, "\(name).dot, line \(line + 1)")
    }
    #expect(found.count == expected.count, "\(name).dot has another number of lines")
  }

  @Test func scalars() throws {
    try check(Drawing(explaining: Samples.neuron(), title: "neuron", .full), "neuron")
  }

  @Test func modulesInPrint() throws {
    var drawing = Drawing(of: Samples.layer(), title: "layer")
    drawing.theme = .print
    drawing.parts.subtract([.legend, .pictures])
    try check(drawing, "layer")
  }
}
