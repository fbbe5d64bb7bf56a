import Testing

@testable import GraphExport

/// Words that have to fit on a card.
@Suite struct ShortTextTests {
  @Test(arguments: [
    (["kernel 3"], ["kernel 3"]),
    (["kernel 3×3", "stride 2×2", "padding 1×1"], ["kernel 3×3, stride 2×2, padding 1×1"]),
    (
      ["hidden 16", "num_layers 2", "bidirectional true"],
      ["hidden 16, num_layers 2,", "bidirectional true"]
    ),
    ([], []),
  ]) func settingsStandInLinesAndAreNotCut(settings: [String], lines: [String]) {
    #expect(ShortText.lines(of: settings) == lines)
  }

  @Test func threeLinesAreTheMost() {
    let settings = (1...9).map { "a_rather_long_setting \($0)" }
    let lines = ShortText.lines(of: settings)
    #expect(lines.count == 3 && lines[2] == "…")
    #expect(lines.allSatisfy { $0.count <= 41 })
  }
}
