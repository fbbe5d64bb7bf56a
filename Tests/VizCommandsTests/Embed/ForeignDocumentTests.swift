import Foundation
import TestSupport
import Testing

/// Documents that somebody else wrote reach nothing outside of their repository.
@Suite(.slow) struct ForeignDocumentTests {
  private static let marker = "<!-- smolgrad-viz trace neuron -o n.svg -->\n\n"

  /// A repository in `repo`, with a folder `private` beside it.
  private func page() throws -> Page {
    let page = try Page()
    try FileManager.default.removeItem(at: page.folder.file("page.md"))
    try page.write("[core]\n", to: "repo/.git/config")
    try page.write("a line of the owner\n", to: "private/settings.svg")
    return page
  }

  private func link(_ name: String, to target: String, in page: Page) throws {
    let file = page.folder.file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
  }

  @Test(
    .slow,
    arguments: [
      "../../private/settings.svg", "out.svg", "out/settings.svg", "out/new.svg", "out/new/new.svg",
      "dangling.svg", "../.git/config.svg", "hook.svg", "source.svg", "pipe.svg", "folder.svg",
    ])
  func figuresAreWrittenInside(name: String) throws {
    let page = try page()
    try link("repo/docs/out.svg", to: "../../private/settings.svg", in: page)
    try link("repo/docs/out", to: "../../private", in: page)
    try link("repo/docs/dangling.svg", to: "../../private/none.svg", in: page)
    try link("repo/docs/hook.svg", to: "../.git/config", in: page)
    try link("repo/docs/source.svg", to: "../source.c", in: page)
    try page.write("int main;\n", to: "repo/source.c")
    try page.write("", to: "repo/docs/folder.svg/file")
    _ = mkfifo(page.folder.file("repo/docs/pipe.svg").path, 0o600)
    try page.write("<!-- smolgrad-viz trace neuron -o \(name) -->\n", to: "repo/docs/a.md")
    let before = try page.state()
    for arguments in [
      ["repo/docs"], ["repo/docs/a.md"], ["--redraw", "repo"], ["--check", "repo"],
    ] {
      let output = try run(Tool.path, ["embed"] + arguments, in: page.folder)
      #expect(output.status == 1)
      #expect(
        output.standardError.contains("a.md:1: '") && output.standardError.contains("\(name)' "),
        "\(output.standardError)")
    }
    #expect(try page.state() == before)
    #expect(try page.folder.names() == ["private", "repo"])
  }

  @Test(.slow) func theCommandLineAllowsMore() throws {
    let page = try page()
    try page.write("<!-- smolgrad-viz trace neuron -o ../../out.svg -->\n", to: "repo/docs/a.md")
    try page.succeed("--allow-outside", "repo")
    #expect(try page.text("out.svg").hasPrefix("<svg"))
    try page.write(Self.marker, to: "repo/docs/a.md")
    try page.succeed("--assets", "private", "repo")
    #expect(try page.text("private/n.svg").hasPrefix("<svg"))
    // A link inside of the repository is one like any file.
    try link("repo/docs/b.svg", to: "../b.svg", in: page)
    try page.write("", to: "repo/b.svg")
    try page.write("<!-- smolgrad-viz trace neuron -o b.svg -->\n", to: "repo/docs/a.md")
    try page.succeed("repo")
    #expect(try page.text("repo/b.svg").hasPrefix("<svg"))
    #expect(try page.check("repo") == "")
  }

  @Test(
    .slow,
    arguments: [
      "render ../../private/s.json", "render out.json", "render out/s.json", "render /dev/stdin",
      "render pipe.json", "render pipe.json --format svg", "render ../.git/config",
      "trace mlp --weights ../../private/w.safetensors", "trace mlp --weights=/dev/zero",
      "trace gpt --weights ../../private", "trace gpt --weights out", "trace mlp --weights i.json",
      "trace mlp --input x=../../private/x.npy", "eval x x=pipe.npy",
      "eval x x=../../private/x.npy",
      "eval x x=/dev/null/x.npy", "trace mlp --save-weights w.safetensors",
      "eval x x=1 --save-arrays out",
    ])
  func markersReadInside(command: String) throws {
    let page = try page()
    let snapshot = #"{"version": 2, "title": "secret", "scopes": [], "nodes": [], "edges": []}"#
    try page.write(snapshot, to: "private/s.json")
    try page.write("", to: "private/x.npy")
    try page.write("", to: "private/w.safetensors")
    try page.write("", to: "private/model.safetensors")
    // The name of a shard leads nowhere, but a link of that name does.
    try page.write(#"{"weight_map": {"a": "shard.safetensors"}}"#, to: "repo/docs/i.json")
    try link("repo/docs/shard.safetensors", to: "../../private/w.safetensors", in: page)
    try link("repo/docs/out.json", to: "../../private/s.json", in: page)
    try link("repo/docs/out", to: "../../private", in: page)
    for name in ["pipe.json", "pipe.npy"] {
      _ = mkfifo(page.folder.file("repo/docs/\(name)").path, 0o600)
    }
    try page.write("<!-- smolgrad-viz \(command) -->\n", to: "repo/docs/a.md")
    let before = try page.state()
    let output = try page.embed("repo/docs")
    #expect(output.status == 1)
    #expect(output.standardError.hasPrefix("repo/docs/a.md:1: "))
    #expect(!output.standardError.contains("secret"), "\(output.standardError)")
    #expect(
      output.standardError.contains(/outside|regular|can't read|only draws/),
      "\(output.standardError)")
    #expect(try page.state() == before)
  }

  @Test func pathsBeginAtTheDocument() throws {
    let page = try page()
    try page.write(
      #"{"version": 2, "title": "inside", "scopes": [], "nodes": [], "edges": []}"#,
      to: "repo/data/s.json")
    try page.write("<!-- smolgrad-viz render ../data/s.json -->\n", to: "repo/docs/a.md")
    try page.succeed("repo")
    #expect(try page.text("repo/docs/data-s-json.svg").contains("inside"))
  }

  @Test func documentsLieInside() throws {
    let page = try page()
    try page.write(Self.marker, to: "private/notes.md")
    try page.write(Self.marker, to: "repo/docs/inside.md")
    try link("repo/docs/notes.md", to: "../../private/notes.md", in: page)
    try link("repo/docs/dead.md", to: "nowhere.md", in: page)
    try link("repo/docs/folder", to: "../../private", in: page)
    _ = mkfifo(page.folder.file("repo/docs/pipe.md").path, 0o600)
    let output = try page.embed("repo")
    #expect(output.status == 0, "\(output.standardError)")
    #expect(output.standardError.contains("repo/docs/notes.md: it is a link that leads outside"))
    #expect(try page.text("repo/docs/inside.md").contains("![Computation"))
    for name in ["notes.md", "pipe.md", "dead.md"] {
      let output = try page.embed("repo/docs/\(name)")
      #expect(output.status == 1)
      #expect(output.standardError.hasPrefix("repo/docs/\(name): "), "\(output.standardError)")
    }
    #expect(try page.text("private/notes.md") == Self.marker)
    #expect(try !page.state().keys.contains("private/n.svg"))
    try page.succeed("--allow-outside", "repo/docs/notes.md")
    #expect(try page.text("private/notes.md").contains("![Computation"))
  }

  @Test func othersFilesArePassedBy() throws {
    let page = try Page(Self.marker)
    for name in ["node_modules/a.md", "build/a.md", "deep/node_modules/a.md", "kept/a.md"] {
      try page.write(Self.marker, to: name)
    }
    try page.write("build/\n/deep/one.md\n", to: ".gitignore")
    try page.write(Self.marker, to: "deep/one.md")
    try #require(run("git", ["init", "-q"], in: page.folder).status == 0)
    let all = try page.succeed(".").standardError
    #expect(all.hasSuffix("2 figures up to date\n"), "\(all)")
    #expect(all.contains("wrote kept/a.md") && all.contains("wrote page.md"))
    // Who names them means them.
    #expect(try page.succeed("build").standardError.contains("wrote build/a.md"))
  }

  @Test(.slow) func namesReachTheTerminalAsSigns() throws {
    let page = try Page()
    let name = "a\u{1b}]0;title\u{7}\u{9b}31m\u{7f}\u{202e}.md"
    try page.write(Self.marker, to: name)
    try page.write("<!-- smolgrad-viz trace 'm\u{1b}[31m\u{9b}' -->", to: "b\u{1b}.md")
    let outputs = [
      try page.embed("."), try page.embed("--check", "."), try page.embed(name + "x"),
      try page.embed("--dialect", "\u{9b}31m"),
      try run(Tool.path, ["trace", "m\u{9b}31mlp"], in: page.folder),
      try run(Tool.path, ["\u{1b}[2J"], in: page.folder),
      try run(Tool.path, ["eval", "x\u{9b}", "--seed\u{1b}"], in: page.folder),
      try run(Tool.path, ["render", "\u{1b}[2J\u{202e}.json"], in: page.folder),
    ]
    for output in outputs {
      let text = output.text + output.standardError
      #expect(!text.isEmpty)
      let obeyed = text.unicodeScalars.filter {
        $0 != "\n" && ($0.value < 0x20 || (0x7f...0x9f).contains($0.value) || $0 == "\u{202e}")
      }
      #expect(obeyed.isEmpty, "\(text)")
    }
    #expect(outputs[0].standardError.contains("wrote a␛]0;title␇"))
  }

  @Test func wordsOfAMarkerAreNoLinesOfTheFigure() throws {
    let page = try Page(
      "<!-- smolgrad-viz trace neuron -o n.svg --title \"x\nan injected line\ny\" -->\n")
    try page.succeed()
    let lines = try page.text("n.svg").split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("an injected") })
  }
}
