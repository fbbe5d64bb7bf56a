/// The blanks of a worksheet for a page that takes the answers.
enum QuizData {
  /// `[{"number": 1, "name": "n", "answer": 0.88, "text": "0.8814", "rule": "n = add_1 + b"}, …]`, in the order of the blanks.
  static func json(of worksheet: Worksheet) -> String {
    var json = JSONWriter()
    json.list(worksheet.blanks, inLines: true) { json, blank in
      json.object { json in
        json.name("number")
        json.word(String(blank.number))
        json.name("name")
        json.string(blank.name)
        json.name("answer")
        json.number(blank.answer)
        json.name("text")
        json.string(blank.text)
        json.name("rule")
        json.string(blank.rule)
      }
    }
    return String(decoding: json.data, as: UTF8.self)
  }
}
