import ArgumentParser
import Expressions
import Smolgrad

/// `eval`: computes an expression forward and backward, and draws it.
struct EvalCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "eval" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Computes an expression forward and backward, and draws it.",
      discussion: """
        An expression is written as in Python, with PyTorch's functions. A name that it reads gets its value as NAME=VALUE: a number, \
        a list such as [[1, 2], [3, 4]], or a file as NAME=FILE.npy. What is assigned to a name has it on its card.

        Examples:
          \(Tool.name) eval "tanh(x*w + b)" x=2 w=-3 b=6.9 -o neuron.svg
          \(Tool.name) eval "h = relu(x @ w); mean((h - y)**2)" x=[[1,2],[3,4]] w=[0.5,-1] y=1
          \(Tool.name) eval "softmax(x, dim=0)[1]" x=[1,2,3] --format text
        """)
  }

  // An expression may begin with a minus sign, so the parser hands over every word that is no option.
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "The expression, its statements separated by semicolons; and NAME=VALUE for each of its names.",
      valueName: "expression"))
  var words: [String]

  @Option(
    help: ArgumentHelp("Where random numbers begin.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp(VariedValues.help, valueName: "name=from…to"))
  var vary: String?

  @Option(help: SavedArrays.help, completion: .file()) var saveArrays: String?

  @Flag(help: GradientReport.help) var checkGradients = false

  @OptionGroup var drawing: DrawingOptions<Tool>
  @OptionGroup(title: "Types") var types: TypeOptions

  func run() throws {
    if let option = words.first(where: {
      $0.hasPrefix("--") && $0.dropFirst(2).first?.isLetter == true
    }) {
      throw CommandError(
        "unknown option '\(option)'; see '\(Tool.name) eval --help'", isUsage: true)
    }
    let words = words.map(SignedWords.restored)
    guard let text = words.first else {
      throw CommandError("there is no expression; see '\(Tool.name) eval --help'", isUsage: true)
    }
    let types = try types.resolved(usual: .float64)
    let varied = try vary.map(VariedValues.init)
    let pairs = valued(words.dropFirst(), varied)
    func prepared(in dtype: DType) throws -> ExpressionRun {
      try ExpressionRun(text, pairs, dtype: dtype.rawValue, seed: seed)
    }
    let run = try prepared(in: types.narrow)
    let stops = try varied.map { varied in
      guard run.expression.names.contains(varied.name) else {
        throw CommandError(
          "the expression has no name '\(varied.name)' that could be varied; its names are \(run.expression.names.joined(separator: ", "))",
          isUsage: true)
      }
      let others = pairs.filter { !$0.hasPrefix("\(varied.name)=") }
      return VariedComputation(
        name: varied.name,
        stops: try varied.values.map { value in
          let run = try ExpressionRun(
            text, others + ["\(varied.name)=\(value)"], dtype: types.narrow.rawValue, seed: seed)
          return (value, { try run.result().value })
        })
    }
    let destination = try saveArrays.map(SavedArrays.init)
    var remarks: [String] = []
    try drawing.draw(
      named: "expression", title: title(of: text), checkingGradients: checkGradients,
      varying: stops,
      losing: { result in
        try types.wide.map { wide in
          try LostDigitsReport(of: result, in: wide, named: "the expression") {
            try prepared(in: $0).result().value
          }
        }
      }
    ) {
      let (result, unusual) = try run.result()
      // It may run several times, to be measured.
      remarks = unusual + unused(run.leaves, in: result)
      try destination?.write(historyOf: result)
      return result
    }
    for remark in remarks { Remarks.make(remark) }
  }

  /// The values for the names; what is varied and has none gets the first one.
  private func valued(_ pairs: ArraySlice<String>, _ varied: VariedValues?) -> [String] {
    guard let varied, !pairs.contains(where: { $0.hasPrefix("\(varied.name)=") }) else {
      return Array(pairs)
    }
    return pairs + ["\(varied.name)=\(varied.values[0])"]
  }

  /// The expression itself where it is short enough for the line below a figure.
  private func title(of text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= 60 ? words : nil
  }

  /// Names the leaves that the last statement does not depend on, for they are not in the figure.
  private func unused(_ leaves: [(name: String, tensor: Tensor)], in result: Tensor) -> [String] {
    let shown = Set(history(of: result).map { ObjectIdentifier($0) })
    let unused = leaves.filter { !shown.contains(ObjectIdentifier($0.tensor)) }.map(\.name)
    return unused.isEmpty
      ? []
      : [
        "not in the figure, since the last value does not depend on it: \(unused.joined(separator: ", "))"
      ]
  }
}
