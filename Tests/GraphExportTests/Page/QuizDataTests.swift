import Foundation
import Testing

@testable import GraphExport

/// What a page is told of the blanks.
@Suite struct QuizDataTests {
  private struct Question: Decodable {
    var number: Int
    var name: String
    var answer: Double
    var text: String
    var rule: String
  }

  @Test func eachBlankIsThereWithItsAnswerAndItsRule() throws {
    let (text, values) = WorksheetTests.expressions[1]
    let worksheet = try Worksheet(of: try WorksheetTests.snapshot(text, values), count: 5)
    let json = QuizData.json(of: worksheet)
    let questions = try JSONDecoder().decode([Question].self, from: Data(json.utf8))
    #expect(questions.map(\.number) == [1, 2, 3, 4, 5])
    for (question, blank) in zip(questions, worksheet.blanks) {
      #expect(question.answer == worksheet.snapshot.number(at: blank.location))
      #expect(question.name == blank.name && question.rule == blank.rule)
      #expect(abs(Double(question.text)! - question.answer) <= 5e-5)
    }
  }
}
