import Foundation
import GraphExport
import TestSupport
import Testing

/// Files are replaced whole or not at all, and nothing else is left in their folder.
@Suite struct OutputFileTests {
  @Test func replacesAFileAndLeavesNothingBeside() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("a\n%20?#.svg")
    for text in ["old", "new and longer", ""] {
      try OutputFile.write(Data(text.utf8), to: file.path)
      #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
  }

  @Test func takesTheLongestNameThatAFolderTakes() throws {
    let folder = try TemporaryFolder()
    let file = folder.file(String(repeating: "x", count: 255))
    try OutputFile.write(Data("a".utf8), to: file.path)
    #expect(FileManager.default.fileExists(atPath: file.path))
  }

  @Test func followsChainsOfLinks() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    try files.createDirectory(at: folder.file("sub"), withIntermediateDirectories: false)
    for (link, target) in [("first", "sub/second"), ("sub/second", "../third")] {
      try files.createSymbolicLink(atPath: folder.file(link).path, withDestinationPath: target)
    }
    try OutputFile.write(Data("a".utf8), to: folder.file("first").path)
    #expect(try String(contentsOf: folder.file("third"), encoding: .utf8) == "a")
    #expect(try files.destinationOfSymbolicLink(atPath: folder.file("first").path) == "sub/second")
  }

  @Test func saysWhatStandsInTheWay() throws {
    let folder = try TemporaryFolder()
    let link = folder.file("circle").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "circle")
    for (path, reason) in [
      ("", "no file can have this name"), ("a\0b", "no file can have this name"),
      (link, "its symbolic links lead in a circle"), (folder.url.path, "it is a folder"),
      (folder.file("no/x").path, "there is no folder"), ("/dev/null/x", "is not a folder"),
    ] {
      let error = #expect(throws: DrawingError.self) { try OutputFile.check(path) }
      #expect(error.map { "\($0)".contains(reason) } == true, "\(error.map { "\($0)" } ?? "")")
    }
  }
}
