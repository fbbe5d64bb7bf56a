import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The names of options, from the description that the parser has for other programs.
enum OptionNames {
  /// The long names of some options, without the dashes.
  static func of(_ options: any ParsableArguments.Type) -> [String] {
    let description = try? JSONDecoder().decode(
      Description.self, from: Data(options._dumpHelp().utf8))
    return (description?.command.arguments ?? []).flatMap { $0.names ?? [] }
      .filter { $0.kind == "long" }.map(\.name)
  }

  private struct Description: Decodable {
    let command: Command

    struct Command: Decodable {
      let arguments: [Argument]?
    }

    struct Argument: Decodable {
      let names: [Name]?
    }

    struct Name: Decodable {
      let kind: String
      let name: String
    }
  }
}
