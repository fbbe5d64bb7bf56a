import ArgumentParser
import Expressions
import GraphExport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The words that the program was called with: the parser forgets in which order different options stood.
enum CommandLineArguments {
  @TaskLocal static var current: [String] = []

  /// The words of the process, its own name first.
  ///
  /// - Throws: an error where one is not UTF-8. Swift would repair it, and then another file would be read or written than was named.
  static func ofProcess() throws(CommandError) -> [String] {
    var words: [String] = []
    for index in 0..<Int(CommandLine.argc) {
      guard let word = CommandLine.unsafeArgv[index] else { break }
      guard let text = String(validatingCString: word) else {
        throw CommandError(
          "the argument '\(escaped(word))' is not UTF-8; give the file a name that is",
          isUsage: true)
      }
      words.append(text)
    }
    return words
  }

  /// The text with each byte outside of ASCII's visible signs as `\xff`, as shells write it.
  static func escaped(_ word: UnsafePointer<CChar>) -> String {
    UnsafeBufferPointer(start: word, count: strlen(word)).map { byte in
      let value = UInt8(bitPattern: byte)
      if value == UInt8(ascii: "\\") { return "\\\\" }
      if (0x20..<0x7F).contains(value) { return String(UnicodeScalar(value)) }
      return (value < 0x10 ? "\\x0" : "\\x") + String(value, radix: 16)
    }.joined()
  }
}

/// Runs a tool's commands, and turns what goes wrong into one line and an exit code.
enum CommandRunner<Tool: VizTool> {
  private typealias Root = RootCommand<Tool>

  static func runAndExit() -> Never {
    StandardStreams.reserveNumbers()
    Interruption.prepare()
    do {
      try run(Array(CommandLineArguments.ofProcess().dropFirst()))
      exit(EXIT_SUCCESS)
    } catch let status as ExitCode {
      // The command has said all that there is to say.
      exit(status.rawValue)
    } catch {
      stop(after: error)
    }
  }

  /// Says what went wrong, and ends the process.
  static func stop(after error: any Error) -> Never {
    for line in lines(error) { StandardStreams.report(line) }
    exit(isUsage(error) ? EX_USAGE : EXIT_FAILURE)
  }

  private static func run(_ arguments: [String]) throws {
    let names = Tool.models.map(\.name)
    if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw CommandError("two models are called '\(names[twice])'; give each a name of its own")
    }
    var arguments = FigureOptions<Tool>.separated(arguments)
    if let first = arguments.first, !first.hasPrefix("-") {
      arguments[0] = try choose("command", first, among: Root.commandNames, \.self)
      // The process that draws starts while the options are read.
      if Root.draws(arguments[0]) { Drawing.prepare() }
    }
    if arguments.first == EvalCommand<Tool>.name { arguments = SignedWords.protected(arguments) }
    do {
      var command = try Root.command(arguments)
      try CommandLineArguments.$current.withValue(arguments) { try command.run() }
    } catch  where Root.exitCode(for: error) == .success {
      try StandardStreams.write(
        Root.fullMessage(for: error) + "\n" + helpOnModel(named: arguments.dropFirst()))
    } catch  where Root.exitCode(for: error) == .validationFailure {
      throw CommandError(advised(Root.message(for: error), command: arguments.first), isUsage: true)
    }
  }

  /// The options of the first model that is named beside `--help`.
  private static func helpOnModel(named words: some Sequence<String>) -> String {
    let named = words.compactMap { word in Tool.models.first { $0.name == word } }
    guard let model = named.first, !model.options.isEmpty else { return "" }
    return "\nOPTIONS OF \(model.name.uppercased()):\n\(model.optionLines)"
  }

  /// The parser's message in the style of the others, with a word on where to read on.
  static func advised(_ message: String, command: String?) -> String {
    let words = [Tool.name] + [command].compactMap(\.self).filter(Root.commandNames.contains)
    let separator = message.hasSuffix("?") ? "" : ";"
    return message.prefix(1).lowercased() + message.dropFirst()
      + "\(separator) see '\(words.joined(separator: " ")) --help'"
  }

  /// What is said about an error: one line, and for one in an expression two more that show where.
  private static func lines(_ error: any Error) -> [String] {
    let sentences = sentences(error)
    return ["\(Tool.name): error: \(sentences[0])"] + sentences.dropFirst().map { "  \($0)" }
  }

  /// What is wrong, and for an expression where.
  static func sentences(_ error: any Error) -> [String] {
    guard let error = error as? ExpressionError else { return ["\(error)"] }
    return [error.message] + error.excerpt
  }

  /// Whether another command line would help.
  private static func isUsage(_ error: any Error) -> Bool {
    switch error {
    case let error as CommandError: error.isUsage
    case is ModelError, is ExpressionError: true
    case DrawingError.unknownExtension, DrawingError.variation: true
    case is ViewError: true
    default: false
    }
  }
}
