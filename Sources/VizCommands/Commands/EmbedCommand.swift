import ArgumentParser
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `embed`: brings the figures of documents up to date.
struct EmbedCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "embed" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Brings the figures of Markdown documents up to date, or checks that they are.",
      discussion: """
        A document says what belongs where in comments, which no page shows:

          <!-- \(Tool.name) trace \(Tool.models.first?.name ?? "MODEL") -o images/figure.svg -->
          <!-- /\(Tool.name) -->

        The first holds a command line of trace, eval or render; its paths begin at the document. The figure is drawn, and an image \
        that shows it is put between the two. What the first may hold besides: --alt TEXT, --caption TEXT, and --pair.

        Examples:
          \(Tool.name) embed README.md docs
          \(Tool.name) embed --check README.md docs           exits with 1 if a figure is stale, and says why
          \(Tool.name) embed --assets docs/images docs/guide.md
        """)
  }

  @Argument(
    help: ArgumentHelp(
      "Documents, and folders whose Markdown files are looked through.", valueName: "files"),
    completion: .file(extensions: ["md", "markdown"]))
  var files: [String]

  @Flag(help: "Write nothing; say what is stale, and why.")
  var check = false

  @Option(
    help: ArgumentHelp(
      "The folder for figures. (default: that of the document)", valueName: "folder"),
    completion: .directory)
  var assets: String?

  @Flag(help: "Two figures for every marker, one for light and one for dark surroundings.")
  var pair = false

  @Option(
    help: ArgumentHelp(
      "How documents refer to figures: \(words(Dialect.self)). (default: docc in a DocC catalog, else markdown)",
      valueName: "kind"),
    completion: .words(Dialect.self))
  var dialect: String?

  @Flag(help: "Draw every figure anew, also where nothing has changed.")
  var redraw = false

  @Flag(
    help: "Let documents read and write files outside of their repository, also through links.")
  var allowOutside = false

  func run() throws {
    if check, redraw {
      throw CommandError("--check and --redraw exclude each other; give one of them", isUsage: true)
    }
    var settings = DocumentUpdate<Tool>.Settings()
    settings.dialect = try dialect.map { try choose("dialect", $0) }
    settings.assets = assets.map { URL(filePath: $0).standardizedFileURL }
    settings.isPaired = pair
    settings.isCheck = check
    settings.redraws = redraw
    settings.allowsOutside = allowOutside
    var update = DocumentUpdate<Tool>(settings)
    for document in try Documents(named: files).all { update.process(document) }
    try conclude(update)
  }

  private func conclude(_ update: DocumentUpdate<Tool>) throws(CommandError) {
    let count = { (count: Int, noun: String) in "\(count) \(noun)\(count == 1 ? "" : "s")" }
    let (mistakes, stale) = (update.mistakeCount, check ? update.staleCount : 0)
    var problems: [String] = []
    if mistakes > 0 { problems.append("\(count(mistakes, "mistake")), named above") }
    if stale > 0 {
      problems.append(
        "\(count(stale, "figure")) of \(update.figureCount) out of date; '\(Tool.name) embed' brings them up to date"
      )
    }
    guard problems.isEmpty else { throw CommandError(problems.joined(separator: ", and ")) }
    if update.figureCount > 0 {
      StandardStreams.report("\(count(update.figureCount, "figure")) up to date")
    }
  }
}
