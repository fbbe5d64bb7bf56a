import Expressions
import Spelling

/// What is wrong with a command, in one sentence that names the thing and the choices.
struct CommandError: Error, CustomStringConvertible {
  var description: String
  /// Whether another command line would help.
  var isUsage: Bool

  init(_ description: String, isUsage: Bool = false) {
    self.description = description
    self.isUsage = isUsage
  }
}

/// The choice that has a name, in capitals or not, or an error that lists all of them and guesses which one was meant.
func choose<Choice>(
  _ kind: String, _ name: String, among choices: [Choice], _ nameOf: (Choice) -> String
) throws(CommandError) -> Choice {
  if let choice = choices.first(where: { nameOf($0) == name }) { return choice }
  if let choice = choices.first(where: { nameOf($0).lowercased() == name.lowercased() }) {
    return choice
  }
  let names = choices.map(nameOf)
  var message = "unknown \(kind) '\(name)'; choices: \(names.joined(separator: ", "))"
  if let near = Spelling.nearest(to: name, among: names) { message += "; did you mean '\(near)'?" }
  throw CommandError(message, isUsage: true)
}
