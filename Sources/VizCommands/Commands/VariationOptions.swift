import ArgumentParser

/// Other values of an input or a setting, between which the reader of a page chooses.
struct VariationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of a page: compute it with other values too, between which a slider chooses, as in learning-rate=0.01…1 or x=-2…2:9, where 9 is how many there are. (default: whole numbers one by one, else 11 values; from 0.01 to 1 and the like, each the same multiple of the one before)",
      valueName: "name=from…to"))
  var vary: String?

  /// What is varied; nil for nothing.
  func resolved() throws -> VariedValues? { try vary.map(VariedValues.init) }
}
