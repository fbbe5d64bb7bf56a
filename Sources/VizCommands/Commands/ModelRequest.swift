import ArgumentParser
import Expressions
import Smolgrad
import Spelling

/// The model that a command names, with the options that are the model's own.
///
/// Which options there are depends on the model, so the parser hands over every word that it does not know, in order.
struct ModelRequest<Tool: VizTool> {
  let model: Model
  /// Whether `--steps` is an option of the model, and not the length of a training run.
  var hasOwnSteps: Bool { model.options.contains { $0.name == Self.steps } }
  private static var steps: String { "steps" }
  private let run: Model.Prepared

  /// What the figure is called.
  var title: String { run.title }
  /// Runs the model.
  var trace: () throws -> Tensor { run.trace }

  /// Reads the words, such as `gpt --layers 12 --heads=12`.
  ///
  /// - Parameters:
  ///   - words: the words.
  ///   - steps: the value of `--steps`, if it was given.
  ///   - weights: the weights that were given, which may decide about the model's size.
  /// - Throws: an error that names the word that is wrong, and what would be right.
  init(_ words: [String], steps: String? = nil, weights: GivenWeights? = nil) throws {
    let words = try Words(words) { option in
      Tool.models.contains { $0.options.contains { $0.name == option } }
    }
    guard let name = words.names.first else {
      throw Self.usage("missing expected argument '<model>'")
    }
    model = try choose("model", name, among: Tool.models, \.name)
    try Self.checkOptions(of: model)
    for choice in words.choices where !model.options.contains(where: { $0.name == choice.option }) {
      throw Self.unknown(choice.option, of: model)
    }
    if words.names.count > 1 { throw Self.usage("unexpected argument '\(words.names[1])'") }
    for choice in words.choices where choice.value == nil {
      throw Self.usage("missing value for '--\(choice.option)'")
    }
    var choices = words.choices.map { ($0.option, $0.value!) }
    if let steps, model.options.contains(where: { $0.name == Self.steps }) {
      choices.append((Self.steps, steps))
    }
    do {
      run = try model.prepared(choices, weights: weights)
    } catch let error as ModelError {
      throw CommandError("--\(error)", isUsage: true)
    }
  }

  /// The words, sorted into names and options with values.
  private struct Words {
    var names: [String] = []
    var choices: [(option: String, value: String?)] = []

    /// An option takes the word that follows, if any model has such an option.
    init(_ words: [String], isOption: (String) -> Bool) throws(CommandError) {
      var rest = words[...]
      while let word = rest.popFirst() {
        guard word.hasPrefix("-"), word != "-" else {
          names.append(word)
          continue
        }
        if word == "--" {
          names += rest
          break
        }
        guard word.hasPrefix("--") else { throw ModelRequest.usage("unknown option '\(word)'") }
        let parts = word.dropFirst(2).split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let option = String(parts[0])
        if parts.count > 1 {
          choices.append((option, String(parts[1])))
        } else if let next = rest.first, !next.hasPrefix("--"), isOption(option) {
          choices.append((option, next))
          rest.removeFirst()
        } else {
          choices.append((option, nil))
        }
      }
    }
  }

  private static func unknown(_ option: String, of model: Model) -> CommandError {
    if commonOptions.contains(option) {
      return usage(
        "'--\(option)' is an option of \(TraceCommand<Tool>.name), and has no meaning here")
    }
    let own = model.options.map(\.name)
    var message = "unknown option '--\(option)' of the model \(model.name)"
    if !own.isEmpty { message += ", whose own are --\(own.joined(separator: ", --"))" }
    // An option of the model is more likely to be meant than one of the many that every model has.
    let near =
      Spelling.nearest(to: option, among: own) ?? Spelling.nearest(to: option, among: commonOptions)
    guard let near else { return usage(message) }
    return usage("\(message); did you mean '--\(near)'?", separator: "")
  }

  /// The options that every model has, without the dashes.
  private static var commonOptions: [String] {
    // A model may have steps of its own.
    OptionNames.of(TraceCommand<Tool>.self).filter { $0 != steps } + ["help", "version"]
  }

  /// Whether the model was made so that each of its options can be given.
  ///
  /// A test checks this for the models that come with the library: reading the names of all options takes as long as a small figure.
  private static func checkOptions(of model: Model) throws(CommandError) {
    let names = model.options.map(\.name)
    let isBuiltIn = [Model].builtIn.contains {
      $0.name == model.name && $0.options.map(\.name) == names
    }
    if !isBuiltIn { try checkNames(ofOptionsOf: model) }
  }

  /// Whether each option of the model has a name that can be given, and that no other option has.
  static func checkNames(ofOptionsOf model: Model) throws(CommandError) {
    let names = model.options.map(\.name)
    guard !names.isEmpty else { return }
    let taken = commonOptions
    for (index, name) in names.enumerated() {
      if name.wholeMatch(of: /[a-z][a-z0-9-]*/) == nil {
        throw CommandError(
          "the model \(model.name) has an option '\(name)'; a name is lower-case letters, digits and dashes"
        )
      }
      if taken.contains(name) || names[..<index].contains(name) {
        throw CommandError(
          "the model \(model.name) has an option '\(name)', which there is already; give it another name"
        )
      }
    }
  }
}

extension ModelRequest {
  /// A mistake on the command line, with a word on where to read on.
  fileprivate static func usage(_ message: String, separator: String = ";") -> CommandError {
    CommandError(
      "\(message)\(separator) see '\(Tool.name) \(TraceCommand<Tool>.name) --help'", isUsage: true)
  }
}
