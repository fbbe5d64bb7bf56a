import Foundation
import Smolgrad
import Testing

@testable import GraphExport

/// By its plan a figure in a document is found out of date, so all that a figure can have stands in its plan.
@Suite struct DrawingPlanTests {
  private func rules(_ svg: String) -> Set<String> {
    let style = svg.components(separatedBy: "<style>").dropFirst().first ?? ""
    return Set(style.components(separatedBy: "</style>")[0].components(separatedBy: "\n"))
  }

  @Test(arguments: Samples.all, [GraphSnapshot.CaptureMode.forward, .contributions, .backward])
  func hasEveryRuleOfTheStyleSheet(sample: Samples, mode: GraphSnapshot.CaptureMode) throws {
    var drawing = Drawing(of: sample.compute(), title: "sample", capturing: mode)
    if mode == .contributions { drawing.options.explanation = .full }
    let figure = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    // Colors are compared one by one elsewhere; which of them a figure uses depends on its numbers.
    let isColor = { (rule: String) in
      rule.hasPrefix(".f-") || rule.hasPrefix(".s-") || rule.contains("--")
    }
    let missing = rules(figure).subtracting(rules(DrawingPlan.svg(of: drawing)))
      .filter { !isColor($0) || $0.contains("marker") }
    #expect(rules(figure).contains { $0.contains("marker-end") })
    #expect(missing.isEmpty, "\(missing)")
  }
}
