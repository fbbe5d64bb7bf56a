import Foundation
import TestSupport
import Testing

/// What goes wrong is said in one line that names the thing, ends with a code that is not 0, and changes no file.
@Suite struct BadInputTests {
  /// Runs a shell's command line beside a folder and an old file, and expects a line with all of some words.
  @discardableResult
  private func expect(_ script: String, status: Int32, _ words: String...) throws -> String {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.file("folder.svg"), withIntermediateDirectories: false)
    try Data("old".utf8).write(to: folder.file("old.svg"))
    let output = try Tool.shell(script, in: folder)
    #expect(output.status == status)
    #expect(output.text == "")
    let lines = output.standardError.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2 && lines.last == "", "\(output.standardError)")
    #expect(output.standardError.hasPrefix("smolgrad-viz: error: "))
    for word in words { #expect(output.standardError.contains(word), "\(output.standardError)") }
    #expect(try folder.names() == ["folder.svg", "old.svg"])
    #expect(try Data(contentsOf: folder.file("old.svg")) == Data("old".utf8))
    return output.standardError
  }

  static let mistakes = [
    ("trac neuron", "'trac'", "list, trace", "did you mean 'trace'"),
    ("trace nueron", "'nueron'", "expression, neuron", "did you mean 'neuron'"),
    ("trace ''", "unknown model ''", "expression, neuron", "mlp"),
    ("trace", "<model>", "trace --help", "missing"),
    ("trace neuron -o old.swg", "'old.swg'", ".svg, .png, .pdf", "ending"),
    ("trace neuron -o noending", "'noending'", ".svg, .png, .pdf", "ending"),
    ("trace neuron -o old.svg --format pgn", "'pgn'", "svg, png", "did you mean 'png'"),
    ("trace neuron -o old.svg --theme drak", "'drak'", "auto, light", "did you mean 'dark'"),
    ("trace neuron -o old.svg --view all", "'all'", "values, gradients, both", "view"),
    (
      "trace neuron -o old.svg --view values --explain", "--explain", "both or gradients",
      "not values"
    ),
    ("trace neuron -o old.svg --explain ful", "'ful'", "none, contributions, full", "mean 'full'"),
    ("trace --explain nueron", "unknown model 'nueron'", "expression, neuron", "mean 'neuron'"),
    ("trace neuron -o old.svg --direction up", "'up'", "right, down", "direction"),
    ("trace neuron -o old.svg --fromat svg", "--fromat", "did you mean '--format'", "--help"),
    ("trace neuron -o", "-o", "missing value", "--help"),
    ("trace neuron -o ''", "''", "name a file", "standard output"),
    ("trace neuron mlp", "'mlp'", "unexpected", "--help"),
    ("trace \"$(printf 'a\\nb')\"", "'a␊b'", "choices", "unknown model"),
    (
      "trace gpt --layer 3", "'--layer' of the model gpt", "are --layers, --heads",
      "mean '--layers'"
    ),
    ("trace --layers 3 neuron", "'--layers' of the model neuron", "unknown option", "--help"),
    ("trace gpt --no-legnd", "'--no-legnd' of the model gpt", "own are", "mean '--no-legend'"),
    ("trace --nope", "<model>", "missing", "trace --help"),
    ("trace neuron -x", "'-x'", "unknown option", "--help"),
    ("trace gpt --layers", "'--layers'", "missing value", "--help"),
    ("trace gpt --layers --heads 2", "'--layers'", "missing value", "--help"),
    ("trace gpt --layers 0", "--layers is a whole number", "1 to 1000", "not '0'"),
    ("trace gpt --layers=two", "--layers is a whole number", "1 to 1000", "not 'two'"),
    ("trace gpt --heads=-3", "--heads is a whole number", "1 to 1024", "not '-3'"),
    ("trace gpt --heads 3 -o old.svg", "embedding of 32", "3 heads", "try 30 or 33"),
    ("trace mlp --ranks -o rank-%d.json", "--ranks", "trait mpi", "swift build"),
    ("list gtp", "unknown model 'gtp'", "expression, neuron", "mean 'gpt'"),
    ("--nope", "--nope", "unknown option", "smolgrad-viz --help"),
  ]

  @Test(arguments: mistakes.quick(10))
  func namesWhatIsWrong(line: String, first: String, second: String, third: String) throws {
    let said = try expect("\"$tool\" \(line)", status: 64).lowercased()
    for word in [first, second, third] { #expect(said.contains(word), "\(said)") }
  }

  @Test func namesFilesThatCantBeWritten() throws {
    try expect("\"$tool\" trace neuron -o folder.svg", status: 1, "'folder.svg'", "it is a folder")
    try expect(
      "\"$tool\" trace neuron -o no/x.svg", status: 1, "'no/x.svg'", "there is no folder 'no'")
    try expect("\"$tool\" trace neuron -o old.svg/x.svg", status: 1, "'old.svg' is not a folder")
    try expect(
      "\"$tool\" trace neuron -o \"$(printf 'n\\no')/x.svg\"", status: 1, "no folder 'n␊o'")
    try expect(
      "\"$tool\" trace neuron -o $(printf '%0300d' 1).svg", status: 1, "the name is too long")
  }

  /// Swift would repair such a name, and another file would be read or written.
  @Test func namesFilesWhoseNamesAreNotUTF8() throws {
    try expect(
      "\"$tool\" trace neuron -o \"$(printf 'a\\377.svg')\"", status: 64, "'a\\xff.svg'",
      "not UTF-8")
    try expect(
      "\"$tool\" render \"$(printf '\\377.json')\"", status: 64, "'\\xff.json'", "not UTF-8")
  }

  @Test func saysThatThereIsNoBackwardPass() throws {
    try expect(
      "\"$tool\" eval '2 * 3' --view backward -o old.svg", status: 1, "no backward pass",
      "requires a gradient")
  }

  @Test func noticesThatThereIsNoRoom() throws {
    try expect(
      "trap '' XFSZ; ulimit -f 8; exec \"$tool\" trace mlp --format dot -o old.svg", status: 1,
      "'old.svg'")
    try expect(
      "\"$tool\" trace neuron -o - --format dot > /dev/full", status: 1, "the disk is full")
    try expect("\"$tool\" trace neuron --format dot -o /dev/full", status: 1, "the disk is full")
    try expect("\"$tool\" list > /dev/full", status: 1, "standard output", "the disk is full")
  }

  @Test func noticesThatNobodyListens() throws {
    try expect("\"$tool\" trace neuron -o - >&-", status: 1, "standard output", "closed")
    let folder = try TemporaryFolder()
    // A file must not get the number of a stream that was closed, and then its text.
    let output = try Tool.shell("\"$tool\" trace neuron <&- >&- 2>&-", in: folder)
    #expect(output.status == 0)
    #expect(try XMLTree.parse(try Data(contentsOf: folder.file("neuron.svg"))).name == "svg")
    let script = "(\"$tool\" trace mlp -o -; echo \"$?\" > code) | head -c 5 > /dev/null; cat code"
    let broken = try Tool.shell(script, in: folder)
    #expect(["0\n", "141\n"].contains(broken.text) && broken.standardError == "")
  }

  /// Needs the right to mount.
  @Test(.enabled(if: succeeds("unshare", "--mount", "sh", "-c", "mount -t tmpfs none .")))
  func leavesNothingOnAFullDisk() throws {
    let folder = try TemporaryFolder()
    let script = """
      exec unshare --mount sh -c 'mount -t tmpfs -o size=16k tmpfs . && cd "$PWD" || exit 99
      echo old > old.svg; "$1" trace neuron -o old.svg; echo $?; ls -A; cat old.svg' sh "$tool"
      """
    let output = try Tool.shell(script, in: folder)
    #expect(output.text == "1\nold.svg\nold\n")
    #expect(
      output.standardError == "smolgrad-viz: error: can't write 'old.svg': the disk is full\n")
  }

  /// The user who runs the tests, or where that is root, somebody who may not write everywhere.
  private static let asUser =
    geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : "exec"

  @Test(.enabled(if: (try? Tool.shell("(\(asUser) \"$tool\" list)").status) == 0))
  func leavesAFolderThatIsNotWritable() throws {
    let folder = try TemporaryFolder()
    let script = """
      mkdir closed; echo old > closed/old.svg; chmod 666 closed/old.svg; chmod 555 closed
      for file in old new; do (\(Self.asUser) "$tool" trace neuron -o closed/$file.svg); echo $?; done
      ls -A closed; cat closed/old.svg; chmod 755 closed
      """
    let output = try Tool.shell(script, in: folder)
    #expect(output.text == "1\n1\nold.svg\nold\n")
    let lines = output.standardError.split(separator: "\n")
    #expect(
      lines.count == 2 && lines.allSatisfy { $0.contains("the folder 'closed' is not writable") })
  }
}
