import Foundation
import PackagePlugin

/// `swift package diagrams [FILES…] [OPTIONS]`: runs `embed` on a package's documents.
///
/// Without files it looks through all Markdown files of the package. `--tool PRODUCT` names a program of the package that draws models
/// of its own, in place of `smolgrad-viz`. All other words go to `embed`.
@main
struct Diagrams: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    var extractor = ArgumentExtractor(arguments)
    let product = extractor.extractOption(named: "tool").last
    var words = extractor.remainingArguments
    if !words.contains("--help"), !Self.namesFiles(words) { words.append(".") }
    let process = Process()
    process.executableURL = try product.map(build) ?? context.tool(named: "smolgrad-viz").url
    process.arguments = ["embed"] + words
    process.currentDirectoryURL = context.package.directoryURL
    try process.run()
    process.waitUntilExit()
    // The program has said already what is wrong.
    if process.terminationStatus != 0 { exit(process.terminationStatus) }
  }

  /// Whether there is a word that is neither an option nor the value of one.
  private static func namesFiles(_ words: [String]) -> Bool {
    let valued = ["--assets", "--dialect"]
    return words.indices.contains { index in
      !words[index].hasPrefix("-") && !(index > 0 && valued.contains(words[index - 1]))
    }
  }

  /// Builds a program of the package.
  private func build(_ product: String) throws -> URL {
    let result = try packageManager.build(.product(product), parameters: .init())
    guard result.succeeded else { throw DiagramError(description: result.logText) }
    guard let program = result.builtArtifacts.first(where: { $0.kind == .executable }) else {
      throw DiagramError(
        description: "the product '\(product)' is no program; see 'swift package describe'")
    }
    return program.url
  }

  private struct DiagramError: Error, CustomStringConvertible {
    var description: String
  }
}
