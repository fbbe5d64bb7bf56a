import Foundation
import Smolgrad
import TestSupport
import Testing

@testable import GraphExport

/// Worksheets and their keys as files.
@Suite struct WorksheetDrawingTests {
  private static func worksheet(
    _ number: Int, explaining explanation: Diagram.Explanation = .full
  ) throws -> Worksheet {
    let (text, values) = WorksheetTests.expressions[number]
    var options = Diagram.Options()
    options.explanation = explanation
    return try Worksheet(of: try WorksheetTests.snapshot(text, values), options, count: 6)
  }

  /// Whatever belongs into the blanks, the sheet is the same: nothing in it depends on an answer.
  @Test(arguments: WorksheetTests.expressions.indices, Diagram.Explanation.allCases)
  func sheetsDoNotDependOnTheirAnswers(
    number: Int, explanation: Diagram.Explanation
  ) throws {
    let worksheet = try Self.worksheet(number, explaining: explanation)
    let locations = Set(worksheet.blanks.map(\.location))
    var other = worksheet.snapshot
    let wrong = ArraySummary(shape: [], values: [123.456])
    for position in other.nodes.indices {
      let id = other.nodes[position].id
      guard case .tensor(var tensor) = other.nodes[position].content else { continue }
      if locations.contains(.value(id)) { tensor.value = wrong }
      if locations.contains(.gradient(id)) { tensor.gradient = .computed(wrong) }
      other.nodes[position].content = .tensor(tensor)
    }
    for (position, edge) in other.edges.enumerated() where edge.contribution != nil {
      other.edges[position].contribution?.localDerivative = 9
      let isOnly = other.edges.count { $0.from == edge.from } == 1
      if locations.contains(.contribution(operation: edge.to, argument: edge.position))
        || (isOnly && locations.contains(.gradient(edge.from)))
      {
        other.edges[position].contribution?.value = wrong
      }
    }
    #expect(other != worksheet.snapshot)
    let hidden = other.hiding(locations, showsContributions: explanation != .none)
    #expect(hidden == worksheet.snapshotWithoutAnswers)
  }

  /// Each way in which a number may be written.
  private func texts(of number: Double) -> Set<String> {
    [
      NumberText.exact(number), NumberText.rough(number), "\(number)", "\(Float(number))",
      String(format: "%.2f", number), String(format: "%.3g", number),
      String(format: "%.4g", number),
      String(format: "%.6g", number), String(format: "%.3e", number),
    ]
  }

  @Test(arguments: WorksheetTests.expressions.indices)
  func noAnswerIsInTheFile(number: Int) throws {
    let worksheet = try Self.worksheet(number)
    let sheet = Drawing(of: worksheet)
    let key = Drawing(of: worksheet, showingAnswers: true)
    // A contribution may be as large as another one that is drawn.
    let hidden = worksheet.snapshotWithoutAnswers
    let drawn =
      hidden.nodes.flatMap { [$0.tensor?.value.scalar, $0.tensor?.gradient.summary?.scalar] }
      + hidden.edges.map { $0.contribution?.value.scalar }
    let visible = Set(drawn.compactMap { $0.map { NumberText.exact(abs($0)) } })
    for format in [Format.svg, .dot, .text, .alt] {
      let text = String(decoding: try sheet.data(as: format), as: UTF8.self)
      let answers = String(decoding: try key.data(as: format), as: UTF8.self)
      for blank in worksheet.blanks where !visible.contains(NumberText.exact(abs(blank.answer))) {
        #expect(answers.contains(blank.text), "\(blank.name) in \(format.name)")
        // A number of few digits may also be a length, or be that of another tensor.
        for written in texts(of: blank.answer) where written.filter(\.isNumber).count > 3 {
          #expect(!text.contains(written), "\(blank.name) in \(format.name)")
        }
      }
      if format.name == "text" { #expect(text.contains("___")) }
      if format.name == "alt" { #expect(text.contains("\\_\\_\\_")) }
    }
    for blank in worksheet.blanks
    where blank.text.filter(\.isNumber).count > 3
      && !visible.contains(NumberText.exact(abs(blank.answer)))
    {
      #expect(!sheet.altText.contains(blank.text))
    }
  }

  /// The key has the lines of the sheet, and between them the answers.
  @Test(arguments: WorksheetTests.expressions.indices, [Diagram.Explanation.none, .contributions])
  func keysHaveTheSamePositions(number: Int, explanation: Diagram.Explanation) throws {
    let worksheet = try Self.worksheet(number, explaining: explanation)
    let lines = try [false, true].map { showsAnswers in
      let data = try Drawing(of: worksheet, showingAnswers: showsAnswers).data(as: .svg)
      // What is read out, and the hints, have the answers too.
      return String(decoding: data, as: UTF8.self)
        .replacing(/aria-label="[^"]*"/, with: "").replacing(/<title>[^<]*<\/title>/, with: "")
        .split(separator: "\n").map(String.init)
    }
    let answers = Set(worksheet.blanks.map(\.text))
    let added = lines[1].filter { line in
      line.hasPrefix("<text") && line.contains("font-weight=\"bold\"")
        && line.firstMatch(of: />([^<]*)<\/text>/).map { answers.contains(String($0.output.1)) }
          == true
    }
    #expect(added.count == worksheet.blanks.count)
    #expect(lines[1].filter { !added.contains($0) } == lines[0].filter { !added.contains($0) })
    for format in [Format.png, .pdf] {
      let sizes = try [false, true].map { showsAnswers in
        try Drawing(of: worksheet, showingAnswers: showsAnswers).data(as: format).prefix(30)
      }
      if format.isBitmap { #expect(sizes[0].prefix(24) == sizes[1].prefix(24)) }
    }
  }

  @Test func leavesAtEachUse() throws {
    let snapshot = try WorksheetTests.snapshot("a * a + 3 * a - a / b", ["a": 1.5, "b": 4])
    var options = Diagram.Options()
    options.explanation = .contributions
    var drawing = Drawing(of: try Worksheet(of: snapshot, options, blanks: .contributions))
    drawing.sharedLeaves = .perUse
    let boxes = drawing.diagram.cards.flatMap(\.rows).flatMap(\.items).filter {
      if case .blank = $0 { true } else { false }
    }
    #expect(boxes.count == 4)
    #expect(drawing.diagram.arrows.allSatisfy { $0.blank == nil })
  }
}
