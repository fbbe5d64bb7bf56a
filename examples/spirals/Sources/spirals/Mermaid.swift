import Foundation
import GraphExport

extension Format {
  /// A format of its own: a flowchart in Mermaid's language, which code hosts draw in Markdown.
  static let mermaid = Format(
    name: "mermaid", fileExtensions: ["mmd"], summary: "a flowchart in Mermaid's language"
  ) { drawing, _ in
    let diagram = drawing.diagram
    var lines = ["flowchart \(diagram.direction == .right ? "LR" : "TB")"]
    for card in diagram.cards {
      let words = card.rows.map(words).filter { !$0.isEmpty }.map(quoted)
      lines.append("  n\(card.id)[\"\(words.joined(separator: "<br/>"))\"]")
    }
    for arrow in diagram.arrows where arrow.style == .value {
      lines.append("  n\(arrow.from) --> n\(arrow.to)")
    }
    return Figure(data: Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// The words of a row; pictures and bars are left out.
  private static func words(_ row: Diagram.Row) -> String {
    let texts = row.items.compactMap { item in
      switch item {
      case .text(let text, _), .pill(let text, _): text
      default: nil
      }
    }
    return texts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The text as Mermaid takes it between quotation marks: signs of its own and of HTML become entities.
  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      "\"&<>#;`".unicodeScalars.contains(scalar) ? "#\(scalar.value);" : String(scalar)
    }.joined()
  }
}
