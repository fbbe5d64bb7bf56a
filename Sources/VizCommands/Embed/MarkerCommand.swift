import ArgumentParser
import GraphExport

/// What a marker says beyond the command line that it holds.
struct MarkerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is read out to those who can't see the figure. (default: made from the figure)",
      valueName: "text"))
  var alt: String?

  @Option(help: ArgumentHelp("Markdown that stands below the figure.", valueName: "text"))
  var caption: String?

  @Flag(help: "Two figures, one for light and one for dark surroundings.")
  var pair = false
}

/// The words of a marker: its own options, and what its command is told.
private struct MarkerWords: ParsableArguments {
  @OptionGroup var marker: MarkerOptions
  @Argument(parsing: .allUnrecognized) var others: [String] = []
}

/// The command line of a marker.
struct MarkerCommand<Tool: VizTool> {
  /// The words that it was read from.
  let words: [String]
  let options: MarkerOptions
  private let run: () throws -> Void

  /// Reads a command line.
  ///
  /// - Throws: an error that says what is wrong with it.
  init(_ text: String) throws {
    var words = FigureOptions<Tool>.separated(try ShellWords.split(text))
    guard let first = words.first else {
      throw CommandError("the marker has no command; choices: \(Self.names)")
    }
    words[0] = try choose("command of a marker", first, among: Self.kinds.map(\.name), \.self)
    if words[0] == EvalCommand<Tool>.name { words = SignedWords.protected(words) }
    if let option = words.first(where: { Self.writesMore($0) }) {
      throw CommandError("\(option) writes another file; a marker only draws")
    }
    let kind = Self.kinds.first { $0.name == words[0] }!
    self.words = words
    (options, run) = try kind.parse(Array(words.dropFirst()))
  }

  /// Computes what the command draws.
  func order() throws -> FigureReceiver.Order {
    try CommandLineArguments.$current.withValue(words) { try FigureReceiver.order(from: run) }
  }

  private static func writesMore(_ word: String) -> Bool {
    ["--save-weights", "--save-arrays"].contains { word == $0 || word.hasPrefix($0 + "=") }
  }
}

// The commands that draw.
extension MarkerCommand {
  private typealias Parsed = (MarkerOptions, () throws -> Void)

  private static var kinds: [(name: String, parse: ([String]) throws -> Parsed)] {
    [
      ("trace", { try parse(TraceCommand<Tool>.self, $0) }),
      ("eval", { try parse(EvalCommand<Tool>.self, $0) }),
      (
        "render",
        { words in
          guard !words.contains("-") else {
            throw CommandError("a marker has no standard input; name the snapshot's file")
          }
          return try parse(RenderCommand<Tool>.self, words)
        }
      ),
      (
        "diff",
        { words in
          guard !words.contains("-"), !words.contains("--json") else {
            throw CommandError("a marker draws two computations; name files or the words of traces")
          }
          return try parse(DiffCommand<Tool>.self, words)
        }
      ),
    ]
  }

  private static var names: String { kinds.map(\.name).joined(separator: ", ") }

  private static func parse<Command: ParsableCommand>(
    _: Command.Type, _ words: [String]
  ) throws -> Parsed {
    let name = Command.configuration.commandName
    let split = try parsed(by: MarkerWords.self, for: name) { try MarkerWords.parse(words) }
    let command = try parsed(by: Command.self, for: name) { try Command.parse(split.others) }
    return (
      split.marker,
      {
        var command = command
        try command.run()
      }
    )
  }

  /// What a parser makes of words; its errors become ours.
  private static func parsed<Words: ParsableArguments>(
    by parser: Words.Type, for name: String?, _ parse: () throws -> Words
  ) throws -> Words {
    do {
      return try parse()
    } catch let error as CommandError {
      throw error
    } catch {
      guard parser.exitCode(for: error) != .success else {
        throw CommandError("help has no place in a marker")
      }
      throw CommandError(CommandRunner<Tool>.advised(parser.message(for: error), command: name))
    }
  }
}
