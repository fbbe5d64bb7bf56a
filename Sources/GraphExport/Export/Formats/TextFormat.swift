#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Format {
  /// A table for the terminal: each tensor with its operation, shape, statistics and gradient, indented below its module.
  public static let text = Format(
    name: "text", fileExtensions: ["txt"], summary: "a table for the terminal", isForTerminal: true
  ) { Data(TextSummary($0.visible, $0.options).text(inColor: $0.isForColorTerminal).utf8) }
}
