#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Format {
  /// A table for the terminal: each tensor with its operation, shape, statistics and gradient, indented below its module.
  public static let text = Format(
    name: "text", fileExtensions: ["txt"], summary: "a table for the terminal",
    encode: { Data($0.textSummary.text(inColor: false).utf8) },
    encodeForTerminal: { Data($0.textSummary.text(inColor: true).utf8) })
}

extension Drawing {
  fileprivate var textSummary: TextSummary { TextSummary(snapshot, options) }
}
