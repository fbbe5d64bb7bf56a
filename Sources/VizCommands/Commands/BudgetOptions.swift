import ArgumentParser
import GraphExport

/// What a figure may cost: the words of the library's `Budget`.
struct BudgetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The seconds for layout and drawing; what takes longer is laid out in a simpler way, and says so.",
      valueName: "seconds"))
  var budget = 20.0

  @Option(help: ArgumentHelp("The most bytes that the file may have.", valueName: "number"))
  var maxBytes: Int?

  @Flag(help: "Make it an error if the figure as asked for does not fit into its budget.")
  var strict = false

  func resolved() throws -> Budget {
    guard budget > 0, budget <= 1e6 else {
      throw CommandError(
        "--budget is a number of seconds above 0, at the most a million, not \(budget)",
        isUsage: true)
    }
    if let maxBytes, maxBytes <= 0 {
      throw CommandError("--max-bytes is a number above 0, not \(maxBytes)", isUsage: true)
    }
    return Budget(time: .seconds(budget), bytes: maxBytes, isStrict: strict)
  }
}
